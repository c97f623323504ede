// A walk over every screen of the certificate's and the office's pages, real ones, in any language: what each screen must
// satisfy is said by who walks.
import { expect, type Page } from "@playwright/test";
import { Applicant, COMPANIES, MOBILE, PEOPLE, PICTURE } from "./applicant.ts";
import { Officer } from "./officer.ts";

/** Is told each screen's name when it is there and at rest. */
export type Look = (page: Page, screen: string) => Promise<void>;

/** All of them, by a citizen and an officer, each with a browser of their own. */
export async function walkCertificate(citizen: Applicant, officer: Officer, look: Look): Promise<void> {
  await walkOutside(citizen, look);
  const number = await walkForm(citizen, look);
  await walkReview(citizen, officer, number, look);
  await walkIssued(citizen, officer, number, look);
}

async function walkOutside(citizen: Applicant, look: Look): Promise<void> {
  const { page } = citizen;
  for (const [path, heading, screen] of [
    ["/certificate", "shell.heading", "start"],
    ["/applications", "session.needed", "sign-in needed"],
    ["/signed-out", "session.out", "signed out"],
    ["/signed-out?why=cancelled", "session.not_in", "not signed in"],
    ["/documents#0123456789abcdef0123456789abcdef", "documents.title", "a link that leads nowhere"],
  ] as const) {
    await page.goto(citizen.home + path);
    await expect(page.locator("#shell, .skeleton")).toHaveCount(0);
    await citizen.expectHeading(heading);
    await look(page, screen);
  }
  await page.goto(`${citizen.home}/track`);
  await citizen.button("apply.code_send").click();
  await expect(page.locator("#summary")).toBeFocused();
  await look(page, "tracking, with errors");
}

async function walkForm(citizen: Applicant, look: Look): Promise<string> {
  const { page } = citizen;
  const wrong = async (screen: string): Promise<void> => {
    await citizen.next();
    await expect(page.locator("#summary")).toBeFocused();
    await look(page, `${screen}, with errors`);
  };
  await citizen.signIn(PEOPLE.aysel.fin);
  await page.getByLabel(citizen.say("apply.non_residential"), { exact: true }).check();
  await wrong("class");
  await citizen.toPerson(COMPANIES.stranger.voen);
  await page.locator("#file").setInputFiles({ name: "a.png", mimeType: "image/png", buffer: Buffer.from("MZ") });
  await expect(page.locator("#summary")).toBeFocused();
  await look(page, "person and company, with a file refused");
  await page.locator("#file").setInputFiles({ name: "etibarnamə.png", mimeType: "image/png", buffer: PICTURE });
  await expect(page.locator(".files li")).toHaveCount(1);
  await look(page, "person and company, with a file");
  await citizen.next();
  await citizen.expectHeading("apply.step_details");
  await page.locator("#account").fill("0310");
  await page.locator("#purpose").selectOption("other");
  await wrong("details");
  await page.locator("#account").fill("080000000000336");
  await expect(page.getByRole("button", { name: citizen.say("apply.pay_here") })).toBeVisible();
  await look(page, "details, owed");
  await page.locator("#purpose_text").fill("Sınaq");
  await citizen.fillDetails(COMPANIES.stranger.account, true);
  await expect(page.getByText(citizen.say("apply.debt_clear"), { exact: true })).toBeVisible();
  await look(page, "details, nothing owed");
  await citizen.next();
  await citizen.expectHeading("apply.step_contact");
  await page.locator("#add-number").click();
  // It takes the focus when it has come, and with it what is typed.
  await expect(page.locator("#more-0")).toBeFocused();
  await page.locator("#email").fill("aysel@");
  await wrong("contact");
  await page.locator("#mobile").fill(`0${MOBILE}`);
  await citizen.button("apply.code_send").click();
  await expect(page.locator("#code")).toBeVisible();
  await citizen.button("apply.code_confirm").click();
  await expect(page.locator("#summary")).toBeFocused();
  await look(page, "contact, a code awaited");
  await page.locator("#code").fill(await citizen.code(MOBILE));
  await citizen.button("apply.code_confirm").click();
  await expect(page.locator("#proven")).toBeVisible();
  await page.locator("#email").fill("aysel@example.az");
  await look(page, "contact, proven");
  await citizen.next();
  await citizen.expectHeading("apply.check_title");
  await citizen.button("apply.send").click();
  await expect(page.locator("#summary")).toBeFocused();
  await look(page, "check, with errors");
  await page.locator("#declared").check();
  const number = await citizen.send();
  await look(page, "sent");
  return number;
}

async function walkReview(citizen: Applicant, officer: Officer, number: string, look: Look): Promise<void> {
  const { page } = citizen;
  await page.goto(`${citizen.home}/office`);
  await expect(citizen.heading).toHaveText(citizen.say("forbidden.title", {}, "office"));
  await look(page, "office, no role");
  await citizen.expectStage(number, "registered");
  await citizen.button("track.withdraw").click();
  await look(page, "application, taking it back");

  await officer.page.goto(`${officer.home}/office`);
  await expect(officer.page.locator("#shell, .skeleton")).toHaveCount(0);
  await look(officer.page, "office, start");
  await officer.signIn(PEOPLE.officer.fin);
  await expect(officer.page.getByRole("link", { name: number })).toBeVisible();
  await look(officer.page, "queue");
  await officer.page.locator("#find").fill("039900000009999");
  await officer.page.keyboard.press("Enter");
  await expect(officer.page.getByText(officer.say("queue.none_found"))).toBeVisible();
  await look(officer.page, "queue, nothing found");
  await officer.page.goto(`${officer.home}/office`);
  await officer.open(number);
  await expect(officer.page.getByText(officer.say("debt.clear"))).toBeVisible();
  await look(officer.page, "one, registered");
  await officer.take();
  await officer.button("act.reject").click();
  await officer.button("act.next").click();
  await expect(officer.page.locator("#reason")).toBeFocused();
  await look(officer.page, "one, rejecting without a reason");
  await officer.button("act.close").click();
  await officer.button("act.approve").click();
  await look(officer.page, "one, approving");
  await officer.button("act.close").click();
  await officer.page.locator("#note").fill("Etibarnamə düzgündür.");
  await officer.button("notes.add").click();
  await officer.expectDone("done.note");
  await officer.decide("ask", "address", "Ofisin nömrəsi yoxdur.");
  await look(officer.page, "one, correction asked");
}

async function walkIssued(citizen: Applicant, officer: Officer, number: string, look: Look): Promise<void> {
  const { page } = citizen;
  await citizen.expectStage(number, "correction_asked");
  await page.locator("#address").fill("");
  await citizen.button("track.correct_send").click();
  await expect(page.locator("#summary")).toBeFocused();
  await look(page, "correction, with errors");
  await page.locator("#address").fill("Bakı, Nümunə küçəsi 7, ofis 3");
  await citizen.button("track.correct_send").click();
  await expect(page.getByText(citizen.say("track.corrected"))).toBeVisible();
  await officer.page.reload();
  await officer.approve();
  await expect(async () => citizen.expectStage(number, "issued")).toPass();
  await look(page, "application, issued");
  await page.goto(`${citizen.home}/applications`);
  await expect(page.locator(".applications li")).toHaveCount(1);
  await look(page, "applications");

  await expect.poll(async () => documents(citizen)).not.toBe("");
  await page.goto((await documents(citizen)).replace(/^http:..[^/]*/, citizen.home));
  await expect(page.locator(".documents-set")).toBeVisible();
  await look(page, "documents of a link");

  await officer.page.reload();
  await expect(officer.page.locator("#trail, .trail").first()).toBeVisible();
  await look(officer.page, "one, issued");
  await officer.page.goto(`${officer.home}/office/figures`);
  await expect(officer.page.locator(".figure")).toHaveCount(3);
  await look(officer.page, "figures");
}

/** The newest link to documents that came by SMS. */
async function documents(citizen: Applicant): Promise<string> {
  const texts = (await citizen.world.sandbox.phone(MOBILE)).map((sms) => sms.text);
  return texts.join("\n").match(/http\S+\/documents#[0-9a-f]{32}/)?.[0] ?? "";
}
