// What was typed is there after a reload, and when the browser was closed and opened again.
import { GUIDE } from "../support/citizen.ts";
import { PEOPLE } from "../support/applicant.ts";
import { Browsers, Visitor } from "./visitor.ts";
import type { Browser } from "./browser.ts";
import type { World } from "../support/world.ts";

const VOEN = "1401555071";

export async function keepDrafts(browsers: Browsers, browser: Browser, world: World): Promise<void> {
  const before = new Visitor(browser, world);
  await before.goto("/pay");
  await before.hand.type({ css: "#number" }, GUIDE);
  await browser.until("it to be saved", async () => (await browser.count(".saved")) > 0);
  await before.reload();
  await browser.expectValue("#number", GUIDE);
  await before.next();
  await browser.expectAddress(`${world.portal}/pay/bills`);
  await certificateDraft(before.at("certificate"));
  await browser.close();

  const after = new Visitor(await browsers.open(browser.wish, browser.wish.folder), world);
  await after.goto("/pay");
  await after.browser.expectValue("#number", GUIDE);
}

/** Behind the sign-in; a session ends with its browser, so it is reloaded only. */
async function certificateDraft(citizen: Visitor): Promise<void> {
  await citizen.goto("/certificate");
  await citizen.signIn(PEOPLE.aysel.fin);
  await citizen.expectHeading("apply.class_title");
  await citizen.hand.check(citizen.field("apply.non_residential"));
  await citizen.hand.type(citizen.field("apply.voen"), VOEN);
  await citizen.reload();
  await citizen.browser.expectValue("#voen", VOEN);
}

/** A private window forgets at its end and not before. */
export async function keepPrivately(browser: Browser, world: World): Promise<void> {
  const visitor = new Visitor(browser, world);
  await visitor.goto("/pay");
  await visitor.hand.type({ css: "#number" }, GUIDE);
  await visitor.reload();
  await browser.expectValue("#number", GUIDE);
}
