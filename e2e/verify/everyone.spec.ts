// The screens of checking for everyone (and sheet/screens.spec.ts): the keyboard alone, another language in the middle, the
// printed record.
import { expect, test } from "../support/test.ts";
import { Desk } from "./desk.ts";
import { STATEMENT, numberOf } from "./paper.ts";

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
