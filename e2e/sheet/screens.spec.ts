// Every screen in every language, judged for everybody (support/look.ts): axe as it is, in high contrast with the largest
// words, in the device's high contrast and in the system's own colours; 320 pixels, the largest words, letters apart; fields,
// targets, focus, untranslated words. The same walk takes the pictures of the contact sheet.
import { FEE } from "../support/binaries.ts";
import { Applicant } from "../support/applicant.ts";
import { walkCertificate } from "../support/applications.ts";
import { walkDesk } from "../support/desk.ts";
import { judge } from "../support/look.ts";
import { Officer } from "../support/officer.ts";
import { AUDITOR, Operator } from "../support/operator.ts";
import { wanted } from "../support/pictures.ts";
import { walkAll, walkDevice, walkShell } from "../support/screens.ts";
import { expect, test } from "../support/test.ts";
import { LANGS } from "../support/words.ts";
import { Desk, walkVerify } from "../verify/desk.ts";

/** In one language under the utility's name, in the others under the portal's. */
const HOMES = { az: "brand", ru: "portal", en: "portal" } as const;

/** Of the operator's screens those with the most words: in Russian and English these stand for the others. */
const WORDY = new Set(["refund, with errors", "refund case, approving", "payment", "summary", "alarm, resolving with errors"]);

for (const lang of LANGS) {
  test.describe(lang, () => {
    test.use({ lang });
    test.setTimeout(180_000 + wanted().filter((one) => one.lang === lang).length * 60_000);

    test(`the screens of paying in ${lang} are everybody's`, async ({ page, citizen }) => {
      let screens = 0;
      await walkAll(citizen, async (screen) => {
        screens += 1;
        await judge(page, lang, `pay: ${screen}`);
      });
      expect(screens).toBeGreaterThanOrEqual(20);
    });

    test(`the screens of the certificate and the office in ${lang} are everybody's`, async ({ page, world, another }) => {
      let screens = 0;
      const home = world[HOMES[lang]];
      const officer = new Officer((await another(lang)).page, world, lang, home);
      await walkCertificate(new Applicant(page, world, lang, home), officer, async (at, screen) => {
        screens += 1;
        await judge(at, lang, `${at === page ? "certificate" : "office"}: ${screen}`);
      });
      expect(screens).toBeGreaterThanOrEqual(30);
    });

    test(`the screens of checking in ${lang} are everybody's`, async ({ page }) => {
      const desk = await Desk.at(page, lang);
      await walkVerify(page, desk, (screen) => judge(page, lang, `verify: ${screen}`));
    });

    test.describe("the operator's pages", () => {
      test.use({ settings: { fee: FEE, secondPersonAboveMinor: 1000, alarmAfterS: 1, bankTimeoutMs: 700 } });

      test(`the screens of looking after payments in ${lang} are everybody's`, async ({ page, world, another }) => {
        let screens = 0;
        const second = new Operator((await another(lang)).page, world, lang);
        await walkDesk(new Operator(page, world, lang), second, async (at, screen) => {
          screens += 1;
          if (lang === "az" || WORDY.has(screen)) await judge(at, lang, `operator: ${screen}`);
        });
        expect(screens).toBeGreaterThanOrEqual(12);
      });
    });

    test(`the security log in ${lang} is everybody's`, async ({ page, world }) => {
      const auditor = new Operator(page, world, lang);
      await auditor.signInTo(AUDITOR.fin, "/operator/events", "log.title");
      // The sign-in's own row: the job writes within a second.
      await expect(async () => {
        await auditor.button("find_go").click();
        await expect(page.locator("tbody tr").filter({ hasText: auditor.say("log_event.sign_in") })).toHaveCount(1, { timeout: 1_000 });
      }).toPass();
      await judge(page, lang, "operator: security log");
    });

    test(`the device's pages, help and the shell in ${lang} are everybody's`, async ({ page, citizen }) => {
      await walkDevice(citizen, (screen) => judge(page, lang, `device: ${screen}`));
    });
  });
}

for (const lang of LANGS) {
  test(`the shell in ${lang} is everybody's when the program does not come`, async ({ another }) => {
    // Nobody watches over another's browser: what breaks in it is meant to.
    const stranger = await another(lang);
    await walkShell(stranger, (screen) => judge(stranger.page, lang, `shell: ${screen}`));
  });
}
