// From the sign-in to the paper, with the office's decision in a browser of its own; then the paper is checked.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { EMAIL, MOBILE, PEOPLE, certificateNumber, codeSentTo, pictureOf, qrOf } from "../support/applicant.ts";
import { pdfText } from "../support/pdf.ts";
import type { Visitor } from "./visitor.ts";

/** The application's number. */
export async function applyFor(citizen: Visitor): Promise<string> {
  const { browser, hand } = citizen;
  await citizen.goto("/certificate");
  await citizen.signIn(PEOPLE.aysel.fin);
  await citizen.expectHeading("apply.class_title");
  await hand.check(citizen.field("apply.residential"));
  await citizen.next();
  await citizen.expectHeading("apply.step_person");
  await browser.until("what the register says", async () => (await browser.count(".register")) === 1);
  await citizen.next();
  await citizen.expectHeading("apply.step_details");
  await hand.type({ css: "#account" }, PEOPLE.aysel.account);
  await hand.type({ css: "#address" }, "Bakı, Nümunə küçəsi 7, mənzil 12");
  await hand.choose({ css: "#purpose" }, "sale");
  await citizen.expectWords("apply.debt_clear");
  await citizen.next();
  await citizen.expectHeading("apply.step_contact");
  await prove(citizen);
  await hand.type(citizen.field("apply.email"), EMAIL);
  await citizen.next();
  await citizen.expectHeading("apply.check_title");
  await hand.check({ css: "#declared" });
  await citizen.press("apply.send");
  await citizen.expectHeading("apply.sent_title");
  return browser.until("the application's number", async () => (await browser.text("#number"))?.match(/^M-\d{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/)?.[0]);
}

/** The mobile is hers: the code that comes to it. */
async function prove(citizen: Visitor): Promise<void> {
  const { browser, hand } = citizen;
  await hand.type({ css: "#mobile" }, `0${MOBILE}`);
  await citizen.press("apply.code_send");
  await hand.type({ css: "#code" }, await codeSentTo(citizen.world, MOBILE));
  await citizen.press("apply.code_confirm");
  await browser.until("the mobile to be proven", async () => (await browser.count("#proven")) === 1);
}

/** Out of the queue, taken and approved. */
export async function decide(officer: Visitor, number: string): Promise<void> {
  const { browser, hand } = officer;
  await officer.goto("/office");
  await officer.signIn(PEOPLE.officer.fin);
  await hand.press({ role: "link", holds: number });
  await officer.expectHeading("one.title", { number });
  await officer.press("act.take");
  await browser.expectText("#said", officer.say("done.take"));
  await officer.press("act.approve");
  await officer.press("yes.approve");
  await browser.expectText("#said", officer.say("done.approve"));
}

/** The signed PDF, as the browser has kept it. */
export async function fetchPaper(citizen: Visitor, number: string): Promise<string> {
  const { browser } = citizen;
  await browser.until("the certificate", async () => {
    await citizen.goto(`/applications/${number}`);
    return (await browser.text(".stage")) === citizen.say("track.stage.issued");
  });
  await citizen.hand.press({ role: "button", holds: "PDF, Azərbaycan" });
  const path = await browser.downloaded(/\.pdf$/i);
  expect(pdfText(path)).toContain(PEOPLE.aysel.account);
  return path;
}

/** By its file, its number, its code's address and its code's picture; and what is said where there is no camera. */
export async function check(notary: Visitor, path: string): Promise<void> {
  const { browser, hand } = notary;
  const good = async (): Promise<void> => {
    await browser.expectText(".verdict .headline", notary.say("verify.good"));
    await browser.expectText("dl.sum", certificateNumber(path));
  };
  await notary.goto("/verify");
  await browser.give("#certificate-file", path);
  await good();
  await hand.press({ role: "link", name: notary.say("verify.another") });
  await hand.type(notary.field("verify.number"), certificateNumber(path));
  await notary.press("verify.check");
  await good();
  await browser.goto("about:blank");
  await notary.goto(`/verify#${qrOf(path).split("#")[1] ?? ""}`);
  await good();
  await notary.goto("/verify");
  await notary.press("verify.scan", "link");
  await notary.expectWords("verify.instead");
  const picture = join(browser.wish.folder, "kod.png");
  writeFileSync(picture, pictureOf(path));
  await browser.give("#picture-file", picture);
  await good();
}
