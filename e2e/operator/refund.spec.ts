// Money given back from the operator's pages: asked for by one, approved by another, told to bank, billers and payer.
import type { Page } from "@playwright/test";
import { FEE, source } from "../support/binaries.ts";
import { CARDS } from "../support/bank.ts";
import { GUIDE, type Citizen } from "../support/citizen.ts";
import { OPERATORS, Operator, sum } from "../support/operator.ts";
import { bill, fee, pay, type Paid } from "../support/payer.ts";
import { ids } from "../support/store.ts";
import { expect, test } from "../support/test.ts";
import { say, type Lang } from "../support/words.ts";
import type { World } from "../support/world.ts";

/** A home of the sandbox that owes for electricity and for gas, to each on one account. */
const HOME = "3482252";
const PAYER = "payer@example.az";
const REASON = "İki dəfə ödənilib, abonentin ərizəsi № 14";
/** The limit above which a second person approves, in qəpik. */
const LIMIT = 1000;

test.use({ settings: { fee: FEE, secondPersonAboveMinor: LIMIT } });

const RUNS: { lang: Lang; width: number; height: number; paid: "in the browser" | "over the API" }[] = [
  { lang: "az", width: 1280, height: 800, paid: "in the browser" },
  { lang: "ru", width: 1280, height: 800, paid: "over the API" },
  { lang: "en", width: 1280, height: 800, paid: "over the API" },
  { lang: "az", width: 390, height: 844, paid: "over the API" },
];

for (const { lang, width, height, paid: how } of RUNS) {
  test.describe(`${lang}, ${width} pixels`, () => {
    test.use({ lang, viewport: { width, height } });

    test("two bills with their fees go back: asked for, approved by another person, told to everybody", async ({ page, world, another }) => {
      test.setTimeout(90_000);
      const owedAtFirst = await owed(world);
      const payer = await another(lang);
      const paid = how === "in the browser" ? await payInBrowser(payer) : await pay(world, HOME, owedAtFirst, lang, PAYER);
      expect(await owed(world)).toEqual({ electricity: 0, gas: 0 });
      const zaur = new Operator(page, world, lang);
      await zaur.signIn(OPERATORS.zaur.fin);
      await ask(zaur, paid);
      await cannotApproveAlone(zaur);
      const sevinc = new Operator((await another(lang)).page, world, lang);
      await sevinc.page.setViewportSize({ width, height });
      await sevinc.signIn(OPERATORS.sevinc.fin);
      await sevinc.openWaiting();
      await expect(sevinc.part("facts")).toContainText(OPERATORS.zaur.name);
      await expect(sevinc.part("facts")).toContainText(REASON);
      await sevinc.approve("Yoxlanıldı");
      await sevinc.expectState("case.done");
      const reversed = sevinc.say("share.reversed");
      await expect(sevinc.part("shares").locator(".tag")).toHaveText([reversed, reversed]);
      await toldToBillersAndBank(world, owedAtFirst, paid);
      expect(await owed(world), "owed again").toEqual(owedAtFirst);
      await toldToThePayer(world, lang, paid);
      await receiptSays(payer, paid, owedAtFirst);
      await zaur.expectState("case.done");
      if (width < 400) await cellsStandUnderEachOther(sevinc);
      if (how === "in the browser") {
        expect(world.audit()).toMatchObject({ code: 0 });
        await isPrintedWithoutButtons(sevinc);
      }
    });
  });
}

/** On a phone a row is a card: a label, and beside it all that the cell says. */
async function cellsStandUnderEachOther({ page }: Operator): Promise<void> {
  const lefts = await page.locator(".cards-table td > div, .cards-table td > div > *").evaluateAll((all) => [...new Set(all.map((one) => Math.round(one.getBoundingClientRect().left)))]);
  expect(lefts).toHaveLength(1);
}

/** The case on paper: who asked and who decided, the bills as a table, nothing to press. */
async function isPrintedWithoutButtons(desk: Operator): Promise<void> {
  await desk.page.setViewportSize({ width: 680, height: 1000 });
  await desk.page.emulateMedia({ media: "print" });
  await expect(desk.page.locator("button, .ways, .notice").filter({ visible: true })).toHaveCount(0);
  await expect(desk.part("shares").getByRole("columnheader").first()).toBeVisible();
  await expect(desk.part("facts")).toContainText(OPERATORS.zaur.name);
}

/** What the home owes now, in qəpik. */
async function owed(world: World): Promise<{ electricity: number; gas: number }> {
  const [electricity, gas] = [await bill(world, HOME, "electricity"), await bill(world, HOME, "gas")];
  return { electricity: electricity.balance_minor, gas: gas.balance_minor };
}

async function payInBrowser(citizen: Citizen): Promise<Paid> {
  await citizen.toBills(HOME);
  await citizen.payBills("electricity", "gas");
  await citizen.chooseCard("Mastercard", PAYER);
  await citizen.toBank();
  await citizen.payWith(CARDS.mastercard);
  await citizen.expectHeading("stage.paid");
  const [order] = (await citizen.world.sandbox.books()).orders;
  const total = order?.cleared_minor ?? 0;
  return { reference: "", ...(await citizen.receipt()), total, fee: 0 };
}

/** Finds the payment and asks for all of it: the sum is shown, and that another person has to approve it. */
async function ask(zaur: Operator, paid: Paid): Promise<void> {
  await zaur.find(paid.number);
  await zaur.giveBack();
  await zaur.choose(0, 1);
  await expect(zaur.page.locator(".total")).toContainText(sum(zaur.lang, paid.total));
  await expect(zaur.page.getByText(zaur.say("request.second", { sum: sum(zaur.lang, LIMIT) }))).toBeVisible();
  await zaur.request(REASON);
}

async function cannotApproveAlone(zaur: Operator): Promise<void> {
  const { page, world } = zaur;
  await zaur.expectState("case.awaiting_approval");
  await expect(page.getByText(zaur.say("own_case"))).toBeVisible();
  await expect(zaur.part("decision")).toHaveCount(0);
  const id = page.url().split("/").at(-1) ?? "";
  const refused = await page.evaluate(async (id) => {
    const headers = { "content-type": "application/json", "kommunal-client": "2" };
    const answer = await fetch(`/api/operator/refunds/${id}/approve`, { method: "POST", headers, body: `{"note":""}` });
    return { status: answer.status, code: (await answer.json()).code };
  }, id);
  expect(refused).toEqual({ status: 403, code: "second_person" });
  expect((await world.sandbox.books()).orders[0]?.refunded_minor, "nothing has gone back yet").toBe(0);
}

async function toldToBillersAndBank(world: World, shares: { electricity: number; gas: number }, paid: Paid): Promise<void> {
  const { orders, postings } = await world.sandbox.books();
  const left = postings.map(({ biller, amount_minor, remaining_minor, status }) => ({ biller, amount_minor, remaining_minor, status }));
  expect(left.sort((a, b) => a.biller.localeCompare(b.biller))).toEqual(
    Object.entries(shares).map(([biller, amount]) => ({ biller, amount_minor: amount, remaining_minor: 0, status: "reversed" })),
  );
  expect(paid.total).toBe(Object.values(shares).reduce((all, amount) => all + amount + fee(amount), 0));
  expect(orders.map(({ cleared_minor, refunded_minor }) => ({ cleared_minor, refunded_minor }))).toEqual([{ cleared_minor: paid.total, refunded_minor: paid.total }]);
}

async function toldToThePayer(world: World, lang: Lang, paid: Paid): Promise<void> {
  const words = JSON.parse(source(`backend/locales/${lang}.json`)) as Record<string, string>;
  const subject = words["mail.receipt.subject_refunded"]?.replace("{sum}", sum(lang, paid.total)).replace("{number}", paid.number);
  const letters = async () => (await world.sandbox.mailbox()).filter((mail) => mail.to.includes(PAYER));
  const plain = (text: string): string => text.replace(/\s+/g, " ");
  await expect.poll(async () => (await letters()).map((mail) => plain(mail.subject))).toContain(subject);
  const letter = (await letters()).find((mail) => plain(mail.subject) === subject);
  expect(plain(letter?.text ?? "")).toContain(words["mail.receipt.intro_refunded"]);
  expect(letter?.attachments.map(({ content_type }) => content_type)).toEqual(["application/pdf"]);
}

/** The receipt found by number and code: what went back of each bill, how much in all, and to which card. */
async function receiptSays(payer: Citizen, paid: Paid, shares: { electricity: number; gas: number }): Promise<void> {
  const { page, lang } = payer;
  await page.goto("/receipts");
  await page.getByLabel(payer.sayOf("device", "receipt.number"), { exact: true }).fill(paid.number);
  await page.getByLabel(payer.sayOf("device", "receipt.code"), { exact: true }).fill(paid.code);
  await payer.button("receipt.find", "device").click();
  const receipt = page.locator("#found .receipt");
  const back = (minor: number): string => say(lang, "trail.refunded", { sum: sum(lang, minor) });
  for (const amount of Object.values(shares)) await expect(receipt.locator(".receipt-items li").filter({ hasText: back(amount + fee(amount)) })).toHaveCount(1);
  await expect(receipt.locator(".trail .off")).toHaveText(back(paid.total));
  await expect(receipt.locator(".receipt-items .extra").last()).toContainText("8210");
}

/** An operator before the bills of a payment, about to choose what goes back. */
async function atPaid(page: Page, world: World): Promise<{ zaur: Operator; paid: Paid }> {
  const paid = await pay(world, GUIDE, { internet: 1500, electricity: 1000 });
  const zaur = new Operator(page, world);
  await zaur.signIn(OPERATORS.zaur.fin);
  await zaur.find(paid.number);
  await zaur.giveBack();
  return { zaur, paid };
}

test("a rejected refund moves nothing, says why, and may be asked for again", async ({ page, world, another }) => {
  const { zaur, paid } = await atPaid(page, world);
  await zaur.choose(0, 1);
  await zaur.request(REASON);
  const sevinc = new Operator((await another()).page, world);
  await sevinc.signIn(OPERATORS.sevinc.fin);
  await sevinc.openWaiting();
  await sevinc.button("case.reject").click();
  await sevinc.button("case.reject_yes").click();
  await expect(sevinc.page.locator("#summary"), "a reason is asked for").toBeFocused();
  await sevinc.page.locator("#note").fill("Ödəyici fikrini dəyişib");
  await sevinc.button("case.reject_yes").click();
  await sevinc.expectDone("done.case_reject");
  await sevinc.expectState("case.rejected");
  await zaur.button("refresh").click();
  await zaur.expectState("case.rejected");
  await expect(zaur.part("facts")).toContainText("Ödəyici fikrini dəyişib");
  await expect(zaur.part("facts")).toContainText(OPERATORS.sevinc.name);
  expect((await world.sandbox.books()).orders[0]?.refunded_minor).toBe(0);
  await zaur.find(paid.number);
  await zaur.giveBack();
  await zaur.choose(0);
  await zaur.page.locator("#reason").fill(REASON);
  await expect(zaur.page.locator(".total")).toContainText(sum("az", 1500 + fee(1500)));
});

test("pressed again after a lost answer, it is the same case", async ({ page, world }) => {
  const { zaur, paid } = await atPaid(page, world);
  await zaur.choose(0, 1);
  await page.locator("#reason").fill(REASON);
  const keys: string[] = [];
  await page.route("**/api/operator/refunds", async (route) => {
    keys.push(route.request().headers()["idempotency-key"] ?? "");
    await route.fetch();
    await route.abort("connectionreset");
  });
  await zaur.button("request.send").dblclick();
  await expect(page.locator("#said [role=alert]")).toBeVisible();
  await zaur.button("request.send").click();
  await expect.poll(() => keys.length).toBe(2);
  await expect(page.locator("#said [role=alert]")).toBeVisible();
  expect(new Set(keys).size, "one key").toBe(1);
  await page.reload();
  await zaur.expectDone("done.request");
  await expect(page).toHaveURL(new RegExp(`/operator/refunds/${keys[0]}$`));
  await page.unroute("**/api/operator/refunds");
  await zaur.to("nav.refunds");
  await expect(page.locator("tbody tr")).toHaveCount(1);
  await zaur.find(paid.number);
  await zaur.giveBack();
  await expect(page.locator("#reason"), "what was typed has gone with it").toHaveValue("");
});

test("a part of one bill goes back without a second person, and no more than is left", async ({ page, world }) => {
  const before = (await bill(world, GUIDE, "internet")).balance_minor;
  const { zaur, paid } = await atPaid(page, world);
  await zaur.choose(0);
  await page.locator("#part-0").check();
  await page.locator("#fee-0").uncheck();
  await page.locator("#amount-0").fill("15,01");
  await page.locator("#reason").fill(REASON);
  await zaur.button("request.send").click();
  await expect(page.locator("#summary")).toContainText(zaur.say("field.amount_too_large", { sum: sum("az", 1500) }));
  await page.locator("#amount-0").fill("3,50");
  await expect(page.locator(".total")).toContainText(sum("az", 350));
  await zaur.button("request.send").click();
  await zaur.expectDone("done.request");
  await zaur.expectState("case.done");
  await expect(zaur.part("shares").locator(".tag")).toHaveText([zaur.say("share.reversed")]);
  expect((await world.sandbox.books()).orders[0]?.refunded_minor).toBe(350);
  expect((await bill(world, GUIDE, "internet")).balance_minor).toBe(before - 1500 + 350);
  await zaur.find(paid.number);
  await expect(zaur.part("give-back")).toContainText(sum("az", paid.total - 350));
  await zaur.giveBack();
  await zaur.choose(0);
  await expect(page.getByText(zaur.say("bill.whole", { sum: sum("az", 1150) }))).toBeVisible();
});

test("who has gone on to another screen is left there when the answer comes", async ({ page, world }) => {
  const { zaur } = await atPaid(page, world);
  await zaur.choose(0);
  await page.locator("#reason").fill(REASON);
  let answered = (): void => undefined;
  const may = new Promise<void>((resolve) => (answered = resolve));
  await page.route("**/api/operator/refunds", async (route) => {
    const answer = await route.fetch();
    await may;
    await route.fulfill({ response: answer });
  });
  const sent = page.waitForRequest("**/api/operator/refunds");
  await zaur.button("request.send").click();
  await sent;
  await zaur.to("nav.summary");
  const told = page.waitForResponse("**/api/operator/refunds");
  answered();
  await told;
  await expect.poll(() => ids(page, "operator"), "what was typed has gone").toEqual([]);
  await page.evaluate(() => new Promise(requestAnimationFrame));
  await zaur.expectHeading("summary.title");
});
