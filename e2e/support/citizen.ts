// A citizen at the portal's pages: each step of paying, found by what is read on the screen.
import { expect, type Locator, type Page } from "@playwright/test";
import { CARDS, payAtBank, type Card } from "./bank.ts";
import { CHARGES, say, type Bundle, type Charge, type Lang } from "./words.ts";
import type { World } from "./world.ts";

/** The guide's number. */
export const GUIDE = "4212372";

export class Citizen {
  constructor(
    readonly page: Page,
    readonly world: World,
    readonly lang: Lang = "az",
  ) {}

  say(key: string, values: Record<string, string> = {}): string {
    return say(this.lang, key, values);
  }

  /** Of another bundle's pages. */
  sayOf(of: Bundle, key: string, values: Record<string, string> = {}): string {
    return say(this.lang, key, values, of);
  }

  button(key: string, of: Bundle = "pay"): Locator {
    return this.page.getByRole("button", { name: this.sayOf(of, key), exact: true });
  }

  get heading(): Locator {
    return this.page.getByRole("heading", { level: 1 });
  }

  async expectHeading(key: string): Promise<void> {
    await expect(this.heading).toHaveText(this.say(key));
  }

  /** The one main button of a form, in each language. */
  async next(): Promise<void> {
    await this.button("next").click();
  }

  async typeNumber(number: string): Promise<void> {
    await this.page.goto("/pay");
    await this.page.getByLabel(this.say("number"), { exact: true }).fill(number);
    await this.next();
  }

  /** The card of a bill on the bills page. */
  bill(charge: Charge): Locator {
    const heading = this.page.getByRole("heading", { level: 2, name: CHARGES[charge][this.lang], exact: true });
    return this.page.locator(".bills > li").filter({ has: heading });
  }

  /** Every biller has answered, or is known not to. */
  async allAnswered(): Promise<void> {
    await expect(this.bill("telephone")).toBeVisible();
    await expect(this.page.locator(".asking")).toHaveCount(0);
  }

  async toBills(number = GUIDE): Promise<void> {
    await this.typeNumber(number);
    await this.page.waitForURL("**/pay/bills");
    await this.allAnswered();
  }

  /** **Ödə** under a service. */
  async payBill(charge: Charge): Promise<void> {
    await this.bill(charge).getByRole("button", { name: this.say("pay") }).click();
    await this.page.waitForURL("**/pay/card");
  }

  /** Exactly these, together. */
  async payBills(...charges: Charge[]): Promise<void> {
    for (const box of await this.page.locator(".bills > li .pick input").all()) await box.uncheck();
    for (const charge of charges) await this.bill(charge).getByRole("checkbox").check();
    await this.page.locator(".bar").getByRole("button").click();
    await this.page.waitForURL("**/pay/card");
  }

  async toCard(number = GUIDE, charge: Charge = "telephone"): Promise<void> {
    await this.toBills(number);
    await this.payBill(charge);
  }

  async chooseCard(name: "Visa" | "Mastercard" = "Visa", email = ""): Promise<void> {
    await this.page.getByLabel(new RegExp(`^${name}`)).check();
    if (email !== "") await this.page.getByLabel(this.say("email_optional")).fill(email);
    await this.next();
    await this.page.waitForURL("**/pay/check");
  }

  async toCheck(number = GUIDE, charge: Charge = "telephone"): Promise<void> {
    await this.toCard(number, charge);
    await this.chooseCard();
  }

  /** **İrəli** on the check page, and the bank's page is there. */
  async toBank(): Promise<void> {
    await this.next();
    await this.atBank();
  }

  async atBank(): Promise<void> {
    await this.page.waitForURL(`${this.world.sandbox.url}/bank/**`);
    await this.page.locator("#pay").waitFor();
  }

  /** One bill from its number to the bank's page. */
  async startPaying(number = GUIDE, charge: Charge = "telephone"): Promise<void> {
    await this.toCheck(number, charge);
    await this.toBank();
  }

  async payWith(card: Card): Promise<void> {
    await payAtBank(this.page, card);
    await this.page.waitForURL(`${this.world.portal}/pay/**`);
  }

  /** One bill paid, from its number to its receipt. */
  async pay(number = GUIDE, charge: Charge = "telephone"): Promise<void> {
    await this.startPaying(number, charge);
    await this.payWith(CARDS.approved);
    await this.expectHeading("stage.paid");
  }

  /** The receipt's number and code, read off the page. */
  async receipt(): Promise<{ number: string; code: string }> {
    const number = (await this.page.locator(".receipt-number").innerText()).match(/KM-\S+/)?.[0] ?? "";
    const code = (await this.page.locator(".receipt .code").innerText()).replace(/\s/g, "");
    return { number, code };
  }
}
