// When the device has no room, storage is broken, or a version's arrival is cut off: the page works on, from the network.
import { expect, test } from "../support/test.ts";
import { controlled, everythingKept, listed, missing, codeOf } from "./kept.ts";

test.use({ serviceWorkers: "allow", fronted: true });

test("an arrival that is cut off leaves no half: the page works, and a later visit brings the rest", async ({ page, world, citizen }) => {
  world.front.broken = /^\/page\//;
  await page.goto("/");
  await citizen.expectHeading("shell.heading");
  await page.waitForTimeout(3000);
  expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state)).toBeUndefined();
  await page.goto("/pay");
  await citizen.expectHeading("number.title");
  world.front.broken = undefined;
  await page.goto("/");
  await everythingKept(page, world);
});

test("a worker that cannot be fetched is no error of the page, which works from the network", async ({ page, world, citizen }) => {
  world.front.broken = /^\/sw\.js$/;
  await page.goto("/pay");
  await citizen.expectHeading("number.title");
  // The page has tried: what has to do with versions is there. One more registration ends after its own.
  const versions = (): Promise<boolean> => page.evaluate(() => performance.getEntriesByType("resource").some(({ name }) => name.includes("/versions-")));
  await expect.poll(versions).toBe(true);
  const register = (): Promise<string> => page.evaluate(() => navigator.serviceWorker.register("/sw.js").then(() => "taken", () => "refused"));
  expect(await register()).toBe("refused");
  await citizen.toBills();
});

test("an update that is cut off leaves the old version whole, and arrives at the next look", async ({ page, world, citizen }) => {
  await page.goto("/pay");
  await everythingKept(page, world);
  const fresh = `${citizen.say("number.title")} (2)`;
  world.front.newer = [citizen.say("number.title"), fresh];
  world.front.broken = /\.wasm$/;
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update().catch(() => undefined));
  await page.waitForTimeout(2000);
  await page.reload();
  await citizen.expectHeading("number.title");
  world.front.broken = undefined;
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
  await expect.poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.waiting?.state)).toBe("installed");
});

test("without room for the caches every page works from the network, and a new version still arrives", async ({ page, context, world, citizen }) => {
  const client = await context.newCDPSession(page);
  await client.send("Storage.overrideQuotaForOrigin", { origin: world.portal, quotaSize: 60_000 });
  await page.goto("/pay");
  await citizen.expectHeading("number.title");
  await controlled(page);
  await page.waitForTimeout(6000);
  const absent = await missing(page, codeOf(await listed(world)));
  expect(absent.length).toBeGreaterThan(0);
  expect(absent, "no page without its program").toContain("/page/pay.az");
  await citizen.toBills();
  await page.goto("/certificate");
  await expect(page.locator("#shell")).toHaveCount(0);
  const fresh = `${citizen.say("number.title")} (2)`;
  world.front.newer = [citizen.say("number.title"), fresh];
  await page.goto("/pay");
  await expect(citizen.heading).toHaveText(fresh);
});

test("caches that are removed under the worker's feet are brought again", async ({ page, world, citizen }) => {
  await page.goto("/");
  const list = await everythingKept(page, world);
  await page.evaluate(async () => Promise.all((await caches.keys()).map((name) => caches.delete(name))));
  await page.reload();
  await citizen.expectHeading("shell.heading");
  await expect.poll(() => missing(page, codeOf(list)), { timeout: 20_000 }).toEqual([]);
});

test("a browser whose caches fail at every call shows every page", async ({ page, context, world, citizen }) => {
  await page.goto("/");
  await citizen.expectHeading("shell.heading");
  await controlled(page);
  const [worker] = context.serviceWorkers();
  await worker?.evaluate(() => {
    const fail = (): Promise<never> => Promise.reject(new DOMException("broken", "UnknownError"));
    for (const name of ["open", "match", "keys", "delete"] as const) Object.defineProperty(caches, name, { value: fail });
  });
  expect(worker).toBeDefined();
  for (const path of ["/", "/services", "/pay", "/certificate", "/drafts"]) {
    await page.goto(path);
    await expect(page.locator("#shell")).toHaveCount(0);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  }
  expect(world.front.sent.get("/certificate")?.times).toBe(1);
});
