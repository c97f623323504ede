// A second visit brings no code over the network: counted where the bytes are written.
import { expect, test } from "../support/test.ts";
import { controlled, counted, everythingKept } from "./kept.ts";

test.use({ serviceWorkers: "allow", fronted: true });

test("the second visit of every page brings 0 bytes of code", async ({ context, page, world, citizen }) => {
  test.setTimeout(120_000);
  await page.goto("/");
  await citizen.expectHeading("shell.heading");
  await everythingKept(page, world);
  await page.close();

  for (const [path, heading] of [["/", "shell.heading"], ["/services", "nav.services"], ["/certificate", ""], ["/verify", ""], ["/drafts", ""]] as const) {
    world.front.sent.clear();
    const again = await context.newPage();
    const seen = await counted(context, again);
    await again.goto(path);
    await expect(again.locator("#shell")).toHaveCount(0);
    if (heading) await expect(again.getByRole("heading", { level: 1 })).toHaveText(citizen.say(heading));
    await controlled(again);
    await again.waitForTimeout(5500); // also what comes when the page is idle
    // Written by the server: nothing but its API, and the question whether the worker is still the same.
    const written = [...world.front.sent].map(([name, { bytes, status }]) => `${name} ${status} ${bytes}`);
    const code = [...world.front.sent].filter(([name, { status }]) => !name.startsWith("/api/") && !(name === "/sw.js" && status === 304));
    expect(code, `${path}: ${written.join(", ")}`).toEqual([]);
    expect(world.front.bytes(/^\/sw\.js$/), "the worker's own check, at most heads").toBeLessThan(700);
    // The browser's own count says the same.
    expect(seen().filter((one) => !one.path.startsWith("/api/") && one.bytes > 0)).toEqual([]);
    expect(seen().length).toBeGreaterThan(2);
    console.log(`second visit of ${path}: ${written.join(", ")}`);
    await again.close();
  }
});

test("a switch of language and the pages never visited come from the device, too", async ({ page, world, citizen }) => {
  await page.goto("/");
  await citizen.expectHeading("shell.heading");
  await everythingKept(page, world);
  world.front.sent.clear();
  await page.locator("#lang-ru").click();
  await expect(page.locator("html")).toHaveAttribute("lang", "ru");
  await page.goto("/certificate");
  await expect(page.locator("html")).toHaveAttribute("lang", "ru");
  await expect(page.locator("#shell")).toHaveCount(0);
  expect([...world.front.sent.keys()].filter((path) => !path.startsWith("/api/") && path !== "/sw.js")).toEqual([]);
});

test("the officers' pages, signing in and what is posted pass the worker by", async ({ context, page, world, citizen }) => {
  await page.goto("/");
  await citizen.expectHeading("shell.heading");
  await everythingKept(page, world);
  world.front.sent.clear();
  await page.goto("/office");
  await expect(page.locator("#shell")).toHaveCount(0);
  expect(world.front.sent.get("/office")?.times).toBe(1);
  await page.goto("/auth/sign-in?return=/certificate");
  expect(world.front.sent.get("/auth/sign-in")?.times).toBe(1);
  const other = await context.newPage();
  await other.goto("/");
  const names = await other.evaluate(async () => {
    const all = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
    return all.flat().map((request) => new URL(request.url).pathname);
  });
  expect(names.filter((name) => /office|auth|session|bills|payments/.test(name))).toEqual([]);
});
