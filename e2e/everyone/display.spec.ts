// /display: text size and contrast, by the keyboard, at once, kept, before anything is painted, and back to the form.
import { expectAccessible } from "../support/axe.ts";
import { expect, test } from "../support/test.ts";
import { say } from "../support/words.ts";
import { tabTo } from "../support/keyboard.ts";
import type { Page } from "@playwright/test";

const device = (key: string): string => say("az", key, {}, "device");
const size = (page: Page): Promise<number> => page.evaluate(() => parseFloat(getComputedStyle(document.body).fontSize));

test("from a form to larger words and high contrast and back, by the keyboard alone, with the draft as it was", async ({ page, citizen }) => {
  await citizen.toCard();
  await page.getByLabel(citizen.say("email_optional")).fill("aysel@example.az");
  const before = await size(page);
  await page.getByRole("link", { name: citizen.say("nav.display") }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(device("display.title"));
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();

  await tabTo(page, device("display.size_1"));
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByLabel(device("display.size_3"))).toBeChecked();
  await expect(page.getByRole("status").filter({ hasText: device("display.kept") })).toBeVisible();
  await expect.poll(() => size(page)).toBeGreaterThan(before * 1.4);
  await tabTo(page, device("display.as_is"));
  await page.keyboard.press("ArrowDown");
  await expect(page.locator("html")).toHaveAttribute("data-contrast", "high");
  await expectAccessible(page, "/display, largest and high", ["color-contrast-enhanced"]);

  await tabTo(page, device("display.done"));
  await page.keyboard.press("Enter");
  await page.waitForURL("**/pay/card");
  await citizen.expectHeading("card.title");
  await expect(page.getByLabel(citizen.say("email_optional"))).toHaveValue("aysel@example.az");
  await expect(page.locator("html")).toHaveAttribute("data-size", "3");
  await expect(page.locator("html")).toHaveAttribute("data-contrast", "high");
});

test("what was chosen is there before the app is, in every bundle, and can be taken back", async ({ page, context, world }) => {
  await context.addCookies([{ name: "display", value: "2h", url: world.portal }]);
  await page.route("**/*.wasm", () => undefined);
  for (const path of ["/", "/certificate", "/office", "/operator", "/drafts"]) {
    await page.goto(path, { waitUntil: "commit" });
    await expect(page.locator("html")).toHaveAttribute("data-size", "2");
    await expect(page.locator("html")).toHaveAttribute("data-contrast", "high");
  }
  await page.unroute("**/*.wasm");
  await page.goto("/display");
  await expect(page.locator("#size-2")).toBeChecked();
  await expect(page.locator("#contrast-high")).toBeChecked();
  await page.locator("#contrast-as-is").check();
  await page.locator("#size-1").check();
  await page.goto("/");
  await expect(page.locator("html")).toHaveAttribute("data-size", "1");
  await expect(page.locator("html")).not.toHaveAttribute("data-contrast");
});

test("the device's wish for contrast gives the same colours as /display", async ({ page }) => {
  const tokens = (): Promise<string[]> =>
    page.evaluate(() => {
      const style = getComputedStyle(document.documentElement);
      const names = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]).map((rule) => rule.cssText).join("").match(/--[\w-]+(?=:)/g) ?? [];
      return [...new Set(names)].sort().map((name) => `${name}: ${style.getPropertyValue(name)}`);
    });
  await page.goto("/");
  const plain = await tokens();
  await page.emulateMedia({ contrast: "more" });
  const wished = await tokens();
  await page.emulateMedia({ contrast: "no-preference" });
  await page.evaluate(() => (document.documentElement.dataset["contrast"] = "high"));
  expect(await tokens()).toEqual(wished);
  expect(wished).not.toEqual(plain);
});

test("back from /display that was opened first leads home", async ({ page }) => {
  await page.goto("/display");
  // Chromium counts about:blank before it: as a new tab has it.
  await page.evaluate(() => Object.defineProperty(History.prototype, "length", { get: () => 1 }));
  await page.getByRole("button", { name: device("display.done") }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(say("az", "shell.heading"));
});
