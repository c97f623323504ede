// F10: the device's clock is set while somebody waits. Periods go on as they were.
import { Applicant, MOBILE, PEOPLE } from "../support/applicant.ts";
import { leap, settable } from "../support/clock.ts";
import { Kiosk } from "../support/kiosk.ts";
import { expect, test } from "../support/test.ts";

test.describe("at a kiosk", () => {
  test.use({ viewport: { width: 1280, height: 800 }, hasTouch: true, settings: { kioskIdleS: 3, kioskCountdownS: 20 } });

  test("whoever is left alone is asked first, and is asked, however the clock is set", async ({ page, world }) => {
    test.setTimeout(90_000);
    await settable(page);
    const kiosk = new Kiosk(page, world);
    await kiosk.enter("/pay");
    await kiosk.type(kiosk.page.locator("#number"), "4212372");
    for (const minutes of [10, -60]) {
      await leap(page, minutes);
      await expect(kiosk.countdown, `${minutes} minutes`).toBeVisible();
      await kiosk.countdown.getByRole("button", { name: kiosk.say("idle.stay") }).tap();
      await expect(page.locator("#number")).toHaveValue("4212372");
    }
  });
});

test("the wait for another code is as long as it was, and the code still counts", async ({ page, world }) => {
  await settable(page);
  const aysel = new Applicant(page, world);
  await aysel.signIn(PEOPLE.aysel.fin);
  await aysel.toDetails();
  await aysel.toContact(PEOPLE.aysel.account);
  await page.locator("#mobile").fill(`0${MOBILE}`);
  await aysel.button("apply.code_send").click();
  const wait = page.getByText(new RegExp(aysel.say("apply.code_wait", { time: String.raw`0?[01]:\d\d` })));
  const life = page.getByText(new RegExp(aysel.say("apply.code_life", { time: String.raw`\d?\d:\d\d` })));
  await expect(wait).toBeVisible();
  for (const minutes of [-60, 10]) {
    await leap(page, minutes);
    // The counts are written anew at each second.
    const shown = await life.textContent();
    await expect(life).not.toHaveText(shown ?? "");
    await expect(wait.or(aysel.button("apply.code_again"))).toBeVisible();
  }
  await page.locator("#code").fill(await aysel.code(MOBILE));
  await aysel.button("apply.code_confirm").click();
  await expect(page.locator("#proven")).toBeVisible();
});
