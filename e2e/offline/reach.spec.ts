// Whether there is a network is found by asking the server: not by what the browser believes.
import { expect, test } from "../support/test.ts";
import type { Way } from "../support/front.ts";

test.use({ fronted: true });

for (const [name, way] of [
  ["that takes requests and never answers", "silent"],
  ["behind a proxy that answers 502", "bad gateway"],
  ["that cuts every connection", "cut"],
] as [string, Way][]) {
  test(`a server ${name} counts as none, though the browser says online; back again it is noticed`, async ({ page, world, citizen }) => {
    await citizen.toCheck();
    world.front.way = way;
    await citizen.next();
    await expect(page.locator("form [role=alert]")).toContainText(citizen.say("check.offline"), { timeout: 15_000 });
    await expect(page.getByText(citizen.say("offline"))).toBeVisible();
    expect(await page.evaluate(() => navigator.onLine)).toBe(true);
    expect((await world.sandbox.books()).orders).toEqual([]);
    // The same form, and what is sent once the way is open goes through.
    await page.waitForTimeout(8000);
    world.front.sent.clear();
    world.front.way = "open";
    const since = Date.now();
    await expect(page.getByText(citizen.say("offline"))).toHaveCount(0);
    expect(Date.now() - since).toBeLessThan(way === "silent" ? 13_000 : 7_000);
    await citizen.toBank();
    expect((await world.sandbox.books()).orders).toHaveLength(1);
  });
}

test("a call without an answer is followed by the question, and a page that nobody sees does not ask", async ({ page, world, citizen }) => {
  await page.goto("/pay");
  await citizen.expectHeading("number.title");
  await page.evaluate(() => Object.defineProperty(document, "hidden", { configurable: true, get: () => true }));
  world.front.way = "cut";
  world.front.sent.clear();
  await page.getByLabel(citizen.say("number"), { exact: true }).fill("4212372");
  await citizen.next();
  await expect(page.getByText(citizen.say("bills.offline"))).toBeVisible();
  // Each call that stays without an answer asks; then nobody does.
  const asked = (): number => world.front.sent.get("/api/alive")?.times ?? 0;
  await expect.poll(asked).toBeGreaterThan(0);
  await page.waitForTimeout(2000);
  const before = asked();
  await page.waitForTimeout(4000);
  expect(asked()).toBe(before);
  world.front.way = "open";
  await page.evaluate(() => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => false });
    dispatchEvent(new Event("visibilitychange"));
  });
  await citizen.allAnswered();
});

test("an old client hears that it is one, keeps what was typed, and loads the new page", async ({ page, world, citizen }) => {
  await citizen.typeNumber("4212372");
  await citizen.allAnswered();
  await page.goBack();
  world.front.client = "0";
  await page.getByLabel(citizen.say("number"), { exact: true }).fill("4212373");
  await citizen.next();
  await expect(page.locator(".network")).toContainText(citizen.say("update.needed"));
  world.front.client = undefined; // the new page is of the server's version
  await Promise.all([page.waitForEvent("load"), page.locator(".network").getByRole("button").click()]);
  await expect(page.getByText(citizen.say("update.needed"))).toHaveCount(0);
  await page.goto("/pay");
  await expect(page.getByLabel(citizen.say("number"), { exact: true })).toHaveValue("4212373");
});
