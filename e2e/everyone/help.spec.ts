// Help in the same place on every page, what is done is spoken, and a code that need not be copied by heart.
import { Applicant, MOBILE, PEOPLE } from "../support/applicant.ts";
import { expect, test } from "../support/test.ts";
import { say } from "../support/words.ts";

test("help is the last link of every footer, in every bundle", async ({ page }) => {
  for (const path of ["/", "/pay", "/services", "/receipts", "/certificate", "/track", "/verify", "/office", "/operator", "/drafts", "/display", "/no/such"]) {
    await page.goto(path);
    await expect(page.locator("#shell")).toHaveCount(0);
    const last = page.getByRole("contentinfo").getByRole("link").last();
    await expect(last, path).toHaveText(say("az", "nav.help"));
    await expect(last, path).toHaveAttribute("href", "/help");
  }
  await page.getByRole("contentinfo").getByRole("link").last().click();
  await expect(page.locator('a[href^="tel:"]')).toHaveCount(2);
});

test("a code from an SMS can be pasted, and the device may fill it in", async ({ page, context, world }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const aysel = new Applicant(page, world);
  await aysel.signIn(PEOPLE.aysel.fin);
  await aysel.toDetails();
  await aysel.toContact(PEOPLE.aysel.account);
  await page.locator("#mobile").fill(`0${MOBILE}`);
  await aysel.button("apply.code_send").click();
  const field = page.locator("#code");
  await expect(field).toHaveAttribute("autocomplete", "one-time-code");
  const code = await aysel.code(MOBILE);
  await page.evaluate((text) => navigator.clipboard.writeText(text), ` ${code.slice(0, 3)} ${code.slice(3)} `);
  await field.focus();
  await page.keyboard.press("Control+V");
  await aysel.button("apply.code_confirm").click();
  await expect(page.locator("#proven")).toBeVisible();
});

test("what happens without a new screen is in a place that is spoken", async ({ page, context, citizen }) => {
  await page.goto("/services");
  await page.getByLabel(citizen.say("services.search")).fill("zzz");
  await expect(page.getByRole("status").filter({ hasText: citizen.say("services.found.other", { n: "0" }) })).toBeVisible();
  await context.setOffline(true);
  await expect(page.locator(".network[aria-live=polite]").filter({ hasText: citizen.say("offline").split(";")[0] ?? "" })).toBeVisible();
  await context.setOffline(false);
});
