// Pictures of every screen, to be looked at: KOMMUNAL_SCREENS=1, then report/screens/WIDTH/LANG-NN-SCREEN.png.
import { test } from "../support/test.ts";
import { walkAll } from "../support/screens.ts";
import { LANGS } from "../support/words.ts";

const WIDTHS = process.env["KOMMUNAL_SCREENS"] === undefined ? [] : [320, 390, 768, 1280];

for (const lang of WIDTHS.length > 0 ? LANGS : []) {
  test.describe(lang, () => {
    test.use({ lang });

    test(`pictures in ${lang}`, async ({ page, citizen }) => {
      test.setTimeout(300_000);
      let count = 0;
      await walkAll(citizen, async (screen) => {
        count += 1;
        const before = page.viewportSize() ?? { width: 1280, height: 720 };
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: 800 });
          const name = `${lang}-${String(count).padStart(2, "0")}-${screen.replaceAll(/\W+/g, "-")}`;
          await page.screenshot({ path: `report/screens/${width}/${name}.png`, fullPage: true, animations: "disabled" });
        }
        await page.setViewportSize(before);
      });
    });
  });
}
