// A visitor at a kiosk, and the launcher that lets the browser in: a device added on the command line, a session, a ticket.
import { expect, type Locator, type Page } from "@playwright/test";
import { say, type Lang } from "./words.ts";
import type { World } from "./world.ts";

/** What is spoken of as large enough for a finger, in CSS pixels. */
export const TARGET = 64;

export class Kiosk {
  private secret = "";
  private id = "";

  constructor(
    readonly page: Page,
    readonly world: World,
    readonly lang: Lang = "az",
  ) {}

  say(key: string, values: Record<string, string> = {}): string {
    return say(this.lang, key, values, "kiosk");
  }

  /** A new session, as the launcher asks for it; the device's earlier one is over. Its ticket. */
  async session(): Promise<string> {
    this.secret ||= this.world.addKiosk("hall-1", "Bakı, Nümunə küçəsi 7");
    const answer = await fetch(`${this.world.portal}/api/kiosk/sessions`, { method: "POST", headers: { authorization: `Bearer ${this.secret}` } });
    const begun = (await answer.json()) as { id: string; ticket: string };
    this.id = begun.id;
    return begun.ticket;
  }

  /** As its launcher sees it: whether its page has left for somebody else's. */
  async isAway(): Promise<boolean> {
    const answer = await fetch(`${this.world.portal}/api/kiosk/sessions/${this.id}`, { headers: { authorization: `Bearer ${this.secret}` } });
    return ((await answer.json()) as { away: boolean }).away;
  }

  /** And the browser on its first page. */
  async begin(): Promise<void> {
    await this.page.goto(`/kiosk/begin#${await this.session()}`);
    await expect(this.page).toHaveURL(`${this.world.portal}/kiosk`);
    await expect(this.page.locator(".kiosk-attract")).toBeVisible();
  }

  /** A touch on the line in one's language. */
  async touch(): Promise<void> {
    await this.page.locator(`.kiosk-lines [lang=${this.lang}]`).tap();
    await expect(this.page.getByRole("heading", { level: 1 })).toHaveText(this.say("choice.title"));
  }

  async choose(path: "/pay" | "/certificate" | "/verify" | "/receipts"): Promise<void> {
    await this.page.locator(`.kiosk-tile[href="${path}"]`).tap();
    await this.page.waitForURL(`**${path}`);
    await expect(this.finish).toBeVisible();
  }

  async enter(path: "/pay" | "/certificate" | "/verify" | "/receipts"): Promise<void> {
    await this.begin();
    await this.touch();
    await this.choose(path);
  }

  get finish(): Locator {
    return this.page.locator("#kiosk-finish");
  }

  get keypad(): Locator {
    return this.page.locator(".keypad");
  }

  get countdown(): Locator {
    return this.page.getByRole("alertdialog", { name: this.say("idle.title") });
  }

  key(face: string): Locator {
    return this.keypad.getByRole("button", { name: face, exact: true });
  }

  /** Types by touches alone; large letters by the shift key, other alphabets by the key of letters. */
  async type(field: Locator, text: string): Promise<void> {
    await field.tap();
    await expect(this.keypad).toBeVisible();
    for (const sign of text) {
      if (sign === " ") await this.key(this.say("key.space")).tap();
      else await this.typeSign(sign);
    }
  }

  private async typeSign(sign: string): Promise<void> {
    const large = sign.toLocaleLowerCase("az") !== sign;
    if (large) await this.key(this.say("key.shift")).tap();
    for (let alphabet = 0; alphabet < 3 && !(await this.key(sign).isVisible()); alphabet += 1) {
      await this.keypad.locator(".keys.last .key").nth(1).tap();
    }
    await this.key(sign).tap();
  }

  /** The large key: the next control, or the form is sent. */
  async enterKey(): Promise<void> {
    await this.keypad.locator(".key.main").tap();
  }
}

/** Everything on the screen that a finger can press, smaller than `least`: its words and size. */
export async function smallTargets(page: Page, least = TARGET): Promise<string[]> {
  return page.evaluate((least) => {
    const open = document.querySelector("dialog:modal") ?? document;
    const pressed = [...open.querySelectorAll<HTMLElement>("a[href], button, select, textarea, summary, input")];
    // A choice is pressed anywhere on it, a row's link too: their boxes are drawn over the whole.
    const whole = (one: HTMLElement): HTMLElement =>
      one.closest<HTMLElement>(".choice, .row-link") ?? (one.matches("input[type=checkbox], input[type=radio]") ? (one.closest("label") ?? one) : one);
    const seen = pressed.filter((one) => one.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !one.closest(".skip, .unseen") && !one.matches(":disabled"));
    return seen.flatMap((one) => {
      const { width, height } = whole(one).getBoundingClientRect();
      const words = `${one.tagName} ${one.id || one.className} “${(one.textContent || one.getAttribute("aria-label") || "").trim().slice(0, 30)}”`;
      return width + 0.5 < least || height + 0.5 < least ? [`${words} ${Math.round(width)}×${Math.round(height)}`] : [];
    });
  }, least);
}
