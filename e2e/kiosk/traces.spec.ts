// What one visitor leaves to the next: nothing. Sessions through the real launcher, ended in each way there is, with twelve
// values typed or shown on the kiosk's screens; then every byte of the memory disk is looked through for each of them.
// KOMMUNAL_KIOSK_SESSIONS says how many.
import type { Page } from "@playwright/test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Applicant, PEOPLE } from "../support/applicant.ts";
import { Citizen } from "../support/citizen.ts";
import { Launcher, pause } from "../support/launcher.ts";
import { expect, test } from "../support/test.ts";
import { owingNumbers } from "../support/template.ts";
import { traces } from "../support/traces.ts";

const SESSIONS = Number(process.env["KOMMUNAL_KIOSK_SESSIONS"] ?? 8);
const ENDS = ["finish", "time-out", "crash", "power"] as const;
type End = (typeof ENDS)[number];

/** What is planted, each in every form in which it stands on a screen. */
const VALUES = {
  "subscriber code": [PEOPLE.aysel.account],
  "search words": ["abunəçi borcu"],
  "receipt number": ["KM-2026-7TRACE77"],
  "e-mail": ["gizli.qonaq@example.az"],
  "card number": ["4242424242424242", "4242 4242 4242 4242"],
  FIN: [PEOPLE.aysel.fin],
  name: ["Aysel", "AYSEL", "Quliyeva", "QULİYEVA"],
  address: ["Bakı, Sınaq küçəsi 7, mənzil 12"],
  "purpose in own words": ["qohumun mirası üçün sənəd"],
  mobile: ["502345678", "50 234 56 78", "(50) 234-56-78"],
  "further number": ["557654321", "55 765 43 21"],
};

test.use({ settings: { kioskIdleS: 10, kioskCountdownS: 20 } });

test("what is looked for would be found, however it was written", () => {
  for (const value of Object.values(VALUES).flat())
    for (const written of [
      Buffer.from(`a ${value} b`),
      Buffer.from(`a ${value} b`, "utf16le"),
      Buffer.from(encodeURIComponent(`a ${value} b`)),
      ...["", "1", "12"].map((before) => Buffer.from(Buffer.from(`${before}${value}12`).toString("base64"))),
    ])
      expect(traces({ planted: [value] }, new Map([["file", Buffer.concat([Buffer.from([0, 1]), written, Buffer.from([255])])]]))).toEqual(["planted in file"]);
});

test(`${SESSIONS} sessions, ended by finish, time-out, crash and power, leave nothing`, async ({ world }) => {
  test.setTimeout(60_000 + SESSIONS * 120_000);
  const kiosk = await Launcher.add(world, "hall-1");
  const numbers = owingNumbers();
  const table = new Map<End, { sessions: number; before: number; after: number; files: Set<string> }>();
  try {
    kiosk.start();
    for (let n = 0; n < SESSIONS; n++) {
      const end = ENDS[n % ENDS.length] ?? "finish";
      const found = await oneSession(kiosk, end, numbers[n % numbers.length] ?? "");
      const row = table.get(end) ?? { sessions: 0, before: 0, after: 0, files: new Set<string>() };
      found.before.forEach((trace) => row.files.add(trace.replace(/ in session\.\w+/, " in ")));
      table.set(end, { sessions: row.sessions + 1, before: row.before + found.before.length, after: row.after + found.after.length, files: row.files });
      expect(found.after, `session ${n + 1}, ${end}`).toEqual([]);
      if (n % 20 === 19) console.log(`${n + 1} sessions`);
    }
  } finally {
    await kiosk.stop();
  }
  const rows = [...table].map(([end, row]) => ({ end, sessions: row.sessions, "before removal": row.before, "after removal": row.after }));
  console.table(rows);
  for (const [end, row] of table) if (row.files.size > 0) console.log(`before removal, ${end}: ${[...row.files].join("; ")}`);
});

async function oneSession(kiosk: Launcher, end: End, number: string): Promise<{ before: string[]; after: string[] }> {
  const look = (): string[] => traces({ ...VALUES, "phone number": [number, number.replace(/(...)(..)(..)/, "$1-$2-$3")] }, kiosk.files());
  const page = await kiosk.visitor();
  const [folder = ""] = kiosk.folders();
  // Somebody who waits for an answer on a slow machine is still there.
  const there = setInterval(() => void page.mouse.move(Math.random() * 9, 5).catch(() => undefined), 2000);
  await plant(kiosk, page, number).finally(() => clearInterval(there));
  const devtools = await page.context().newCDPSession(page);
  const { cookies } = await devtools.send("Network.getCookies", { urls: [kiosk.world.portal] });
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  expect(await person(kiosk, cookie), "somebody is signed in").not.toBeNull();
  expect(kiosk.writtenElsewhere()).toEqual([]);
  const before = await ended(kiosk, page, end, look);
  await kiosk.forget();
  await expect.poll(() => existsSync(join(kiosk.memory, folder)), { timeout: 30_000 }).toBe(false);
  // The next visitor's session is there, and the last one's cookies are worth nothing.
  await expect.poll(() => kiosk.folders().length, { timeout: 30_000 }).toBe(1);
  expect(await person(kiosk, cookie)).toBeNull();
  expect((await ask(kiosk, "/api/kiosk/session", cookie)).status).toBe(404);
  return { before, after: look() };
}

/** Ends the session; answers what stands on the memory disk before the launcher removes it. */
async function ended(kiosk: Launcher, page: Page, end: End, look: () => string[]): Promise<string[]> {
  if (end === "power") {
    await kiosk.powerOff();
    const before = look();
    kiosk.start();
    return before;
  }
  kiosk.hold();
  if (end === "crash") {
    kiosk.crash();
  } else {
    if (end === "finish") await finish(page);
    // Wiped by the page itself: it waits for the next session.
    await page.waitForURL("**/kiosk/begin", { timeout: 60_000 });
  }
  await pause(1000); // what the browser still writes
  const before = look();
  kiosk.release();
  return before;
}

async function finish(page: Page): Promise<void> {
  await page.locator("#kiosk-finish").click();
}

/** Through both journeys, nothing sent to the end: most is in the drafts then. */
async function plant(kiosk: Launcher, page: Page, number: string): Promise<void> {
  const { world } = kiosk;
  const [citizen, applicant] = [new Citizen(page, world), new Applicant(page, world)];
  const first = <T extends keyof typeof VALUES>(name: T): string => VALUES[name][0] ?? "";
  await page.goto("/services");
  await page.getByLabel(citizen.say("services.search")).fill(first("search words"));
  await page.goto("/receipts");
  await page.getByLabel(citizen.sayOf("device", "receipt.number")).fill(first("receipt number"));
  await citizen.toCard(number);
  await citizen.chooseCard("Visa", first("e-mail"));
  await citizen.toBank();
  await page.locator('input[name="number"]').fill(VALUES["card number"][1] ?? "");
  await applicant.signIn(first("FIN"));
  await applicant.toDetails();
  await page.locator("#account").fill(first("subscriber code"));
  await page.locator("#address").fill(first("address"));
  await page.locator("#purpose").selectOption("other");
  await page.locator("#purpose_text").fill(first("purpose in own words"));
  await expect(page.getByText(applicant.say("apply.debt_clear"), { exact: true })).toBeVisible();
  await applicant.next();
  await applicant.expectHeading("apply.step_contact");
  await page.locator("#mobile").fill(`0${first("mobile")}`);
  await page.locator("#add-number").click();
  await page.locator("#more-0").fill(`0${first("further number")}`);
}

async function ask(kiosk: Launcher, path: string, cookie: string): Promise<Response> {
  return fetch(kiosk.world.portal + path, { headers: { cookie } });
}

async function person(kiosk: Launcher, cookie: string): Promise<unknown> {
  return ((await (await ask(kiosk, "/api/session", cookie)).json()) as { person: unknown }).person;
}
