// Every screen of the certificate and of the office for everybody: axe in three languages and three modes, 320 pixels, under
// the portal's name and under the utility's; pictures to be looked at.
import { expectAccessibleInEveryMode } from "../support/axe.ts";
import { Applicant } from "../support/applicant.ts";
import { walkCertificate, type Look } from "../support/applications.ts";
import { Officer } from "../support/officer.ts";
import { expect, test } from "../support/test.ts";
import { LANGS } from "../support/words.ts";

const PHONE = { width: 320, height: 640 };
const DESKTOP = { width: 1280, height: 720 };

/** In one language under the utility's name, in the others under the portal's. */
const HOMES = { az: "brand", ru: "portal", en: "portal" } as const;

for (const lang of LANGS) {
  test.describe(lang, () => {
    test.use({ lang });

    test(`every screen of the certificate and the office in ${lang} is accessible in every mode and fits 320 pixels`, async ({ page, world, another }) => {
      test.setTimeout(240_000);
      let screens = 0;
      const look: Look = async (at, screen) => {
        screens += 1;
        await expectAccessibleInEveryMode(at, `${screen}, ${lang}`);
        await expect.soft(at.locator("html"), screen).toHaveAttribute("lang", lang);
        await at.setViewportSize(PHONE);
        expect.soft(await at.evaluate(() => document.documentElement.scrollWidth), `${screen}, ${lang}, on a phone`).toBe(PHONE.width);
        await at.setViewportSize(DESKTOP);
      };
      const home = world[HOMES[lang]];
      const officer = new Officer((await another(lang)).page, world, lang, home);
      await walkCertificate(new Applicant(page, world, lang, home), officer, look);
      expect(screens).toBeGreaterThanOrEqual(30);
    });
  });
}

// KOMMUNAL_SCREENS=1: report/screens/WIDTH/certificate-LANG-NN-SCREEN.png.
const WIDTHS = process.env["KOMMUNAL_SCREENS"] === undefined ? [] : [390, 1280];
for (const lang of WIDTHS.length > 0 ? LANGS : []) {
  test.describe(`pictures, ${lang}`, () => {
    test.use({ lang });

    test(`pictures of the certificate and the office in ${lang}`, async ({ page, world, another }) => {
      test.setTimeout(300_000);
      let count = 0;
      const look: Look = async (at, screen) => {
        count += 1;
        const name = `certificate-${lang}-${String(count).padStart(2, "0")}-${screen.replaceAll(/\W+/g, "-")}`;
        for (const width of WIDTHS) {
          await at.setViewportSize({ width, height: 800 });
          await at.screenshot({ path: `report/screens/${width}/${name}.png`, fullPage: true, animations: "disabled" });
        }
        await at.setViewportSize(DESKTOP);
      };
      const home = world[HOMES[lang]];
      const officer = new Officer((await another(lang)).page, world, lang, home);
      await walkCertificate(new Applicant(page, world, lang, home), officer, look);
    });
  });
}
