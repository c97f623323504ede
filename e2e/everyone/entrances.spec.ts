// The other bundles' first screens: each a page of its own, in three languages, reached from the payment's pages and left
// for them by ordinary navigations.
import { expect, test } from "../support/test.ts";
import { expectAccessible } from "../support/axe.ts";
import { LANGS, say, type Bundle } from "../support/words.ts";

const ENTRANCES: [Bundle, string, string][] = [
  ["certificate", "/certificate", "/auth/sign-in?return=/certificate/class"],
  ["office", "/office", "/auth/sign-in?return=/office"],
  ["operator", "/operator", "/auth/sign-in?return=/operator"],
];

for (const [bundle, home, signIn] of ENTRANCES) {
  test(`${home} says in three languages what it is and leads to the sign-in`, async ({ page }) => {
    await page.goto(home);
    for (const lang of LANGS) {
      await page.locator(`#lang-${lang}`).click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(say(lang, "shell.heading", {}, bundle));
      await expect(page.locator("html")).toHaveAttribute("lang", lang);
      const link = page.getByRole("link", { name: say(lang, "start.sign_in", {}, bundle), exact: true });
      expect(decodeURIComponent((await link.getAttribute("href")) ?? "")).toBe(signIn);
      await expectAccessible(page, `${home} in ${lang}`);
    }
    await page.reload();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(say("en", "shell.heading", {}, bundle));
  });

  test(`${home} leaves for the payment's pages and is come back to`, async ({ page }) => {
    await page.goto(home);
    await expect(page.locator("#shell")).toHaveCount(0);
    await page.getByRole("contentinfo").getByRole("link", { name: say("az", "nav.privacy") }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(say("az", "privacy.title", {}, "device"));
    await page.goBack();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(say("az", "shell.heading", {}, bundle));
    await page.goto(`${home}/no/such`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(say("az", "not_found.title", {}, bundle));
    await page.getByRole("link", { name: say("az", "to_home", {}, bundle) }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(say("az", "shell.heading", {}, bundle));
  });
}
