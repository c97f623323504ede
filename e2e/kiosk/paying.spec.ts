// The guide's example at a kiosk, by touch alone: from the screen that invites to the printed receipt and the next visitor.
import { writeFileSync } from "node:fs";
import decodeQR from "qr/decode.js";
import { PNG } from "./png.ts";
import { qrOf } from "../support/applicant.ts";
import { CARDS, payAtBank } from "../support/bank.ts";
import { Kiosk } from "../support/kiosk.ts";
import { pdfText, pdfWidthMm, widestWordMm } from "../support/pdf.ts";
import { expect, test } from "../support/test.ts";

test.use({ viewport: { width: 1080, height: 1920 }, hasTouch: true });
test.setTimeout(90_000);

test("Bakı, Abşeron (12), 4212372, telephone, 2.50, Visa: paid by touch, printed on a roll, taken along, and nothing stays", async ({ page, world, citizen, another }) => {
  const kiosk = new Kiosk(page, world);
  await kiosk.enter("/pay");
  await kiosk.type(page.locator("#number"), "4212372");
  await expect(page.locator("#number")).toHaveValue("4212372");
  await kiosk.enterKey();
  await citizen.allAnswered();
  await citizen.bill("telephone").getByRole("button", { name: citizen.say("pay") }).tap();
  await page.getByText("Visa / Visa Electron").tap();
  await citizen.button("next").tap();
  await citizen.expectHeading("check.title");
  await expect(page.locator("dl.sum")).toContainText("2,50 AZN");
  await citizen.button("next").tap();
  await citizen.atBank();
  await expect(page.locator(".kiosk, .kiosk-dock"), "on the bank's page nothing of ours runs").toHaveCount(0);
  await payAtBank(page, CARDS.approved);
  await citizen.expectHeading("stage.paid");
  await expect(page.locator(".sumline")).toHaveText("2,50 AZN");
  const { number, code } = await citizen.receipt();

  await test.step("what would leave the application is not offered", async () => {
    await expect(citizen.button("pdf")).toBeHidden();
    await expect(citizen.button("email_send")).toBeHidden();
    await expect(citizen.button("print")).toBeVisible();
  });

  await test.step("a phone takes the receipt along", async () => {
    await page.locator("#kiosk-qr").tap();
    const dialog = page.getByRole("dialog", { name: kiosk.say("qr_title") });
    const link = decodeQR(PNG(await dialog.locator("svg").screenshot()));
    expect(link).toBe(`${world.portal}/receipts#${number};${code}`);
    const phone = await another();
    await phone.page.goto(link);
    await phone.button("receipt.find", "device").click();
    await expect(phone.page.locator("#found .sumline")).toHaveText("2,50 AZN");
    await dialog.getByRole("button", { name: kiosk.say("close") }).tap();
    await expect(dialog).toBeHidden();
  });

  await test.step("on 80 mm paper", async () => {
    const pdf = await page.pdf({ preferCSSPageSize: true });
    const path = test.info().outputPath("receipt.pdf");
    writeFileSync(path, pdf);
    expect(qrOf(path)).toBe(`${world.portal}/receipts#${number};${code}`);
    const text = pdfText(pdf);
    for (const words of [number, "2,50 AZN", "421 23 72", "Telefon, abunə haqqı"]) expect(text).toContain(words);
    expect(text.replaceAll(/\s/g, "")).toContain(code);
    for (const words of [kiosk.say("finish"), citizen.say("print")]) expect(text, "what can only be pressed is not printed").not.toContain(words);
    expect(pdfWidthMm(pdf)).toBe(80);
    expect(widestWordMm(pdf)).toBeLessThanOrEqual(77.5);
  });

  await kiosk.finish.tap();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(kiosk.say("begin.title"));
  await expect(page).toHaveURL(`${world.portal}/kiosk/begin`);
  await kiosk.begin();
  await page.goto("/receipts");
  await expect(page.locator(".draft"), "the next visitor finds none of it").toHaveCount(0);
});
