// A first visit over slow networks, nothing in the cache: when the shell can be read, when the page can be used, what came
// over the line. Median of three. Prints one line a network and page.
import { expect, test } from "../support/test.ts";

const NETWORKS = {
  "slow 2G (2 s, 50 kbit/s)": { latency: 2000, downloadThroughput: 50_000 / 8, uploadThroughput: 50_000 / 8 },
  "2G (0.8 s, 180 kbit/s)": { latency: 800, downloadThroughput: 180_000 / 8, uploadThroughput: 84_000 / 8 },
};
const PAGES = [["/pay", "#number"], ["/certificate", "main .btn"], ["/help", "h1"]] as const;
const RUNS = 3;

test("a first visit over slow networks", async ({ browser, world }) => {
  test.setTimeout(1_200_000);
  for (const [network, conditions] of Object.entries(NETWORKS)) {
    for (const [path, usable] of PAGES) {
      const runs: [number, number, number][] = [];
      for (let run = 0; run < RUNS; run += 1) {
        const context = await browser.newContext({ locale: "az-AZ" });
        const page = await context.newPage();
        const session = await context.newCDPSession(page);
        await session.send("Network.enable");
        let bytes = 0;
        session.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
        await session.send("Network.emulateNetworkConditions", { offline: false, ...conditions });
        const began = Date.now();
        await page.goto(world.portal + path, { waitUntil: "commit", timeout: 120_000 });
        await page.locator(usable).first().waitFor({ timeout: 120_000 });
        const ready = Date.now() - began;
        const painted = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN);
        runs.push([painted, ready, bytes]);
        await context.close();
      }
      const [painted, ready, bytes] = [0, 1, 2].map((column) => runs.map((one) => one[column] ?? Number.NaN).sort((a, b) => a - b)[1] ?? Number.NaN);
      console.log(`${network.padEnd(26)}${path.padEnd(14)} readable ${((painted ?? 0) / 1000).toFixed(1)} s, usable ${((ready ?? 0) / 1000).toFixed(1)} s, ${((bytes ?? 0) / 1000).toFixed(0)} kB`);
      expect(runs).toHaveLength(RUNS);
    }
  }
});
