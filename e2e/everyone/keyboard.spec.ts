// The whole payment with the keyboard alone: nothing here touches a mouse or calls an element by its place.
import { expect, test } from "../support/test.ts";
import { CARDS } from "../support/bank.ts";
import { tabTo } from "../support/keyboard.ts";
import { CHARGES } from "../support/words.ts";

test("the whole payment is done with the keyboard alone, and each step takes the focus and names the page", async ({ page, citizen }) => {
  const expectStep = async (heading: string, title = heading): Promise<void> => {
    await expect(citizen.heading).toHaveText(heading);
    await expect(citizen.heading).toBeFocused();
    await expect(page).toHaveTitle(`${title} — Kommunal`);
  };
  await page.goto("/");
  await expect(citizen.heading).toHaveText(citizen.say("shell.heading"));
  // The shell paints the same heading before the app has come; a focus inside it goes with it.
  await expect(page.locator("#shell")).toHaveCount(0);
  await tabTo(page, citizen.say("start"));
  await page.keyboard.press("Enter");

  await expectStep(citizen.say("number.title"));
  await tabTo(page, citizen.say("city"));
  await tabTo(page, citizen.say("number"));
  await page.keyboard.type("4212372");
  await page.keyboard.press("Enter");

  await expectStep("Bakı, Abşeron (12) 421 23 72", citizen.say("step.bills"));
  await citizen.allAnswered();
  // Only the telephone is paid: the others are left out with the space bar.
  for (const charge of ["issued", "current", "internet", "electricity"] as const) {
    await tabTo(page, `${citizen.say("pick")} ${CHARGES[charge].az}`);
    await page.keyboard.press("Space");
  }
  await tabTo(page, citizen.say("pay_chosen"));
  await page.keyboard.press("Enter");

  await expectStep(citizen.say("card.title"));
  await tabTo(page, /Visa/);
  await page.keyboard.press("Space");
  await expect(page.getByLabel(/^Visa/)).toBeChecked();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByLabel(/^Mastercard/)).toBeChecked();
  await page.keyboard.press("ArrowUp");
  await tabTo(page, citizen.say("next"));
  await page.keyboard.press("Enter");

  await expectStep(citizen.say("check.title"));
  await tabTo(page, citizen.say("next"));
  await page.keyboard.press("Enter");

  await citizen.atBank();
  for (const [field, value] of [["number", CARDS.secure.number], ["expiry", "1230"], ["cvv", "123"]] as const) {
    while ((await page.evaluate(() => document.activeElement?.id)) !== field) await page.keyboard.press("Tab");
    await page.keyboard.type(value);
  }
  await page.keyboard.press("Enter");
  await page.locator("#code").waitFor();
  while ((await page.evaluate(() => document.activeElement?.id)) !== "code") await page.keyboard.press("Tab");
  await page.keyboard.type("111111");
  await page.keyboard.press("Enter");

  await page.waitForURL(`${citizen.world.portal}/pay/**`);
  await expectStep(citizen.say("stage.paid"));
  await tabTo(page, citizen.say("print"));
});

test("what is wrong is summed up, takes the focus, leads to its field and is tied to it", async ({ page, citizen }) => {
  await page.goto("/pay");
  await page.getByLabel(citizen.say("number"), { exact: true }).fill("12");
  await page.keyboard.press("Enter");
  await expect(page.locator("#summary")).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const field = page.getByLabel(citizen.say("number"), { exact: true });
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(field).toHaveAccessibleDescription(new RegExp(citizen.say("field.number_length", { n: "2" })));
  await expect(page).toHaveURL(/\/pay$/);
});

test("the skip link leads past the bar", async ({ page, citizen }) => {
  await page.goto("/services");
  await expect(citizen.heading).toBeFocused();
  const skip = page.getByText(citizen.say("skip"));
  // The screen's heading has the focus; the link is the first thing before it.
  for (let presses = 0; presses < 10 && !(await skip.evaluate((link) => link === document.activeElement)); presses += 1) {
    await page.keyboard.press("Shift+Tab");
  }
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(citizen.heading).toBeFocused();
  await expect(page).toHaveURL(/\/services$/);
});
