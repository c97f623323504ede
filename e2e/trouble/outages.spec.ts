// The bank, the billers, the mail and the portal itself fail at the worst moment: every payment ends right, once.
import { expect, test } from "../support/test.ts";
import { CARDS, payAtBank } from "../support/bank.ts";
import { CHARGES } from "../support/words.ts";

test.afterEach(async ({ world }) => {
  const audit = world.audit();
  expect(audit.code, audit.said).toBe(0);
});

test("a bank that is down when the order is opened: said so, nothing lost, and the next try pays", async ({ page, world, citizen }) => {
  await citizen.toCheck();
  await world.sandbox.fault({ surface: "bank.create", mode: "html502" });
  await citizen.next();
  await expect(citizen.heading).toHaveText(citizen.say("outcome.bank"), { timeout: 30_000 });
  await expect(page.locator(".notice.bad")).toContainText(citizen.say("not_paid"));
  expect((await world.sandbox.books()).orders).toEqual([]);

  await world.sandbox.clearFaults();
  await citizen.button("try_again").click();
  await page.waitForURL("**/pay/check");
  await expect(page.locator("dl.sum")).toContainText("2,50 AZN");
  await citizen.toBank();
  await citizen.payWith(CARDS.approved);
  await citizen.expectHeading("stage.paid");
});

test("an order whose answer was lost is not paid; the citizen is sent to another, and pays once", async ({ world, citizen }) => {
  await citizen.toCheck();
  await world.sandbox.fault({ surface: "bank.create", mode: "lost_answer", times: 1 });
  await citizen.toBank();
  await citizen.payWith(CARDS.approved);
  await citizen.expectHeading("stage.paid");
  const { orders } = await world.sandbox.books();
  expect(orders.map((order) => order.cleared_minor)).toEqual([0, 250]);
});

for (const mode of ["lost_answer", "silent_after", "html502", "error500", "duplicate", "unknown_status"]) {
  test(`a capture whose answer is ${mode} takes the money once`, async ({ page, world, citizen }) => {
    await citizen.startPaying();
    await world.sandbox.fault({ surface: "bank.capture", mode, times: 1 });
    await payAtBank(page, CARDS.approved);
    await page.waitForURL(`${world.portal}/pay/**`);
    await expect(citizen.heading).toHaveText(citizen.say("stage.paid"), { timeout: 20_000 });
    const { orders } = await world.sandbox.books();
    expect(orders.map((order) => [order.status, order.cleared_minor])).toEqual([["FullyPaid", 250]]);
  });
}

test("while the bank does not capture, the page says not to pay again, and ends by itself", async ({ page, world, citizen }) => {
  await citizen.startPaying();
  await world.sandbox.fault({ surface: "bank.capture", mode: "error500" });
  await payAtBank(page, CARDS.approved);
  await page.waitForURL(`${world.portal}/pay/**`);
  await citizen.expectHeading("stage.processing");
  await expect(page.getByText(citizen.say("stage.processing_do_not"))).toBeVisible();
  await page.goto("/pay/bills");
  await citizen.expectHeading("stage.processing");
  await world.sandbox.clearFaults();
  await expect(citizen.heading).toHaveText(citizen.say("stage.paid"), { timeout: 20_000 });
});

test("a bank that gives no status is asked until it does", async ({ page, world, citizen }) => {
  await citizen.startPaying();
  await world.sandbox.fault({ surface: "bank.status", mode: "html502" });
  await payAtBank(page, CARDS.approved);
  await page.waitForURL(`${world.portal}/pay/**`);
  await citizen.expectHeading("stage.at_bank");
  await world.sandbox.clearFaults();
  await expect(citizen.heading).toHaveText(citizen.say("stage.paid"), { timeout: 20_000 });
});

test.describe("billers", () => {
  test.use({ settings: { billerTimeoutMs: 1500, postWindowS: 3 } });

  test("a biller that does not answer costs its own card only, says unknown, and can be asked again", async ({ page, world, citizen }) => {
    await world.sandbox.fault({ surface: "biller.electricity.query", mode: "silent" });
    await citizen.typeNumber("4212372");
    await expect(citizen.bill("telephone")).toContainText("2,50 AZN");
    await expect(page.locator(".asking").filter({ hasText: "Azərişıq" })).toBeVisible();
    const power = citizen.bill("electricity");
    await expect(power).toContainText(citizen.say("bill.unknown"));
    await expect(power, "unknown never looks like nothing owed").not.toContainText(/0,00|Borc yoxdur/);
    await expect(power.getByRole("button", { name: citizen.say("pay"), exact: true })).toHaveCount(0);
    await expect(citizen.bill("gas")).toContainText(citizen.say("bill.nothing_owed"));

    await world.sandbox.clearFaults();
    await power.getByRole("button", { name: citizen.say("ask_again") }).click();
    await expect(power).toContainText("24,17 AZN");
    await power.getByRole("button", { name: citizen.say("pay") }).click();
    await page.waitForURL("**/pay/card");
  });

  for (const mode of ["html502", "bad_signature", "error500"]) {
    test(`a biller that answers ${mode} is unknown, not free of debt`, async ({ world, citizen }) => {
      await world.sandbox.fault({ surface: "biller.electricity.query", mode });
      await citizen.toBills();
      await expect(citizen.bill("electricity")).toContainText(citizen.say("bill.unknown"));
    });
  }

  test("a biller that loses its answer to a posting is asked, and the bill is paid once", async ({ world, citizen }) => {
    await citizen.startPaying("4990005", "electricity");
    await citizen.payWith(CARDS.approved);
    await expect(citizen.heading).toHaveText(citizen.say("stage.paid"), { timeout: 20_000 });
    const { orders, postings } = await world.sandbox.books();
    expect(orders.map((order) => order.cleared_minor)).toEqual([1000]);
    expect(postings).toMatchObject([{ biller: "electricity", amount_minor: 1000, status: "accepted" }]);
  });

  test("a biller that never answers a posting does not hold up the rest: its share is not taken", async ({ page, world, citizen }) => {
    await citizen.toBills("4990004");
    await citizen.payBills("telephone", "electricity");
    await citizen.chooseCard();
    await citizen.toBank();
    await citizen.payWith(CARDS.approved);
    await expect(citizen.heading).toHaveText(citizen.say("stage.partly"), { timeout: 30_000 });
    await expect(page.locator(".trail")).toContainText(citizen.say("trail.cancelled", { name: CHARGES.electricity.az }));
    const { orders, postings } = await world.sandbox.books();
    expect(orders.map((order) => [order.amount_minor, order.cleared_minor])).toEqual([[1250, 250]]);
    expect(postings.map((posting) => posting.status)).toEqual(["cancelled"]);
  });
});

test("a mail server that is down does not hold up the payment, and the letter comes when it is back", async ({ page, world, citizen }) => {
  await world.sandbox.fault({ surface: "smtp", mode: "refuse", code: "451", times: 1 });
  await citizen.toCard();
  await citizen.chooseCard("Visa", "aysel@example.az");
  await citizen.toBank();
  await citizen.payWith(CARDS.approved);
  await citizen.expectHeading("stage.paid");
  await expect(page.locator(".notice.good")).toContainText("a••••@example.az");
  await expect.poll(async () => (await world.sandbox.mailbox()).map((mail) => mail.to[0]), { timeout: 30_000 }).toEqual(["aysel@example.az"]);
});

test("a portal killed while the citizen is at the bank comes back to the right page", async ({ page, world, citizen }) => {
  await citizen.startPaying();
  await world.killPortal();
  await payAtBank(page, CARDS.approved).catch(() => undefined);
  await expect.poll(async () => (await world.sandbox.books()).orders.map((order) => order.status)).toEqual(["Authorized"]);
  await world.startPortal();
  // The browser itself may be quicker: it loads a page that did not come anew, and this one leads to the same place.
  await page.goto("/pay").catch(() => undefined);
  await citizen.expectHeading("stage.paid");
  const { orders } = await world.sandbox.books();
  expect(orders.map((order) => order.cleared_minor)).toEqual([250]);
});

test("a portal killed in the middle of a capture ends the payment when it is back, once", async ({ page, world, citizen }) => {
  await citizen.startPaying();
  await world.sandbox.fault({ surface: "bank.capture", mode: "silent_after", times: 1 });
  await payAtBank(page, CARDS.approved);
  await page.waitForURL(`${world.portal}/pay/**`);
  await citizen.expectHeading("stage.processing");
  await world.killPortal();
  await expect(page.getByText(citizen.say("connection_lost"))).toBeVisible();
  await world.startPortal();
  await expect(citizen.heading).toHaveText(citizen.say("stage.paid"), { timeout: 20_000 });
  const { orders } = await world.sandbox.books();
  expect(orders.map((order) => order.cleared_minor)).toEqual([250]);
});
