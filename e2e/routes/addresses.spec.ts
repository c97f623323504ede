// Every screen has an address: it can be opened, kept and sent; one that is not allowed yet leads to where it is.
import { expect, test } from "../support/test.ts";

test("services are listed with their counts, searched without an Azerbaijani keyboard, and each has its address", async ({ page, citizen }) => {
  await page.goto("/services");
  const rows = page.locator(".row-link");
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText(citizen.say("services.count.other", { n: "4" }));
  await page.getByLabel(citizen.say("services.search")).fill("QEBZ telefon");
  await expect(page.getByRole("status").filter({ hasText: citizen.say("services.found.one", { n: "1" }) })).toBeVisible();
  await expect(page).toHaveURL(/\/services\?q=QEBZ/);
  await page.reload();
  await expect(page.getByLabel(citizen.say("services.search"))).toHaveValue("QEBZ telefon");
  await rows.first().getByRole("link").click();
  await expect(page).toHaveURL(/\/services\/mincom\/receipts$/);
  await page.getByRole("link", { name: citizen.say("start"), exact: true }).click();
  await expect(page).toHaveURL(/\/receipts$/);
});

test("a service that is not here yet says so at its own address", async ({ page, citizen }) => {
  await page.goto("/services/mincom/streets");
  await expect(citizen.heading).toHaveText("Poçt indeksinə görə küçələrin axtarışı");
  await expect(page.getByText(citizen.say("not_yet_about"))).toBeVisible();
  await expect(page.getByRole("link", { name: citizen.say("start"), exact: true })).toHaveCount(0);
});

test("an address that is no page says so and leads home", async ({ page, citizen }) => {
  for (const path of ["/services/nobody", "/services/mincom/nothing", "/admin", "/pay/a/b"]) {
    await page.goto(path);
    await citizen.expectHeading("not_found.title");
    await page.getByRole("link", { name: citizen.say("to_home") }).click();
    await citizen.expectHeading("shell.heading");
  }
});

test("a step too far, with nothing typed, leads to the first one", async ({ page, citizen }) => {
  for (const path of ["/pay/bills", "/pay/card", "/pay/check", "/pay/start"]) {
    await page.goto(path);
    await citizen.expectHeading("number.title");
    await expect(page).toHaveURL(/\/pay$/);
  }
});

test("every line of the check page can be changed", async ({ page, citizen }) => {
  await citizen.toCard();
  await citizen.chooseCard("Visa", "aysel@example.az");
  for (const [line, step] of [["city", "/pay"], ["number", "/pay"], ["service", "/pay/bills"], ["amount", "/pay/bills"], ["card_type", "/pay/card"], ["email", "/pay/card"]] as const) {
    await page.getByRole("link", { name: `${citizen.say("change")} ${citizen.say(line)}`, exact: true }).click();
    await page.waitForURL(`**${step}`);
    await page.goBack();
    await page.waitForURL("**/pay/check");
  }
});

test("a draft is offered again on the home page, and can be deleted there", async ({ page, citizen }) => {
  await citizen.toCard();
  await page.goto("/");
  await expect(page.getByText(citizen.say("home.unfinished_draft"))).toBeVisible();
  await page.getByRole("link", { name: citizen.say("continue_form") }).click();
  await citizen.expectHeading("card.title");
  await page.goto("/");
  await citizen.button("draft_delete").click();
  await expect(page.getByText(citizen.say("home.unfinished_draft"))).toHaveCount(0);
  await page.goto("/pay/card");
  await citizen.expectHeading("number.title");
});

test("what is missing is 404, also among the assets and the API", async ({ request, world }) => {
  for (const path of ["/app-0.js", "/texts-az-0.json", "/favicon.ico", "/api/nothing", "/index.az.html", "/certificate.az.html", "/office.az.html.br"]) {
    expect((await request.get(world.portal + path)).status(), path).toBe(404);
  }
});

test.describe("limits", () => {
  test.use({ settings: { limits: { lookups_per_address: 1 } } });

  test("who asks too often is told when to try again", async ({ page, citizen }) => {
    await citizen.typeNumber("4212372");
    await expect(citizen.bill("telephone")).toBeVisible();
    await page.reload();
    await expect(page.getByText(citizen.say("problem.too_many_for", { n: "1" }))).toBeVisible();
    await expect(citizen.button("try_again")).toBeVisible();
  });
});
