// Trouble at the form that answers a correction: the one step of an application that comes after it was sent.
import type { Page, Response } from "@playwright/test";
import { Applicant, COMPANIES, PEOPLE } from "../support/applicant.ts";
import { Chaos, keysOf, type Step } from "../support/chaos.ts";
import { Officer } from "../support/officer.ts";
import { expect, test } from "../support/test.ts";

const ADDRESS = "Bakı, Nümunə küçəsi 7, ofis 3";
const WORD = "Ofisin nömrəsini yazdım.";

test.use({ serviceWorkers: "allow", fronted: true });

test("whatever happens while a correction is answered, nothing typed is lost and it is answered once", async ({ page, context, world, another }) => {
  test.setTimeout(240_000);
  const aysel = new Applicant(page, world);
  const number = await aysel.apply(PEOPLE.aysel.fin, { account: COMPANIES.hers.account, voen: COMPANIES.hers.voen });
  const officer = new Officer((await another()).page, world);
  await officer.signIn(PEOPLE.officer.fin);
  await officer.open(number);
  await officer.take();
  await officer.decide("ask", "address", "Mənzilin nömrəsi yoxdur.");

  const supervisor = new Officer((await another()).page, world);
  await supervisor.signIn(PEOPLE.supervisor.fin);
  await supervisor.page.goto(`/office/applications/${number}`);

  await aysel.expectStage(number, "correction_asked");
  await page.locator("#address").fill(ADDRESS);
  await page.getByLabel(aysel.say("track.correct_word")).fill(WORD);
  const keys = keysOf(context, `/api/applications/${number}/answer`);
  const chaos = new Chaos(context, page, "certificate", world);
  const press = (on: Page) => on.getByRole("button", { name: aysel.say("track.correct_send"), exact: true }).click({ timeout: 2_000 });
  const correction: Step = {
    name: "correction",
    path: `/applications/${number}`,
    kept: async (on) => {
      await expect(on.locator("#address")).toHaveValue(ADDRESS);
      await expect(on.getByLabel(aysel.say("track.correct_word"))).toHaveValue(WORD);
      return 2;
    },
    press,
    next: (on) => expect(on.getByText(aysel.say("track.corrected"))).toBeVisible({ timeout: 5_000 }),
  };
  await chaos.whileThere(correction);
  // Somebody else moves the application meanwhile, and the page hears of it: what is on the screen is what is sent.
  const version = await versionOf(chaos.page, number);
  await supervisor.button("act.free").click();
  await supervisor.button("yes.free").click();
  await expect(supervisor.button("act.free")).toHaveCount(0);
  // Not by an answer that was on its way before: what is sent next goes under a key of the version that the page knows.
  const moved = async (answer: Response) => isOf(answer, number) && ((await answer.json()) as { version: number }).version !== version;
  await chaos.page.waitForResponse(moved, { timeout: 40_000 });
  await correction.kept(chaos.page);
  await chaos.unsent(correction);
  await chaos.lost(correction);
  expect(keys.size, "one key").toBe(1);
  await officer.page.reload();
  await expect(officer.page.getByText(WORD)).toHaveCount(1);
});

function isOf(answer: Response, number: string): boolean {
  return answer.request().method() === "GET" && new URL(answer.url()).pathname === `/api/applications/${number}` && answer.ok();
}

async function versionOf(page: Page, number: string): Promise<number> {
  return page.evaluate(async (path) => ((await (await fetch(path)).json()) as { version: number }).version, `/api/applications/${number}`);
}
