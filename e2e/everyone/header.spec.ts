// W13: on a phone the bar on top is one row; languages, text size and who is signed in lie behind one button. W10: at 400 %
// nothing stays over what is read.
import { Applicant, PEOPLE } from "../support/applicant.ts";
import { tabTo } from "../support/keyboard.ts";
import { expect, test } from "../support/test.ts";
import { say } from "../support/words.ts";

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test("W13: the bar is one row, and its menu is used by keys alone and closed by Escape", async ({ page, citizen }) => {
    await page.goto("/pay");
    await expect(citizen.heading).toBeFocused();
    expect((await page.getByRole("banner").boundingBox())?.height).toBeLessThan(72);
    expect((await page.locator("#step").boundingBox())?.y, "the step stands close under it").toBeLessThan(92);
    const menu = page.getByRole("button", { name: `AZ ${say("az", "nav.menu")}` });
    const russian = page.locator("#lang-ru");
    await expect(russian).toBeHidden();
    await menu.focus();
    await page.keyboard.press("Enter");
    await expect(russian).toBeVisible();
    await expect(russian).toHaveAccessibleName("RU Русский");
    await page.keyboard.press("Escape");
    await expect(russian).toBeHidden();
    await expect(menu).toBeFocused();
    await page.keyboard.press("Enter");
    await tabTo(page, "RU");
    await page.keyboard.press("Enter");
    await expect(page.locator("html")).toHaveAttribute("lang", "ru");
    await expect(page.getByRole("button", { name: `RU ${say("ru", "nav.menu")}` })).toBeFocused();
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: say("ru", "nav.display") }).click();
    await page.waitForURL("**/display");
  });

  test("W13: signed in it is one row too, and the name and the way out are in the menu", async ({ page, world }) => {
    const aysel = new Applicant(page, world);
    await aysel.signIn(PEOPLE.aysel.fin);
    expect((await page.getByRole("banner").boundingBox())?.height).toBeLessThan(72);
    await page.locator(".menu-open").click();
    await expect(page.locator(".who-name")).toBeVisible();
    await page.getByRole("button", { name: aysel.say("session.sign_out") }).click();
    await expect(page.locator(".who-name")).toHaveCount(0);
  });
});

test("W10: at 400 % neither the bar on top nor the sum stays while the page is scrolled", async ({ page, citizen }) => {
  await citizen.toBills();
  await page.setViewportSize({ width: 320, height: 256 });
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight / 2));
  for (const part of [".top", ".bar"]) await expect(page.locator(part), part).not.toBeInViewport();
});
