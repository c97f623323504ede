// The screens of checking for everyone: axe in three languages and three modes, 320 pixels, the keyboard alone, another
// language in the middle, the printed record.
import type { Page } from "@playwright/test";
import { expectAccessibleInEveryMode } from "../support/axe.ts";
import { expect, test } from "../support/test.ts";
import { LANGS } from "../support/words.ts";
import { Desk } from "./desk.ts";
import { STATEMENT, altered, numberOf } from "./paper.ts";

/** Every kind of screen, one after another. */
async function walk(page: Page, desk: Desk, visit: (screen: string) => Promise<void>): Promise<void> {
  await page.addInitScript(() => {
    if (navigator.mediaDevices) navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "NotAllowedError"));
  });
  await desk.open();
  await expect(page.getByText(desk.say("verify.ready"))).toBeVisible();
  await visit("the three ways");
  await page.getByRole("button", { name: desk.say("verify.check"), exact: true }).click();
  await expect(page.locator("#summary")).toBeFocused();
  await visit("the three ways, with an error");
  await desk.open("/verify/scan");
  await expect(page.getByText(desk.say("verify.refused"))).toBeVisible();
  await visit("no camera");
  await desk.scanned(desk.text);
  await desk.expectVerdict("good", "verify.good");
  await visit("good");
  await desk.ask("1");
  await desk.expectVerdict("bad", "verify.other");
  await visit("another account");
  desk.answer = { problem: [503, "internal"] };
  await desk.scanned(desk.text);
  await desk.expectVerdict("warn", "verify.local");
  await visit("careful");
  await desk.scanned(altered(desk.text, "payload", 40));
  await desk.expectVerdict("bad", "verify.bad");
  await visit("forged");
}

for (const lang of LANGS) {
  test.describe(lang, () => {
    test.use({ lang });

    test(`checking in ${lang} is accessible in every mode and fits 320 pixels`, async ({ page }) => {
      test.setTimeout(120_000);
      const desk = await Desk.at(page, lang);
      await walk(page, desk, async (screen) => {
        await expectAccessibleInEveryMode(page, `${screen}, ${lang}`);
        await page.setViewportSize({ width: 320, height: 640 });
        expect.soft(await page.evaluate(() => document.documentElement.scrollWidth), `${screen}, ${lang}`).toBe(320);
        await page.setViewportSize({ width: 1280, height: 720 });
      });
    });
  });
}

test("by the keyboard alone, from the number to the answer about an account", async ({ page }) => {
  const desk = await Desk.at(page);
  await desk.open();
  await page.locator("#title").focus();
  const field = page.getByLabel(desk.say("verify.number"));
  for (let step = 0; step < 8 && !(await field.evaluate((element) => element === document.activeElement)); step += 1) await page.keyboard.press("Tab");
  await page.keyboard.type(numberOf(STATEMENT.symbols));
  await page.keyboard.press("Enter");
  await desk.expectVerdict("good", "verify.good");
  await expect(page.locator("#title")).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.type(STATEMENT.code);
  await page.keyboard.press("Enter");
  await expect(page.getByText(desk.say("verify.about_code"))).toBeVisible();
});

test("another language keeps the result and what was typed", async ({ page }) => {
  const desk = await Desk.at(page);
  await desk.scanned(desk.text);
  await desk.ask(STATEMENT.code);
  await expect(page.getByText(desk.say("verify.about_code"))).toBeVisible();
  await page.locator("#lang-ru").click();
  const russian = await Desk.at(page, "ru", desk.by);
  await russian.expectVerdict("good", "verify.good");
  await expect(page.getByText(russian.say("verify.about_code"))).toBeVisible();
  await expect(page.getByLabel(russian.say("verify.about_label"))).toHaveValue(STATEMENT.code);
});

test("the printed record has the verdict, the facts and the time, and no buttons", async ({ page }) => {
  const desk = await Desk.at(page);
  await desk.scanned(desk.text);
  await desk.expectVerdict("good", "verify.good");
  await page.emulateMedia({ media: "print" });
  for (const part of [".verdict", "dl.sum", ".checks", ".record"]) await expect(page.locator(part)).toBeVisible();
  await expect(page.locator(".verify button:visible, .verify a:visible, .verify input:visible")).toHaveCount(0);
});
