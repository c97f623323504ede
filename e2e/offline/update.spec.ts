// A new version: it waits, offers itself between screens, loses nothing, and old code is never mixed with new. The new
// version's server knows none of the old files' names.
import type { BrowserContext, Page } from "@playwright/test";
import { expect, test } from "../support/test.ts";
import { GUIDE, type Citizen } from "../support/citizen.ts";
import type { World } from "../support/world.ts";
import { controlled, everythingKept, listed } from "./kept.ts";

test.use({ serviceWorkers: "allow", fronted: true });

const OFFER = "update.ready";

/** The server goes on to a version whose number page is called otherwise. */
function release(world: World, citizen: Citizen): string {
  const fresh = `${citizen.say("number.title")} (2)`;
  world.front.newer = [citizen.say("number.title"), fresh];
  return fresh;
}

/** The browser looks whether there is another worker, as it does at every navigation and once in a while. */
async function noticed(page: Page): Promise<void> {
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
  await expect.poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.waiting?.state)).toBe("installed");
}

/** The button of the notice, and the page that it brings. */
async function goOver(page: Page, citizen: Citizen): Promise<void> {
  const loaded = page.waitForEvent("load");
  await page.locator(".network").getByRole("button", { name: citizen.say("update.go") }).click();
  await loaded;
}

/** Names of all program files that pages of this context have run, by page load. */
function programs(context: BrowserContext): Set<string>[] {
  const loads: Set<string>[] = [];
  context.on("request", (request) => {
    if (request.serviceWorker()) return; // the worker fetches for later
    const path = new URL(request.url()).pathname;
    if (request.isNavigationRequest()) loads.push(new Set());
    if (/\.(js|wasm)$/.test(path) && path.includes("app-")) loads.at(-1)?.add(path);
  });
  return loads;
}

async function atNumber(page: Page, world: World, citizen: Citizen): Promise<void> {
  await page.goto("/pay");
  await citizen.expectHeading("number.title");
  await everythingKept(page, world);
  await controlled(page);
}

test("in the middle of a form it waits; between screens it offers itself; the form is there afterwards", async ({ page, context, world, citizen }) => {
  const loads = programs(context);
  await atNumber(page, world, citizen);
  const old = await listed(world);
  const fresh = release(world, citizen);
  await noticed(page);
  await page.getByLabel(citizen.say("number"), { exact: true }).fill(GUIDE);
  await page.waitForTimeout(1000);
  await expect(page.getByText(citizen.say(OFFER))).toHaveCount(0);
  await citizen.expectHeading("number.title");
  await citizen.next();
  await citizen.allAnswered();
  await expect(page.getByText(citizen.say(OFFER))).toBeVisible();

  // Declined by going on: nothing happens by itself, also not at a reload: the old version, whole.
  await page.reload();
  await citizen.allAnswered();
  await expect(page.getByText(citizen.say(OFFER))).toBeVisible();
  await page.getByRole("link", { name: citizen.say("bills.change_number") }).click();
  await citizen.expectHeading("number.title");
  // Typed in the last moment.
  await page.getByLabel(citizen.say("number"), { exact: true }).fill("4212373");
  let reloads = 0;
  page.on("load", () => void (reloads += 1));
  await page.locator(".network").getByRole("button", { name: citizen.say("update.go") }).click();
  await expect(citizen.heading).toHaveText(fresh);
  await expect(page.getByLabel(citizen.say("number"), { exact: true })).toHaveValue("4212373");
  await expect(page.getByText(citizen.say(OFFER))).toHaveCount(0);
  await page.waitForTimeout(1500);
  expect(reloads, "one reload").toBe(1);

  // Each load ran the program of one version alone.
  const names = new Set(Object.values(old.bundles).flatMap(({ now }) => now));
  const mixed = loads.filter((load) => new Set([...load].map((name) => names.has(name))).size > 1);
  expect(mixed).toEqual([]);
  // The version before is still there, for other tabs; the next one removes it.
  expect(await page.evaluate(() => caches.keys())).toEqual(expect.arrayContaining([`kommunal-${old.version}`, `kommunal-${old.version}-new`]));
});

test("a new version that nobody takes comes when the last tab is closed", async ({ page, context, world, citizen }) => {
  await atNumber(page, world, citizen);
  const fresh = release(world, citizen);
  await noticed(page);
  await page.close();
  await expect(async () => {
    const again = await context.newPage();
    await again.goto("/pay");
    await expect(again.getByRole("heading", { level: 1 })).toHaveText(fresh, { timeout: 2000 });
  }).toPass();
});

test("of two tabs one goes over: the other keeps its code and its lazy files, and follows at its next screen", async ({ page, context, world, citizen }) => {
  await atNumber(page, world, citizen);
  const other = await context.newPage();
  await other.goto("/services");
  await expect(other.locator(".rows li")).not.toHaveCount(0);
  await controlled(other);
  const fresh = release(world, citizen);
  await noticed(page);
  await page.getByLabel(citizen.say("number"), { exact: true }).fill(GUIDE);
  await citizen.next();
  await goOver(page, citizen);
  await citizen.allAnswered();

  // Old code, old texts: the server has them no more, the cache has.
  let reloads = 0;
  other.on("load", () => void (reloads += 1));
  await other.locator("#lang-ru").click();
  await expect(other.locator("html")).toHaveAttribute("lang", "ru");
  await other.locator("#lang-az").click();
  await expect(other.locator("html")).toHaveAttribute("lang", "az");
  expect(reloads).toBe(0);
  await other.getByRole("link", { name: citizen.say("shell.title") }).first().click();
  await expect.poll(() => reloads).toBe(1);
  await expect(other.getByRole("heading", { level: 1 })).toHaveText(citizen.say("shell.heading"));
  await other.goto("/pay/bills");
  await expect(other.locator(".bills > li").first()).toBeVisible();
  await other.getByRole("link", { name: citizen.say("bills.change_number") }).click();
  await expect(other.getByRole("heading", { level: 1 })).toHaveText(fresh);
  await expect(other.getByLabel(citizen.say("number"), { exact: true })).toHaveValue(GUIDE);
});

test("an old client with a worker is told, and its button brings the new version", async ({ page, world, citizen }) => {
  await atNumber(page, world, citizen);
  const fresh = release(world, citizen);
  world.front.client = "0";
  await page.getByLabel(citizen.say("number"), { exact: true }).fill(GUIDE);
  await citizen.next();
  await expect(page.locator(".network")).toContainText(citizen.say("update.needed"));
  world.front.client = undefined;
  await goOver(page, citizen);
  await citizen.allAnswered();
  await page.getByRole("link", { name: citizen.say("bills.change_number") }).click();
  await expect(citizen.heading).toHaveText(fresh);
  await expect(page.getByLabel(citizen.say("number"), { exact: true })).toHaveValue(GUIDE);
});

test("an old client whose worker finds nothing newer gets its page from the network", async ({ page, world, citizen }) => {
  await atNumber(page, world, citizen);
  world.front.client = "0";
  await page.getByLabel(citizen.say("number"), { exact: true }).fill(GUIDE);
  await citizen.next();
  await expect(page.locator(".network")).toContainText(citizen.say("update.needed"));
  world.front.client = undefined;
  world.front.sent.clear();
  await goOver(page, citizen);
  await citizen.allAnswered();
  expect(world.front.sent.get("/pay/bills")?.times).toBe(1);
});

test("pages of another version never come into a version's cache", async ({ page, world, citizen }) => {
  await page.goto("/pay");
  await citizen.expectHeading("number.title");
  await controlled(page);
  // The server goes on before the rest has come.
  const old = await listed(world);
  const fresh = release(world, citizen);
  await page.waitForTimeout(6000);
  const wrong = await page.evaluate(async ([name, fresh]) => {
    const cache = await caches.open(name);
    const pages = (await cache.keys()).filter((request) => request.url.includes("/page/"));
    const texts = await Promise.all(pages.map(async (request) => [request.url, await (await cache.match(request, { ignoreVary: true }))?.text()]));
    return texts.filter(([, text]) => text?.includes(fresh)).map(([url]) => url);
  }, [`kommunal-${old.version}`, fresh] as const);
  expect(wrong).toEqual([]);
});
