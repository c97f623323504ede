// The same application under an organisation's own host name: its name, its look, its services and no others'.
import { expectAccessible } from "../support/axe.ts";
import { expect, test } from "../support/test.ts";
import { say } from "../support/words.ts";

const NAME = { az: "Azərişıq", ru: "Азеришыг", en: "Azerishiq" };
const SERVICE = "Borcun olub-olmaması barədə arayış";

test("under the utility's host the home page offers its service alone, under its name in three languages", async ({ page, world }) => {
  await page.goto(`${world.brand}/`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(say("az", "shell.heading"));
  await expect(page.locator(".row-link")).toHaveCount(1);
  await expect(page.locator(".row-link a")).toHaveText(SERVICE);
  await expect(page.locator(".lead")).toHaveCount(0);
  await expectAccessible(page, "the home page under a brand");
  for (const lang of ["ru", "en", "az"] as const) {
    await page.locator(`#lang-${lang}`).click();
    await expect(page.locator("html")).toHaveAttribute("lang", lang);
    await expect(page.locator(".brand")).toHaveText(NAME[lang]);
  }
  await expect(page).toHaveTitle(new RegExp(`— ${NAME.az}$`));
  await page.getByRole("link", { name: SERVICE }).click();
  await page.getByRole("link", { name: say("az", "start"), exact: true }).click();
  await expect(page).toHaveURL(`${world.brand}/certificate`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(SERVICE);
  await expect(page.locator(".brand")).toHaveText(NAME.az);
  await expectAccessible(page, "the certificate's first screen under a brand");
});

test("the portal keeps its own name and offers everybody's services", async ({ page, citizen }) => {
  await page.goto("/services");
  await expect(page.locator(".brand")).toHaveText("Kommunal");
  await expect(page.locator(".row-link")).toHaveCount(2);
  await page.goto("/");
  await page.getByRole("link", { name: citizen.say("home.certificate_go") }).click();
  await expect(citizen.heading).toHaveText(say("az", "shell.heading", {}, "certificate"));
});
