// The certificate's application without a network: completed, pressed, waiting where everybody sees it, sent once.
import { Applicant, MOBILE, PEOPLE } from "../support/applicant.ts";
import { expect, test } from "../support/test.ts";

test("completed and pressed without a network, it waits, survives a reload's worth of trouble, and goes once", async ({ page, context, world }) => {
  test.setTimeout(90_000);
  const aysel = new Applicant(page, world);
  await aysel.signIn(PEOPLE.aysel.fin);
  await aysel.fill();
  const keys: (string | undefined)[] = [];
  context.on("request", (request) => void (request.method() === "POST" && request.url().endsWith("/api/applications") && keys.push(request.headers()["idempotency-key"])));
  await aysel.goOffline();
  await aysel.button("apply.send").click();
  await expect(page.locator("#waits")).toContainText(aysel.say("queue.waits"));
  await expect(page.locator("#waits")).toContainText(aysel.say("queue.for_network"));
  expect(keys).toEqual([]);
  await context.setOffline(false);
  await aysel.number();
  expect(new Set(keys).size).toBe(1);
  await page.goto("/applications");
  await expect(page.locator(".applications li")).toHaveCount(1);
  await expect.poll(async () => (await world.sandbox.phone(MOBILE)).length, "a code and one message").toBe(2);
});

test("a page of somebody else's in between is no answer: what may have arrived keeps its key and is not taken back", async ({ page, context, world }) => {
  test.setTimeout(90_000);
  const aysel = new Applicant(page, world);
  await aysel.signIn(PEOPLE.aysel.fin);
  await aysel.fill();
  await aysel.goOffline();
  await aysel.button("apply.send").click();
  await expect(aysel.button("queue.take_back")).toBeVisible();
  // The server has it; what comes back is a captive portal's page, then a newer server's word.
  const keys: (string | undefined)[] = [];
  const answers = [
    { status: 403, contentType: "text/html", body: "<h1>Wi-Fi</h1>" },
    { status: 409, contentType: "application/problem+json", body: JSON.stringify({ type: "about:blank", status: 409, code: "update_needed" }) },
  ];
  await context.route("**/api/applications", async (route) => {
    if (route.request().method() !== "POST") return route.fallback();
    keys.push(route.request().headers()["idempotency-key"]);
    const instead = answers.shift();
    if (!instead) return route.fallback();
    await route.fetch();
    await route.fulfill(instead);
  });
  await context.setOffline(false);
  await expect.poll(() => keys.length).toBeGreaterThan(0);
  await expect(aysel.button("queue.take_back")).toHaveCount(0);
  await expect(aysel.heading, "each try waits longer").toHaveText(aysel.say("apply.sent_title"), { timeout: 60_000 });
  expect(new Set(keys).size, "one key").toBe(1);
  expect(keys.length).toBe(3);
  await page.goto("/applications");
  await expect(page.locator(".applications li")).toHaveCount(1);
});

test("what was never tried can be taken back and changed", async ({ page, context, world }) => {
  test.setTimeout(90_000);
  const aysel = new Applicant(page, world);
  await aysel.signIn(PEOPLE.aysel.fin);
  await aysel.fill();
  await aysel.goOffline();
  await aysel.button("apply.send").click();
  await aysel.button("queue.take_back").click();
  await expect(aysel.button("apply.send")).toBeVisible();
  await context.setOffline(false);
  await aysel.send();
});

test("the debt that arose meanwhile is said when the queue is sent, at its own field", async ({ page, context, world }) => {
  test.setTimeout(90_000);
  const rashad = new Applicant(page, world);
  await rashad.signIn(PEOPLE.rashad.fin);
  await rashad.toDetails();
  await rashad.goOffline();
  await rashad.fillDetails(PEOPLE.rashad.account);
  await expect(page.getByText(rashad.say("apply.debt_later"))).toBeVisible();
  await rashad.next();
  await rashad.expectHeading("apply.step_contact");
  await context.setOffline(false);
  await rashad.toCheck("552223344");
  await page.locator("#declared").check();
  await rashad.goOffline();
  await rashad.button("apply.send").click();
  await expect(page.locator("#waits")).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText(rashad.say("problem.owed"))).toBeVisible();
});
