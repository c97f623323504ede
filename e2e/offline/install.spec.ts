// The application can be installed: what the browser itself says of the manifest, in each language and under a brand.
import { expect, test } from "../support/test.ts";
import { LANGS, say } from "../support/words.ts";
import { controlled } from "./kept.ts";

test.use({ serviceWorkers: "allow" });

for (const lang of LANGS) {
  test.describe(lang, () => {
    test.use({ lang });

    test(`the browser can install it in ${lang}, with shortcuts to both journeys`, async ({ page, context, world, citizen }) => {
      const client = await context.newCDPSession(page);
      for (const home of [world.portal, world.brand]) {
        await page.goto(home);
        await citizen.expectHeading("shell.heading");
        await controlled(page);
        const { url, errors, data = "" } = await client.send("Page.getAppManifest");
        expect(errors).toEqual([]);
        expect(url).toContain(`.${lang}.`);
        const manifest = JSON.parse(data) as { name: string; lang: string; shortcuts: { name: string; url: string }[] };
        expect(manifest.lang).toBe(lang);
        expect(manifest.name).toBe(home === world.brand ? (await page.locator("header .brand").innerText()).trim() : say(lang, "shell.title"));
        expect(manifest.shortcuts.map(({ url }) => url)).toEqual(["/pay", "/certificate"]);
        const { installabilityErrors } = await client.send("Page.getInstallabilityErrors");
        const wrong = installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== "in-incognito");
        expect(wrong).toEqual([]);
      }
    });
  });
}

test("neither on a kiosk nor at the office nor at the operator's pages is anything kept", async ({ page, context, world }) => {
  for (const path of ["/office", "/operator"]) {
    await page.goto(path);
    await page.waitForTimeout(3000);
  }
  await page.route("**/pay", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: (await answer.text()).replace("<html ", "<html data-kiosk ") });
  });
  await page.goto("/pay");
  await page.waitForTimeout(3000);
  expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);
  expect(await page.evaluate(() => caches.keys())).toEqual([]);
  expect(context.serviceWorkers()).toEqual([]);
  expect(world.portal).toBeTruthy();
});
