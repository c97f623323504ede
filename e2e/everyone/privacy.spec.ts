// /privacy says for how long the server keeps what, by the server's own settings, in three languages.
import { expect, test } from "../support/test.ts";
import { expectAccessible } from "../support/axe.ts";
import { LANGS, say, type Lang } from "../support/words.ts";

/** The page's words for the kinds of /api/privacy. */
const WORDS: Record<string, string> = {
  unpaid_payments: "unpaid",
  attachments: "attachments",
  applications: "applications",
  loose_attachments: "loose",
  letters: "letters",
  mobile_proofs: "proofs",
  security_events: "security",
};

function days(lang: Lang, count: number): string {
  const form = { few: "few", many: "many", one: "one" }[new Intl.PluralRules(lang).select(count) as string] ?? "other";
  return say(lang, `privacy.days.${form}`, { n: `${count}` }, "device");
}

test("/privacy names every kind with the days of the settings, in three languages", async ({ page, world }) => {
  const told = (await (await fetch(`${world.portal}/api/privacy`)).json()) as { kept: { kind: string; days: number }[] };
  expect(told.kept.map((kept) => kept.kind).sort()).toEqual(Object.keys(WORDS).sort());
  await page.goto("/privacy");
  for (const lang of LANGS) {
    await page.locator(`#lang-${lang}`).click();
    await expect(page.getByRole("heading", { name: say(lang, "privacy.kept_title", {}, "device") })).toBeVisible();
    for (const { kind, days: count } of told.kept) {
      const line = page.locator("dl.sum > div", { hasText: say(lang, `privacy.kept_${WORDS[kind] ?? ""}`, {}, "device") });
      await expect(line.locator("dd")).toHaveText(days(lang, count));
    }
    await expect(page.getByText(say(lang, "privacy.certificate", {}, "device"))).toBeVisible();
    await expectAccessible(page, `/privacy in ${lang}`);
  }
});

test("/privacy says what is so everywhere when the server does not answer", async ({ page }) => {
  await page.route("**/api/privacy", (route) => route.abort());
  await page.goto("/privacy");
  await expect(page.getByText(say("az", "privacy.kept_paid", {}, "device"))).toBeVisible();
  await expect(page.locator("dl.sum")).toHaveCount(0);
});
