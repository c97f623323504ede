// Somebody at a browser of any engine, with one hand: the words of the screens and what the journeys share.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Card } from "../support/bank.ts";
import { say, type Bundle } from "../support/words.ts";
import type { World } from "../support/world.ts";
import { Browser } from "./browser.ts";
import type { Wish } from "./drivers.ts";
import { handOf, type Hand } from "./hands.ts";
import type { Target } from "./page.ts";

export class Visitor {
  readonly hand: Hand;

  constructor(
    readonly browser: Browser,
    readonly world: World,
    readonly of: Bundle = "pay",
  ) {
    this.hand = handOf(browser);
  }

  /** The same person at another bundle's pages. */
  at(of: Bundle): Visitor {
    return new Visitor(this.browser, this.world, of);
  }

  say(key: string, values: Record<string, string> = {}): string {
    return say("az", key, values, this.of);
  }

  async goto(path: string): Promise<void> {
    await this.browser.goto(this.world.portal + path);
    await this.started();
  }

  async reload(): Promise<void> {
    await this.browser.reload();
    await this.started();
  }

  /** The program is there, in place of the shell that is painted before it. */
  async started(): Promise<void> {
    await this.browser.until("the program", async () => (await this.browser.count("#shell, .skeleton")) === 0 && (await this.browser.count("h1")) > 0);
  }

  async press(key: string, role: "button" | "link" = "button"): Promise<void> {
    await this.hand.press({ role, name: this.say(key) });
  }

  field(key: string): Target {
    return { role: "field", name: this.say(key) };
  }

  async next(): Promise<void> {
    await this.press("next");
  }

  async expectHeading(key: string, values: Record<string, string> = {}): Promise<void> {
    const text = this.say(key, values).replace(/\s+/g, " ");
    await this.browser.until(`the heading "${text}"`, async () => (await this.browser.text("h1")) === text);
  }

  async expectWords(key: string, css = "main, header, footer, [role=alert], [role=status], p, div"): Promise<void> {
    const text = this.say(key).replace(/\s+/g, " ");
    await this.browser.until(`"${text}"`, async () =>
      this.browser.js((css, text) => [...document.querySelectorAll<HTMLElement>(css)].some((one) => one.checkVisibility() && one.innerText.replace(/\s+/g, " ").includes(text)), css, text));
  }

  /** The bank's page is not ours: its fields go by their names. */
  async payAtBank(card: Card): Promise<void> {
    await this.browser.expectAddress(`${this.world.sandbox.url}/bank/`);
    for (const [name, text] of [["number", card.number], ["expiry", "1230"], ["cvv", "123"]] as const) await this.hand.type({ css: `input[name=${name}]` }, text);
    await this.hand.press({ css: "#pay" });
    if (card.code !== undefined) {
      await this.hand.type({ css: "input[name=code]" }, card.code);
      await this.hand.press({ css: "#confirm" });
    }
    await this.browser.expectAddress(`${this.world.portal}/pay/`);
    await this.started();
  }

  /** By a name of the list at the identity provider's own page. */
  async signIn(fin: string): Promise<void> {
    await this.press("start.sign_in", "link");
    await this.browser.expectAddress(`${this.world.sandbox.url}/identity`);
    await this.hand.press({ css: `button[data-fin="${fin}"]` });
    await this.browser.expectAddress(this.world.portal);
    await this.started();
  }
}

/** Browsers for one test: what they keep lies in a folder that goes with them. */
export class Browsers {
  private readonly folders: string[] = [];
  private readonly opened: Browser[] = [];

  folder(): string {
    const folder = mkdtempSync(join(tmpdir(), "kommunal-e2e-engine-"));
    this.folders.push(folder);
    return folder;
  }

  async open(wish: Omit<Wish, "folder">, folder = this.folder()): Promise<Browser> {
    const browser = await Browser.open({ ...wish, folder });
    this.opened.push(browser);
    return browser;
  }

  async closeAll(): Promise<void> {
    await Promise.all(this.opened.map((browser) => browser.close()));
    for (const folder of this.folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
