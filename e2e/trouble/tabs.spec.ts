// A second tab, and a browser that was closed at the bank: one payment, one order, and always the right page.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, expect, test } from "../support/test.ts";
import { CARDS, payAtBank } from "../support/bank.ts";
import { Citizen } from "../support/citizen.ts";
import type { World } from "../support/world.ts";

test.afterEach(({ world }) => {
  const audit = world.audit();
  expect(audit.code, audit.said).toBe(0);
});

async function expectOneOrder(world: World, cleared: number): Promise<void> {
  const { orders } = await world.sandbox.books();
  expect(orders.map((order) => order.cleared_minor)).toEqual([cleared]);
}

test("what is typed in one tab stands in the other", async ({ page, context, world, citizen }) => {
  await page.goto("/pay");
  const here = page.getByLabel(citizen.say("number"), { exact: true });
  await here.fill("4212372");
  await expect(page.getByText(/\d\d:\d\d/).first()).toBeVisible(); // saved
  const other = new Citizen(await context.newPage(), world);
  await other.page.goto("/pay");
  const there = other.page.getByLabel(citizen.say("number"), { exact: true });
  await expect(there).toHaveValue("4212372");
  await there.fill("4310000");
  await expect(here, "never one number on the screen and another behind it").toHaveValue("4310000");
});

test("two tabs with one form make one payment", async ({ page, context, world, citizen }) => {
  await citizen.toCheck();
  const other = new Citizen(await context.newPage(), world);
  await other.page.goto("/pay/check");
  await other.expectHeading("check.title");
  await citizen.toBank();
  // The other tab has heard of it, or hears of it at its own press: either way the same order.
  await expect(other.heading).toHaveText(other.say("stage.at_bank"));
  await other.button("to_bank").click();
  await other.atBank();
  expect(other.page.url()).toBe(page.url());
  await citizen.payWith(CARDS.approved);
  await citizen.expectHeading("stage.paid");
  await other.page.goto("/");
  await other.page.goBack();
  // The bank's page knows that it is over.
  await other.page.locator("#back").click();
  await other.expectHeading("stage.paid");
  await expectOneOrder(world, 250);
});

test("two tabs that confirm at the same moment make one payment", async ({ page, context, world, citizen }) => {
  await citizen.toCheck();
  const other = new Citizen(await context.newPage(), world);
  await other.page.goto("/pay/check");
  await other.expectHeading("check.title");
  // At once, with nothing awaited in between; a tab that has heard of the other's press has no button any more.
  const press = (tab: Citizen): Promise<void> =>
    tab.button("next").evaluate((button: HTMLElement) => button.click(), undefined, { timeout: 2000 }).catch(() => undefined);
  await Promise.all([press(citizen), press(other)]);
  for (const tab of [citizen, other]) {
    await tab.page.waitForURL(/\/bank\/|\/pay\/[0-9a-f]{32}/);
  }
  await expect.poll(async () => (await world.sandbox.books()).orders.length).toBe(1);
  await other.page.close();
  // The tab that was first may still be on its way to the bank, which would overtake ours.
  await expect(async () => page.goto("/")).toPass();
  await page.getByRole("link", { name: citizen.say("home.unfinished_payment_go") }).click();
  await citizen.button("to_bank").click();
  await citizen.payWith(CARDS.approved);
  await citizen.expectHeading("stage.paid");
  await expectOneOrder(world, 250);
});

test("a browser closed at the bank and opened again leads to the payment, and to its receipt", async ({ world, launchOptions }) => {
  const profile = mkdtempSync(join(tmpdir(), "kommunal-e2e-profile-"));
  const open = async (): Promise<Citizen> => {
    const context = await chromium.launchPersistentContext(profile, { ...launchOptions, baseURL: world.portal, locale: "az-AZ" });
    return new Citizen(context.pages()[0] ?? (await context.newPage()), world);
  };
  const before = await open();
  await before.startPaying();
  const bank = before.page.url();
  await before.page.context().close();

  const after = await open();
  await after.page.goto("/pay");
  await after.expectHeading("stage.at_bank");
  await after.page.goto(bank);
  await payAtBank(after.page, CARDS.abandoned);
  await after.page.context().close();

  const later = await open();
  await later.page.goto("/pay");
  await later.expectHeading("stage.paid");
  await expectOneOrder(world, 250);
  await later.page.context().close();
  rmSync(profile, { recursive: true, force: true });
});
