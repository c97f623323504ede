// The citizen's own end fails: answers lost on the way, no network, storage refused.
import type { Route } from "@playwright/test";
import { expect, test } from "../support/test.ts";
import { CARDS } from "../support/bank.ts";

test("a start whose answers are lost is sent again with the same key, and makes one order", async ({ page, world, citizen }) => {
  await citizen.toCheck();
  const keys: (string | undefined)[] = [];
  let lost = 2;
  await page.route("**/api/payments", async (route) => {
    keys.push(route.request().headers()["idempotency-key"]);
    const answer = await route.fetch();
    if (lost > 0) {
      lost -= 1;
      await route.abort("connectionreset");
    } else {
      await route.fulfill({ response: answer });
    }
  });
  await citizen.next();
  await expect(page.getByText(citizen.say("start_retrying"))).toBeVisible();
  await citizen.atBank();
  expect(keys).toHaveLength(3);
  expect(new Set(keys).size).toBe(1);
  await citizen.payWith(CARDS.approved);
  await citizen.expectHeading("stage.paid");
  expect((await world.sandbox.books()).orders.map((order) => order.cleared_minor)).toEqual([250]);
});

test("a start that was lost for good is taken up after a reload, with the same key", async ({ page, world, citizen }) => {
  await citizen.toCheck();
  const keys: (string | undefined)[] = [];
  const lose = async (route: Route): Promise<void> => {
    keys.push(route.request().headers()["idempotency-key"]);
    await route.fetch().catch(() => undefined);
    await route.abort("connectionreset").catch(() => undefined);
  };
  await page.route("**/api/payments", lose);
  await citizen.next();
  await expect(page.getByText(citizen.say("start_retrying"))).toBeVisible();
  await page.unroute("**/api/payments", lose);
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/api/payments")) keys.push(request.headers()["idempotency-key"]);
  });
  await page.reload();
  await citizen.expectHeading("stage.at_bank");
  expect(new Set(keys).size).toBe(1);
  expect((await world.sandbox.books()).orders).toHaveLength(1);
  await citizen.button("to_bank").click();
  await citizen.payWith(CARDS.approved);
  await citizen.expectHeading("stage.paid");
});

test("without a network the page says so, keeps what was typed, and goes on when it is back", async ({ page, context, citizen }) => {
  await citizen.toCard();
  await context.setOffline(true);
  await expect(page.getByText(citizen.say("offline"))).toBeVisible();
  await citizen.chooseCard();
  await context.setOffline(false);
  await expect(page.getByText(citizen.say("offline"))).toHaveCount(0);
  await citizen.toBank();
});

test("bills that cannot be fetched say so, and are fetched at the next try", async ({ page, citizen }) => {
  await page.route("**/api/bills", (route) => route.abort("connectionreset"));
  await citizen.typeNumber("4212372");
  await expect(page.getByText(citizen.say("problem.no_answer"))).toBeVisible();
  await page.unroute("**/api/bills");
  await citizen.button("try_again").click();
  await expect(citizen.bill("telephone")).toContainText("2,50 AZN");
});

test("a proxy's HTML page instead of an answer is not taken for one", async ({ page, citizen }) => {
  await citizen.startPaying();
  await page.goBack();
  await page.route("**/api/payments/*", (route) => route.fulfill({ status: 502, contentType: "text/html", body: "<h1>Bad gateway</h1>" }));
  await expect(page.getByText(citizen.say("connection_lost"))).toBeVisible();
  await expect(page.getByText("Bad gateway")).toHaveCount(0);
  await page.unroute("**/api/payments/*");
  await citizen.expectHeading("stage.at_bank");
});

for (const [what, break_it, key] of [
  ["IndexedDB", () => Object.defineProperty(window, "indexedDB", { value: { open: () => { throw new Error("refused"); } } }), "saved.session"],
  [
    "all storage",
    () => {
      Object.defineProperty(window, "indexedDB", { value: undefined });
      for (const name of ["sessionStorage", "localStorage"]) Object.defineProperty(window, name, { get: () => { throw new Error("refused"); } });
    },
    "saved.not",
  ],
] as const) {
  test(`a browser that refuses ${what} is told so, and pays all the same`, async ({ page, citizen }) => {
    await page.addInitScript(break_it);
    await citizen.toBills();
    await expect(page.getByText(citizen.say(key))).toBeVisible();
    await citizen.payBill("telephone");
    if (key === "saved.not") {
      // Where nothing can be kept the way back is a letter (F12).
      await page.waitForURL("**/pay/card");
      await page.locator("#email").fill("aysel@example.az");
    }
    await citizen.chooseCard();
    await citizen.toBank();
  });
}

test("an unknown reference and another's payment are the same honest page", async ({ page, citizen, another }) => {
  await citizen.startPaying();
  await page.goBack();
  await citizen.expectHeading("stage.at_bank");
  const stranger = await another();
  for (const address of [page.url(), "/pay/0123456789abcdef0123456789abcdef"]) {
    await stranger.page.goto(address);
    await stranger.expectHeading("payment_not_here");
    await expect(stranger.page.getByText(stranger.say("payment_not_here_about"))).toBeVisible();
    await expect(stranger.page.locator("body")).not.toContainText("421 23 72");
  }
});

test("a bill that somebody is paying is shown to others with the time left, and is free when they give up", async ({ page, citizen, another }) => {
  await citizen.startPaying();
  const neighbour = await another();
  await neighbour.toBills();
  const bill = neighbour.bill("telephone");
  await expect(bill).toContainText(neighbour.say("bill.leased", { n: "15" }));
  await expect(bill.getByRole("button", { name: neighbour.say("pay") })).toHaveCount(0);
  await expect(bill.getByRole("checkbox")).toHaveCount(0);

  await page.goBack();
  await citizen.button("cancel_payment").click();
  await citizen.expectHeading("outcome.cancelled");
  await neighbour.page.reload();
  await neighbour.allAnswered();
  await expect(bill.getByRole("button", { name: neighbour.say("pay") })).toBeVisible();
});

test("who was a moment too late hears that somebody is paying, and keeps the form", async ({ citizen, another }) => {
  await citizen.toCheck();
  const neighbour = await another();
  await neighbour.toCheck();
  await citizen.toBank();
  await neighbour.next();
  await expect(neighbour.page.getByText(neighbour.say("problem.leased_for", { n: "15" }))).toBeVisible();
  await neighbour.expectHeading("check.title");
});
