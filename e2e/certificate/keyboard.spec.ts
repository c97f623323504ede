// The whole application, and its review, with the keyboard alone; and what a session's end is like.
import { expectAccessible } from "../support/axe.ts";
import { Applicant, EMAIL, MOBILE, PEOPLE } from "../support/applicant.ts";
import { tabTo } from "../support/keyboard.ts";
import { Officer } from "../support/officer.ts";
import { expect, test } from "../support/test.ts";

test("applied for, reviewed and issued with the keyboard alone; each step takes the focus and names the page", async ({ page, world, another }) => {
  test.setTimeout(90_000);
  const aysel = new Applicant(page, world);
  const expectStep = async (heading: string): Promise<void> => {
    await expect(aysel.heading).toHaveText(heading);
    await expect(aysel.heading).toBeFocused();
    await expect(page).toHaveTitle(new RegExp(`^${heading} — `));
  };
  const press = async (key: string): Promise<void> => {
    await tabTo(page, aysel.say(key));
    await page.keyboard.press("Enter");
  };
  await page.goto("/certificate");
  await expect(page.locator("#shell")).toHaveCount(0);
  await press("start.sign_in");
  await page.locator("#fin").waitFor();
  for (const [field, value] of [["fin", PEOPLE.aysel.fin], ["pin", "1234"]] as const) {
    while ((await page.evaluate(() => document.activeElement?.id)) !== field) await page.keyboard.press("Tab");
    await page.keyboard.type(value);
  }
  await page.keyboard.press("Enter");

  await aysel.expectHeading("apply.class_title");
  await tabTo(page, aysel.say("apply.residential"));
  await page.keyboard.press("Space");
  await press("next");
  await expectStep(aysel.say("apply.step_person"));
  await expect(page.locator(".register")).toBeVisible();
  await press("next");
  await expectStep(aysel.say("apply.step_details"));
  await tabTo(page, aysel.say("apply.account"));
  await page.keyboard.type(PEOPLE.aysel.account);
  await tabTo(page, aysel.say("apply.address"));
  await page.keyboard.type("Bakı, Nümunə küçəsi 7, mənzil 12");
  await tabTo(page, aysel.say("apply.purpose"));
  await page.keyboard.press("ArrowDown");
  await expect(page.locator("#purpose")).toHaveValue("sale");
  await expect(page.getByText(aysel.say("apply.debt_clear"), { exact: true })).toBeVisible();
  await press("next");
  await expectStep(aysel.say("apply.step_contact"));
  await tabTo(page, aysel.say("apply.mobile"));
  await page.keyboard.type(`0${MOBILE}`);
  await page.keyboard.press("Enter");
  await expect(page.locator("#code")).toBeFocused();
  await page.keyboard.type(await aysel.code(MOBILE));
  await page.keyboard.press("Enter");
  await expect(page.locator("#proven")).toBeFocused();
  await tabTo(page, aysel.say("apply.email"));
  await page.keyboard.type(EMAIL);
  await page.keyboard.press("Enter");
  await expectStep(aysel.say("apply.check_title"));
  await tabTo(page, /təsdiq edirəm/);
  await page.keyboard.press("Space");
  await press("apply.send");
  await expectStep(aysel.say("apply.sent_title"));
  const number = await aysel.number();

  const officer = new Officer((await another()).page, world);
  const at = officer.page;
  await officer.signIn(PEOPLE.officer.fin);
  await expect(at.getByRole("link", { name: number })).toBeVisible();
  await tabTo(at, number);
  await at.keyboard.press("Enter");
  await expect(at.getByRole("heading", { level: 1 })).toBeFocused();
  await expect(at.locator("#decision")).toBeVisible();
  await tabTo(at, officer.say("act.take"));
  await at.keyboard.press("Enter");
  await officer.expectDone("done.take");
  await expect(at.locator("#said")).toBeFocused();
  await tabTo(at, officer.say("act.approve"));
  await at.keyboard.press("Enter");
  await expect(at.locator("#panel")).toBeFocused();
  await tabTo(at, officer.say("yes.approve"));
  await at.keyboard.press("Enter");
  await officer.expectDone("done.approve");
  await expect(async () => aysel.expectStage(number, "issued")).toPass();
});

test.describe("a short session", () => {
  test.use({ settings: { sessionIdleS: 123 } });

  test("its end is said before it comes, and who stays loses nothing", async ({ page, world }) => {
    const aysel = new Applicant(page, world);
    await aysel.signIn(PEOPLE.aysel.fin);
    await page.getByLabel(aysel.say("apply.non_residential"), { exact: true }).check();
    await page.getByLabel(aysel.say("apply.voen"), { exact: true }).fill("14015");
    const dialogue = page.getByRole("alertdialog");
    await expect(dialogue).toBeVisible({ timeout: 15_000 });
    await expect(dialogue.getByText(/^Qalan vaxt: [12]:\d\d$/)).toBeVisible();
    await expectAccessible(page, "the end of a session");
    await aysel.button("session.stay").click();
    await expect(dialogue).toBeHidden();
    await expect(page.getByLabel(aysel.say("apply.voen"), { exact: true })).toHaveValue("14015");
    await expect(dialogue, "and again when it nears once more").toBeVisible({ timeout: 15_000 });
    await page.getByRole("button", { name: aysel.say("session.sign_out") }).last().click();
    await aysel.expectHeading("session.out");
  });
});
