// The drafts' module alone, on a page of its own: what overlaps, what the disk refuses, what a kiosk's server does not answer.
// No server runs: every address is answered here.
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import type { Page, Route } from "@playwright/test";

const HOME = "http://localhost:9";
const SOURCES = new URL("../../frontend/src/platform/", import.meta.url);
const KEY = Buffer.alloc(32, 7).toString("base64");
const SECRET = "4212372";

interface Drafts {
  draftsOpen(): Promise<string>;
  draftsPut(id: string, kind: string, schema: number, json: string, ended: boolean): Promise<[string, string]>;
  draftsGet(id: string): Promise<string[]>;
  draftsDelete(ids: string[]): Promise<boolean>;
  draftsStash(id: string, kind: string, schema: number, json: string, ended: boolean): void;
}
declare global {
  interface Window { drafts: Drafts; hold: (() => void) | undefined; refuse: boolean }
}

/** The module in a page; `kiosk` answers what a kiosk's page asks of the server. */
async function begin(page: Page, kiosk?: (route: Route) => Promise<void>): Promise<void> {
  await page.route(`${HOME}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === "/api/kiosk/session" && kiosk) return kiosk(route);
    if (pathname.endsWith(".js")) return route.fulfill({ contentType: "text/javascript", body: readFileSync(new URL(`.${pathname}`, SOURCES), "utf8") });
    if (pathname !== "/") return route.fulfill({ status: 404 });
    return route.fulfill({ contentType: "text/html", body: `<!doctype html><html${kiosk ? " data-kiosk" : ""}><title>drafts</title>` });
  });
  await load(page);
}

/** As after a reload. Answers where drafts are kept. */
async function load(page: Page): Promise<string> {
  await page.goto(`${HOME}/`);
  return page.evaluate(async () => {
    window.drafts = (await import("/drafts.js" as string)) as Drafts;
    return window.drafts.draftsOpen();
  });
}

const put = (page: Page, id: string, text: string): Promise<string> =>
  page.evaluate(async ([id, text]) => (await window.drafts.draftsPut(id, "pay", 1, JSON.stringify(text), false))[0], [id, text] as const);
const get = (page: Page, id: string): Promise<string | undefined> =>
  page.evaluate(async (id) => (await window.drafts.draftsGet(id))[1], id);
const tab = (page: Page): Promise<string> => page.evaluate(() => JSON.stringify({ ...sessionStorage }));

test("of two savings while the store comes back, the newer one stays", async ({ page }) => {
  await page.addInitScript(() => {
    const open = IDBFactory.prototype.open;
    let first = true;
    // The first opening is refused; the next answers only after the second saving was asked for.
    IDBFactory.prototype.open = function (...args) {
      if (first) {
        first = false;
        throw new DOMException("no", "SecurityError");
      }
      const late = {} as IDBOpenDBRequest;
      setTimeout(() => {
        const request = open.apply(this, args);
        Object.defineProperty(late, "result", { get: () => request.result });
        const told = late as unknown as Record<string, (event: Event) => void>;
        for (const type of ["success", "error", "upgradeneeded"]) request.addEventListener(type, (event) => told[`on${type}`]?.(event));
      }, 200);
      return late;
    };
  });
  await begin(page);
  const where = await page.evaluate(async () => {
    const save = (text: string) => window.drafts.draftsPut("pay-1", "pay", 1, JSON.stringify(text), false);
    const older = save("older");
    await new Promise((done) => setTimeout(done, 20));
    return (await Promise.all([older, save("newer")])).map(([mode]) => mode);
  });
  expect(where).toEqual(["disk", "disk"]);
  expect(await get(page, "pay-1")).toBe('"newer"');
});

test("what was stashed while an older saving ran is there on the next page", async ({ page }) => {
  await begin(page);
  await put(page, "pay-1", "first");
  await page.evaluate(async () => {
    const older = window.drafts.draftsPut("pay-1", "pay", 1, '"older"', false);
    window.drafts.draftsStash("pay-1", "pay", 1, '"stashed"', false);
    await older;
    await window.drafts.draftsPut("paid-2", "paid", 1, '"another"', false);
  });
  await load(page);
  expect(await get(page, "pay-1")).toBe('"stashed"');
});

test("a deletion counts after the savings asked for before it", async ({ page }) => {
  await begin(page);
  await page.evaluate(async () => {
    const saved = window.drafts.draftsPut("pay-1", "pay", 1, '"typed"', false);
    await Promise.all([saved, window.drafts.draftsDelete(["pay-1"])]);
  });
  expect(await get(page, "pay-1")).toBeUndefined();
});

test("with a full disk and the key at hand nothing lies in clear, and a reload has it", async ({ page }) => {
  await page.addInitScript(() => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (...args) {
      if (this.name === "drafts" && !localStorage.getItem("room")) throw new DOMException("no room", "QuotaExceededError");
      return put.apply(this, args);
    };
  });
  await begin(page);
  expect(await put(page, "pay-1", SECRET)).toBe("session full");
  expect(await tab(page)).toContain("kommunal-sealed");
  expect(await tab(page)).not.toContain(SECRET);
  await load(page);
  expect(await get(page, "pay-1")).toBe(`"${SECRET}"`);
  // There is room again: it goes to the disk, and the tab keeps nothing.
  await page.evaluate(() => localStorage.setItem("room", "1"));
  expect(await load(page)).toBe("disk");
  expect(await tab(page)).toBe("{}");
  expect(await get(page, "pay-1")).toBe(`"${SECRET}"`);
});

const key = (route: Route): Promise<void> => route.fulfill({ json: { key: KEY } });

test("a kiosk's server that fails twice costs the visit nothing", async ({ page }) => {
  let asked = 0;
  const answers = [key, (route: Route) => route.fulfill({ status: 429, json: {} }), (route: Route) => route.abort(), key];
  await begin(page, (route) => (answers[asked++] ?? key)(route));
  expect(await put(page, "pay-1", SECRET)).toBe("disk");
  expect(await tab(page)).not.toContain(SECRET);
  expect(await load(page)).toBe("disk");
  expect(asked).toBe(4);
  expect(await get(page, "pay-1")).toBe(`"${SECRET}"`);
});

test("a kiosk without a key says that a reload loses what is typed", async ({ page }) => {
  let asked = 0;
  await begin(page, (route) => ((asked += 1), route.fulfill({ status: 404, json: {} })));
  expect(await put(page, "pay-1", SECRET)).toMatch(/^memory /);
  expect(await tab(page)).toBe("{}");
  expect(asked, "that there is no session is no answer to ask for again").toBe(1);
});

test("what was typed at a kiosk before its key came survives a reload once it is there", async ({ page }) => {
  let asked = 0;
  await begin(page, (route) => ((asked += 1) <= 5 ? route.abort() : key(route)));
  expect(await put(page, "pay-1", "typed"), "a saving asks again").toBe("disk");
  await load(page);
  expect(await get(page, "pay-1")).toBe('"typed"');
});
