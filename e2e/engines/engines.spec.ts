// The guide's journeys in real Firefox, WebKit and Chromium, by keyboard, mouse and touch, on a small phone, a phone and a
// desk: written once (pay, certificate, drafts, offline), driven by WebDriver. A few of them in an ordinary run;
// KOMMUNAL_ENGINES=all goes through the whole table (report/engines.md).
import { test as base } from "../support/test.ts";
import type { World } from "../support/world.ts";
import { applyFor, check, decide, fetchPaper } from "./certificate.ts";
import { ENGINES, HANDS, WIDTHS, type Wish } from "./drivers.ts";
import { keepDrafts, keepPrivately } from "./drafts.ts";
import { withoutNetwork } from "./offline.ts";
import { payOne, paySeveral } from "./pay.ts";
import { recordRun, type Journey } from "./table.ts";
import { Browsers, Visitor } from "./visitor.ts";

const test = base.extend<{ browsers: Browsers }>({
  browsers: async ({}, use) => {
    const browsers = new Browsers();
    await use(browsers);
    await browsers.closeAll();
  },
});

type Place = Omit<Wish, "folder" | "private">;
type Group = "pay" | "certificate" | "drafts" | "offline";

const GROUPS: Record<Group, (browsers: Browsers, place: Place, world: World) => Promise<void>> = {
  pay: async (browsers, place, world) => {
    const citizen = new Visitor(await browsers.open(place), world);
    await counted("payment of one bill", place, () => payOne(citizen));
    await counted("payment of three bills", place, () => paySeveral(citizen));
  },
  certificate: async (browsers, place, world) => {
    const citizen = new Visitor(await browsers.open(place), world, "certificate");
    const began = Date.now();
    const number = await applyFor(citizen);
    const officer = new Visitor(await browsers.open(place), world, "office");
    await counted("office", place, () => decide(officer, number));
    await officer.browser.close();
    const paper = await counted("certificate", place, () => fetchPaper(citizen, number), began);
    await counted("verify", place, () => check(citizen.at("verify"), paper));
  },
  drafts: async (browsers, place, world) => {
    const browser = await browsers.open(place);
    await counted("drafts", place, () => keepDrafts(browsers, browser, world));
  },
  offline: async (browsers, place, world) => {
    const visitor = new Visitor(await browsers.open(place), world);
    await counted("offline", place, () => withoutNetwork(visitor));
  },
};

async function counted<T>(journey: Journey, place: Place, go: () => Promise<T>, began = Date.now()): Promise<T> {
  const answer = await go();
  recordRun({ journey, ...place, ms: Date.now() - began });
  return answer;
}

const everything = process.env["KOMMUNAL_ENGINES"] === "all";
const EVERYWHERE = ENGINES.flatMap((engine) => WIDTHS.flatMap((width) => HANDS.map((hand) => ({ engine, width, hand }))));
/** Each engine, each hand, and both of the long journeys in those engines that nothing else here drives. */
const SHORT: Partial<Record<Group, Place[]>> = {
  pay: [{ engine: "firefox", width: 390, hand: "touch" }, { engine: "webkit", width: 390, hand: "keyboard" }, { engine: "chromium", width: 390, hand: "mouse" }],
  certificate: [{ engine: "firefox", width: 390, hand: "keyboard" }, { engine: "webkit", width: 390, hand: "touch" }],
};

for (const group of Object.keys(GROUPS) as Group[]) {
  for (const place of everything ? EVERYWHERE : (SHORT[group] ?? [])) {
    test(`${group} in ${place.engine} at ${place.width} pixels, by ${place.hand}`, async ({ browsers, world }) => {
      test.setTimeout(240_000);
      await GROUPS[group](browsers, place, world);
    });
  }
}

for (const engine of everything ? ENGINES : []) {
  test(`a private window of ${engine} keeps what is typed until it is closed, and pays`, async ({ browsers, world }) => {
    test.setTimeout(120_000);
    const browser = await browsers.open({ engine, width: 390, hand: "touch", private: true });
    await keepPrivately(browser, world);
    await payOne(new Visitor(browser, world));
  });
}
