// Sent once, whatever is pressed and whatever is lost; kept over the session's end; nobody else's business.
import { Applicant, MOBILE, PEOPLE } from "../support/applicant.ts";
import { expect, test } from "../support/test.ts";
import { say } from "../support/words.ts";

const SEND = "**/api/applications";

/** How many applications this person has. */
async function expectOne(applicant: Applicant): Promise<void> {
  await applicant.page.goto("/applications");
  await expect(applicant.page.locator(".applications li")).toHaveCount(1);
}

test("pressed twice, and by Enter twice, it is sent once", async ({ page, world }) => {
  const aysel = new Applicant(page, world);
  await aysel.signIn(PEOPLE.aysel.fin);
  await aysel.fill();
  const sent: (string | undefined)[] = [];
  page.on("request", (request) => void (request.method() === "POST" && request.url().endsWith("/api/applications") && sent.push(request.headers()["idempotency-key"])));
  await page.locator("#declared").focus();
  await aysel.button("apply.send").dblclick();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await aysel.number();
  expect(sent.length, "asked once").toBe(1);
  await expectOne(aysel);
});

test("two tabs and a lost answer with a reload: one application", async ({ page, context, world }) => {
  test.setTimeout(90_000);
  const aysel = new Applicant(page, world);
  await aysel.signIn(PEOPLE.aysel.fin);
  await aysel.fill();
  const other = new Applicant(await context.newPage(), world);
  await other.page.goto("/certificate/check");
  await other.expectHeading("apply.check_title");
  await expect(other.page.locator("#declared")).toBeChecked();

  // The server has it, the browser does not know; then the page goes.
  const keys: (string | undefined)[] = [];
  context.on("request", (request) => void (request.method() === "POST" && request.url().endsWith("/api/applications") && keys.push(request.headers()["idempotency-key"])));
  let lost = 0;
  await context.route(SEND, async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    await route.fetch();
    lost += 1;
    await route.abort("connectionreset");
  });
  await aysel.button("apply.send").click();
  await expect.poll(() => lost).toBeGreaterThan(0);
  await expect(page.getByText(aysel.say("apply.sending_again"))).toBeVisible();
  await other.button("apply.send").click();
  await expect.poll(() => lost).toBeGreaterThan(1);
  await context.unroute(SEND);
  await page.reload();
  const number = await aysel.number();
  expect(await other.number()).toBe(number);
  expect(new Set(keys).size, "one key for all of it").toBe(1);
  await expectOne(aysel);
  await expect.poll(async () => (await world.sandbox.phone(MOBILE)).length, "a code and one message").toBe(2);
});

test("what is being filled in is kept over a sign-out and is nobody else's", async ({ page, context, world, another }) => {
  test.setTimeout(90_000);
  const aysel = new Applicant(page, world);
  await aysel.signIn(PEOPLE.aysel.fin);
  await aysel.toDetails();
  await aysel.toContact(PEOPLE.aysel.account);
  await aysel.page.locator("#email").fill("aysel@example.az");

  // The server forgets the session.
  const cookies = await context.cookies();
  const session = cookies.find((cookie) => cookie.name === "__Host-kommunal-session");
  expect(session).toMatchObject({ httpOnly: true, secure: true, sameSite: "Lax", path: "/" });
  await context.clearCookies({ name: /kommunal-session$/ });
  await page.locator("#mobile").fill(`0${MOBILE}`);
  await aysel.button("apply.code_send").click();
  await aysel.expectHeading("session.ended");
  await page.getByRole("link", { name: aysel.say("session.sign_in"), exact: true }).click();
  await aysel.asPerson(PEOPLE.aysel.fin);
  await aysel.expectHeading("apply.step_contact");
  await expect(page.locator("#email")).toHaveValue("aysel@example.az");
  await aysel.prove();
  await aysel.next();
  await page.locator("#declared").check();
  const number = await aysel.send();

  // Another citizen on another device: neither by the page nor by the interface.
  const vuqar = new Applicant((await another()).page, world);
  await vuqar.signIn(PEOPLE.vuqar.fin);
  await vuqar.page.goto(`/applications/${number}`);
  await expect(vuqar.page.getByText(vuqar.say("track.not_yours"))).toBeVisible();
  await vuqar.page.goto("/office");
  await expect(vuqar.heading).toHaveText(say("az", "forbidden.title", {}, "office"));
  const refused = async (path: string): Promise<number> => (await vuqar.page.request.get(path)).status();
  expect(await refused(`/api/applications/${number}`)).toBe(404);
  expect(await refused(`/api/office/applications/${number}`)).toBe(403);

  // Another citizen on this device: signed out, her draft is not his.
  await page.goto("/certificate");
  await aysel.button("start").click();
  await aysel.toDetails();
  await aysel.fillDetails(PEOPLE.aysel.account);
  await aysel.button("session.sign_out").click();
  await aysel.expectHeading("session.out");
  await aysel.signIn(PEOPLE.vuqar.fin);
  await page.goto("/certificate/details");
  await expect(page.locator(`input[value="${PEOPLE.aysel.account}"]`)).toHaveCount(0);
  expect(await page.locator("#account").count() === 0 || await page.locator("#account").inputValue() === "").toBe(true);
});

test("anybody follows an application by its number and a code on its mobile", async ({ page, world, another }) => {
  test.setTimeout(60_000);
  const number = await new Applicant(page, world).apply(PEOPLE.aysel.fin);
  const known = (await world.sandbox.phone(MOBILE)).length;
  const somebody = new Applicant((await another("ru")).page, world, "ru");
  await somebody.page.goto("/track");
  await somebody.page.locator("#application").fill("M-2026-0000-0000");
  await somebody.page.locator("#mobile").fill(`0${MOBILE}`);
  await somebody.button("apply.code_send").click();
  await expect(somebody.page.locator("#summary")).toContainText(somebody.say("field.application_number"));
  await somebody.page.locator("#application").fill(number.toLowerCase().replaceAll("-", " "));
  await somebody.button("apply.code_send").click();
  await somebody.page.locator("#code").waitFor();
  await somebody.page.locator("#code").fill("000000");
  await somebody.button("apply.code_confirm").click();
  await expect(somebody.page.locator("#summary")).toBeVisible();
  await expect.poll(async () => (await world.sandbox.phone(MOBILE)).length).toBeGreaterThan(known);
  await somebody.page.locator("#code").fill(await somebody.code(MOBILE, 1));
  await somebody.button("apply.code_confirm").click();
  await expect(somebody.page.locator("#found")).toContainText(number);
  await expect(somebody.page.locator("#found .stage")).toHaveText(somebody.say("track.stage.registered"));
  await expect(somebody.page.locator("#found"), "no more than how far it is").not.toContainText(PEOPLE.aysel.account);

  // A wrong mobile is not told apart from a right one, and gets nothing.
  await somebody.button("track.another").click();
  await somebody.page.locator("#application").fill(number);
  await somebody.page.locator("#mobile").fill("0559998877");
  await somebody.button("apply.code_send").click();
  await expect(somebody.page.locator("#code")).toBeVisible();
  expect(await world.sandbox.phone("559998877")).toEqual([]);
});
