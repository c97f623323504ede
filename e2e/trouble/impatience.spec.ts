// Two presses where one was meant, Back and Forward, reloads: one payment, one order, nothing lost, and always the
// right page.
import { expect, test } from "../support/test.ts";
import { CARDS, payAtBank } from "../support/bank.ts";
import type { World } from "../support/world.ts";

test.afterEach(({ world }) => {
  const audit = world.audit();
  expect(audit.code, audit.said).toBe(0);
});

async function expectOneOrder(world: World, cleared: number): Promise<void> {
  const { orders } = await world.sandbox.books();
  expect(orders.map((order) => order.cleared_minor)).toEqual([cleared]);
}

test("a double click on every button pays once", async ({ page, world, citizen }) => {
  await page.goto("/pay");
  await page.getByLabel(citizen.say("number"), { exact: true }).fill("4212372");
  await citizen.button("next").dblclick();
  await page.waitForURL("**/pay/bills");
  await citizen.allAnswered();
  await citizen.bill("telephone").getByRole("button", { name: citizen.say("pay") }).dblclick();
  await page.waitForURL("**/pay/card");
  await page.getByLabel(/^Visa/).dblclick();
  await citizen.button("next").dblclick();
  await page.waitForURL("**/pay/check");
  await citizen.button("next").dblclick();
  await citizen.atBank();
  await page.locator('input[name="number"]').fill(CARDS.secure.number);
  await page.locator('input[name="expiry"]').fill("12/30");
  await page.locator('input[name="cvv"]').fill("123");
  await page.locator("#pay").dblclick();
  await page.locator('input[name="code"]').fill("111111");
  await page.locator("#confirm").dblclick();
  await citizen.expectHeading("stage.paid");
  await expectOneOrder(world, 250);
});

test("Enter pressed twice on every form pays once", async ({ page, world, citizen }) => {
  const twice = async (): Promise<void> => {
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
  };
  await page.goto("/pay");
  await page.getByLabel(citizen.say("number"), { exact: true }).fill("4212372");
  await twice();
  await page.waitForURL("**/pay/bills");
  await citizen.allAnswered();
  await citizen.bill("telephone").getByRole("button", { name: citizen.say("pay") }).focus();
  await twice();
  await page.waitForURL("**/pay/card");
  await page.getByLabel(/^Visa/).check();
  await page.getByLabel(citizen.say("email_optional")).focus();
  await twice();
  await page.waitForURL("**/pay/check");
  await citizen.button("next").focus();
  await twice();
  await citizen.atBank();
  await payAtBank(page, CARDS.approved);
  await citizen.expectHeading("stage.paid");
  await expectOneOrder(world, 250);
});

test("Back leads through the steps with everything still there, and Forward returns", async ({ page, citizen }) => {
  await citizen.toCard();
  await citizen.chooseCard("Mastercard", "aysel@example.az");
  await page.goBack();
  await page.waitForURL("**/pay/card");
  await expect(page.getByLabel(/^Mastercard/)).toBeChecked();
  await expect(page.getByLabel(citizen.say("email_optional"))).toHaveValue("aysel@example.az");
  await page.goBack();
  await citizen.allAnswered();
  await expect(citizen.bill("telephone").getByRole("checkbox")).toBeChecked();
  await page.goBack();
  await expect(page.getByLabel(citizen.say("number"), { exact: true })).toHaveValue("4212372");
  for (const step of ["bills", "card", "check"]) {
    await page.goForward();
    await page.waitForURL(`**/pay/${step}`);
  }
  await citizen.expectHeading("check.title");
  await expect(page.locator("dl.sum")).toContainText("aysel@example.az");
});

test("a reload keeps each step and what was typed", async ({ page, citizen }) => {
  await page.goto("/pay");
  await page.getByLabel(citizen.say("number"), { exact: true }).fill("4212372");
  await expect(page.locator(".saved")).toBeVisible();
  await page.reload();
  await expect(page.getByLabel(citizen.say("number"), { exact: true })).toHaveValue("4212372");
  await citizen.next();
  await page.waitForURL("**/pay/bills");
  await page.reload();
  await citizen.allAnswered();
  await citizen.payBill("telephone");
  await page.reload();
  await page.getByLabel(/^Mastercard/).check();
  await page.getByLabel(citizen.say("email_optional")).fill("aysel@example.az");
  await expect(page.locator(".saved")).toBeVisible();
  await citizen.next();
  await page.waitForURL("**/pay/check");
  await page.reload();
  await expect(page.locator("dl.sum")).toContainText("Mastercard");
  await expect(page.locator("dl.sum")).toContainText("aysel@example.az");
  await citizen.toBank();
  await page.reload();
  await citizen.payWith(CARDS.mastercard);
  await citizen.expectHeading("stage.paid");
  await page.reload();
  await citizen.expectHeading("stage.paid");
});

test("Back from the bank and from the receipt never leads to a second payment", async ({ page, world, citizen }) => {
  await citizen.startPaying();
  await page.goBack();
  await citizen.expectHeading("stage.at_bank");
  await page.goForward();
  await citizen.payWith(CARDS.approved);
  await citizen.expectHeading("stage.paid");
  await page.goto("/pay/check");
  await citizen.expectHeading("stage.paid");
  await page.goto("/pay/start");
  await citizen.expectHeading("stage.paid");
  await expectOneOrder(world, 250);
});

test("a payment left at the bank is found from the home page, and goes on at the same order", async ({ page, world, citizen }) => {
  await citizen.startPaying();
  const bank = page.url();
  await page.goto("/");
  await page.getByRole("link", { name: citizen.say("home.unfinished_payment_go") }).click();
  await citizen.expectHeading("stage.at_bank");
  await citizen.button("to_bank").click();
  await citizen.atBank();
  expect(page.url()).toBe(bank);
  await citizen.payWith(CARDS.approved);
  await citizen.expectHeading("stage.paid");
  await expectOneOrder(world, 250);
});

test("another number typed after choosing starts without the other home's choices", async ({ page, citizen }) => {
  await citizen.toCheck();
  await page.goto("/pay");
  await page.getByLabel(citizen.say("number"), { exact: true }).fill("4990009");
  await citizen.next();
  await page.waitForURL("**/pay/bills");
  await page.goto("/pay/check");
  await page.waitForURL("**/pay/bills");
  await citizen.allAnswered();
  await expect(citizen.bill("internet").getByRole("checkbox")).toBeChecked();
});
