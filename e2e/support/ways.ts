// The two journeys by ear: from field to field with Tab, from page to page with Enter, and each page read to its end.
import { expect } from "@playwright/test";
import { EMAIL, MOBILE, PEOPLE } from "./applicant.ts";
import { source } from "./binaries.ts";
import { CARDS } from "./bank.ts";
import { GUIDE } from "./citizen.ts";
import { Listener } from "./listener.ts";
import { CHARGES, LANGS, say, type Bundle, type Lang } from "./words.ts";
import type { World } from "./world.ts";

export class Way {
  readonly ear: Listener;

  constructor(
    private readonly world: World,
    private readonly lang: Lang,
    private readonly of: Bundle,
  ) {
    this.ear = new Listener(lang);
  }

  private say(key: string, values: Record<string, string> = {}): string {
    return say(this.lang, key, values, this.of);
  }

  private begins(key: string): RegExp {
    return new RegExp(`^${escaped(this.say(key))}`);
  }

  /** Of the sandbox's pages: the bank's, and the provider's, which is not told the language. */
  private theirs(key: string): RegExp {
    const words = LANGS.map((lang) => (JSON.parse(source(`backend/sandbox/locales/${lang}.json`)) as Record<string, string>)[key] ?? "");
    return new RegExp(`^(${words.map(escaped).join("|")})`);
  }

  private async next(title: string, step: string, read = true): Promise<void> {
    await this.ear.tabTo(this.begins("next"));
    await this.ear.go("Return", this.begins(title), step);
    if (read) await this.read();
  }

  /** From the first page to the receipt, with a wrong number, a changed amount and a card that is declined first. */
  async pay(): Promise<void> {
    const { ear } = this;
    await ear.start(`${this.world.portal}/`, this.begins("shell.heading"), "Home");
    await ear.tabTo(this.begins("start"));
    await ear.go("Return", this.begins("number.title"), "Number");
    await this.read();
    await ear.tabTo(this.begins("number"));
    await this.wrongNumber();
    await ear.type(GUIDE);
    await ear.go("Return", this.begins("step.bills"), "Bills");
    await this.read();
    const telephone = CHARGES.telephone[this.lang];
    await ear.tabTo(new RegExp(`^${escaped(this.say("pick"))} ${escaped(telephone)}`));
    await ear.press("space", /AZN/);
    await ear.press("space", /AZN/);
    await this.changeAmount(telephone);
    await ear.tabTo(new RegExp(`^${escaped(this.say("pay"))}[ :]+${escaped(telephone)}`));
    await ear.go("Return", this.begins("card.title"), "Card");
    await this.read();
    await ear.tabTo(/^Visa/);
    await ear.press("space");
    await this.next("check.title", "Check");
    await this.toBank();
    await this.atBank(CARDS.declined.number, "outcome.declined", "Declined");
    await this.read();
    await ear.tabTo(this.begins("try_again"));
    await ear.go("Return", this.begins("check.title"), "Check again");
    await this.toBank();
    await this.atBank(CARDS.approved.number, "stage.paid", "Receipt");
    await this.read();
  }

  private async read(): Promise<void> {
    await this.ear.read(this.begins("nav.help"));
  }

  private async toBank(): Promise<void> {
    await this.ear.tabTo(this.begins("next"));
    await this.ear.load("Return", this.theirs("title_card"), "The bank's page");
  }

  private async wrongNumber(): Promise<void> {
    await this.ear.type("12");
    await this.ear.press("Return");
    await this.ear.press("Tab");
    await this.ear.press("Return");
    await this.ear.press("ctrl+a");
  }

  private async changeAmount(charge: string): Promise<void> {
    await this.ear.tabTo(new RegExp(`^${escaped(this.say("amount_change"))} ${escaped(charge)}`));
    await this.ear.press("space");
    await this.ear.press("Tab");
    await this.ear.press("ctrl+a");
    await this.ear.type("2,4");
    await this.ear.press("ctrl+a");
    await this.ear.type("2,50");
    // To the beginning again: the bill's own button stands before.
    await this.ear.press("shift+Tab");
    await this.ear.press("shift+Tab");
    await this.ear.press("shift+Tab");
  }

  private async atBank(card: string, outcome: string, step: string): Promise<void> {
    const { ear } = this;
    for (const [field, value] of [["number", card.replaceAll(" ", "")], ["expiry", "1230"], ["cvv", "123"]] as const) {
      await ear.tabTo(this.theirs(field));
      await ear.type(value);
    }
    await ear.go("Return", this.begins(outcome), step);
  }

  /** From the first page to the sent application's own page. */
  async apply(): Promise<void> {
    const { ear } = this;
    await ear.start(`${this.world.portal}/certificate`, this.begins("shell.heading"), "Certificate");
    await this.read();
    await ear.tabTo(this.begins("start.sign_in"));
    await ear.load("Return", this.theirs("id_title"), "The provider's page");
    await ear.tabTo(this.theirs("fin"));
    await ear.type(PEOPLE.aysel.fin);
    await ear.tabTo(this.theirs("pin"));
    await ear.type("1234");
    await ear.go("Return", this.begins("apply.class_title"), "For whom");
    await this.read();
    await ear.tabTo(this.begins("apply.residential"));
    await ear.press("space");
    await this.next("apply.step_person", "Person");
    await this.next("apply.step_details", "Details");
    await this.details();
    await this.next("apply.step_contact", "Contact");
    await this.contact();
    await ear.tabTo(this.begins("apply.email"));
    await ear.type(EMAIL);
    await this.next("apply.check_title", "Check");
    await ear.tabTo(/check box/);
    await ear.press("space");
    await ear.tabTo(this.begins("apply.send"));
    await ear.go("Return", this.begins("apply.sent_title"), "Sent");
    await this.read();
    await ear.tabTo(this.begins("apply.sent_follow"));
    await ear.go("Return", this.begins("track.one_short"), "Its page");
    await this.read();
  }

  private async details(): Promise<void> {
    const { ear } = this;
    await ear.tabTo(this.begins("apply.account"));
    await ear.type("0399");
    await ear.tabTo(this.begins("next"));
    await ear.press("Return");
    await ear.press("Tab");
    await ear.press("Return");
    await ear.press("ctrl+a");
    await ear.type(PEOPLE.aysel.account);
    await ear.tabTo(this.begins("apply.address"));
    await ear.type("7 Numuna");
    await ear.tabTo(this.begins("apply.purpose"));
    await ear.press("Down");
  }

  private async contact(): Promise<void> {
    const { ear, world } = this;
    await ear.tabTo(this.begins("apply.mobile"));
    await ear.type(`0${MOBILE}`);
    await ear.press("Return");
    const code = async (): Promise<string> => (await world.sandbox.phone(MOBILE)).at(-1)?.text.match(/\b\d{6}\b/)?.[0] ?? "";
    await expect.poll(code).not.toBe("");
    await ear.type(await code());
    await ear.press("Return");
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
