// Three ways to do the same: Tab, space and Enter; a mouse; a finger. What is pressed is seen, lies under nothing, stands
// still, and hears the press itself: a page that moves meanwhile is aimed at again.
import { Key, type WebDriver } from "selenium-webdriver";
import type { Browser } from "./browser.ts";
import type { Aim, Target } from "./page.ts";

export interface Hand {
  /** A button or a link. */
  press(target: Target): Promise<void>;
  /** A checkbox or a radio: on, or off again. */
  check(target: Target, on?: boolean): Promise<void>;
  /** Instead of what stands in the field. */
  type(target: Target, text: string): Promise<unknown>;
  choose(target: Target, value: string): Promise<void>;
}

export function handOf(browser: Browser): Hand {
  return browser.wish.hand === "keyboard" ? new Keyboard(browser) : new Pointer(browser);
}

const called = (target: Target): string => target.name ?? target.starts ?? target.holds ?? target.css ?? "";
const letters = (text: string): string => text.replace(/[^\p{L}\p{N}@]/gu, "").toLowerCase();
const TABS_MAX = 120;
const TYPED_MAX = 3;
const TYPED_MS_MAX = 8_000;

abstract class Typing {
  constructor(protected readonly browser: Browser) {}

  protected get driver(): WebDriver {
    return this.browser.driver;
  }

  protected async keys(...keys: string[]): Promise<void> {
    await this.browser.command("keys", this.driver.actions({ async: true }).sendKeys(...keys).perform());
  }

  protected abstract focus(target: Target): Promise<unknown>;

  /** What a slow browser has swallowed is typed again, as people do; a field that never takes it is a fault. */
  async type(target: Target, text: string): Promise<unknown> {
    for (let left = TYPED_MAX - 1; ; left -= 1) {
      await this.focus(target);
      if (((await this.browser.aim(target))?.value ?? "") !== "") await this.clear();
      await this.keys(text);
      try {
        return await this.browser.until(`"${text}" in ${called(target)}`, () => this.holds(target, text), TYPED_MS_MAX);
      } catch (error) {
        if (left === 0) throw error;
        console.log(`typed again: ${String(error).split("\n")[0]}`);
      }
    }
  }

  private async clear(): Promise<void> {
    const keys = this.driver.actions({ async: true }).keyDown(Key.CONTROL).sendKeys("a").keyUp(Key.CONTROL).sendKeys(Key.BACK_SPACE);
    await this.browser.command("keys", keys.perform());
  }

  private async holds(target: Target, text: string): Promise<true> {
    const value = (await this.browser.aim(target))?.value ?? "";
    if (letters(value) !== letters(text)) throw new Error(`it holds "${value}"`);
    return true;
  }
}

class Keyboard extends Typing implements Hand {
  /** To and fro as the target lies; the focus must be drawn wherever it comes. */
  protected async focus(target: Target): Promise<Aim> {
    let tabs = 0;
    return this.browser.until(`the focus on ${called(target)}`, async () => {
      const there = await this.browser.aim(target);
      if (there === undefined) return false;
      if (there.focused || there.beside) {
        if (!there.seen) throw new Error(`the focus is not drawn on ${called(target)}`);
        // A screen that has just come takes the focus in its next frame.
        const still = await this.browser.aim(target);
        return still?.focused || still?.beside ? still : false;
      }
      tabs += 1;
      if (tabs > TABS_MAX) throw new Error(`Tab does not come to ${called(target)}`);
      if (there.before) await this.browser.command("keys", this.driver.actions({ async: true }).keyDown(Key.SHIFT).sendKeys(Key.TAB).keyUp(Key.SHIFT).perform());
      else await this.keys(Key.TAB);
      return false;
    });
  }

  private async hit(target: Target, key: string): Promise<void> {
    await this.browser.untilPressed(called(target), async () => {
      await this.focus(target);
      const armed = await this.browser.aim(target, true);
      if (!armed?.focused) return false;
      if (armed.covered !== null) throw new Error(`${called(target)} lies under ${armed.covered}`);
      await this.keys(key);
      return true;
    });
  }

  async press(target: Target): Promise<void> {
    await this.hit(target, Key.ENTER);
  }

  async check(target: Target, on = true): Promise<void> {
    await this.browser.until(`${called(target)} ${on ? "on" : "off"}`, async () => {
      const at = await this.focus(target);
      if (at.focused && at.checked === on) return true;
      // Arrows go round a group of radios.
      if (at.beside) await this.keys(Key.ARROW_DOWN);
      else await this.hit(target, Key.SPACE);
      return false;
    });
  }

  async choose(target: Target, value: string): Promise<void> {
    await this.browser.until(`${value} chosen in ${called(target)}`, async () => {
      const at = await this.focus(target);
      if (at.value === value) return true;
      await this.keys(Key.ARROW_DOWN);
      return false;
    });
  }
}

class Pointer extends Typing implements Hand {
  protected async focus(target: Target): Promise<void> {
    await this.press(target);
    await this.browser.until(`the focus in ${called(target)}`, async () => (await this.browser.aim(target))?.focused === true);
  }

  async press(target: Target): Promise<void> {
    await this.browser.untilPressed(called(target), async () => {
      const before = await this.browser.aim(target);
      if (before === undefined) return false;
      const at = await this.browser.aim(target, true);
      if (at === undefined || at.x !== before.x || at.y !== before.y) return false;
      if (at.covered !== null) throw new Error(`${called(target)} lies under ${at.covered}`);
      await this.tap(at.x, at.y);
      return true;
    });
  }

  private async tap(x: number, y: number): Promise<void> {
    const { engine, hand } = this.browser.wish;
    if (hand === "touch" && engine === "webkit") return this.browser.finger(x, y);
    const actions = [
      { type: "pointerMove", duration: 0, x, y, origin: "viewport" },
      { type: "pointerDown", button: 0 },
      { type: "pause", duration: 30 },
      { type: "pointerUp", button: 0 },
    ];
    await this.browser.act([{ type: "pointer", id: hand, parameters: { pointerType: hand === "touch" ? "touch" : "mouse" }, actions }]);
  }

  async check(target: Target, on = true): Promise<void> {
    const state = async (): Promise<boolean> => (await this.browser.aim(target))?.checked === on;
    if (await this.browser.until(called(target), async () => this.browser.aim(target)).then((at) => at.checked === on)) return;
    await this.press(target);
    await this.browser.until(`${called(target)} ${on ? "on" : "off"}`, state);
  }

  /** The engine opens a list outside the page; its driver picks from it. */
  async choose(target: Target, value: string): Promise<void> {
    await this.browser.until(called(target), async () => this.browser.aim(target));
    await this.browser.pick(target.css ?? "", value);
    await this.browser.until(`${value} in ${called(target)}`, async () => (await this.browser.aim(target))?.value === value);
  }
}
