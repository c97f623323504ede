// A home's certificate, from the sign-in to the notary's desk: nothing here stands in for the portal.
import { readFileSync } from "node:fs";
import { Applicant, EMAIL, MOBILE, PEOPLE, certificateNumber, pictureOf, qrOf } from "../support/applicant.ts";
import { CARDS, payAtBank } from "../support/bank.ts";
import { Officer } from "../support/officer.ts";
import { pdfText } from "../support/pdf.ts";
import { expect, test } from "../support/test.ts";
import { Desk } from "../verify/desk.ts";

test("nothing owed: applied for, issued, delivered, checked by number, code and file, and revoked", async ({ page, world, another }) => {
  test.setTimeout(120_000);
  const aysel = new Applicant(page, world);
  const number = await aysel.apply(PEOPLE.aysel.fin, { copies: true });
  // W12: by its name, also on a page opened by its address.
  await page.goto(`/applications/${number}`);
  await expect(page.locator(".what-sent")).toContainText("Daşınmaz əmlakın alqı-satqısı");

  const officer = new Officer((await another()).page, world);
  await officer.issue(PEOPLE.officer.fin, number);
  await expect(async () => aysel.expectStage(number, "issued")).toPass();

  // Each stage came by SMS and by letter.
  const stages = ["registered", "under review", "approved", "issued"].length;
  await expect.poll(async () => (await world.sandbox.phone(MOBILE)).filter((sms) => !/\b\d{6}\b/.test(sms.text)).length).toBe(stages);
  await expect.poll(async () => (await world.sandbox.mailbox()).length).toBe(stages);
  const messages = await world.sandbox.phone(MOBILE);
  const letters = await world.sandbox.mailbox();
  expect(letters.every((letter) => letter.to.join() === EMAIL)).toBe(true);

  // Downloaded where it was applied for, in each language.
  const file = await aysel.download(page.getByRole("button", { name: /PDF, Azərbaycan/i }));
  const certificate = certificateNumber(file.path);
  expect(file.name).toContain(certificate);
  expect(pdfText(file.path)).toContain(PEOPLE.aysel.account);
  for (const name of ["Русский", "English"]) {
    const copy = await aysel.download(page.getByRole("button", { name: `PDF, ${name}` }));
    expect(certificateNumber(copy.path)).toBe(certificate);
  }

  // And by the link in the message, by somebody who has not signed in.
  const link = messages.at(-1)?.text.match(/http\S+\/documents#[0-9a-f]{32}/)?.[0] ?? "";
  expect(letters.at(-1)?.text).toContain(`${world.portal}/documents#`);
  const notary = new Applicant((await another()).page, world);
  await notary.page.goto(link);
  await notary.expectHeading("documents.title");
  await expect(notary.page, "the token does not stay in the address").toHaveURL(`${world.portal}/documents`);
  const same = await notary.download(notary.page.getByRole("button", { name: /Arayış \(PDF, Azərbaycan/i }));
  expect(readFileSync(same.path).equals(readFileSync(file.path)), "the very same file").toBe(true);

  const desk = new RealDesk(notary.page);
  await desk.byNumber(certificate);
  await desk.expectVerdict("good", "verify.good");
  await desk.ask(PEOPLE.aysel.account);
  await expect(notary.page.getByText(desk.say("verify.about_code"))).toBeVisible();
  await desk.open();
  await desk.give(file.name, readFileSync(file.path));
  await desk.expectVerdict("good", "verify.good");
  await expect(notary.page.locator(".checks .yes")).toContainText([desk.say("verify.check_signature"), desk.say("verify.check_file")]);
  const code = qrOf(file.path);
  expect(code).toMatch(new RegExp(`^${world.portal}/verify#K1\\.`));
  await notary.page.goto("about:blank");
  await notary.page.goto(code);
  await desk.expectVerdict("good", "verify.good");
  await desk.ask(PEOPLE.aysel.fin);
  await expect(notary.page.getByText(desk.say("verify.about_holder"))).toBeVisible();

  // With the network off: the file, and the picture of the code.
  await desk.open();
  await expect(notary.page.getByText(desk.say("verify.ready"))).toBeVisible();
  await desk.goOffline();
  await desk.give(file.name, readFileSync(file.path));
  await desk.expectVerdict("warn", "verify.local", "verify.local_offline");
  await expect(notary.page.locator(".checks .yes")).toHaveCount(2);
  await notary.page.getByRole("link", { name: desk.say("verify.another") }).click();
  await desk.give("kod.png", pictureOf(file.path), "image/png");
  await desk.expectVerdict("warn", "verify.local", "verify.local_offline");
  await notary.page.getByRole("link", { name: desk.say("verify.another") }).click();
  await notary.page.evaluate((fragment) => (location.hash = fragment), code.split("#")[1] ?? "");
  await desk.expectVerdict("warn", "verify.local", "verify.local_offline");
  await desk.ask(PEOPLE.aysel.account);
  await expect(notary.page.getByText(desk.say("verify.about_code"))).toBeVisible();
  await notary.page.context().setOffline(false);

  const supervisor = new Officer((await another()).page, world);
  await supervisor.signIn(PEOPLE.supervisor.fin);
  await supervisor.page.goto(`/office/applications/${number}`);
  await supervisor.decide("revoke", "issued-in-error");
  await desk.open();
  await desk.byNumber(certificate);
  await desk.expectVerdict("bad", "verify.revoked");
  await desk.open();
  await desk.give(file.name, readFileSync(file.path));
  await desk.expectVerdict("bad", "verify.revoked");
  await page.goto(`/applications/${number}`);
  await expect(page.getByText(aysel.say("track.revoked"))).toBeVisible();
});

/** The desk of verify/, with the real register behind it. */
class RealDesk {
  readonly lang = "az" as const;
  constructor(readonly page: Desk["page"]) {}
  say = Desk.prototype.say;
  open = Desk.prototype.open;
  give = Desk.prototype.give;
  ask = Desk.prototype.ask;
  expectVerdict = Desk.prototype.expectVerdict;
  async goOffline(): Promise<void> {
    await this.page.context().setOffline(true);
    await expect(this.page.getByText(this.say("verify.offline"))).toBeVisible();
  }

  get verdict() {
    return this.page.locator(".verdict");
  }

  async byNumber(number: string): Promise<void> {
    await this.open();
    await this.page.getByLabel(this.say("verify.number")).fill(number);
    await this.page.getByRole("button", { name: this.say("verify.check"), exact: true }).click();
  }
}

test("owed: paid inside the form, and nothing is typed twice", async ({ page, world, another }) => {
  test.setTimeout(90_000);
  const rashad = new Applicant(page, world);
  await rashad.signIn(PEOPLE.rashad.fin);
  await rashad.toDetails();
  await rashad.fillDetails(PEOPLE.rashad.account);
  await expect(page.getByText(rashad.say("apply.debt_owed", { sum: "24,17 AZN" }))).toBeVisible();
  await rashad.next();
  await expect(page.locator("#summary")).toContainText(rashad.say("field.account_owes"));
  await rashad.button("apply.pay_here").click();

  // The payment's pages know the code; its debt is the only thing there.
  await page.waitForURL("**/pay/bills");
  await page.getByRole("listitem").filter({ hasText: "24,17 AZN" }).getByRole("button", { name: rashad.say("pay", {}, "pay") }).click();
  await page.waitForURL("**/pay/card");
  await page.getByLabel(/^Visa/).check();
  await rashad.next();
  await page.waitForURL("**/pay/check");
  await rashad.next();
  await payAtBank(page, CARDS.approved);
  await page.waitForURL(`${world.portal}/pay/**`);
  await expect(rashad.heading).toHaveText(rashad.say("stage.paid", {}, "pay"));
  await page.locator('main a[href="/certificate/details"]').click();

  await rashad.expectHeading("apply.step_details");
  await expect(page.locator("#account")).toHaveValue(PEOPLE.rashad.account);
  await expect(page.locator("#address")).not.toHaveValue("");
  await expect(page.locator("#purpose")).toHaveValue("sale");
  await expect(page.getByText(rashad.say("apply.debt_clear"), { exact: true })).toBeVisible();
  await rashad.next();
  await rashad.toCheck();
  await page.locator("#declared").check();
  const number = await rashad.send();

  const officer = new Officer((await another()).page, world);
  await officer.issue(PEOPLE.officer.fin, number);
  await expect(async () => rashad.expectStage(number, "issued")).toPass();
  expect(world.audit()).toMatchObject({ code: 0 });
});
