// One language at a time: on the wire, and when it is switched in the middle of a form. (On every screen: support/look.ts.)
import { expect, test } from "../support/test.ts";
import { CARDS } from "../support/bank.ts";
import { Citizen } from "../support/citizen.ts";
import { LANGS, allTexts, say, type Lang } from "../support/words.ts";

test("every language has every text, with the same names to fill in", () => {
  const names = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
  for (const lang of LANGS) {
    expect(Object.keys(allTexts(lang)).sort()).toEqual(Object.keys(allTexts("az")).sort());
    for (const [key, text] of Object.entries(allTexts(lang))) {
      expect(text.trim(), `${lang} ${key}`).not.toBe("");
      expect(names(text), `${lang} ${key}`).toEqual(names(allTexts("az")[key] ?? ""));
    }
  }
});

test("a switch keeps each step and what was typed, and fetches one file of texts", async ({ page, citizen, world }) => {
  const fetched: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/texts-")) fetched.push(request.url());
  });
  const speak = async (lang: Lang): Promise<Citizen> => {
    await page.locator(`#lang-${lang}`).click();
    await expect(page.locator("html")).toHaveAttribute("lang", lang);
    return new Citizen(page, world, lang);
  };
  await page.goto("/pay");
  await page.getByLabel(citizen.say("number"), { exact: true }).fill("421 23");
  const russian = await speak("ru");
  await expect(page.getByLabel("Номер", { exact: true })).toHaveValue("421 23");
  expect(fetched).toHaveLength(1);
  await page.getByLabel("Номер", { exact: true }).fill("4212372");
  await russian.next();
  await page.waitForURL("**/pay/bills");
  await russian.allAnswered();
  await russian.bill("internet").getByRole("checkbox").uncheck();
  await russian.bill("telephone").getByText(russian.say("amount_change")).click();
  await russian.bill("telephone").getByLabel(russian.say("amount_azn")).fill("1,50");

  const english = await speak("en");
  await expect(english.bill("internet").getByRole("checkbox")).not.toBeChecked();
  await english.bill("telephone").getByText(english.say("amount_change")).click();
  await expect(english.bill("telephone").getByLabel(english.say("amount_azn"))).toHaveValue(/1[.,]50/);
  await english.payBill("telephone");
  await page.getByLabel(/^Mastercard/).check();
  await page.getByLabel(english.say("email_optional")).fill("aysel@exa");
  await speak("ru");
  await expect(page.getByLabel(/^Mastercard/)).toBeChecked();
  await expect(page.getByLabel(russian.say("email_optional"))).toHaveValue("aysel@exa");
  await page.getByLabel(russian.say("email_optional")).fill("");
  await russian.next();
  await page.waitForURL("**/pay/check");
  await speak("en");
  await english.expectHeading("check.title");
  await expect(page.locator("dl.sum")).toContainText("1.50");
  await english.toBank();
  await expect(page.locator("html"), "the bank's page is told the language").toHaveAttribute("lang", "en");
  await english.payWith(CARDS.mastercard);
  await english.expectHeading("stage.paid");
  await speak("az");
  await citizen.expectHeading("stage.paid");
  await page.reload();
  await citizen.expectHeading("stage.paid");
});

test("the first visit speaks the browser's language, Azerbaijani when it has another, and loads only that one", async ({ browser, world }) => {
  for (const [locale, lang] of [["ru-RU", "ru"], ["en-GB", "en"], ["az-AZ", "az"], ["fr-FR", "az"]] as const) {
    const context = await browser.newContext({ locale });
    const page = await context.newPage();
    const texts: string[] = [];
    page.on("request", (request) => void (request.url().includes("/texts-") && texts.push(request.url())));
    await page.goto(`${world.portal}/`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(say(lang, "shell.heading"));
    expect(texts, "the texts come in the page").toEqual([]);
    await context.close();
  }
});
