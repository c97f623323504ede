// No screen violates a rule of axe, in any language and any mode; nothing moves for who wants it still; nothing is cut
// off on a small screen.
import { expect, test } from "../support/test.ts";
import { expectAccessibleInEveryMode } from "../support/axe.ts";
import { walkAll } from "../support/screens.ts";
import { LANGS } from "../support/words.ts";

for (const lang of LANGS) {
  test.describe(lang, () => {
    test.use({ lang });
    test.setTimeout(120_000);

    test(`every screen in ${lang} is accessible in every mode`, async ({ page, citizen }) => {
      let screens = 0;
      await walkAll(citizen, async (screen) => {
        screens += 1;
        await expectAccessibleInEveryMode(page, `${screen}, ${lang}`);
      });
      expect(screens).toBeGreaterThanOrEqual(20);
    });

    test(`every screen in ${lang} fits 320 pixels, which is also 640 at twice the size`, async ({ page, citizen }) => {
      await page.setViewportSize({ width: 320, height: 640 });
      await page.emulateMedia({ reducedMotion: "reduce" });
      await walkAll(citizen, async (screen) => {
        const seen = await page.evaluate(() => ({
          width: document.documentElement.scrollWidth,
          cut: [...document.querySelectorAll("main *")]
            .filter((element) => element.getBoundingClientRect().right > 320.5 && !element.closest(".unseen"))
            .map((element) => `${element.tagName} ${element.className}: ${element.textContent?.slice(0, 40)}`),
          moving: document.getAnimations().length,
        }));
        expect.soft(seen, `${screen}, ${lang}`).toEqual({ width: 320, cut: [], moving: 0 });
      });
    });
  });
}
