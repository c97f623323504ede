// Bills from the first page to the receipt, by way of the bank's page.
import { expect } from "@playwright/test";
import { CARDS } from "../support/bank.ts";
import { GUIDE } from "../support/citizen.ts";
import { CHARGES, type Charge } from "../support/words.ts";
import type { Visitor } from "./visitor.ts";

const card = (charge: Charge) => [".bills > li", CHARGES[charge].az] as const;

async function toBills(visitor: Visitor): Promise<void> {
  const { browser } = visitor;
  await visitor.goto("/");
  await visitor.press("start", "link");
  await visitor.expectHeading("number.title");
  await visitor.hand.type(visitor.field("number"), GUIDE);
  await visitor.next();
  await browser.expectAddress(`${visitor.world.portal}/pay/bills`);
  await browser.until("every biller's answer", async () => (await browser.count(".bills > li")) > 4 && (await browser.count(".asking")) === 0);
}

async function toReceipt(visitor: Visitor, cards: { scheme: string; at: (typeof CARDS)[keyof typeof CARDS] }): Promise<string> {
  await visitor.expectHeading("card.title");
  await visitor.hand.check({ role: "field", starts: cards.scheme });
  await visitor.next();
  await visitor.expectHeading("check.title");
  await visitor.next();
  await visitor.payAtBank(cards.at);
  await visitor.expectHeading("stage.paid");
  const receipt = await visitor.browser.until("the receipt's number", async () => (await visitor.browser.text(".receipt-number"))?.match(/KM-\d{4}-[0-9A-Z]{8}/)?.[0]);
  return receipt;
}

/** The guide's own example: the telephone alone, with a card that asks for a code. */
export async function payOne(visitor: Visitor): Promise<string> {
  await toBills(visitor);
  await visitor.hand.press({ role: "button", starts: visitor.say("pay"), within: card("telephone") });
  const receipt = await toReceipt(visitor, { scheme: "Visa", at: CARDS.secure });
  const { orders } = await visitor.world.sandbox.books();
  expect(orders.map((order) => [order.amount_minor, order.cleared_minor])).toEqual([[250, 250]]);
  return receipt;
}

/** Three of what is owed, together; the others are left out. */
export async function paySeveral(visitor: Visitor): Promise<void> {
  const { browser, hand } = visitor;
  const chosen: Charge[] = ["issued", "internet", "electricity"];
  await toBills(visitor);
  for (const charge of Object.keys(CHARGES) as Charge[]) {
    const box = { css: ".pick input", within: card(charge) };
    if ((await browser.aim(box)) !== undefined) await hand.check(box, chosen.includes(charge));
  }
  await hand.press({ css: ".bar button" });
  await toReceipt(visitor, { scheme: "Mastercard", at: CARDS.mastercard });
  await browser.until("three lines of the receipt", async () => (await browser.count(".receipt-items li:not(.extra):not(.off)")) === chosen.length);
  const { orders, postings } = await visitor.world.sandbox.books();
  expect(orders.every((order) => order.amount_minor === order.cleared_minor && order.cleared_minor > 0)).toBe(true);
  expect(postings.map((posting) => [posting.biller, posting.status])).toEqual([["electricity", "accepted"]]);
}
