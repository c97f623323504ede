// Every way in which nothing is paid: each says what happened, what to do now, that no money was taken, and lets the
// citizen try again with nothing typed twice.
import { expect, test } from "../support/test.ts";
import { CARDS, cancelAtBank, payAtBank, type Card } from "../support/bank.ts";
import type { Citizen } from "../support/citizen.ts";

test.afterEach(({ world }) => {
  const audit = world.audit();
  expect(audit.code, audit.said).toBe(0);
});

async function expectNotPaid(citizen: Citizen, outcome: string): Promise<void> {
  await citizen.expectHeading(`outcome.${outcome}`);
  await expect(citizen.page.locator(".notice.bad")).toContainText(citizen.say("not_paid"));
  await expect(citizen.page.locator(".notice.bad")).toContainText(citizen.say(`outcome.${outcome}_do`));
  await expect(citizen.page.locator(".receipt")).toHaveCount(0);
  const { orders } = await citizen.world.sandbox.books();
  expect(orders.map((order) => order.cleared_minor)).toEqual([0]);
}

/** From the page that says why, to a receipt, with the answers of before. */
async function expectAnotherTryPays(citizen: Citizen): Promise<void> {
  await citizen.button("try_again").click();
  await citizen.page.waitForURL("**/pay/check");
  await citizen.toBank();
  await citizen.payWith(CARDS.approved);
  await citizen.expectHeading("stage.paid");
  const { orders } = await citizen.world.sandbox.books();
  expect(orders.map((order) => order.cleared_minor)).toEqual([0, 250]);
}

const refusals: [string, Card, string][] = [
  ["a card declined by its bank", CARDS.declined, "declined"],
  ["a card without enough money", CARDS.noFunds, "funds"],
  ["a card that its bank says has expired", CARDS.expired, "card_expired"],
];
for (const [what, card, outcome] of refusals) {
  test(`${what} takes nothing, and another card can be tried`, async ({ citizen }) => {
    await citizen.startPaying();
    await citizen.payWith(card);
    await expectNotPaid(citizen, outcome);
    await expectAnotherTryPays(citizen);
  });
}

test("an owner who is not confirmed by 3-D Secure pays nothing", async ({ page, world, citizen }) => {
  await citizen.startPaying();
  await payAtBank(page, CARDS.notConfirmed);
  await page.waitForURL(`${world.portal}/pay/**`);
  await expectNotPaid(citizen, "not_confirmed");
});

test("three wrong 3-D Secure codes pay nothing", async ({ page, world, citizen }) => {
  await citizen.startPaying();
  await payAtBank(page, { ...CARDS.secure, code: "000000" });
  for (let tries = 2; tries > 0; tries -= 1) {
    await expect(page.locator("#code-error")).toContainText(String(tries));
    await page.locator('input[name="code"]').fill("000000");
    await page.locator("#confirm").click();
  }
  await page.waitForURL(`${world.portal}/pay/**`);
  await expect(page.locator(".notice.bad")).toContainText(citizen.say("not_paid"));
});

test("cancelling at the bank takes nothing, and the same can be paid again", async ({ page, world, citizen }) => {
  await citizen.startPaying();
  await cancelAtBank(page);
  await page.waitForURL(`${world.portal}/pay/**`);
  await expectNotPaid(citizen, "cancelled");
  await expectAnotherTryPays(citizen);
});

test("cancelling on the check page leaves nothing behind", async ({ page, world, citizen }) => {
  await citizen.toCheck();
  await citizen.button("give_up").click();
  await page.waitForURL(`${world.portal}/`);
  await expect(page.getByText(citizen.say("given_up"))).toBeVisible();
  await page.goto("/pay");
  await expect(page.getByLabel(citizen.say("number"), { exact: true })).toHaveValue("");
  expect((await world.sandbox.books()).orders).toEqual([]);
});

test("cancelling on the payment's own page closes the order, and the bank's page takes no card any more", async ({ page, citizen }) => {
  await citizen.startPaying();
  const bank = page.url();
  await page.goBack();
  await citizen.expectHeading("stage.at_bank");
  await citizen.button("cancel_payment").click();
  await expectNotPaid(citizen, "cancelled");

  await page.goto(bank);
  await payAtBank(page, CARDS.approved);
  await page.waitForURL(`${citizen.world.portal}/pay/**`);
  await expectNotPaid(citizen, "cancelled");
  // The hold that came too late is given back.
  await expect.poll(async () => (await citizen.world.sandbox.books()).orders.map((order) => order.status)).toEqual(["Voided"]);
});

test("an order that ran out of time takes nothing", async ({ page, world, citizen }) => {
  await citizen.startPaying();
  await world.sandbox.advanceClock(3600);
  await page.reload();
  await page.locator("#back").click();
  await page.waitForURL(`${world.portal}/pay/**`);
  await expectNotPaid(citizen, "expired");
});

test("bills that every biller refused cost nothing", async ({ page, world, citizen }) => {
  await citizen.startPaying("4990001", "electricity");
  await citizen.payWith(CARDS.approved);
  await citizen.expectHeading("outcome.refused");
  await expect(page.locator(".notice.bad")).toContainText(citizen.say("not_paid"));
  await expect.poll(async () => (await world.sandbox.books()).orders.map((order) => order.status)).toEqual(["Voided"]);
});
