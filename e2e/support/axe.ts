// Accessibility: axe-core put into the page as it is. Playwright's evaluate is not stopped by the page's CSP.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, type Page } from "@playwright/test";
import type { AxeResults } from "axe-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** How people have a screen shown. */
const MODES = {
  "as it is": { contrast: "no-preference", forcedColors: "none" },
  "high contrast": { contrast: "more", forcedColors: "none" },
  "the system's own colours": { contrast: "no-preference", forcedColors: "active" },
} as const;

/** In every mode; the page is left as it was. */
export async function expectAccessibleInEveryMode(page: Page, screen: string): Promise<void> {
  for (const [name, mode] of Object.entries(MODES)) {
    await page.emulateMedia(mode);
    await expectAccessible(page, `${screen}, ${name}`);
  }
  await page.emulateMedia(MODES["as it is"]);
}

/** Fails with each violated rule and where it was found. */
export async function expectAccessible(page: Page, screen: string): Promise<void> {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(source);
  const { violations } = await page.evaluate(
    // `axe` is the global the script above has made.
    (rules) => (globalThis as unknown as { axe: { run(o: object): Promise<AxeResults> } }).axe.run({ runOnly: rules, resultTypes: ["violations"] }),
    RULES,
  );
  const found = violations.map((rule) => `${rule.id} (${rule.impact}): ${rule.nodes.map((node) => node.target.join(" ")).join(", ")}`);
  expect.soft(found, `accessibility of ${screen}`).toEqual([]);
}
