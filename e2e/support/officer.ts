// An officer at the pages of the office.
import { expect, type Locator, type Page } from "@playwright/test";
import { say, type Lang } from "./words.ts";
import type { World } from "./world.ts";

export class Officer {
  constructor(
    readonly page: Page,
    readonly world: World,
    readonly lang: Lang = "az",
    readonly home: string = world.portal,
  ) {}

  say(key: string, values: Record<string, string> = {}): string {
    return say(this.lang, key, values, "office");
  }

  button(key: string): Locator {
    return this.page.getByRole("button", { name: this.say(key), exact: true });
  }

  async signIn(fin: string): Promise<void> {
    await this.page.goto(`${this.home}/office`);
    await this.page.getByRole("link", { name: this.say("start.sign_in"), exact: true }).click();
    await this.page.locator(`button[data-fin="${fin}"]`).click();
    await this.page.waitForURL(`${this.home}/office**`);
    await expect(this.page.locator("#shell")).toHaveCount(0);
  }

  /** Opens an application out of the queue. */
  async open(number: string): Promise<void> {
    await this.page.getByRole("link", { name: number }).click();
    await expect(this.page.getByRole("heading", { level: 1 })).toHaveText(this.say("one.title", { number }));
    await expect(this.page.locator("#decision")).toBeVisible();
  }

  /** What has been done is said. */
  async expectDone(key: string): Promise<void> {
    await expect(this.page.locator("#said")).toContainText(this.say(key));
  }

  async take(): Promise<void> {
    await this.button("act.take").click();
    await this.expectDone("done.take");
  }

  async approve(): Promise<void> {
    await this.button("act.approve").click();
    await this.button("yes.approve").click();
    await this.expectDone("done.approve");
  }

  /** A decision with a reason: asks for a correction, rejects or revokes. */
  async decide(act: "ask" | "reject" | "revoke", reason: string, text = ""): Promise<void> {
    await this.button(`act.${act}`).click();
    await this.page.locator("#reason").selectOption(reason);
    if (text !== "") await this.page.locator("#panel #text").fill(text);
    await this.button("act.next").click();
    await this.button(`yes.${act}`).click();
    await this.expectDone(`done.${act}`);
  }

  /** Signs in, opens, takes and approves. */
  async issue(fin: string, number: string): Promise<void> {
    await this.signIn(fin);
    await this.open(number);
    await this.take();
    await this.approve();
  }
}
