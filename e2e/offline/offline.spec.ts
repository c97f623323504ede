// Everything that is to work without a network, with the server really gone: its process killed, nobody at its address.
import { readFileSync } from "node:fs";
import { expect, test } from "../support/test.ts";
import { Applicant, PEOPLE, certificateNumber, pictureOf, qrOf } from "../support/applicant.ts";
import { source } from "../support/binaries.ts";
import { Officer } from "../support/officer.ts";
import { GUIDE } from "../support/citizen.ts";
import { LANGS } from "../support/words.ts";
import { everythingKept } from "./kept.ts";

test.use({ serviceWorkers: "allow" });

for (const lang of LANGS) {
  test.describe(lang, () => {
    test.use({ lang });

    test(`after one visit the catalogue and the payment's forms are there in ${lang}`, async ({ page, world, citizen }) => {
      await page.goto("/");
      await citizen.expectHeading("shell.heading");
      await everythingKept(page, world, lang);
      await world.killPortal();

      await page.reload();
      await citizen.expectHeading("shell.heading");
      await expect(page.getByText(citizen.say("offline"))).toBeVisible();
      await page.goto("/services");
      await expect(page.locator(".rows li")).not.toHaveCount(0);
      await page.locator(".rows a").first().click();
      await expect(page.locator(".rows li")).not.toHaveCount(0);
      await page.goto("/pay");
      await page.getByLabel(citizen.say("number"), { exact: true }).fill(GUIDE);
      await expect(page.getByText(/\d\d:\d\d/).first()).toBeVisible();
      await page.reload();
      await expect(page.getByLabel(citizen.say("number"), { exact: true })).toHaveValue(GUIDE);
      await citizen.next();
      await page.waitForURL("**/pay/bills");
      await expect(page.getByText(citizen.say("bills.offline"))).toBeVisible();

      await world.startPortal();
      await citizen.allAnswered();
      await expect(page.getByText(citizen.say("bills.offline"))).toHaveCount(0);
    });
  });
}

test("from the card to the check without a network; the payment does not start and says why, then does", async ({ page, world, citizen }) => {
  await citizen.toCard();
  await everythingKept(page, world);
  await world.killPortal();
  await page.reload();
  await citizen.chooseCard("Visa", "aysel@example.az");
  await citizen.expectHeading("check.title");
  await citizen.next();
  await expect(page.locator("form [role=alert]")).toContainText(citizen.say("check.offline"));
  await page.reload();
  await citizen.expectHeading("check.title");
  await world.startPortal();
  await expect(page.getByText(citizen.say("check.offline"))).toHaveCount(0, { timeout: 8000 });
  expect((await world.sandbox.books()).orders).toEqual([]);
  await citizen.toBank();
  expect((await world.sandbox.books()).orders).toHaveLength(1);
});

test("the last receipts are shown from the device", async ({ page, world, citizen }) => {
  await citizen.pay();
  const { number } = await citizen.receipt();
  await everythingKept(page, world);
  await world.killPortal();
  await page.goto("/receipts");
  await page.getByRole("button", { name: citizen.sayOf("device", "drafts.look") }).click();
  await citizen.expectHeading("stage.paid");
  await expect(page.locator(".receipt-number")).toContainText(number);
  await expect(page.getByText(citizen.say("paid.kept"))).toBeVisible();
  await world.startPortal();
  await expect(page.getByText(citizen.say("paid.kept"))).toHaveCount(0);
});

test("a certificate is checked by file, by its code and by the code's picture without a network", async ({ page, world, browser, baseURL }) => {
  test.setTimeout(120_000);
  const applicant = new Applicant(page, world);
  const number = await applicant.apply(PEOPLE.aysel.fin);
  const office = await browser.newContext({ baseURL: baseURL ?? "", locale: "az-AZ", serviceWorkers: "block" });
  await new Officer(await office.newPage(), world).issue(PEOPLE.officer.fin, number);
  await office.close();
  await expect(async () => applicant.expectStage(number, "issued")).toPass();
  const paper = await applicant.download(page.getByRole("button", { name: /PDF, Azərbaycan/i }));
  await everythingKept(page, world);
  // The page that checks was never opened on this device.
  await world.killPortal();

  await page.goto("/verify");
  await expect(page.getByText(applicant.say("verify.offline", {}, "verify"))).toBeVisible();
  await page.locator("#certificate-file").setInputFiles({ name: "arayis.pdf", mimeType: "application/pdf", buffer: readFileSync(paper.path) });
  const expected = async (): Promise<void> => {
    await expect(page.locator(".verdict .headline")).toHaveText(applicant.say("verify.local", {}, "verify"));
    await expect(page.locator("dl.sum")).toContainText(certificateNumber(paper.path));
  };
  await expected();
  await page.goto("about:blank");
  await page.goto(`/verify#${qrOf(paper.path).split("#")[1] ?? ""}`);
  await expected();
  await page.goto("/verify");
  await page.locator("#certificate-file").setInputFiles({ name: "kod.png", mimeType: "image/png", buffer: pictureOf(paper.path) });
  await expected();
  // By its number alone only the register can say.
  await page.goto("/verify");
  await page.getByLabel(applicant.say("verify.number", {}, "verify")).fill(certificateNumber(paper.path));
  await page.getByRole("button", { name: applicant.say("verify.check", {}, "verify"), exact: true }).click();
  await expect(page.locator(".verdict .why")).toHaveText(applicant.say("verify.no_answer", {}, "verify"));
});

const words = JSON.parse(source("frontend/locales/az/worker.json")) as Record<string, string>;

test("a page that was never kept says so in the reader's language, and leads home", async ({ page, context, world, citizen }) => {
  // Whoever counts bytes is not sent what was not asked for.
  await context.addInitScript(() => Object.defineProperty(navigator, "connection", { value: { saveData: true } }));
  await page.goto("/");
  await citizen.expectHeading("shell.heading");
  await expect.poll(() => page.evaluate(() => caches.match("/page/pay.az", { ignoreVary: true }).then(Boolean))).toBe(true);
  await page.waitForTimeout(5500);
  expect(await page.evaluate(() => caches.match("/page/certificate.az").then(Boolean))).toBe(false);
  await world.killPortal();
  await page.goto("/certificate");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(words["unknown.title"] ?? "");
  await page.getByRole("link").click();
  await citizen.expectHeading("shell.heading");
});

test("W11: help is there without a network, in another language too once it was read, and nothing breaks in the worker", async ({ page, context, world, citizen }) => {
  await page.goto("/");
  await citizen.expectHeading("shell.heading");
  await everythingKept(page, world);
  await page.goto("/help");
  await page.locator(".lang a[hreflang=en]").click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await page.goto("/");
  await citizen.expectHeading("shell.heading");
  const worker = context.serviceWorkers()[0];
  await worker?.evaluate(() => {
    Object.assign(self, { broken: [] });
    addEventListener("unhandledrejection", (event) => void (self as unknown as { broken: string[] }).broken.push(String(event.reason)));
  });
  await world.killPortal();

  await page.getByRole("contentinfo").getByRole("link").last().click();
  await expect(page.locator('a[href^="tel:"]')).toHaveCount(2);
  await page.goto("/");
  await citizen.expectHeading("shell.heading");
  expect(await page.evaluate(() => fetch("/api/certificates/keys").then(() => "came", () => "did not come"))).toBe("did not come");
  expect(await worker?.evaluate(() => (self as unknown as { broken: string[] }).broken)).toEqual([]);
});
