// What every spec imports: Playwright's test with a world of its own for each test, `page.goto("/…")` meaning the portal,
// a citizen at the page, and a watch over everything the browser does.
import { test as base, type BrowserContext } from "@playwright/test";
import type { Settings } from "./binaries.ts";
import { Citizen } from "./citizen.ts";
import { watchTexts } from "./translator.ts";
import { expectNothingWrong, watch } from "./watch.ts";
import { startWorld, type World } from "./world.ts";
import type { Lang } from "./words.ts";

interface Fixtures {
  /** What this test's world has otherwise. */
  settings: Partial<Settings>;
  /** A proxy stands before the portal. */
  fronted: boolean;
  /** The language of the pages. */
  lang: Lang;
  world: World;
  citizen: Citizen;
  /** A second person, or the same on another device: a context that shares nothing. */
  another: (lang?: Lang) => Promise<Citizen>;
}

export const test = base.extend<Fixtures>({
  settings: [{}, { option: true }],
  fronted: [false, { option: true }],
  lang: ["az", { option: true }],
  world: async ({ settings, fronted }, use) => {
    const world = await startWorld(settings, fronted);
    await use(world);
    await world.stop();
  },
  baseURL: async ({ world }, use) => use(world.portal),
  context: async ({ context, world, lang }, use) => {
    await speak(context, world, lang);
    await watchTexts(context);
    const wrong = watch(context, world);
    await use(context);
    expectNothingWrong(wrong);
  },
  citizen: async ({ page, world, lang }, use) => use(new Citizen(page, world, lang)),
  another: async ({ browser, world, baseURL }, use) => {
    const opened: BrowserContext[] = [];
    await use(async (lang = "az") => {
      const context = await browser.newContext({ baseURL: baseURL ?? world.portal, locale: "az-AZ", timezoneId: "Asia/Baku" });
      opened.push(context);
      await speak(context, world, lang);
      return new Citizen(await context.newPage(), world, lang);
    });
    await Promise.all(opened.map((context) => context.close()));
  },
});

/** As if the language had been chosen on an earlier visit. */
async function speak(context: BrowserContext, world: World, lang: Lang): Promise<void> {
  if (lang !== "az") await context.addCookies([world.portal, world.brand].map((url) => ({ name: "lang", value: lang, url })));
}

export { chromium, expect } from "@playwright/test";
