// Every way in which something is paid, also the crooked ones.
import { expect, test } from "../support/test.ts";
import { CARDS, payAtBank } from "../support/bank.ts";
import { FEE } from "../support/binaries.ts";
import { CHARGES } from "../support/words.ts";

test.afterEach(({ world }) => {
  const audit = world.audit();
  expect(audit.code, audit.said).toBe(0);
});

test("four bills in one payment, one refused by its biller: the other three are taken and receipted", async ({ page, world, citizen }) => {
  await citizen.toBills("4990001");
  // Gas of this number owes what its seed says; paid ahead or not, 3.00 are paid to it.
  const gas = citizen.bill("gas");
  await gas.getByText(citizen.say("amount_change")).click();
  await gas.getByLabel(citizen.say("amount_azn")).fill("3");
  await citizen.payBills("telephone", "internet", "electricity", "gas");
  await expect(page.locator(".total b")).toHaveText("30,50 AZN");
  await citizen.chooseCard();
  await expect(page.locator("dl.sum dd span").filter({ hasText: "AZN" })).toHaveCount(6);
  await citizen.toBank();
  await citizen.payWith(CARDS.approved);

  await citizen.expectHeading("stage.partly");
  await expect(page.locator(".notice.warn")).toContainText("20,50 AZN");
  await expect(page.locator(".sumline")).toHaveText("20,50 AZN");
  await expect(page.locator(".receipt-items li:not(.extra):not(.off)")).toHaveCount(3);
  await expect(page.locator(".receipt-items li.off")).toContainText(CHARGES.electricity.az);
  await expect(page.locator(".trail")).toContainText(citizen.say("trail.refused", { name: CHARGES.electricity.az }));
  const { orders, postings } = await world.sandbox.books();
  expect(orders).toMatchObject([{ amount_minor: 3050, cleared_minor: 2050, status: "PartiallyPaid" }]);
  expect(postings.map((posting) => [posting.biller, posting.status]).sort()).toEqual([["electricity", "refused"], ["gas", "accepted"]]);
});

test("an approval that comes late is waited for, and ends in a receipt", async ({ citizen, page, world }) => {
  await citizen.startPaying();
  await citizen.payWith(CARDS.late);
  // Nothing is known yet: nothing is claimed either way.
  await citizen.expectHeading("stage.at_bank");
  await expect(page.getByText(citizen.say("stage.at_bank_hint"))).toBeVisible();
  await expect(citizen.heading).toHaveText(citizen.say("stage.paid"), { timeout: 20_000 });
  expect((await world.sandbox.books()).orders.map((order) => order.cleared_minor)).toEqual([250]);
});

test("a status that nobody has documented is waited out, and the payment ends right", async ({ citizen, world }) => {
  await citizen.startPaying();
  await citizen.payWith(CARDS.oddStatus);
  await citizen.expectHeading("stage.paid");
  expect((await world.sandbox.books()).orders.map((order) => order.cleared_minor)).toEqual([250]);
});

test("a bank that never sends the browser back: who opens the portal again finds the receipt", async ({ page, world, citizen }) => {
  await citizen.startPaying();
  await payAtBank(page, CARDS.abandoned);
  await expect(page.locator("#pay")).toHaveCount(0);
  await page.goto("/");
  await page.getByRole("link", { name: citizen.say("home.unfinished_payment_go") }).click();
  await citizen.expectHeading("stage.paid");
  expect((await world.sandbox.books()).orders.map((order) => order.cleared_minor)).toEqual([250]);
});

test("part of a debt is paid, and the rest is still owed", async ({ page, citizen }) => {
  await citizen.toBills();
  const bill = citizen.bill("electricity");
  await bill.getByText(citizen.say("amount_change")).click();
  await bill.getByLabel(citizen.say("amount_azn")).fill("");
  await page.keyboard.type("10");
  await citizen.payBill("electricity");
  await expect(page.locator(".total b")).toHaveText("10,00 AZN");
  await citizen.chooseCard();
  await citizen.toBank();
  await citizen.payWith(CARDS.approved);
  await citizen.expectHeading("stage.paid");
  await expect(page.locator(".sumline")).toHaveText("10,00 AZN");

  await citizen.toBills();
  await expect(citizen.bill("electricity").locator(".amt")).toHaveText("14,17 AZN");
});

test("gas that owes nothing is paid ahead", async ({ page, world, citizen }) => {
  await citizen.toBills();
  const bill = citizen.bill("gas");
  await expect(bill).toContainText(citizen.say("bill.nothing_owed"));
  await bill.locator("summary").filter({ hasText: citizen.say("pay_advance") }).click();
  // Letter by letter: the field must keep its place and the focus.
  await bill.getByLabel(citizen.say("amount_azn")).pressSequentially("20,00");
  await citizen.payBill("gas");
  await citizen.chooseCard();
  await citizen.toBank();
  await citizen.payWith(CARDS.approved);
  await citizen.expectHeading("stage.paid");
  expect((await world.sandbox.books()).postings).toMatchObject([{ biller: "gas", account: "7100123488", amount_minor: 2000, status: "accepted" }]);

  await citizen.toBills();
  await expect(bill).toContainText(citizen.say("bill.paid_ahead"));
  await expect(bill.locator(".amt")).toHaveText("20,00 AZN");
});

test("a bill is found by a subscriber code typed by hand, and paid", async ({ page, world, citizen }) => {
  await citizen.toBills("4990006");
  await expect(citizen.bill("electricity")).toContainText(citizen.say("bill.no_account"));
  await page.getByText(citizen.say("account_add_title")).click();
  await page.getByLabel(citizen.say("biller"), { exact: true }).selectOption("electricity");
  await page.getByLabel(citizen.say("account"), { exact: true }).fill("0312 4455 1234 019");
  await citizen.button("account_add").click();
  const added = page.locator(".bills > li").filter({ hasText: "24,17 AZN" });
  await added.getByRole("button", { name: citizen.say("pay") }).click();
  await page.waitForURL("**/pay/card");
  await citizen.chooseCard();
  await expect(page.locator("dl.sum")).toContainText(CHARGES.electricity.az);
  await citizen.toBank();
  await citizen.payWith(CARDS.approved);
  await citizen.expectHeading("stage.paid");
  const { postings } = await world.sandbox.books();
  expect(postings).toMatchObject([{ biller: "electricity", account: "031244551234019", amount_minor: 2417, status: "accepted" }]);
});

test.describe("with a fee of the bank's", () => {
  test.use({ settings: { fee: FEE } });

  test("it is shown before paying, the same for every card, and the receipt says by which rule it was taken", async ({ page, world, citizen }) => {
    await citizen.toBills("4990009");
    await citizen.payBills("telephone", "internet");
    // Half a per cent of each bill, at least 5 qəpik: 0.05 + 0.08.
    for (const card of ["Visa", "Mastercard"]) {
      await expect(page.locator(".choice").filter({ hasText: card })).toContainText("0,13 AZN");
      await page.getByLabel(new RegExp(`^${card}`)).check();
      await expect(page.locator(".total b")).toHaveText("17,63 AZN");
    }
    // Chosen a Visa, paid with a Mastercard: it costs what was shown.
    await citizen.chooseCard("Visa");
    await expect(page.locator("dl.sum")).toContainText("0,13 AZN");
    await expect(page.locator("dl.sum")).toContainText("17,63 AZN");
    await citizen.toBank();
    await expect(page.locator("#amount")).toContainText("17,63");
    await citizen.payWith(CARDS.mastercard);
    await citizen.expectHeading("stage.paid");
    await expect(page.locator(".receipt-items")).toContainText("0,13 AZN");
    await expect(page.locator(".receipt-items")).toContainText(/\(0,5\s% ?, ən azı 0,05\sAZN, ən çoxu 2,00\sAZN\)/);
    expect((await world.sandbox.books()).orders).toMatchObject([{ cleared_minor: 1763, brand: "Mastercard" }]);
  });
});

test("a card of another kind than chosen is shown on the receipt as it really was", async ({ page, citizen }) => {
  await citizen.startPaying();
  await citizen.payWith(CARDS.mastercard);
  await citizen.expectHeading("stage.paid");
  await expect(page.locator(".receipt-items")).toContainText("Mastercard");
});

test("a bill that was paid is owed no more, and its home page offers nothing to pay twice", async ({ page, citizen }) => {
  await citizen.pay();
  await citizen.toBills();
  await expect(citizen.bill("telephone")).toContainText(citizen.say("bill.nothing_owed"));
  await expect(citizen.bill("telephone").getByRole("checkbox")).toHaveCount(0);
  await page.goto("/receipts");
  await expect(page.locator(".draft")).toHaveCount(1);
  await page.getByRole("button", { name: citizen.sayOf("device", "drafts.look") }).click();
  await citizen.expectHeading("stage.paid");
});

test("two electricity accounts of one number are two bills", async ({ citizen }) => {
  await citizen.toBills("4990007");
  await expect(citizen.bill("electricity")).toHaveCount(2);
});
