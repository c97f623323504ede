// A cold and a second visit on Lighthouse's slow 4G with a processor four times slower, without a service worker (its file
// is not there) and with it, in turns: median of five. First paint; usable: the first screen's main link is there and
// answers; bytes as the server wrote them, heads and all.
import type { Browser } from "@playwright/test";
import { expect, test } from "../support/test.ts";
import type { World } from "../support/world.ts";
import { everythingKept } from "../offline/kept.ts";

test.use({ fronted: true });

const RUNS = 5;
// Lighthouse's own figures for throttling in the browser: 150 ms and 1.6 Mbit/s, with what the browser adds taken off.
const SLOW_4G = { offline: false, latency: 562.5, downloadThroughput: (1474.56 * 1024) / 8, uploadThroughput: (675 * 1024) / 8 };

interface Visit {
  paint: number;
  usable: number;
  bytes: number;
  code: number;
}

async function visit(context: Awaited<ReturnType<Browser["newContext"]>>, world: World, path: string): Promise<Visit> {
  world.front.sent.clear();
  const page = await context.newPage();
  const client = await context.newCDPSession(page);
  await client.send("Network.enable");
  await client.send("Network.emulateNetworkConditions", SLOW_4G);
  await client.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await page.addInitScript(() => {
    const look = (): void => {
      const there = !document.querySelector("#shell") && document.querySelector("main a.btn, main .ways");
      if (there) Object.assign(globalThis, { usable: performance.now() });
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await page.goto(world.portal + path);
  await page.waitForFunction(() => "usable" in globalThis);
  const { paint, usable } = await page.evaluate(() => ({
    paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN,
    usable: (globalThis as unknown as { usable: number }).usable,
  }));
  const bytes = world.front.bytes(/./);
  const code = world.front.bytes(/^\/(?!api\/)/);
  return { paint, usable, bytes, code };
}

async function round(browser: Browser, world: World, worker: boolean, path: string): Promise<{ cold: Visit; kept: number; second: Visit }> {
  world.front.absent = worker ? undefined : /^\/sw\.js$/;
  const context = await browser.newContext({ locale: "az-AZ", viewport: { width: 412, height: 823 }, serviceWorkers: "allow" });
  const cold = await visit(context, world, path);
  const [page] = context.pages();
  if (!page) throw new Error("no page");
  if (worker) await everythingKept(page, world);
  else await page.waitForTimeout(6000);
  const kept = world.front.bytes(/./) - cold.bytes;
  await page.close();
  const second = await visit(context, world, path);
  await context.close();
  return { cold, kept, second };
}

for (const path of ["/", "/verify"]) {
  test(`a cold and a second visit of ${path}`, async ({ browser, world }) => {
    test.setTimeout(600_000);
    const rounds = new Map<boolean, Awaited<ReturnType<typeof round>>[]>([[false, []], [true, []]]);
    for (let run = 0; run < RUNS; run += 1) for (const worker of [false, true]) rounds.get(worker)?.push(await round(browser, world, worker, path));
    for (const [worker, all] of rounds) {
      const said = (name: string, pick: (one: (typeof all)[0]) => Visit): void => {
        const of = (key: keyof Visit): number => median(all.map((one) => pick(one)[key]));
        console.log(`| ${path} | ${name}, ${worker ? "with" : "without"} the worker | ${(of("paint") / 1000).toFixed(2)} s | ${(of("usable") / 1000).toFixed(2)} s | ${(of("bytes") / 1000).toFixed(1)} kB | ${(of("code") / 1000).toFixed(2)} kB |`);
      };
      said("cold", (one) => one.cold);
      said("second", (one) => one.second);
      console.log(`  fetched when idle: ${(median(all.map((one) => one.kept)) / 1000).toFixed(1)} kB`);
    }
    expect(rounds.get(true)).toHaveLength(RUNS);
  });
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
