// A refund asked for and approved with the keyboard alone: each step takes the focus, and what was done is said.
import { FEE } from "../support/binaries.ts";
import { tabTo } from "../support/keyboard.ts";
import { GUIDE } from "../support/citizen.ts";
import { OPERATORS, Operator } from "../support/operator.ts";
import { pay } from "../support/payer.ts";
import { expect, test } from "../support/test.ts";
import { CHARGES } from "../support/words.ts";

test.use({ settings: { fee: FEE, secondPersonAboveMinor: 1000 } });

test("a refund is asked for and approved with the keyboard alone", async ({ page, world, another }) => {
  const paid = await pay(world, GUIDE, { internet: 1500, electricity: 1000 });
  const zaur = new Operator(page, world);
  await zaur.signIn(OPERATORS.zaur.fin);
  await pressBefore(zaur, "nav.payments");
  await tabTo(page, zaur.say("find"));
  await page.keyboard.type(paid.number);
  await page.keyboard.press("Enter");
  await expect(page.getByText(zaur.say("find_found"))).toBeVisible();
  await press(zaur, /^\w{4}-\w{4}$/);
  await expect(zaur.heading).toBeFocused();
  await press(zaur, zaur.say("give_back"));
  await zaur.expectHeading("request.title");
  await expect(zaur.heading).toBeFocused();
  await expect(page.getByText(CHARGES.internet.az).first()).toBeVisible();
  await tabTo(page, CHARGES.internet.az);
  await page.keyboard.press("Space");
  await tabTo(page, zaur.say("reason"));
  await page.keyboard.type("Səhv hesab");
  await press(zaur, zaur.say("request.send"));
  await zaur.expectDone("done.request");
  await expect(zaur.heading).toBeFocused();

  const sevinc = new Operator((await another()).page, world);
  await sevinc.signIn(OPERATORS.sevinc.fin);
  await pressBefore(sevinc, "nav.refunds");
  await press(sevinc, paid.number);
  await expect(sevinc.part("decision")).toBeVisible();
  await press(sevinc, sevinc.say("case.approve"));
  await expect(sevinc.page.locator("#panel")).toBeFocused();
  await press(sevinc, sevinc.say("case.approve_yes"));
  await sevinc.expectDone("done.case_approve");
  await expect(sevinc.page.locator("#said")).toBeFocused();
  await sevinc.expectState("case.done");
});

/** The ways between the screens stand before the heading, which has the focus when a screen comes. */
async function pressBefore(desk: Operator, key: string): Promise<void> {
  await expect(desk.heading).toBeFocused();
  const way = desk.page.locator(".ways").getByRole("link", { name: desk.say(key), exact: true });
  for (let presses = 0; presses < 10 && !(await way.evaluate((link) => link === document.activeElement)); presses += 1) await desk.page.keyboard.press("Shift+Tab");
  await expect(way).toBeFocused();
  await desk.page.keyboard.press("Enter");
  await expect(way).toHaveAttribute("aria-current", "page");
  await expect(desk.heading).toBeFocused();
}

/** Not before it has come: Tab would go past the place where it is going to stand. */
async function press({ page }: Operator, name: string | RegExp): Promise<void> {
  await expect(page.getByText(name).first()).toBeVisible();
  await tabTo(page, name);
  await page.keyboard.press("Enter");
}
