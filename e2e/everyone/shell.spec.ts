// Before and without the app: the page paints something useful, and says so when it cannot start.
import { expect, test } from "../support/test.ts";
import { LANGS, say } from "../support/words.ts";

for (const lang of LANGS) {
  test.describe(lang, () => {
    test.use({ lang });

    test(`without JavaScript the page says in ${lang} what is needed`, async ({ browser, world }) => {
      const context = await browser.newContext({ javaScriptEnabled: false, locale: lang });
      const page = await context.newPage();
      for (const path of ["/", "/pay"]) {
        await page.goto(world.portal + path);
        await expect(page.locator("noscript p")).toBeVisible();
        expect(await page.locator("noscript p").textContent()).toBe(say(lang, "shell.no_script"));
      }
      await context.close();
    });
  });
}

test("the heading is painted before the app has come", async ({ page, citizen }) => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/*.wasm", async (route) => {
    await held;
    await route.continue();
  });
  await page.goto("/", { waitUntil: "commit" });
  await expect(page.getByRole("heading", { name: citizen.say("shell.heading") })).toBeVisible();
  await expect(page.getByText(citizen.say("shell.no_wasm"))).toBeHidden();
  release();
  await expect(page.getByRole("link", { name: citizen.say("start") })).toBeVisible();
  await expect(page.locator("#shell")).toHaveCount(0);
});

for (const [what, pattern] of [["program", "**/*.wasm"], ["script", "**/app-*.js"]] as const) {
  test(`when the ${what} does not come, the page says so`, async ({ browser, world }) => {
    // A context of its own: what breaks here is meant to.
    const context = await browser.newContext({ locale: "az-AZ" });
    const page = await context.newPage();
    await page.route(pattern, (route) => route.abort("connectionreset"));
    await page.goto(`${world.portal}/pay`);
    await expect(page.getByText(say("az", "shell.no_wasm"))).toBeVisible();
    await context.close();
  });
}

test("a browser without WebAssembly is told so", async ({ browser, world }) => {
  const context = await browser.newContext({ locale: "az-AZ" });
  const page = await context.newPage();
  await page.addInitScript(() => Object.defineProperty(window, "WebAssembly", { value: undefined }));
  await page.goto(`${world.portal}/`);
  await expect(page.getByText(say("az", "shell.no_wasm"))).toBeVisible();
  await context.close();
});
