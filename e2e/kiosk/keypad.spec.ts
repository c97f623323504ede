// The keypad on the screen: every alphabet, the caret, what a field allows; and a real keyboard, which leaves it away.
import { Applicant, PEOPLE } from "../support/applicant.ts";
import { Kiosk, TARGET } from "../support/kiosk.ts";
import { expect, test } from "../support/test.ts";

test.use({ viewport: { width: 1280, height: 800 }, hasTouch: true });

test("letters of three alphabets, İ and I, the caret, a selection and the longest text", async ({ page, world }) => {
  const kiosk = new Kiosk(page, world);
  await kiosk.enter("/receipts");
  const field = page.locator("#receipt-number");
  await kiosk.type(field, "Əli İI ığ Ёж, w-9");
  await expect(field).toHaveValue("Əli İI ığ Ёж, w-9");
  await expect(field, "the keys never take the focus").toBeFocused();

  await field.evaluate((input: HTMLInputElement) => input.setSelectionRange(4, 6));
  await kiosk.key("x").tap();
  await expect(field, "what is selected is replaced").toHaveValue("Əli x ığ Ёж, w-9");
  await kiosk.key(kiosk.say("key.erase")).tap();
  await expect(field).toHaveValue("Əli  ığ Ёж, w-9");
  await kiosk.key("q").tap();
  await expect(field, "at the caret, not at the end").toHaveValue("Əli q ığ Ёж, w-9");

  await field.evaluate((input: HTMLInputElement) => (input.maxLength = input.value.length + 1));
  for (const sign of ["1", "2"]) await kiosk.key(sign).tap();
  await expect(field, "no more than the field takes").toHaveValue("Əli q1 ığ Ёж, w-9");

  await kiosk.enterKey();
  await expect(page.locator("#receipt-code"), "the next field").toBeFocused();
  await expect(kiosk.keypad).toBeVisible();
  await kiosk.enterKey();
  await expect(page.locator("#summary"), "the last one sends the form").toBeFocused();
  await expect(kiosk.keypad).toBeHidden();
});

test("a real keyboard leaves it away until the next touch", async ({ page, world }) => {
  const kiosk = new Kiosk(page, world);
  await kiosk.enter("/pay");
  const number = page.locator("#number");
  await number.tap();
  await expect(kiosk.keypad).toBeVisible();
  await page.keyboard.type("42");
  await expect(number).toHaveValue("42");
  await expect(kiosk.keypad).toBeHidden();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Shift+Tab");
  await expect(number).toBeFocused();
  await expect(kiosk.keypad).toBeHidden();
  await number.tap();
  await expect(kiosk.keypad).toBeVisible();
  await number.evaluate((input: HTMLInputElement) => input.setSelectionRange(2, 2));
  await kiosk.key("1").tap();
  await expect(number).toHaveValue("421");
  await kiosk.key(kiosk.say("key.hide")).tap();
  await expect(kiosk.keypad).toBeHidden();

  await page.keyboard.press("Tab");
  for (let stop = 0; stop < 12; stop += 1) {
    expect(await page.evaluate(() => document.activeElement?.closest(".keypad")), "whoever tabs does not go through the keys").toBeNull();
    await page.keyboard.press("Tab");
  }
});

test("a field is seen above the keypad, and the browser remembers nothing of it", async ({ page, world }) => {
  const kiosk = new Kiosk(page, world);
  await kiosk.enter("/receipts");
  for (const id of ["#receipt-code", "#receipt-number"]) {
    const field = page.locator(id);
    await field.tap();
    await expect(kiosk.keypad).toBeVisible();
    await expect(async () => {
      const [box, dock] = [await field.boundingBox(), await page.locator(".kiosk-dock").boundingBox()];
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(dock?.y ?? 0);
      expect(box?.y ?? -1).toBeGreaterThan(0);
    }).toPass();
    await expect(field).toHaveAttribute("autocomplete", "off");
    await expect(field).toHaveAttribute("inputmode", "none");
    await expect(field).toHaveAttribute("spellcheck", "false");
  }
});

test("the certificate's form is filled in by it", async ({ page, world }) => {
  test.setTimeout(120_000);
  const kiosk = new Kiosk(page, world);
  const aysel = new Applicant(page, world);
  await kiosk.enter("/certificate");
  await page.getByRole("link", { name: aysel.say("start.sign_in"), exact: true }).tap();
  await aysel.asPerson(PEOPLE.aysel.fin);
  await aysel.toDetails();
  await kiosk.type(page.locator("#account"), PEOPLE.aysel.account);
  await kiosk.type(page.locator("#address"), "Bakı, Nümunə küçəsi 7");
  await expect(page.locator("#address")).toHaveValue("Bakı, Nümunə küçəsi 7");
  await page.locator("#purpose").tap();
  const options = page.locator("#purpose option");
  await expect(options.first()).toBeVisible();
  for (const option of await options.all()) {
    const box = await option.boundingBox();
    expect(Math.min(box?.height ?? 0, box?.width ?? 0), "a finger hits one line of the list").toBeGreaterThanOrEqual(TARGET);
  }
  const last = options.last();
  await last.scrollIntoViewIfNeeded();
  const end = await last.boundingBox();
  expect((end?.y ?? 0) + (end?.height ?? 0), "the last one can be seen").toBeLessThanOrEqual(800);
  await page.locator('#purpose option[value="sale"]').tap();
  await expect(page.locator("#purpose")).toHaveValue("sale");
  await expect(page.getByText(aysel.say("apply.debt_clear"), { exact: true })).toBeVisible();
  await aysel.button("next").tap();
  await aysel.expectHeading("apply.step_contact");
  await kiosk.type(page.locator("#mobile"), "0502345678");
  await aysel.button("apply.code_send").tap();
  await kiosk.type(page.locator("#code"), await aysel.code("502345678"));
  await aysel.button("apply.code_confirm").tap();
  await expect(page.locator("#proven")).toBeVisible();
  await kiosk.type(page.locator("#email"), "aysel@example.az");
  await expect(page.locator("#email")).toHaveValue("aysel@example.az");
  await aysel.button("next").tap();
  await aysel.expectHeading("apply.check_title");
});
