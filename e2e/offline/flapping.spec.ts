// Many applications wait, and the server comes and goes: each arrives, and arrives once. KOMMUNAL_QUEUED says how many.
import type { Page } from "@playwright/test";
import { Applicant, MOBILE, PEOPLE } from "../support/applicant.ts";
import { clearAccounts } from "../support/clear.ts";
import type { Way } from "../support/front.ts";
import { expect, test } from "../support/test.ts";
import type { World } from "../support/world.ts";

const QUEUED = Number(process.env["KOMMUNAL_QUEUED"] ?? 10);
/** What the server does, one after another, and for how long in milliseconds. */
const FLAPS: [Way, number][] = [
  ["answers lost", 600],
  ["open", 1000],
  ["cut", 400],
  ["open", 1000],
  ["bad gateway", 600],
  ["answers lost", 500],
  ["silent", 800],
];
/** After so many rounds the server's power goes, too. */
const ROUNDS_TO_KILL = 3;

test.use({ fronted: true });

test(`${QUEUED} applications queued while the server flaps arrive once each`, async ({ page, context, world }) => {
  test.setTimeout(120_000 + QUEUED * 6_000);
  const aysel = new Applicant(page, world);
  await aysel.signIn(PEOPLE.aysel.fin);
  await aysel.fill();
  const tries: string[] = [];
  context.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/api/applications")) tries.push(request.headers()["idempotency-key"] ?? "");
  });
  world.front.way = "cut";
  await aysel.button("apply.send").click();
  await expect(page.locator("#waits")).toBeVisible();
  const codes = await clearAccounts(world, QUEUED - 1);
  await copied(page, codes);
  await page.goto("about:blank"); // the queue is read anew, and nobody is at the page while the way opens

  let flapping = true;
  const flaps = flap(world, () => flapping);
  world.front.way = "open";
  await expect(async () => {
    await page.goto("/applications");
    await expect(page.locator(".queue li").first()).toBeVisible();
  }).toPass();
  try {
    await expect(page.locator(".queue li")).toHaveCount(0, { timeout: 60_000 + QUEUED * 5_000 });
  } finally {
    flapping = false;
    await flaps;
  }

  const arrived = await all(page, world);
  expect(arrived.map(({ account }) => shown(account)).sort(), "one of each").toEqual([PEOPLE.aysel.account, ...codes].map(shown).sort());
  expect(new Set(arrived.map(({ number }) => number)).size).toBe(QUEUED);
  expect(new Set(tries).size, "a key for each").toBe(QUEUED);
  expect(tries.length, "some were tried again").toBeGreaterThan(QUEUED);
  await expect.poll(async () => (await world.sandbox.phone(MOBILE)).length, { message: "a code, and one message for each", timeout: 60_000 }).toBe(QUEUED + 1);
  console.log(`${QUEUED} queued, ${tries.length} tries, ${arrived.length} arrived`);
});

/** The record that waits, once more for each of these codes: as if each had been filled in by hand. */
async function copied(page: Page, codes: string[]): Promise<void> {
  await page.evaluate(async (codes) => {
    const asked = <T>(request: IDBRequest<T>): Promise<T> => new Promise((done, failed) => ((request.onsuccess = () => done(request.result)), (request.onerror = () => failed(request.error))));
    const hex = (): string => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    const db = await asked(indexedDB.open("kommunal"));
    const key = (await asked(db.transaction("keys").objectStore("keys").get("drafts"))) as CryptoKey;
    const record = ((await asked(db.transaction("drafts").objectStore("drafts").getAll())) as { id: string; kind: string; iv: Uint8Array<ArrayBuffer>; data: ArrayBuffer }[]).find(({ kind }) => kind === "certificate");
    if (!record) throw new Error("nothing waits");
    const box = (id: string, iv: Uint8Array<ArrayBuffer>): AesGcmParams => ({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(id) });
    const text = new TextDecoder().decode(await crypto.subtle.decrypt(box(record.id, record.iv), key, record.data));
    for (const code of codes) {
      const draft = JSON.parse(text) as { answers: { account: string; clear: string; attempt: string }; body: string };
      draft.answers = { ...draft.answers, account: code, clear: code, attempt: hex() };
      draft.body = JSON.stringify({ ...(JSON.parse(draft.body) as object), account: code });
      const id = record.id.slice(0, -16) + hex().slice(16);
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const data = await crypto.subtle.encrypt(box(id, iv), key, new TextEncoder().encode(JSON.stringify(draft)));
      await asked(db.transaction("drafts", "readwrite").objectStore("drafts").put({ ...record, id, iv, data }));
    }
  }, codes);
}

async function flap(world: World, goesOn: () => boolean): Promise<void> {
  for (let round = 1; goesOn(); round++) {
    for (const [way, ms] of FLAPS) {
      if (!goesOn()) break;
      world.front.way = way;
      await new Promise((resolve) => setTimeout(resolve, ms));
    }
    if (round % ROUNDS_TO_KILL === 0 && goesOn()) {
      await world.killPortal();
      await world.startPortal();
    }
  }
  world.front.way = "open";
}

/** What a masked code shows of itself. */
const shown = (code: string): string => code.slice(-3);

interface Row {
  number: string;
  account: string;
}

/** Every application of whoever is signed in. */
async function all(page: Page, world: World): Promise<Row[]> {
  const rows: Row[] = [];
  for (let after: string | null | undefined = ""; after !== undefined && after !== null; ) {
    const answer = await page.request.get(`${world.portal}/api/applications${after ? `?after=${after}` : ""}`);
    const list = (await answer.json()) as { applications: Row[]; next?: string | null };
    rows.push(...list.applications);
    after = list.next;
  }
  return rows;
}
