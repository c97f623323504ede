// The auditor finds who did what; FIN and name of nobody are shown, and nobody else has the page.
import { AUDITOR, OPERATORS, Operator } from "../support/operator.ts";
import { expect, test } from "../support/test.ts";

test("an operator's search of a phone number is found by the operator's FIN and by the phone", async ({ page, world, another }) => {
  const zaur = new Operator(page, world);
  await zaur.signIn(OPERATORS.zaur.fin);
  await zaur.to("nav.payments");
  await page.locator("#kind").selectOption("phone");
  await page.locator("#find").fill("+994 12 498 00 13");
  await zaur.button("find_go").click();
  await expect(page.getByText(zaur.say("find_found"))).toBeVisible();

  const xatire = new Operator((await another()).page, world);
  await xatire.signInTo(AUDITOR.fin, "/operator/events", "log.title");
  const rows = xatire.page.locator("tbody tr");
  const seek = async (field: string, text: string): Promise<void> => {
    await xatire.page.locator(field).fill(text);
    await xatire.button("find_go").click();
    await expect(xatire.page.locator(".skeleton")).toHaveCount(0);
  };
  // The job writes within a second. The auditor's own searches are about the same number.
  const found = rows.filter({ hasText: xatire.say("log_detail.phone") });
  await expect(async () => {
    await seek("#about", "012-498-00-13");
    await expect(found).toHaveCount(1, { timeout: 1_000 });
  }).toPass();
  await expect(found).toContainText(xatire.say("log_event.search"));
  await seek("#about", "");
  await seek("#who", OPERATORS.zaur.fin);
  await expect(rows.filter({ hasText: xatire.say("log_event.sign_in") })).toHaveCount(1);
  const text = await xatire.page.locator("table").innerText();
  for (const datum of [OPERATORS.zaur.fin, "Zaur", "4980013", AUDITOR.fin]) expect(text).not.toContain(datum);
  // A digest leads to all that it stands for.
  await expect(async () => {
    await xatire.button("find_clear").click();
    await expect(rows.filter({ hasText: xatire.say("log_event.events_searched") }).first()).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await rows.locator(".digest").first().click();
  await expect.poll(() => xatire.page.locator("#who").inputValue()).toMatch(/^[0-9a-f]{32}$/);
});

test("neither has the other's pages", async ({ page, world, another }) => {
  const zaur = new Operator(page, world);
  await zaur.signIn(OPERATORS.zaur.fin);
  await expect(page.locator(".ways").getByRole("link", { name: zaur.say("nav.events"), exact: true })).toHaveCount(0);
  await page.goto(`${world.portal}/operator/events`);
  await expect(page.locator("table")).toHaveCount(0);
  await expect(zaur.heading).not.toHaveText(zaur.say("log.title"));

  const xatire = new Operator((await another()).page, world);
  await xatire.signInTo(AUDITOR.fin, "/operator/events", "log.title");
  await xatire.page.goto(`${world.portal}/operator/payments`);
  await expect(xatire.page.locator("table")).toHaveCount(0);
  await xatire.link("nav.events").click();
  await xatire.expectHeading("log.title");
});
