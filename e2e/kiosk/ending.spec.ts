// The end of a visit: asked for, timed out, without a network, in the middle of a payment. Afterwards the browser has nothing
// that was typed, and the next visitor begins at the beginning.
import type { Page } from "@playwright/test";
import { Applicant, PEOPLE } from "../support/applicant.ts";
import { CARDS, payAtBank } from "../support/bank.ts";
import { Kiosk } from "../support/kiosk.ts";
import { expect, test } from "../support/test.ts";

test.use({ viewport: { width: 1280, height: 800 }, hasTouch: true });
test.setTimeout(90_000);

/** All that this site has in the browser, and what is on the screen. */
async function kept(page: Page): Promise<unknown> {
  const inside = await page.evaluate(async () => ({
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
    caches: await caches.keys(),
    databases: (await indexedDB.databases()).map((database) => database.name),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    typed: document.documentElement.outerHTML.includes("4212372"),
  }));
  return { ...inside, cookies: (await page.context().cookies()).map((cookie) => cookie.name).sort() };
}
const NOTHING = { local: [], session: [], caches: [], databases: [], workers: 0, typed: false, cookies: [] };

/** Something of everything a page can keep. */
async function plant(page: Page): Promise<void> {
  await page.evaluate(async () => {
    localStorage.setItem("planted", "4212372");
    sessionStorage.setItem("planted", "4212372");
    document.cookie = "planted=4212372;path=/";
    await (await caches.open("planted")).put("/planted", new Response("4212372"));
    await new Promise((done) => (indexedDB.open("planted").onsuccess = (event) => done((event.target as IDBOpenDBRequest).result.close())));
  });
}

async function typed(kiosk: Kiosk): Promise<void> {
  await kiosk.enter("/pay");
  for (const lang of ["ru", "az"]) await kiosk.page.locator(`#lang-${lang}`).tap();
  await kiosk.type(kiosk.page.locator("#number"), "4212372");
  expect(await kiosk.page.evaluate(() => Object.keys(localStorage)), "nothing is written in the clear to begin with").toEqual([]);
  await plant(kiosk.page);
}

async function expectWiped(kiosk: Kiosk): Promise<void> {
  await expect(kiosk.page).toHaveURL(`${kiosk.world.portal}/kiosk/begin`);
  await expect(kiosk.page.getByRole("heading", { level: 1 })).toHaveText(kiosk.say("begin.title"));
  expect(await kept(kiosk.page)).toEqual(NOTHING);
  await kiosk.page.goBack().catch(() => null);
  await expect(kiosk.page.locator("#number"), "Back shows none of it").toHaveCount(0);
  await kiosk.begin();
  await kiosk.touch();
  await kiosk.choose("/pay");
  await expect(kiosk.page.locator("#number")).toHaveValue("");
}

test("Finish wipes everything at once", async ({ page, world }) => {
  const kiosk = new Kiosk(page, world);
  await typed(kiosk);
  await kiosk.finish.tap();
  await expectWiped(kiosk);
});

test("Finish wipes without a network too, and the kiosk opens when it is back", async ({ page, world, context }) => {
  const kiosk = new Kiosk(page, world);
  await typed(kiosk);
  await context.setOffline(true);
  await kiosk.finish.tap();
  await expect(page.getByText(kiosk.say("goodbye.no_network"))).toBeVisible();
  const waits = ["__Host-kommunal-kiosk", "__Host-kommunal-over"];
  expect(await kept(page), "the cookie that no script sees waits for the server, and a mark that says so").toEqual({ ...NOTHING, cookies: waits });
  await context.setOffline(false);
  await expectWiped(kiosk);
});

test.describe("cut off", () => {
  test.use({ fronted: true });

  test("a visit that ended without a network is over before anything is shown again", async ({ page, world, context }) => {
    const [kiosk, aysel] = [new Kiosk(page, world), new Applicant(page, world)];
    const signIn = page.getByRole("link", { name: aysel.say("start.sign_in"), exact: true });
    await kiosk.enter("/certificate");
    await signIn.tap();
    await aysel.asPerson(PEOPLE.aysel.fin);
    await aysel.expectHeading("apply.class_title");
    const cookie = (await context.cookies(world.portal)).map(({ name, value }) => `${name}=${value}`).join("; ");
    const person = async (): Promise<unknown> => ((await (await fetch(`${world.portal}/api/session`, { headers: { cookie } })).json()) as { person: unknown }).person;
    world.front.way = "cut";
    await kiosk.finish.tap();
    await expect(page.getByText(kiosk.say("goodbye.no_network"))).toBeVisible();
    // The page goes before its next try, and the server has heard nothing.
    await page.goto("about:blank");
    world.front.way = "open";
    expect(await person()).not.toBeNull();

    await page.goto("/certificate");
    await expect(page).toHaveURL(`${world.portal}/kiosk/begin`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(kiosk.say("begin.title"));
    expect(await kept(page)).toEqual(NOTHING);
    expect(await person(), "what somebody may have copied is worth nothing").toBeNull();
    await page.waitForTimeout(4000);
    await expect(page, "it waits for its launcher").toHaveURL(`${world.portal}/kiosk/begin`);
    await kiosk.enter("/certificate");
    await expect(signIn, "the next visitor is nobody yet").toBeVisible();
  });
});

test("the first screen invites nobody into what the server has not confirmed, or somebody else has begun", async ({ page, world }) => {
  const kiosk = new Kiosk(page, world);
  await kiosk.begin();
  await page.route("**/api/kiosk/session", (route) => route.abort());
  await page.goto("/kiosk");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(kiosk.say("begin.title"));
  await expect(page.locator(".kiosk-attract")).toHaveCount(0);
  await page.unroute("**/api/kiosk/session");
  await expect(page.locator(".kiosk-attract")).toBeVisible();
  await kiosk.touch();
  await kiosk.choose("/pay");
  await page.goto("/kiosk");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(kiosk.say("choice.title"));
  await expect(kiosk.finish).toBeVisible();
});

// The one test that waits for a countdown: it may be no shorter (backend/src/config/kiosk.rs).
test.describe("left alone", () => {
  test.use({ settings: { kioskIdleS: 3, kioskCountdownS: 20 } });

  test("the visitor is asked, may stay, and goes on where they were; without an answer everything is wiped", async ({ page, world }) => {
    const kiosk = new Kiosk(page, world);
    await typed(kiosk);
    await expect(kiosk.countdown).toBeVisible();
    const stay = kiosk.countdown.getByRole("button", { name: kiosk.say("idle.stay") });
    await expect(stay).toBeFocused();
    const spoken = kiosk.countdown.locator("[aria-live]");
    for (const n of ["20", "10"]) await expect(spoken, "not every second").toHaveText(kiosk.say("idle.left", { n }), { timeout: 15_000 });
    await page.touchscreen.tap(5, 5);
    await expect(kiosk.countdown, "a touch beside it is no answer").toBeVisible();
    await stay.tap();
    await expect(kiosk.countdown).toBeHidden();
    await expect(page.locator("#number"), "the focus is where it was").toBeFocused();
    await expect(page.locator("#number")).toHaveValue("4212372");
    await expect(kiosk.keypad).toBeVisible();
    await expect(kiosk.countdown).toBeVisible();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(kiosk.say("begin.title"), { timeout: 40_000 });
    await expectWiped(kiosk);
  });
});

test("in the middle of a payment Finish asks first; on the bank's page nothing of ours runs, and the way back works", async ({ page, world, citizen }) => {
  const kiosk = new Kiosk(page, world);
  await kiosk.enter("/pay");
  await kiosk.type(page.locator("#number"), "4212372");
  await kiosk.enterKey();
  await citizen.allAnswered();
  await citizen.payBill("telephone");
  await citizen.chooseCard();
  await citizen.toBank();
  await page.goBack();
  await citizen.expectHeading("stage.at_bank");
  await kiosk.finish.tap();
  const question = page.getByRole("alertdialog", { name: kiosk.say("ending.title") });
  await expect(question).toBeVisible();
  await question.getByRole("button", { name: kiosk.say("ending.stay") }).tap();
  await expect(question).toBeHidden();
  await citizen.button("to_bank").tap();
  await citizen.atBank();
  await expect(page.locator("script[src*=kiosk], .kiosk")).toHaveCount(0);
  await expect.poll(() => kiosk.isAway(), "the page said that it leaves").toBe(true);
  await payAtBank(page, CARDS.approved);
  await citizen.expectHeading("stage.paid");
  await expect.poll(() => kiosk.isAway()).toBe(false);
  await kiosk.finish.tap();
  await expect(page.getByRole("heading", { level: 1 }), "a payment that has ended needs no question").toHaveText(kiosk.say("begin.title"));
});

test("a session that the launcher has ended is over on the screen too; the server is told how the kiosk is", async ({ page, world }) => {
  const kiosk = new Kiosk(page, world);
  const heard: string[] = [];
  page.on("request", (request) => void (request.url().endsWith("/heartbeat") && heard.push(request.postData() ?? "")));
  await kiosk.enter("/verify");
  const screens = (): string[] => heard.map((body) => (JSON.parse(body) as { screen: string }).screen);
  await expect.poll(screens).toEqual(expect.arrayContaining(["attract", "kiosk", "verify"]));
  for (const body of heard) {
    const { version, printing } = JSON.parse(body) as { version: string; printing: string };
    expect(version).toMatch(/^\w+$/);
    expect(printing).toBe("");
  }
  await kiosk.session();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(kiosk.say("begin.title"), { timeout: 40_000 });
  await expect(page).toHaveURL(`${world.portal}/kiosk/begin`);
});
