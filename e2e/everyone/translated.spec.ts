// F1: the browser translates the page, and then the page changes. What changes is seen: it comes in elements of its own.
// (In all tests: support/translator.ts, no text node is written again.)
import { expect, test } from "../support/test.ts";
import { walkAll } from "../support/screens.ts";
import { translate } from "../support/translator.ts";
import { Desk, walkVerify } from "../verify/desk.ts";

test.beforeEach(({ context }) => translate(context));

test("F1: sums, headings, errors and languages change on a translated page", async ({ page, citizen }) => {
  await citizen.toBills();
  const sum = page.locator(".bar b");
  await expect(sum.locator("font font")).toHaveText("50,54 AZN");
  await citizen.bill("internet").getByRole("checkbox").uncheck();
  await expect(sum).toHaveText("32,54 AZN");
  await expect(page.locator(".bar span").first()).toHaveText(/^4 /);
  await page.locator("#lang-ru").click();
  await expect(page.locator("html")).toHaveAttribute("lang", "ru");
  await expect(page.getByText("Seç", { exact: true }), "nothing of the language before").toHaveCount(0);
});

test("F1: every screen of paying works on a translated page", async ({ citizen }) => {
  test.setTimeout(120_000);
  let screens = 0;
  await walkAll(citizen, async () => {
    screens += 1;
    await expect(citizen.page.locator("h1 font").first(), "the page is translated").toBeVisible();
  });
  expect(screens).toBeGreaterThanOrEqual(20);
});

test("F1: a verdict on a certificate is the one that was reached, on a translated page", async ({ page }) => {
  await walkVerify(page, await Desk.at(page), async () => undefined);
});
