// An operator at the pages of those who look after payments.
import { expect, type Locator, type Page } from "@playwright/test";
import { say, type Lang } from "./words.ts";
import type { World } from "./world.ts";

/** The sandbox's people with this role (backend/sandbox/README.md). */
export const OPERATORS = {
  zaur: { fin: "6ZQ7E4R", name: "Zaur Qaralamayev" },
  sevinc: { fin: "9HB5F2S", name: "Sevinc Nəzarətova" },
} as const;

/** Searches the security events. */
export const AUDITOR = { fin: "3HD8K5V" } as const;

/** A sum below a thousand as the pages write it. */
export function sum(lang: Lang, minor: number): string {
  const text = (minor / 100).toFixed(2);
  return lang === "en" ? `${text} AZN` : `${text.replace(".", ",")} AZN`;
}

export class Operator {
  constructor(
    readonly page: Page,
    readonly world: World,
    readonly lang: Lang = "az",
  ) {}

  say(key: string, values: Record<string, string> = {}): string {
    return say(this.lang, key, values, "operator");
  }

  button(key: string): Locator {
    return this.page.getByRole("button", { name: this.say(key), exact: true });
  }

  link(key: string): Locator {
    return this.page.getByRole("link", { name: this.say(key), exact: true });
  }

  /** A part of the screen, by its heading's name. */
  part(name: string): Locator {
    return this.page.locator(`section[aria-labelledby="${name}"]`);
  }

  get heading(): Locator {
    return this.page.getByRole("heading", { level: 1 });
  }

  async expectHeading(key: string): Promise<void> {
    await expect(this.heading).toHaveText(this.say(key));
  }

  signIn(fin: string): Promise<void> {
    return this.signInTo(fin, "/operator", "summary.title");
  }

  async signInTo(fin: string, path: string, heading: string): Promise<void> {
    await this.page.goto(`${this.world.portal}${path}`);
    await this.link("start.sign_in").click();
    await this.page.locator(`button[data-fin="${fin}"]`).click();
    await this.page.waitForURL(`${this.world.portal}${path}**`);
    await this.expectHeading(heading);
  }

  /** Along the ways between the screens. */
  async to(way: "nav.summary" | "nav.payments" | "nav.refunds" | "nav.alarms"): Promise<void> {
    await this.page.locator(".ways").getByRole("link", { name: this.say(way), exact: true }).click();
    await expect(this.page.locator(".skeleton")).toHaveCount(0);
  }

  /** A payment by its receipt's number, opened. */
  async find(receipt: string): Promise<void> {
    await this.to("nav.payments");
    await this.page.locator("#find").fill(receipt);
    await this.button("find_go").click();
    await expect(this.page.getByText(this.say("find_found"))).toBeVisible();
    await expect(this.page.locator("tbody tr")).toHaveCount(1);
    await this.page.locator("#row-0").click();
    await expect(this.part("facts")).toContainText(receipt);
  }

  /** From a payment's page to the form of a refund. */
  async giveBack(): Promise<void> {
    await this.link("give_back").click();
    await this.expectHeading("request.title");
    await expect(this.page.locator("#bills")).toBeVisible();
  }

  /** Chooses a bill; it goes back whole and with its fee unless something else is chosen. */
  async choose(...bills: number[]): Promise<void> {
    for (const bill of bills) await this.page.locator(`#bill-${bill}`).check();
  }

  /** Writes the reason and sends the request; the case is on the screen afterwards. */
  async request(reason: string): Promise<void> {
    await this.page.locator("#reason").fill(reason);
    await this.button("request.send").click();
    await this.expectDone("done.request");
  }

  /** The first case of those that wait for a second person, opened. */
  async openWaiting(): Promise<void> {
    await this.to("nav.refunds");
    await this.page.locator("#row-0").click();
    await expect(this.part("decision")).toBeVisible();
  }

  /** The first alarm of a cause, opened as soon as there is one. */
  async openAlarm(cause: string): Promise<void> {
    await expect(async () => {
      await this.to("nav.summary");
      await this.to("nav.alarms");
      await this.page.getByRole("link", { name: this.say(cause), exact: true }).first().click({ timeout: 500 });
    }).toPass({ timeout: 20_000 });
    await expect(this.part("facts")).toContainText(this.say(cause));
  }

  async approve(note = ""): Promise<void> {
    await this.button("case.approve").click();
    if (note !== "") await this.page.locator("#note").fill(note);
    await this.button("case.approve_yes").click();
    await this.expectDone("done.case_approve");
  }

  async reject(reason: string): Promise<void> {
    await this.button("case.reject").click();
    await this.page.locator("#note").fill(reason);
    await this.button("case.reject_yes").click();
    await this.expectDone("done.case_reject");
  }

  /** What has been done is said. */
  async expectDone(key: string): Promise<void> {
    await expect(this.page.locator("#said")).toContainText(this.say(key));
  }

  /** Looks again until the case on the screen is here. */
  async expectState(key: string): Promise<void> {
    await expect(this.page.locator(".head .tag").first()).toHaveText(this.say(key), { timeout: 15_000 });
  }
}
