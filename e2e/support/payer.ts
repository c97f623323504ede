// A payer without a browser: what the pay pages and the bank's page would send. For tests that are about what comes after.
import { randomBytes } from "node:crypto";
import { expect } from "@playwright/test";
import { CARDS } from "./bank.ts";
import type { World } from "./world.ts";
import type { Lang } from "./words.ts";

interface Bill {
  id: string;
  biller: string;
  charge: string;
  balance_minor: number;
}

export interface Paid {
  reference: string;
  number: string;
  code: string;
  total: number;
  fee: number;
}

/** The fee of a world with the setting `fee: FEE`, rounded half up. */
export function fee(amount: number): number {
  return Math.min(200, Math.max(5, Math.round(amount * 0.005)));
}

/** The bill of a biller at a home of Baku, as anybody who looks the number up is told. */
export async function bill(world: World, number: string, biller: string): Promise<Bill> {
  const remote = biller === "electricity" || biller === "gas";
  const path = remote ? "/api/bills/ask" : "/api/bills";
  const body = remote ? { city: "12", number, biller } : { city: "12", number };
  const { bills } = (await post(world, path, body)) as { bills: Bill[] };
  const found = bills.find((one) => one.biller === biller);
  if (found === undefined) throw new Error(`no bill of ${biller}`);
  return found;
}

/** Begins to pay so much to each biller, in a world with the setting `fee: FEE`, and answers the payment's reference and the bank's page. */
export async function begin(world: World, number: string, shares: Record<string, number>, lang: Lang, email: string): Promise<Started> {
  const items = [];
  for (const [biller, amount] of Object.entries(shares)) {
    const { id, balance_minor } = await bill(world, number, biller);
    items.push({ bill: id, biller, amount_minor: amount, shown_minor: balance_minor, advance: amount > Math.max(balance_minor, 0) });
  }
  const amounts = Object.values(shares);
  const total = amounts.reduce((all, one) => all + one + fee(one), 0);
  const secret = randomBytes(32).toString("hex");
  const started = { city: "12", number, items, card: "mastercard", email, lang, secret, total_minor: total };
  const { reference } = (await post(world, "/api/payments", started, { "idempotency-key": randomBytes(16).toString("hex") })) as View;
  const payment = { reference, secret, total, fee: total - amounts.reduce((all, one) => all + one, 0) };
  await expect.poll(async () => (await look(world, payment)).stage, "the bank's page").toBe("at_bank");
  return payment;
}

export interface Started {
  reference: string;
  secret: string;
  total: number;
  fee: number;
}

interface View {
  reference: string;
  stage: string;
  redirect: string | null;
  receipt: { number: string; code: string } | null;
}

async function look(world: World, payment: Started): Promise<View> {
  const answer = await fetch(`${world.portal}/api/payments/${payment.reference}`, { headers: { "payment-secret": payment.secret } });
  return (await answer.json()) as View;
}

/** What the payer is told of it: `at_bank`, `processing`, `paid`, …. */
export async function stage(world: World, payment: Started): Promise<string> {
  return (await look(world, payment)).stage;
}

/** Types the card at the bank's page. */
export async function payStarted(world: World, payment: Started): Promise<void> {
  const page = new URL((await look(world, payment)).redirect ?? "");
  const form = new URLSearchParams({ number: CARDS.mastercard.number, expiry: "12/30", cvv: "123", action: "pay" });
  for (const name of ["id", "password"]) form.set(name, page.searchParams.get(name) ?? "");
  const answer = await fetch(page.origin + page.pathname, { method: "POST", body: form, redirect: "manual" });
  expect(answer.status, "the card page").toBeLessThan(400);
}

/** Pays so much to each biller, and answers the receipt. */
export async function pay(world: World, number: string, shares: Record<string, number>, lang: Lang = "az", email = ""): Promise<Paid> {
  const payment = await begin(world, number, shares, lang, email);
  await payStarted(world, payment);
  let view: View = await look(world, payment);
  await expect.poll(async () => ((view = await look(world, payment)), view.stage), "paid").toBe("paid");
  return { reference: payment.reference, number: view.receipt?.number ?? "", code: view.receipt?.code ?? "", total: payment.total, fee: payment.fee };
}

async function post(world: World, path: string, body: unknown, headers: Record<string, string> = {}): Promise<unknown> {
  const answer = await fetch(world.portal + path, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${text.slice(0, 300)}`);
  return JSON.parse(text);
}
