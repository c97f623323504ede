// At a kiosk nothing waits for a network: whoever leaves could not know what becomes of it.
import { Applicant, PEOPLE } from "../support/applicant.ts";
import { Kiosk } from "../support/kiosk.ts";
import { expect, test } from "../support/test.ts";

test.use({ viewport: { width: 1280, height: 800 }, hasTouch: true });

test("an application pressed without a network stays a form, and the next press sends it", async ({ page, context, world }) => {
  test.setTimeout(90_000);
  const kiosk = new Kiosk(page, world);
  await kiosk.enter("/certificate");
  const aysel = new Applicant(page, world);
  await page.addLocatorHandler(page.locator(".keypad"), () => page.keyboard.press("Shift"));
  await aysel.signIn(PEOPLE.aysel.fin);
  await aysel.fill();
  await context.setOffline(true);
  await aysel.button("apply.send").click();
  await expect(page.getByText(aysel.say("apply.send_unknown"))).toBeVisible();
  await expect(page.locator("#waits")).toHaveCount(0);
  await context.setOffline(false);
  await aysel.send();
});
