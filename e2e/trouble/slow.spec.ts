// Over slow 2G (two seconds there and back, 50 kbit/s both ways): nothing breaks, it is said that something is on its way,
// and an impatient finger changes nothing. The page is there already; how long it takes to come is measured in
// bench/slow.spec.ts.
import type { Page } from "@playwright/test";
import { Applicant, MOBILE, PEOPLE } from "../support/applicant.ts";
import { CARDS } from "../support/bank.ts";
import { GUIDE } from "../support/citizen.ts";
import { expect, test } from "../support/test.ts";

const SLOW_2G = { offline: false, latency: 2000, downloadThroughput: 50_000 / 8, uploadThroughput: 50_000 / 8 };

async function slow(page: Page): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", SLOW_2G);
  return async () => void (await session.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 }));
}

/** How often the portal was asked for this, by method and path. */
function counted(page: Page): (what: string) => number {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
  return (what) => asked.filter((one) => one === what).length;
}

test("over slow 2G a bill is found and paid once, however often each button is pressed", async ({ page, world, citizen }) => {
  test.setTimeout(120_000);
  await page.goto("/pay");
  const number = page.getByLabel(citizen.say("number"), { exact: true });
  await number.fill(GUIDE);
  const fast = await slow(page);
  const asked = counted(page);

  await citizen.button("next").dblclick();
  await expect(page.locator(".skeleton, .asking").first(), "something is on its way").toBeVisible();
  await expect(citizen.bill("telephone")).toBeVisible({ timeout: 30_000 });
  await expect(page.locator(".asking")).toHaveCount(0, { timeout: 30_000 });
  expect(asked("POST /api/bills")).toBe(1);

  await citizen.payBill("telephone");
  await page.getByLabel(/^Visa/).check();
  await citizen.next();
  await citizen.expectHeading("check.title");
  await citizen.button("next").click({ clickCount: 3, delay: 20 });
  await citizen.expectHeading("stage.opening");
  await page.waitForURL(`${world.sandbox.url}/bank/**`, { timeout: 60_000 });
  expect(asked("POST /api/payments")).toBe(1);
  await fast();
  await page.locator("#pay").waitFor({ timeout: 60_000 });
  await citizen.payWith(CARDS.approved);
  await citizen.expectHeading("stage.paid");
  expect((await world.sandbox.books()).orders.map((order) => order.cleared_minor)).toEqual([250]);
});

test("over slow 2G a code comes once and an application is sent once", async ({ page, world }) => {
  test.setTimeout(180_000);
  const aysel = new Applicant(page, world);
  await aysel.signIn(PEOPLE.aysel.fin);
  await aysel.toDetails();
  await aysel.toContact(PEOPLE.aysel.account);
  const asked = counted(page);
  await page.locator("#mobile").fill(`0${MOBILE}`);
  const fast = await slow(page);
  await aysel.button("apply.code_send").click({ clickCount: 3, delay: 20 });
  await expect(page.locator("#code")).toBeVisible({ timeout: 30_000 });
  expect(asked("POST /api/mobiles")).toBe(1);
  expect(await world.sandbox.phone(MOBILE)).toHaveLength(1);
  await page.locator("#code").fill(await aysel.code(MOBILE));
  await aysel.button("apply.code_confirm").click();
  await expect(page.locator("#proven")).toBeVisible({ timeout: 30_000 });
  await aysel.next();
  await aysel.expectHeading("apply.check_title");
  await page.locator("#declared").check();
  await aysel.button("apply.send").click({ clickCount: 3, delay: 20 });
  await expect(page.getByText(aysel.say("apply.sending")).first(), "it is said that it is being sent").toBeVisible();
  await expect(aysel.heading).toHaveText(aysel.say("apply.sent_title"), { timeout: 60_000 });
  expect(asked("POST /api/applications")).toBe(1);
  await fast();
  const number = await aysel.number();
  await page.goto("/applications");
  await expect(page.locator(".applications li")).toHaveCount(1);
  await expect(page.getByRole("link", { name: number })).toBeVisible();
});

test("an answer that takes half a minute is waited for, not taken for a failure", async ({ page, world, citizen }) => {
  test.setTimeout(120_000);
  await citizen.toCheck();
  let sent = 0;
  await page.route("**/api/payments", async (route) => {
    sent += 1;
    const answer = await route.fetch();
    await new Promise((done) => setTimeout(done, 30_000));
    await route.fulfill({ response: answer });
  });
  await citizen.next();
  await page.waitForURL(`${world.sandbox.url}/bank/**`, { timeout: 60_000 });
  expect(sent).toBe(1);
});
