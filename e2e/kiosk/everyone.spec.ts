// Every kiosk screen for everybody: no rule of axe is broken in any mode, and nothing to press is smaller than a finger.
import { expectAccessibleAsShown } from "../support/axe.ts";
import { CARDS, payAtBank } from "../support/bank.ts";
import { Kiosk, smallTargets } from "../support/kiosk.ts";
import { takeKioskPictures } from "../support/pictures.ts";
import { expect, test } from "../support/test.ts";
import { LANGS, say } from "../support/words.ts";

for (const lang of LANGS) {
  for (const [width, height] of [
    [1080, 1920],
    [1280, 800],
  ] as const) {
    test.describe(`${lang}, ${width}×${height}`, () => {
      test.use({ lang, viewport: { width, height }, hasTouch: true });
      test.setTimeout(120_000);

      test("accessible, and large enough for a finger", async ({ page, world, citizen }) => {
        const kiosk = new Kiosk(page, world, lang);
        let count = 0;
        const look = async (screen: string): Promise<void> => {
          count += 1;
          expect.soft(await smallTargets(page), `what is small on ${screen}`).toEqual([]);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth);
          expect.soft(wide, `${screen} fits`).toBeLessThanOrEqual(width);
          await takeKioskPictures(page, lang, width, screen, count);
          await expectAccessibleAsShown(page, `${screen}, ${lang}`, lang === "az");
        };
        await kiosk.begin();
        await look("attract");
        await kiosk.touch();
        await look("choice");
        await kiosk.choose("/pay");
        await look("number");
        await page.locator("#number").tap();
        await expect(kiosk.keypad).toBeVisible();
        await look("keypad-digits");
        await kiosk.type(page.locator("#number"), "4212372");
        await kiosk.enterKey();
        await citizen.allAnswered();
        await look("bills");
        await citizen.payBill("telephone");
        await look("card");
        await page.locator("#email").tap();
        await expect(kiosk.keypad).toBeVisible();
        await look("keypad-letters");
        await kiosk.key(kiosk.say("key.hide")).tap();
        await citizen.chooseCard();
        await look("check");
        await citizen.toBank();
        await page.goBack();
        await citizen.expectHeading("stage.at_bank");
        await kiosk.finish.tap();
        await look("finish-asked");
        await page.getByRole("button", { name: kiosk.say("ending.stay") }).tap();
        await look("waiting-at-the-bank");
        await citizen.button("to_bank").tap();
        await payAtBank(page, CARDS.approved);
        await citizen.expectHeading("stage.paid");
        await expect(page.locator(".receipt .kiosk-code")).toBeVisible();
        await look("receipt");
        await page.locator("#kiosk-qr").tap();
        await look("code");
        await page.getByRole("button", { name: kiosk.say("close") }).tap();
        for (const path of ["/", "/receipts", "/verify", "/certificate", "/track", "/drafts", "/display"]) {
          await page.goto(path);
          await expect(page.locator("#shell, .skeleton")).toHaveCount(0);
          await expect(kiosk.finish).toBeVisible();
          await look(path === "/" ? "home" : path.slice(1));
        }
        await page.locator("#kiosk-size").tap();
        await page.locator("#kiosk-contrast").tap();
        await look("larger-and-stronger");
        await kiosk.finish.tap();
        await expect(page.getByRole("heading", { level: 1 })).toHaveText(say("az", "begin.title", {}, "kiosk"));
        await look("between-two-visitors");
      });
    });
  }
}
