// Trouble at every step of the application for a certificate.
import type { Page } from "@playwright/test";
import { Applicant, EMAIL, MOBILE, PEOPLE } from "../support/applicant.ts";
import { Chaos, keysOf, loseAnswers, type Step } from "../support/chaos.ts";
import { expect, test } from "../support/test.ts";

const ADDRESS = "Bakı, Nümunə küçəsi 7, mənzil 12";

test.use({ serviceWorkers: "allow", fronted: true });

test("whatever happens at whichever step, nothing typed is lost and one application arrives", async ({ page, context, world }) => {
  test.setTimeout(240_000);
  const aysel = new Applicant(page, world);
  await aysel.signIn(PEOPLE.aysel.fin);
  const keys = keysOf(context, "/api/applications");
  const chaos = new Chaos(context, page, "certificate", world);
  const at = (): Applicant => new Applicant(chaos.page, world);
  const heading = (key: string) => (on: Page) => expect(on.getByRole("heading", { level: 1 })).toHaveText(aysel.say(key), { timeout: 15_000 });
  const press = (on: Page) => on.getByRole("button", { name: aysel.say("next"), exact: true }).click({ timeout: 2_000 });

  const klass: Step = {
    name: "class",
    path: "/certificate/class",
    kept: async (on) => {
      await expect(on.getByLabel(aysel.say("apply.residential"), { exact: true })).toBeChecked();
      return 1;
    },
    press,
    next: heading("apply.step_person"),
  };
  const person: Step = {
    name: "person",
    path: "/certificate/person",
    kept: async (on) => {
      await expect(on.locator(".register")).toContainText(PEOPLE.aysel.fin);
      return 1;
    },
    press,
    next: heading("apply.step_details"),
  };
  const details: Step = {
    name: "details",
    path: "/certificate/details",
    kept: async (on) => {
      await expect(on.locator("#account")).toHaveValue(PEOPLE.aysel.account);
      await expect(on.locator("#address")).toHaveValue(ADDRESS);
      await expect(on.locator("#purpose")).toHaveValue("sale");
      await expect(on.locator("#copy-ru")).toBeChecked();
      return 4;
    },
    press,
    next: heading("apply.step_contact"),
  };
  const contact: Step = {
    name: "contact",
    path: "/certificate/contact",
    kept: async (on) => {
      await expect(on.locator("#proven")).toContainText("234 56 78");
      await expect(on.locator("#email")).toHaveValue(EMAIL);
      return 2;
    },
    press,
    next: heading("apply.check_title"),
  };
  const check: Step = {
    name: "check",
    path: "/certificate/check",
    kept: async (on) => {
      await expect(on.locator("#declared")).toBeChecked();
      for (const value of [PEOPLE.aysel.account, ADDRESS, EMAIL]) await expect(on.locator(".checked").getByText(value)).toBeVisible();
      return 4;
    },
    press: (on) => on.getByRole("button", { name: aysel.say("apply.send"), exact: true }).click({ timeout: 2_000 }),
    next: heading("apply.sent_title"),
  };
  const go = (step: Step) => async () => {
    await chaos.page.goto(String(step.path));
    await step.kept(chaos.page);
  };

  await aysel.page.getByLabel(aysel.say("apply.residential"), { exact: true }).check();
  for (const step of [klass, person]) {
    await step.kept(chaos.page);
    await chaos.whileThere(step);
    await chaos.atPress(step, go(step));
  }
  await at().fillDetails(PEOPLE.aysel.account);
  await chaos.page.locator("#copy-ru").check();
  await chaos.whileThere(details);
  await chaos.atPress(details, go(details));
  await at().prove();
  await chaos.page.locator("#email").fill(EMAIL);
  await chaos.whileThere(contact);
  await chaos.atPress(contact, go(contact));
  await chaos.page.locator("#declared").check();
  await chaos.whileThere(check);

  // The last step is pressed with no network and both answers lost: it waits, is tried, and arrives once.
  world.front.way = "cut";
  await check.press?.(chaos.page);
  await expect(chaos.page.locator("#waits")).toBeVisible();
  await loseAnswers(context, "**/api/applications");
  world.front.way = "open";
  await expect(chaos.page.getByRole("heading", { level: 1 })).toHaveText(aysel.say("apply.sent_title"), { timeout: 60_000 });
  const number = await at().number();
  for (const trouble of ["offline at submit", "answer lost"] as const) chaos.count(check, trouble, 0);
  const sent: Step = {
    name: "sent",
    path: "/certificate/sent",
    kept: async (on) => {
      await expect(on.locator("#number")).toHaveText(number);
      return 1;
    },
  };
  await chaos.whileThere(sent);
  expect(keys.size, "one key").toBe(1);
  await chaos.page.goto("/applications");
  await expect(chaos.page.locator(".applications li")).toHaveCount(1);
  await expect.poll(async () => (await world.sandbox.phone(MOBILE)).length, "a code and one message").toBe(2);
});
