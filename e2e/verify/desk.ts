// A desk where certificates are checked: the issuer's keys and the register's answers are the test's own, so that every
// answer can be had; the page and its server are the real ones.
import { expect, type Locator, type Page } from "@playwright/test";
import { say, type Lang } from "../support/words.ts";
import { STATEMENT, altered, issuer, numberOf, published, sealed, type Issuer } from "./paper.ts";

export interface Answer {
  state?: "valid" | "expired" | "revoked" | "replaced";
  stillTrue?: "yes" | "no" | "unknown";
  statement?: string;
  /** Another status than 200, with this problem code. */
  problem?: readonly [number, string];
}

export class Desk {
  /** Everything that was sent to the server besides pages and files. */
  readonly sent: string[] = [];
  answer: Answer = {};
  keys: object;
  private offline = false;
  /** The text of a genuine certificate's code. */
  readonly text: string;

  private constructor(
    readonly page: Page,
    readonly lang: Lang,
    readonly by: Issuer,
  ) {
    this.keys = published(by);
    this.text = sealed(by);
  }

  static async at(page: Page, lang: Lang = "az", by = issuer()): Promise<Desk> {
    const desk = new Desk(page, lang, by);
    await page.route("**/api/certificates/keys", (route) => (desk.offline ? route.abort() : route.fulfill({ json: desk.keys })));
    await page.route("**/api/certificates/check", (route) => {
      if (desk.offline) return route.abort();
      desk.sent.push(route.request().postData() ?? "");
      const { problem, state = "valid", stillTrue = "yes", statement = desk.text } = desk.answer;
      if (problem) return route.fulfill({ status: problem[0], json: { type: "about:blank", status: problem[0], code: problem[1] } });
      const json = {
        number: numberOf(STATEMENT.symbols), state, class: "residential", issued_at: "2026-03-02T09:05:00Z",
        as_of: "2026-03-02T09:04:00Z", valid_until: STATEMENT.until, still_true: stillTrue, statement,
        ended_at: state === "revoked" || state === "replaced" ? "2026-03-05T08:00:00Z" : null,
      };
      return route.fulfill({ json });
    });
    return desk;
  }

  say(key: string, values: Record<string, string> = {}): string {
    return say(this.lang, key, values, "verify");
  }

  async open(path = "/verify"): Promise<void> {
    await this.page.goto(path);
    await expect(this.page.locator("#shell")).toHaveCount(0);
  }

  /**
   * The network goes, and the page has heard of it: a question asked before that would be one without an answer. The
   * browser answers a test's own routes without a network too, so they go with it.
   */
  async goOffline(): Promise<void> {
    this.offline = true;
    await this.page.context().setOffline(true);
    await expect(this.page.getByText(this.say("verify.offline"))).toBeVisible();
  }

  async goOnline(): Promise<void> {
    this.offline = false;
    await this.page.context().setOffline(false);
  }

  /** As a phone's own camera app does. */
  async scanned(text: string): Promise<void> {
    await this.page.goto("about:blank");
    await this.open(`/verify#${text}`);
  }

  async give(name: string, buffer: Buffer, mimeType = "application/pdf"): Promise<void> {
    await this.page.locator("#certificate-file").setInputFiles({ name, mimeType, buffer });
  }

  get verdict(): Locator {
    return this.page.locator(".verdict");
  }

  /** The verdict's look, its headline and why. */
  async expectVerdict(look: "good" | "warn" | "bad", headline: string, why?: string): Promise<void> {
    await expect(this.verdict.locator(".headline")).toHaveText(this.say(headline));
    await expect(this.verdict).toHaveClass(`verdict ${look}`);
    if (why) await expect(this.verdict.locator(".why")).toHaveText(this.say(why));
  }

  async ask(number: string): Promise<void> {
    await this.page.getByLabel(this.say("verify.about_label")).fill(number);
    await this.page.getByRole("button", { name: this.say("verify.about_ask") }).click();
  }
}

/** Every kind of screen, one after another. */
export async function walkVerify(page: Page, desk: Desk, visit: (screen: string) => Promise<void>): Promise<void> {
  await page.addInitScript(() => {
    if (navigator.mediaDevices) navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "NotAllowedError"));
  });
  await desk.open();
  await expect(page.getByText(desk.say("verify.ready"))).toBeVisible();
  await visit("the three ways");
  await page.getByRole("button", { name: desk.say("verify.check"), exact: true }).click();
  await expect(page.locator("#summary")).toBeFocused();
  await visit("the three ways, with an error");
  await desk.open("/verify/scan");
  await expect(page.getByText(desk.say("verify.refused"))).toBeVisible();
  await visit("no camera");
  await desk.scanned(desk.text);
  await desk.expectVerdict("good", "verify.good");
  await visit("good");
  await desk.ask("1");
  await desk.expectVerdict("bad", "verify.other");
  await visit("another account");
  desk.answer = { problem: [503, "internal"] };
  await desk.scanned(desk.text);
  await desk.expectVerdict("warn", "verify.local");
  await visit("careful");
  await desk.scanned(altered(desk.text, "payload", 40));
  await desk.expectVerdict("bad", "verify.bad");
  await visit("forged");
}
