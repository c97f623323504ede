// What whoever listens hears: the step with each heading, an outcome, a sum that changed; names that mean something alone.
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../support/test.ts";
import { CARDS } from "../support/bank.ts";
import type { Citizen } from "../support/citizen.ts";
import { CHARGES, say } from "../support/words.ts";

const step = (now: number, name: string): string => say("az", "steps.short", { n: String(now), of: "6", step: say("az", name) });

/** Notes what takes the focus, as a screen reader would say it: by its text. */
async function listen(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    addEventListener("focusin", ({ target }) => heard.push((target as HTMLElement).textContent ?? ""));
  });
  return () => page.evaluate(() => (window as unknown as { heard: string[] }).heard);
}

/** The region that stands in every page from its beginning: what is put into it is spoken. */
const spoken = (page: Page): Locator => page.locator("body > p[role=status]");

async function expectStep(citizen: Citizen, heard: string): Promise<void> {
  await expect(citizen.heading).toBeFocused();
  // Its words are an element of their own: Orca, gone there by itself, takes the heading's focus for news.
  await expect(citizen.heading.locator("> [aria-live=off]")).toHaveText((await citizen.heading.innerText()).trim());
  await expect(spoken(citizen.page)).toContainText(heard);
}

for (const width of [390, 1280]) {
  test(`W5: after each heading the step is spoken, at ${width} pixels`, async ({ page, citizen }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.goto("/");
    await page.getByRole("link", { name: citizen.say("start") }).click();
    await expectStep(citizen, step(1, "step.number"));
    await page.getByLabel(citizen.say("number"), { exact: true }).fill("4212372");
    await citizen.next();
    await expectStep(citizen, step(2, "step.bills"));
    await expect(page.getByRole("navigation", { name: citizen.say("steps.label") })).toContainText(citizen.say("step.bills"));
    await citizen.allAnswered();
    await citizen.payBill("telephone");
    await expectStep(citizen, step(3, "step.card"));
    await citizen.chooseCard();
    await expectStep(citizen, step(4, "step.check"));
  });
}

test("W4: after the bank the outcome takes the focus anew, with what it comes to: declined, then paid", async ({ page, citizen }) => {
  const heard = await listen(page);
  await citizen.startPaying();
  await citizen.payWith(CARDS.declined);
  await citizen.expectHeading("outcome.declined");
  await expect.poll(async () => (await heard()).at(-1)).toBe(citizen.say("outcome.declined"));
  await expectStep(citizen, `${citizen.say("not_paid")} ${citizen.say("outcome.declined_do")} ${step(5, "step.payment")}`);
  await citizen.button("try_again").click();
  await page.waitForURL("**/pay/check");
  await citizen.toBank();
  await citizen.payWith(CARDS.approved);
  await citizen.expectHeading("stage.paid");
  await expect.poll(async () => (await heard()).at(-1)).toBe(citizen.say("stage.paid"));
  await expectStep(citizen, `${citizen.say("stage.paid_about", { sum: "2,50 AZN" })} ${step(6, "step.receipt")}`);
});

test("W6: the new sum is heard once, when the presses have paused", async ({ page, citizen }) => {
  await citizen.toBills();
  const heard = spoken(page);
  await expect(heard).toContainText("50,54 AZN");
  // From here on only the test's own steps are time.
  await page.clock.install();
  await page.clock.pauseAt(new Date(Date.now() + 60_000));
  await heard.evaluate((region) => {
    const said: string[] = [];
    Object.assign(window, { said });
    new MutationObserver(() => said.push(region.textContent ?? "")).observe(region, { childList: true, characterData: true, subtree: true });
  });
  for (const charge of ["internet", "issued", "electricity"] as const) await citizen.bill(charge).getByRole("checkbox").uncheck();
  await expect(page.locator(".bar span").first()).toHaveText(/^2 /);
  const sum = await page.locator(".bar b").textContent();
  await page.clock.runFor(600);
  const said = (): Promise<string[]> => page.evaluate(() => (window as unknown as { said: string[] }).said);
  expect(await said()).toEqual([]);
  await page.clock.runFor(200);
  expect(await said()).toEqual([`${citizen.say("bills.chosen.other", { n: "2" })}, ${sum}`]);
});

test("W9: what is opened on a card is named with its bill, and what is wrong with a form is heard once", async ({ page, citizen }) => {
  await citizen.toBills("4990001");
  const names = await page.locator(".bill summary").allTextContents();
  expect(names.length).toBeGreaterThan(2);
  for (const name of names) expect(Object.values(CHARGES).some((charge) => name.endsWith(` ${charge.az}`)), name).toBe(true);

  await page.goto("/pay");
  await page.getByLabel(citizen.say("number"), { exact: true }).fill("12");
  await citizen.next();
  const summary = page.locator("#summary");
  await expect(summary).toBeFocused();
  await expect(summary).toHaveAccessibleName(new RegExp(citizen.say("field.number_length", { n: "2" })));
  await expect(page.getByRole("alert"), "not beside the focus").toHaveCount(0);
});

test("the lines of a summary and its masks are words, not boxes: Orca passes over what has a box of its own in a term or value", async ({ page, citizen }) => {
  await citizen.toCheck();
  const lines = page.locator("dl.sum > div");
  await expect(lines).not.toHaveCount(0);
  const boxes = await lines.evaluateAll((all) =>
    all.flatMap((line) => {
      const [term, ...values] = [line.querySelector("dt"), ...line.querySelectorAll("dd > *")];
      const boxed = [...(term?.querySelectorAll("span:not(a span)") ?? [])].some((part) => part.getClientRects().length > 0);
      const lost = term === null || term.getClientRects().length === 0 || boxed;
      return lost || values.some((value) => value !== null && getComputedStyle(value).display !== "inline") ? [line.textContent] : [];
    }),
  );
  expect(boxes).toEqual([]);
  await page.goto("/pay/bills");
  await citizen.allAnswered();
  const mask = page.locator(".mask").first();
  await expect(mask).toHaveAttribute("data-heard", citizen.say("masked"));
  expect(await mask.evaluate((one) => getComputedStyle(one, "::before").content)).toContain(`" ${citizen.say("masked")} "`.slice(1, -1).trim());
});

test("nothing on a page is an empty status: read out it is \"statusbar\"", async ({ page, citizen }) => {
  await page.goto("/certificate");
  await expect(page.locator("#shell")).toHaveCount(0);
  await citizen.toBills();
  expect(await page.locator("main [role=status]").evaluateAll((all) => all.filter((one) => one.textContent === "").length)).toBe(0);
});
