// One browser of any engine: addresses, what stands on a page, and how long is waited for it.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { connect } from "node:net";
import { By, type WebDriver } from "selenium-webdriver";
import { Command, Name } from "selenium-webdriver/lib/command.js";
import { HEIGHT, start, within, type Wish } from "./drivers.ts";
import { aim, inPage, landed, meant, shown, spot, watch, type Aim, type Target } from "./page.ts";

const COMMAND_MS_MAX = 60_000;
const WAIT_MS_MAX = 30_000;
const PRESS_MS_MAX = 8_000;

export class Browser {
  private constructor(
    readonly wish: Wish,
    readonly driver: WebDriver,
    private readonly ending: () => Promise<void>,
  ) {}

  static async open(wish: Wish): Promise<Browser> {
    const { driver, end } = await start(wish);
    const browser = new Browser(wish, driver, end);
    try {
      await browser.resize();
    } catch (error) {
      await end();
      throw error;
    }
    return browser;
  }

  async close(): Promise<void> {
    await this.ending();
  }

  /** Firefox's window is never narrower than 450 pixels, the page in it may be: BiDi's viewport. */
  private async resize(): Promise<void> {
    const { engine, width } = this.wish;
    if (engine === "firefox") {
      const bidi = await this.driver.getBidi();
      const params = { context: await this.driver.getWindowHandle(), viewport: { width, height: HEIGHT } };
      await this.command("the viewport", bidi.send({ method: "browsingContext.setViewport", params }));
    } else if (engine === "webkit") {
      await this.command("the window", this.driver.manage().window().setRect({ x: 0, y: 0, width, height: HEIGHT }));
    }
    await this.until(`a page ${width} pixels wide`, async () => (await this.js(() => innerWidth)) === width);
  }

  async command<T>(what: string, doing: Promise<T>): Promise<T> {
    return within(COMMAND_MS_MAX, `${this.wish.engine}, ${what}`, doing);
  }

  /** In the page; what it needs comes as arguments. */
  async js<A extends unknown[], T>(run: (...args: A) => T, ...args: A): Promise<T> {
    return this.command("a script", this.driver.executeScript<T>(run as () => T, ...args));
  }

  /** The same, awaited in the page. */
  async later<A extends unknown[], T>(run: (...args: A) => Promise<T>, ...args: A): Promise<T> {
    const awaited = `const done = arguments[arguments.length - 1]; (${String(run)})(...[...arguments].slice(0, -1)).then(done, (error) => done({ failed: String(error) }));`;
    const answer = await this.command("a script", this.driver.executeAsyncScript<T | { failed: string }>(awaited, ...args));
    if (answer !== null && typeof answer === "object" && "failed" in answer) throw new Error(answer.failed);
    return answer as T;
  }

  async goto(address: string): Promise<void> {
    await this.command(address, this.driver.get(address));
  }

  /** As the reader does. WebDriver's own *refresh* goes past the service worker in Firefox. */
  async reload(): Promise<void> {
    await this.js(() => void (Object.assign(window, { before: true }), setTimeout(() => location.reload())));
    await this.until("the page anew", async () => this.js(() => !("before" in window) && document.readyState === "complete"));
  }

  /** A page that is being left answers with an error: it is asked again. */
  async until<T>(what: string, look: () => Promise<T | false | undefined>, ms = WAIT_MS_MAX): Promise<T> {
    let last = "";
    for (const deadline = Date.now() + ms; Date.now() < deadline; ) {
      try {
        const found = await look();
        if (found !== false && found !== undefined && found !== null) return found;
        last = "";
      } catch (error) {
        last = ` (${String(error).slice(0, 200)})`;
        if (/no answer in/.test(last)) break;
      }
      await new Promise((next) => setTimeout(next, 60));
    }
    const page = await this.js(shown).catch(() => "the page does not answer");
    throw new Error(`${this.wish.engine} at ${this.wish.width} pixels, by ${this.wish.hand}: waited for ${what}${last}\n${page}`);
  }

  async aim(target: Target, arm = false): Promise<Aim | undefined> {
    const found = await this.command("a look", this.driver.executeScript<Aim | null>(inPage(aim, meant, spot, watch), target, arm));
    return found ?? undefined;
  }

  /** Where the press that `aim` armed for went, once it went somewhere. A page that has gone went because of it. */
  async landed(ms: number): Promise<"on it" | "elsewhere" | "nowhere"> {
    for (const deadline = Date.now() + ms; ; ) {
      const where = await this.js(landed).catch(() => "nowhere"); // a page that is being left
      if (where !== "nowhere") return where === "on it" || !where ? "on it" : "elsewhere";
      if (Date.now() > deadline) return "nowhere";
      await new Promise((next) => setTimeout(next, 20));
    }
  }

  /** Aims, arms and presses, until the press has come to what was aimed at; each press has its time to come there. */
  async untilPressed(what: string, once: () => Promise<boolean>): Promise<void> {
    let pressed = false;
    await this.until(`${what} to be pressed`, async () => {
      if (pressed && (await this.landed(0)) === "on it") return true;
      pressed = await once();
      return pressed && (await this.landed(PRESS_MS_MAX)) === "on it";
    });
  }

  /** The text of the first such element that is shown. */
  async text(css: string): Promise<string | undefined> {
    const text = await this.js((css) => [...document.querySelectorAll<HTMLElement>(css)].find((one) => one.checkVisibility())?.innerText ?? null, css);
    return text?.replace(/\s+/g, " ").trim();
  }

  async count(css: string): Promise<number> {
    return this.js((css) => document.querySelectorAll(css).length, css);
  }

  async expectText(css: string, text: string): Promise<void> {
    await this.until(`"${text}" in ${css}`, async () => (await this.text(css))?.includes(text) === true);
  }

  async expectValue(css: string, value: string): Promise<void> {
    await this.until(`${css} to hold "${value}"`, async () => (await this.js((css) => document.querySelector<HTMLInputElement>(css)?.value, css)) === value);
  }

  async expectAddress(start: string): Promise<void> {
    await this.until(`an address that begins with ${start}`, async () => (await this.driver.getCurrentUrl()).startsWith(start));
  }

  /** As if it had been chosen in the system's own dialogue, which no hand here reaches. */
  async give(css: string, path: string): Promise<void> {
    await this.command("a file", this.driver.findElement(By.css(css)).sendKeys(path));
  }

  /** The PDF that has been downloaded under such a name, to its end. */
  async downloaded(name: RegExp): Promise<string> {
    const folder = join(this.wish.folder, "downloads");
    const whole = (file: string): boolean => name.test(file) && readFileSync(join(folder, file)).subarray(-16).includes("%%EOF");
    return join(folder, await this.until(`a file ${name}`, async () => readdirSync(folder).find(whole)));
  }

  async pick(css: string, value: string): Promise<void> {
    await this.command("a choice", this.driver.findElement(By.css(`${css} option[value="${value}"]`)).click());
  }

  /** WebDriver's own actions, for which the library has no finger. */
  async act(actions: object[]): Promise<void> {
    await this.command("a press", this.driver.execute(new Command(Name.ACTIONS).setParameter("actions", actions)));
  }

  /** A finger on WebKit's window: window.py hands it to the toolkit. */
  async finger(x: number, y: number): Promise<void> {
    const answered = new Promise<void>((resolve, reject) => {
      const socket = connect(join(this.wish.folder, "finger"), () => socket.write(`${x} ${y}\n`));
      socket.once("data", () => (socket.end(), resolve())).once("error", reject);
    });
    await this.command("a touch", answered);
  }
}
