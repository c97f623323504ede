// Accessibility: axe-core put into the page as it is. Playwright's evaluate is not stopped by the page's CSP.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, type Page } from "@playwright/test";
import type { AxeResults } from "axe-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Of axe's experiments those that hold a criterion of ours: 1.3.4 and 2.5.3. */
const EXPERIMENTAL = ["css-orientation-lock", "label-content-name-mismatch"];

/** How people have a screen shown: by their device's settings, or by /display. */
const MODES = [
  { name: "as it is", media: { contrast: "no-preference", forcedColors: "none" } },
  { name: "high contrast and the largest words, chosen here", media: { contrast: "no-preference", forcedColors: "none" }, chosen: true },
  { name: "the device's high contrast", media: { contrast: "more", forcedColors: "none" } },
  { name: "the system's own colours", media: { contrast: "no-preference", forcedColors: "active" } },
] as const;

/** In every mode; the page is left as it was. */
export async function expectAccessibleAsShown(page: Page, screen: string): Promise<void> {
  for (const mode of MODES) {
    await page.emulateMedia(mode.media);
    await show(page, "chosen" in mode ? 3 : 1, "chosen" in mode);
    await expectAccessible(page, `${screen}, ${mode.name}`, mode.name.includes("high contrast") ? ["color-contrast-enhanced"] : []);
  }
  await show(page, 1, false);
  await page.emulateMedia(MODES[0].media);
}

/** As /display does, and the script of the shell from its cookie. */
export async function show(page: Page, size: 1 | 2 | 3, strong: boolean): Promise<void> {
  await page.evaluate(
    ([size, strong]) => {
      document.documentElement.dataset["size"] = size;
      if (strong) document.documentElement.dataset["contrast"] = "high";
      else delete document.documentElement.dataset["contrast"];
    },
    [String(size), strong] as const,
  );
}

/** Fails with each violated rule and where it was found; `more`: rules beyond those of the levels. */
export async function expectAccessible(page: Page, screen: string, more: string[] = []): Promise<void> {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(source);
  const { violations } = await page.evaluate(
    // `axe` is the global the script above has made.
    ([tags, more, wished]) => {
      const { axe } = globalThis as unknown as { axe: { run(o: object): Promise<AxeResults>; getRules(t: readonly string[]): { ruleId: string; tags: string[] }[] } };
      const values = [...axe.getRules(tags).filter(({ ruleId, tags }) => !tags.includes("deprecated") && (!tags.includes("experimental") || wished.includes(ruleId))).map((rule) => rule.ruleId), ...more];
      return axe.run({ runOnly: { type: "rule", values }, resultTypes: ["violations"] });
    },
    [RULES, more, EXPERIMENTAL] as const,
  );
  const found = violations.map((rule) => `${rule.id} (${rule.impact}): ${rule.nodes.map((node) => node.target.join(" ")).join(", ")}`);
  expect.soft(found, `accessibility of ${screen}`).toEqual([]);
}
