// Trouble at every step of a payment, from the number to the receipt.
import type { Page } from "@playwright/test";
import { CARDS, payAtBank } from "../support/bank.ts";
import { Chaos, keysOf, loseAnswers, type Step } from "../support/chaos.ts";
import { Citizen, GUIDE } from "../support/citizen.ts";
import { expect, test } from "../support/test.ts";

const EMAIL = "aysel@example.az";

test.use({ serviceWorkers: "allow", fronted: true });

test("whatever happens at whichever step, nothing typed is lost and one payment is made", async ({ page, context, world, citizen }) => {
  test.setTimeout(240_000);
  const keys = keysOf(context, "/api/payments");
  const chaos = new Chaos(context, page, "pay", world);
  const at = (): Citizen => new Citizen(chaos.page, world);
  const heading = (key: string) => (on: Page) => expect(on.getByRole("heading", { level: 1 })).toHaveText(citizen.say(key), { timeout: 15_000 });
  const press = (on: Page) => on.getByRole("button", { name: citizen.say("next"), exact: true }).click({ timeout: 2_000 });

  const number: Step = {
    name: "number",
    path: "/pay",
    kept: async (on) => {
      await expect(on.getByLabel(citizen.say("number"), { exact: true })).toHaveValue(GUIDE);
      return 2;
    },
    press,
    next: async (on) => {
      await on.waitForURL("**/pay/bills", { timeout: 15_000 });
      await expect(new Citizen(on, world).bill("telephone")).toBeVisible({ timeout: 15_000 });
    },
  };
  const bills: Step = {
    name: "bills",
    path: "/pay/bills",
    kept: async (on) => {
      await expect(new Citizen(on, world).bill("telephone")).toContainText("2,50 AZN", { timeout: 15_000 });
      return 1;
    },
    press: (on) => new Citizen(on, world).bill("telephone").getByRole("button", { name: citizen.say("pay") }).click({ timeout: 2_000 }),
    next: (on) => on.waitForURL("**/pay/card", { timeout: 15_000 }),
  };
  const card: Step = {
    name: "card",
    path: "/pay/card",
    kept: async (on) => {
      await expect(on.getByLabel(/^Visa/)).toBeChecked();
      await expect(on.getByLabel(citizen.say("email_optional"))).toHaveValue(EMAIL);
      return 2;
    },
    press,
    next: heading("check.title"),
  };
  const check: Step = {
    name: "check",
    path: "/pay/check",
    kept: async (on) => {
      await expect(on.locator("main")).toContainText("2,50 AZN");
      await expect(on.locator("main")).toContainText("421 23 72");
      return 2;
    },
  };
  const go = (step: Step) => async () => {
    await chaos.page.goto(String(step.path));
    await step.kept(chaos.page);
  };

  await page.goto("/pay");
  await page.getByLabel(citizen.say("number"), { exact: true }).fill(GUIDE);
  for (const step of [number, bills]) {
    await step.kept(chaos.page);
    await chaos.whileThere(step);
    await chaos.atPress(step, go(step));
  }
  await chaos.page.getByLabel(/^Visa/).check();
  await chaos.page.getByLabel(citizen.say("email_optional")).fill(EMAIL);
  await chaos.whileThere(card);
  await chaos.atPress(card, go(card));
  await chaos.whileThere(check);

  // A payment is never started without a network, and says why; then two answers are lost.
  world.front.way = "cut";
  await press(chaos.page);
  await expect(chaos.page.locator(".network .notice")).toBeVisible({ timeout: 20_000 });
  expect(keys.size, "nothing was sent").toBe(0);
  await loseAnswers(context, "**/api/payments");
  world.front.way = "open";
  await expect(chaos.page.locator(".network .notice")).toHaveCount(0, { timeout: 20_000 });
  chaos.count(check, "offline at submit", await check.kept(chaos.page));
  await press(chaos.page);
  await chaos.page.waitForURL(`${world.sandbox.url}/bank/**`, { timeout: 30_000 });
  chaos.count(check, "answer lost", 0);
  await chaos.page.locator("#pay").waitFor();
  await chaos.page.goBack();

  const bank: Step = {
    name: "at the bank",
    path: /\/pay\/[0-9a-f]{32}$/,
    kept: async (on) => {
      await heading("stage.at_bank")(on);
      return 1;
    },
  };
  await bank.kept(chaos.page);
  await chaos.whileThere(bank);
  await at().button("to_bank").click();
  await at().atBank();
  await payAtBank(chaos.page, CARDS.approved);
  const paid: Step = {
    name: "receipt",
    path: /\/pay\/[0-9a-f]{32}$/,
    kept: async (on) => {
      await expect(on.getByRole("heading", { level: 1 })).toHaveText(citizen.say("stage.paid"), { timeout: 20_000 });
      await expect(on.locator(".receipt-number")).toContainText("KM-");
      return 2;
    },
  };
  await paid.kept(chaos.page);
  await chaos.whileThere(paid);
  expect(keys.size, "one key").toBe(1);
  expect((await world.sandbox.books()).orders.map((order) => order.cleared_minor)).toEqual([250]);
  expect(world.audit().code).toBe(0);
});
