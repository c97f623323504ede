// Lighthouse as a mobile phone on a slow network sees the entry route: median of five. Prints one line a measure.
import { chromium, expect, test } from "../support/test.ts";
import lighthouse from "lighthouse";
import { freePort } from "../support/server.ts";

const RUNS = 5;
const CATEGORIES = ["performance", "accessibility", "best-practices"];
const AUDITS = ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift"];

test("Lighthouse, mobile", async ({ world, launchOptions }) => {
  const port = await freePort();
  const browser = await chromium.launch({
    ...launchOptions,
    args: [...(launchOptions.args ?? []), `--remote-debugging-port=${port}`],
  });
  const seen = new Map<string, number[]>();
  const note = (name: string, value: number | null | undefined): void =>
    void seen.set(name, [...(seen.get(name) ?? []), value ?? Number.NaN]);
  for (let run = 0; run < RUNS; run += 1) {
    const result = await lighthouse(`${world.portal}/`, { port, onlyCategories: CATEGORIES, logLevel: "error" });
    if (!result) throw new Error("Lighthouse gave no result");
    for (const name of CATEGORIES) note(name, (result.lhr.categories[name]?.score ?? 0) * 100);
    for (const name of AUDITS) note(name, result.lhr.audits[name]?.numericValue);
  }
  await browser.close();
  for (const [name, values] of seen) {
    console.log(`${name.padEnd(28)}${median(values).toFixed(name.endsWith("shift") ? 3 : 0).padStart(8)}`);
  }
  expect(seen.size).toBe(CATEGORIES.length + AUDITS.length);
});

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
