// An organisation's certificate; and the other ends that an application comes to.
import { Applicant, COMPANIES, MOBILE, PEOPLE, PICTURE, certificateNumber } from "../support/applicant.ts";
import { Officer } from "../support/officer.ts";
import { pdfText } from "../support/pdf.ts";
import { expect, test } from "../support/test.ts";

test("her own company's, sent back for a correction, answered, issued", async ({ page, world, another }) => {
  test.setTimeout(90_000);
  const aysel = new Applicant(page, world);
  await aysel.signIn(PEOPLE.aysel.fin);
  await aysel.toPerson(COMPANIES.hers.voen);
  await expect(page.getByText(aysel.say("apply.acts"))).toBeVisible();
  await aysel.next();
  await aysel.toContact(COMPANIES.hers.account);
  await aysel.toCheck();
  await page.locator("#declared").check();
  const number = await aysel.send();

  const officer = new Officer((await another()).page, world);
  await officer.signIn(PEOPLE.officer.fin);
  await officer.open(number);
  await officer.take();
  await officer.decide("ask", "address", "Mənzilin nömrəsi yoxdur.");

  await aysel.expectStage(number, "correction_asked");
  await expect(page.locator(".correction")).toContainText("Mənzilin nömrəsi yoxdur.");
  await page.locator("#address").fill("Bakı, Nümunə küçəsi 7, ofis 3");
  await page.getByLabel(aysel.say("track.correct_word")).fill("Ofisin nömrəsini yazdım.");
  // What was typed outlives the page.
  await page.reload();
  await expect(page.locator("#address")).toHaveValue("Bakı, Nümunə küçəsi 7, ofis 3");
  await aysel.button("track.correct_send").click();
  await expect(page.getByText(aysel.say("track.corrected"))).toBeVisible();

  await officer.page.reload();
  await expect(officer.page.getByText("Bakı, Nümunə küçəsi 7, ofis 3").first()).toBeVisible();
  await expect(officer.page.getByText("Ofisin nömrəsini yazdım.").first()).toBeVisible();
  await officer.approve();
  await expect(async () => aysel.expectStage(number, "issued")).toPass();
  const file = await aysel.download(page.getByRole("button", { name: /PDF, Azərbaycan/i }));
  expect(certificateNumber(file.path)).not.toBe("");
  expect(pdfText(file.path)).toContain(COMPANIES.hers.voen);
});

test("a company whose register does not name her: with a paper; rejected with a reason, and another withdrawn", async ({ page, world, another }) => {
  test.setTimeout(120_000);
  const aysel = new Applicant(page, world);
  await aysel.signIn(PEOPLE.aysel.fin);
  await aysel.toPerson(COMPANIES.stranger.voen);
  await expect(page.getByText(aysel.say("apply.acts_not"))).toBeVisible();
  await aysel.next();
  await expect(page.locator("#summary")).toContainText(aysel.say("field.file_missing"));
  await page.locator("#file").setInputFiles({ name: "kart.exe", mimeType: "image/png", buffer: Buffer.from("MZ not a picture") });
  await expect(page.locator("#summary")).toContainText(aysel.say("field.file_kind"));
  await page.locator("#file").setInputFiles({ name: "etibarnamə.png", mimeType: "image/png", buffer: PICTURE });
  await expect(page.locator(".files li")).toContainText("etibarnamə.png");
  await aysel.next();
  await aysel.toContact(COMPANIES.stranger.account);
  await aysel.toCheck();
  await expect(page.locator("main")).toContainText("etibarnamə.png");
  await page.locator("#declared").check();
  const number = await aysel.send();

  const officer = new Officer((await another()).page, world);
  await officer.signIn(PEOPLE.officer.fin);
  await officer.open(number);
  await expect(officer.page.getByText(officer.say("register.acts_no"))).toBeVisible();
  await expect(officer.page.locator(".file-name")).toHaveText(/etibarnamə\.png/);
  await officer.take();
  await officer.decide("reject", "no-authority", "Etibarnamə notariat qaydasında təsdiq edilməyib.");
  await aysel.expectStage(number, "rejected");
  await expect(page.locator(".trail + .notice, .notice.bad")).toContainText("Hüquqi şəxsin adından çıxış etmək səlahiyyəti təsdiq edilməyib");
  await expect.poll(async () => (await world.sandbox.phone(MOBILE)).length).toBe(4);
  await expect(page.getByRole("button", { name: aysel.say("track.withdraw") })).toHaveCount(0);

  // The same code again, for a home this time; she changes her mind.
  await page.goto("/certificate");
  await aysel.button("start").click();
  await aysel.fill({ mobile: "552345678" });
  const second = await aysel.send();
  expect(second).not.toBe(number);
  await aysel.expectStage(second, "registered");
  await aysel.button("track.withdraw").click();
  await aysel.button("track.withdraw_yes").click();
  await expect(page.getByText(aysel.say("track.withdrawn_now"))).toBeVisible();
  await expect(page.locator(".stage")).toHaveText(aysel.say("track.stage.withdrawn"));
  await page.goto("/applications");
  await expect(page.locator(".applications li")).toHaveCount(2);
  expect(world.audit()).toMatchObject({ code: 0 });
});
