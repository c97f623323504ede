// A walk over every screen of the operator's pages, real ones, in any language: what each screen must satisfy is said by who
// walks. Two operators, each with a browser of their own.
import { expect, type Page } from "@playwright/test";
import { GUIDE } from "./citizen.ts";
import { OPERATORS, type Operator } from "./operator.ts";
import { begin, pay, payStarted, stage } from "./payer.ts";

/** Is told each screen's name when it is there and at rest. */
export type Look = (page: Page, screen: string) => Promise<void>;

const REASON = "İki dəfə ödənilib, abonentin ərizəsi № 14";

/** The world must have a low limit for a second person, and alarms that come soon. */
export async function walkDesk(zaur: Operator, sevinc: Operator, look: Look): Promise<void> {
  const { world, page } = zaur;
  const stuck = await begin(world, "4990007", { internet: 1500 }, "az", "");
  const order = (await world.sandbox.books()).orders[0]?.id;
  await world.sandbox.fault({ surface: "bank.capture", mode: "error500", order: String(order) });
  await payStarted(world, stuck);
  await expect.poll(() => stage(world, stuck)).toBe("processing");
  const paid = await pay(world, GUIDE, { internet: 1500, electricity: 2417 }, zaur.lang, "payer@example.az");
  await page.goto(`${world.portal}/operator`);
  await expect(page.locator("#shell, .skeleton")).toHaveCount(0);
  await look(page, "start");
  await zaur.signIn(OPERATORS.zaur.fin);
  await sevinc.signIn(OPERATORS.sevinc.fin);
  await walkRefund(zaur, sevinc, paid.number, look);
  await walkAlarm(zaur, sevinc, look);
  await world.sandbox.clearFaults();
}

async function walkRefund(zaur: Operator, sevinc: Operator, receipt: string, look: Look): Promise<void> {
  const { page } = zaur;
  await zaur.to("nav.payments");
  await page.locator("#kind").selectOption("phone");
  await page.locator("#find").fill("421 23 72");
  await zaur.button("find_go").click();
  await expect(page.locator("#find")).toHaveAttribute("aria-invalid", "true");
  await look(page, "payments, with an error");
  await page.locator("#kind").selectOption("receipt");
  await zaur.find(receipt);
  await zaur.giveBack();
  await zaur.choose(0, 1);
  await page.locator("#part-1").check();
  await page.locator("#amount-1").fill("beş");
  await zaur.button("request.send").click();
  await expect(page.locator("#summary")).toBeFocused();
  await look(page, "refund, with errors");
  await page.locator("#amount-1").fill("20");
  await zaur.request(REASON);
  await look(page, "refund case, one's own");
  await sevinc.openWaiting();
  await sevinc.button("case.approve").click();
  await look(sevinc.page, "refund case, approving");
  await sevinc.button("case.approve_yes").click();
  await sevinc.expectDone("done.case_approve");
  await sevinc.expectState("case.done");
  await look(sevinc.page, "refund case, done");
  await sevinc.to("nav.refunds");
  await sevinc.page.locator(".tabs").getByRole("link", { name: sevinc.say("cases.all"), exact: true }).click();
  await expect(sevinc.page.locator("#row-0")).toBeVisible();
  await look(sevinc.page, "refunds");
  await zaur.find(receipt);
  await look(page, "payment");
}

async function walkAlarm(zaur: Operator, sevinc: Operator, look: Look): Promise<void> {
  const { page } = zaur;
  await zaur.openAlarm("cause.overdue");
  await zaur.to("nav.summary");
  await look(page, "summary");
  await zaur.to("nav.alarms");
  await expect(page.locator("#row-0")).toBeVisible();
  await look(page, "alarms");
  await page.locator("#row-0").click();
  await zaur.button("act.take").click();
  await zaur.expectDone("done.take");
  await zaur.button("act.note").click();
  await page.locator("#note").fill("Banka zəng edildi, nasazlıq aradan qaldırılır.");
  await zaur.button("note_add").click();
  await zaur.expectDone("done.note");
  await zaur.button("act.resolve").click();
  await page.locator("#reason").fill("ok");
  await zaur.button("resolve.ask").click();
  await expect(page.locator("#summary")).toBeFocused();
  await look(page, "alarm, resolving with errors");
  await page.locator("#way-ask_again").check();
  await page.locator("#reason").fill("Bank cavab verəcəyini bildirib.");
  await zaur.button("resolve.ask").click();
  await zaur.expectDone("done.resolve");
  await look(page, "alarm, one's own resolution");
  await sevinc.to("nav.alarms");
  await sevinc.page.locator("#row-0").click();
  await sevinc.button("act.approve").click();
  await sevinc.button("approve.yes").click();
  await sevinc.expectDone("done.approve");
  await look(sevinc.page, "alarm, resolved");
}
