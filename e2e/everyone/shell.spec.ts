// Before and without the app: the page paints something useful; where the app cannot start, whom to call and where to go.
import { expectAccessible } from "../support/axe.ts";
import { expect, test } from "../support/test.ts";
import { LANGS, say } from "../support/words.ts";
import { source } from "../support/binaries.ts";

const SERVER = Object.fromEntries(LANGS.map((lang) => [lang, JSON.parse(source(`backend/locales/${lang}.json`)) as Record<string, string>]));
/** The demonstration's help line. */
const LINE = "tel:+994120000002";

for (const lang of LANGS) {
  test(`without JavaScript every address leads to help in ${lang}: why, whom to call, where to go`, async ({ browser, world }) => {
    const context = await browser.newContext({ javaScriptEnabled: false, locale: lang, extraHTTPHeaders: { "accept-language": lang } });
    const page = await context.newPage();
    for (const path of ["/", "/pay", "/certificate", "/verify", "/drafts"]) {
      await page.goto(world.portal + path);
      await page.waitForURL(`${world.portal}/help?why=script`);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(SERVER[lang]?.["help.title"] ?? "");
      await expect(page.getByText(SERVER[lang]?.["help.why.script"] ?? "")).toBeVisible();
      await expect(page.locator(`a[href="${LINE}"]`)).toBeVisible();
      await expect(page.locator("address")).toHaveCount(2);
    }
    // Another language, by a link alone.
    await page.locator(".lang a[hreflang=en]").click();
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
    await context.close();
  });
}

test("a browser without WebAssembly is led to help", async ({ browser, world }) => {
  const context = await browser.newContext({ locale: "az-AZ" });
  const page = await context.newPage();
  await page.addInitScript(() => Object.defineProperty(window, "WebAssembly", { value: undefined }));
  await page.goto(`${world.portal}/pay`);
  await page.waitForURL(`${world.portal}/help?why=wasm`);
  await expect(page.getByText(SERVER["az"]?.["help.why.wasm"] ?? "")).toBeVisible();
  await expectAccessible(page, "help");
  await context.close();
});

test("help keeps the reader's text size and contrast, knows the brand, and prints", async ({ page, context, world }) => {
  await context.addCookies([{ name: "display", value: "3h", url: world.brand }]);
  await page.goto(`${world.brand}/help`);
  await expect(page.locator("html")).toHaveAttribute("data-size", "3");
  await expect(page.locator("html")).toHaveAttribute("data-contrast", "high");
  await expect(page.locator(".brand")).toHaveText("Azərişıq");
  await expectAccessible(page, "help under a brand", ["color-contrast-enhanced"]);
  await page.emulateMedia({ media: "print" });
  await expect(page.locator("address").first()).toBeVisible();
  await expect(page.locator(".top, .bottom").first()).toBeHidden();
});

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
  test(`when the ${what} does not come, the page says so and leads to help`, async ({ browser, world }) => {
    // A context of its own: what breaks here is meant to.
    const context = await browser.newContext({ locale: "az-AZ" });
    const page = await context.newPage();
    await page.route(pattern, (route) => route.abort("connectionreset"));
    await page.goto(`${world.portal}/pay`);
    await expect(page.getByText(say("az", "shell.no_wasm"))).toBeVisible();
    await page.getByRole("link", { name: say("az", "shell.help") }).click();
    await expect(page.locator(`a[href="${LINE}"]`)).toBeVisible();
    await page.goBack();
    // Not before the page has failed again: what is asked for late would come.
    await expect(page.getByText(say("az", "shell.no_wasm"))).toBeVisible();
    await page.unroute(pattern);
    await page.getByRole("link", { name: say("az", "shell.reload") }).click();
    await expect(page.getByLabel(say("az", "number"), { exact: true })).toBeVisible();
    await context.close();
  });
}

test.describe("W2, counted at the server", () => {
  test.use({ fronted: true });

  test("the program comes once, in every bundle, and its preload is of the kind that each engine's fetch takes", async ({ page, world }) => {
    const asked: string[] = [];
    page.on("request", (request) => void (request.url().endsWith(".wasm") && asked.push(request.url())));
    for (const path of ["/", "/certificate", "/verify", "/drafts"]) {
      asked.length = 0;
      const before = world.front.bytes(/\.wasm$/) ?? 0;
      await page.goto(path);
      await expect(page.locator("#shell")).toHaveCount(0);
      expect(new Set(asked).size, path).toBe(1);
      const { pathname } = new URL(asked[0] ?? "");
      const sent = world.front.sent.get(pathname);
      expect(sent?.times, path).toBe(1);
      expect((world.front.bytes(/\.wasm$/) ?? 0) - before, path).toBe(sent?.bytes);
      // WebKit takes a preload with `crossorigin` for no fetch at all.
      await expect(page.locator('link[rel=preload][href$=".wasm"]')).not.toHaveAttribute("crossorigin");
    }
  });
});
