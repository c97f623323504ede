// Storage that is refused, full, busy or broken, and clocks that are years wrong: said plainly, and the form works on.
import type { Page } from "@playwright/test";
import { expect, test } from "../support/test.ts";
import type { Citizen } from "../support/citizen.ts";
import { ids, rows } from "../support/store.ts";

const NUMBER = "#number";
const OTHER = "4990001";
const DAY = 86_400_000;
const YEARS = 10 * 365 * DAY;

/** Types, sees why it is not kept, and gets to the bills all the same. */
async function worksOn(citizen: Citizen, why: string, how: "saved.session" | "saved.not" = "saved.session"): Promise<void> {
  const { page } = citizen;
  await page.goto("/pay");
  await page.locator(NUMBER).fill("4212372");
  await expect(page.locator(".notice", { hasText: citizen.say(why) })).toContainText(citizen.say(how));
  await citizen.next();
  await page.waitForURL("**/pay/bills");
  await citizen.allAnswered();
}

/** A condition that the page's own script can be told to end. */
const FAULTS: [string, () => void, string][] = [
  ["refused", () => (IDBFactory.prototype.open = () => { throw new DOMException("no", "SecurityError"); }), "saved.refused"],
  ["of a newer program", () => (IDBFactory.prototype.open = () => { throw new DOMException("no", "VersionError"); }), "saved.newer"],
  ["hanging while it opens", () => (IDBFactory.prototype.open = () => ({}) as IDBOpenDBRequest), "saved.busy"],
  ["hanging at every reading", () => (IDBObjectStore.prototype.get = IDBObjectStore.prototype.getAll = () => ({}) as IDBRequest), "saved.busy"],
  [
    "aborting every write",
    () => {
      const start = IDBDatabase.prototype.transaction;
      IDBDatabase.prototype.transaction = function (...args) {
        const transaction = start.apply(this, args);
        if (args[1] === "readwrite" && String(args[0]) === "drafts") queueMicrotask(() => { try { transaction.abort(); } catch {} });
        return transaction;
      };
    },
    "saved.refused",
  ],
  [
    "full at every write",
    () => {
      IDBObjectStore.prototype.put = () => { throw new DOMException("no room", "QuotaExceededError"); };
    },
    "saved.full",
  ],
];

for (const [name, inject, why] of FAULTS) {
  test(`a store that is ${name}: the form works on and says so`, async ({ page, citizen }) => {
    await page.addInitScript(inject);
    await worksOn(citizen, why);
    // In this tab it survives a reload.
    await page.goto("/pay");
    await expect(page.locator(NUMBER)).toHaveValue("4212372");
  });
}

test("a store that stops answering is opened anew, and what it holds is there", async ({ page, citizen }) => {
  await page.goto("/pay");
  await page.locator(NUMBER).fill("4212372");
  await expect(page.locator(".saved")).toBeVisible();
  await page.addInitScript(() => {
    const { transaction } = IDBDatabase.prototype;
    let first: IDBDatabase | undefined;
    // The page's first connection opens and gives the key, and is silent about the drafts.
    IDBDatabase.prototype.transaction = function (...args) {
      first ??= this;
      if (first === this && String(args[0]) === "drafts") return { objectStore: () => ({ get: () => ({}), getAll: () => ({}), put: () => ({}) }) } as unknown as IDBTransaction;
      return transaction.apply(this, args);
    };
  });
  await page.reload();
  await expect(page.locator(NUMBER)).toHaveValue("4212372");
  await citizen.next();
  await page.waitForURL("**/pay/bills");
  await citizen.allAnswered();
});

test("neither IndexedDB nor sessionStorage: nothing is kept, the form works on", async ({ page, citizen }) => {
  await page.addInitScript(() => {
    const no = (): never => { throw new DOMException("no", "SecurityError"); };
    IDBFactory.prototype.open = no;
    Object.defineProperty(window, "sessionStorage", { get: no });
    Object.defineProperty(window, "localStorage", { get: no });
  });
  await worksOn(citizen, "saved.refused", "saved.not");
});

test("a full disk, as the browser itself has it: what is typed stays in the tab, and goes to the disk when there is room", async ({ page, citizen, context, world }) => {
  test.setTimeout(120_000);
  const device = await context.newCDPSession(page);
  // Before the first write: the browser remembers for half a minute how much room there was.
  await device.send("Storage.overrideQuotaForOrigin", { origin: world.portal, quotaSize: 1 });
  await page.goto("/pay");
  await page.locator(NUMBER).fill("4212372");
  await expect(page.getByText(citizen.say("saved.full"))).toBeVisible();
  await page.reload();
  await expect(page.locator(NUMBER)).toHaveValue("4212372");
  await device.send("Storage.overrideQuotaForOrigin", { origin: world.portal });
  await expect(async () => {
    await page.locator(NUMBER).fill("499");
    await page.locator(NUMBER).fill(OTHER);
    await expect(page.locator(".saved")).toBeVisible({ timeout: 2000 });
  }).toPass({ timeout: 60_000 });
  await expect(page.getByText(citizen.say("saved.full"))).toHaveCount(0);
  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage }))).not.toContain(OTHER);
  expect(await ids(page, "pay")).toHaveLength(1);
});

/** A page of the same origin that runs nothing of ours. */
async function stranger(citizen: Citizen): Promise<Page> {
  const page = await citizen.page.context().newPage();
  await page.goto("/api/options");
  return page;
}

test("another page keeps the store from opening: the form works on, and the store is used once it comes", async ({ citizen }) => {
  const other = await stranger(citizen);
  // A connection that does not give way, and a deletion that waits for it: every opening waits behind them.
  await other.evaluate(async () => {
    const opening = indexedDB.open("kommunal", 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore("keys");
      opening.result.createObjectStore("drafts", { keyPath: "id" });
    };
    await new Promise((done) => (opening.onsuccess = done));
    Object.assign(window, { held: opening.result });
    indexedDB.deleteDatabase("kommunal");
  });
  await worksOn(citizen, "saved.busy");
  await other.close();
  await citizen.page.goto("/pay");
  await citizen.page.locator(NUMBER).fill(OTHER);
  await expect(citizen.page.locator(".saved")).toBeVisible();
  expect(await ids(citizen.page, "pay")).toHaveLength(1);
});

test("a newer program takes the store over: this tab gives way and says so", async ({ page, citizen }) => {
  await page.goto("/pay");
  await page.locator(NUMBER).fill("42");
  await expect(page.locator(".saved")).toBeVisible();
  const other = await stranger(citizen);
  await other.evaluate(async () => {
    const opening = indexedDB.open("kommunal", 2);
    await new Promise((done) => (opening.onsuccess = done));
    opening.result.close();
  });
  await page.locator(NUMBER).fill("4212372");
  await expect(page.getByText(citizen.say("saved.newer"))).toBeVisible();
  await page.reload();
  await expect(page.locator(NUMBER)).toHaveValue("4212372");
});

const SPOILED: [string, () => Promise<void>][] = [
  [
    "its bytes are changed",
    async () => {
      const asked = <T>(request: IDBRequest<T>): Promise<T> => new Promise((done) => (request.onsuccess = () => done(request.result)));
      const db = await asked(indexedDB.open("kommunal"));
      const store = db.transaction("drafts", "readwrite").objectStore("drafts");
      const [row] = await asked(store.getAll());
      new Uint8Array(row.data)[0]! ^= 1;
      await asked(store.put(row));
      db.close();
    },
  ],
  [
    "its key is lost",
    async () => {
      const asked = <T>(request: IDBRequest<T>): Promise<T> => new Promise((done) => (request.onsuccess = () => done(request.result)));
      const db = await asked(indexedDB.open("kommunal"));
      await asked(db.transaction("keys", "readwrite").objectStore("keys").clear());
      db.close();
    },
  ],
  [
    "its key is no key",
    async () => {
      const asked = <T>(request: IDBRequest<T>): Promise<T> => new Promise((done) => (request.onsuccess = () => done(request.result)));
      const db = await asked(indexedDB.open("kommunal"));
      await asked(db.transaction("keys", "readwrite").objectStore("keys").put("no key", "drafts"));
      db.close();
    },
  ],
  [
    "it is no record",
    async () => {
      const asked = <T>(request: IDBRequest<T>): Promise<T> => new Promise((done) => (request.onsuccess = () => done(request.result)));
      const db = await asked(indexedDB.open("kommunal"));
      const store = db.transaction("drafts", "readwrite").objectStore("drafts");
      const [row] = await asked(store.getAll());
      await asked(store.put({ id: row.id, kind: "pay", schema: 1, saved_ms: row.saved_ms }));
      db.close();
    },
  ],
];

for (const [name, spoil] of SPOILED) {
  test(`a draft that cannot be opened because ${name} is told of, and another is kept`, async ({ page, citizen }) => {
    await page.goto("/pay");
    await page.locator(NUMBER).fill("4212372");
    await expect(page.locator(".saved")).toBeVisible();
    await page.evaluate(spoil);
    await page.reload();
    await expect(page.getByText(citizen.say("unkept.damaged"))).toBeVisible();
    await page.locator(NUMBER).fill(OTHER);
    await expect(page.locator(".saved")).toBeVisible();
    await page.reload();
    await expect(page.locator(NUMBER)).toHaveValue(OTHER);
    // The list names it, and it can be deleted.
    await page.goto("/drafts");
    await expect(page.locator(".draft")).toHaveCount(2);
    await expect(page.locator(".draft", { hasText: citizen.sayOf("device", "drafts.is_damaged") })).toHaveCount(1);
  });
}

/** The device's clock, wrong from the page's first line on; `Date` of the server's answers stays right. */
const turn = (ms: number): string => `{ const now = Date.now.bind(Date); Date.now = () => now() + ${ms}; }`;

for (const [name, ms] of [["ahead", YEARS], ["behind", -YEARS]] as const) {
  test(`a clock ten years ${name} costs no draft, neither while it is wrong nor when it is right again`, async ({ context, page, citizen, world }) => {
    await page.addInitScript(turn(ms));
    await page.goto("/pay");
    await page.locator(NUMBER).fill("4212372");
    await expect(page.locator(".saved")).toBeVisible();
    await page.reload();
    await expect(page.locator(NUMBER)).toHaveValue("4212372");
    // Once the server has told the time the record's own is right, and its end a month away.
    const ends = async (): Promise<number> => Math.round(((await rows(page))[0]!.expires_ms - Date.now()) / DAY);
    await expect.poll(ends).toBe(30);
    expect(Math.abs((await rows(page))[0]!.saved_ms - Date.now())).toBeLessThan(10 * 60_000);

    const later = await context.newPage();
    await later.goto(`${world.portal}/pay`);
    await expect(later.locator(NUMBER)).toHaveValue("4212372");
    await expect.poll(ends).toBe(30);
  });

  test(`a clock that jumps ten years ${name} after the draft was saved costs no draft`, async ({ page, context, citizen, world }) => {
    await page.goto("/pay");
    await page.locator(NUMBER).fill("4212372");
    await expect(page.locator(".saved")).toBeVisible();
    const later = await context.newPage();
    await later.addInitScript(turn(ms));
    await later.goto(`${world.portal}/pay`);
    await expect(later.locator(NUMBER)).toHaveValue("4212372");
    // Offline too, where nobody tells the time.
    await context.route("**/api/**", (route) => route.abort("internetdisconnected"));
    await later.reload();
    await expect.poll(async () => (await ids(page, "pay")).length).toBe(1);
    await context.unroute("**/api/**");
    await citizen.page.reload();
    await expect(page.locator(NUMBER)).toHaveValue("4212372");
  });
}

test("a draft ends thirty days after its last saving, by the server's time alone", async ({ page, citizen }) => {
  await page.goto("/pay");
  await page.locator(NUMBER).fill("4212372");
  await expect(page.locator(".saved")).toBeVisible();
  const age = (sure: boolean): Promise<void> =>
    page.evaluate(
      async ([sure, day]) => {
        const asked = <T>(request: IDBRequest<T>): Promise<T> => new Promise((done) => (request.onsuccess = () => done(request.result)));
        const db = await asked(indexedDB.open("kommunal"));
        const store = db.transaction("drafts", "readwrite").objectStore("drafts");
        const [row] = await asked(store.getAll());
        await asked(store.put({ ...row, sure, saved_ms: row.saved_ms - 31 * day, expires_ms: row.saved_ms - day }));
        db.close();
      },
      [sure, DAY] as const,
    );
  // Saved before the time was known: its end is counted from when it is.
  await age(false);
  await page.reload();
  await expect.poll(async () => (await rows(page))[0]?.sure).toBe(true);
  expect(await ids(page, "pay")).toHaveLength(1);
  await citizen.expectHeading("number.title");
  await age(true);
  await page.reload();
  await expect.poll(async () => ids(page, "pay")).toEqual([]);
});
