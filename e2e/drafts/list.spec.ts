// The list of what is kept on this device: go on, delete, delete everything; and who cannot read it.
import { expect, test } from "../support/test.ts";
import { Applicant, PEOPLE } from "../support/applicant.ts";
import { expectAccessible } from "../support/axe.ts";
import { ids, rewrite, rows } from "../support/store.ts";

test("payments, applications and receipts are listed by what does not give them away; each is gone on with where it stopped", async ({ page, world, citizen }) => {
  test.setTimeout(120_000);
  const say = (key: string, values = {}): string => citizen.sayOf("device", key, values);
  await page.goto("/drafts");
  await expect(page.getByText(say("drafts.none"))).toBeVisible();
  await expectAccessible(page, "drafts");

  await citizen.pay();
  await citizen.toCard("4990001", "telephone");
  const aysel = new Applicant(page, world);
  await aysel.signIn(PEOPLE.aysel.fin);
  await aysel.toDetails();
  await aysel.fillDetails(PEOPLE.aysel.account);
  await expect.poll(async () => (await ids(page, "certificate")).length).toBe(1);
  await page.goto("/");
  await page.getByRole("contentinfo").getByRole("link", { name: citizen.say("nav.drafts") }).click();
  const row = (name: string) => page.locator(".draft", { has: page.getByRole("heading").filter({ hasText: name }) });
  const payment = row(say("drafts.pay_of", { home: "Bakı, Abşeron (12) •••0001" }));
  const application = row(say("drafts.certificate_of", { code: "0117" }));
  await expect(payment.locator(".tag")).toHaveText(say("drafts.is_unfinished"));
  await expect(application).toContainText(say("drafts.personal"));
  await expect(page.locator(".draft")).toHaveCount(3);
  for (const secret of ["4990001", PEOPLE.aysel.account]) await expect(page.locator("main")).not.toContainText(secret);
  await expectAccessible(page, "drafts");

  await payment.getByRole("button", { name: say("drafts.open") }).click();
  await citizen.expectHeading("card.title");
  await page.goto("/drafts");
  await application.getByRole("button", { name: say("drafts.open") }).click();
  await aysel.expectHeading("apply.step_details");
  await expect(page.locator("#account")).toHaveValue(PEOPLE.aysel.account);

  // Deleting asks once more.
  await page.goto("/drafts");
  await payment.getByRole("button", { name: say("drafts.delete") }).click();
  await page.getByRole("button", { name: say("drafts.delete_no") }).click();
  await expect(payment).toHaveCount(1);
  await payment.getByRole("button", { name: say("drafts.delete") }).click();
  await expect(page.getByRole("button", { name: say("drafts.delete_yes") })).toBeFocused();
  await page.getByRole("button", { name: say("drafts.delete_yes") }).click();
  await expect(payment).toHaveCount(0);
  await expect(page.getByText(say("drafts.deleted"))).toBeVisible();
  expect(await ids(page, "pay")).toHaveLength(0);
  await page.getByRole("button", { name: say("drafts.delete_all") }).click();
  await page.getByRole("button", { name: say("drafts.delete_yes") }).click();
  await expect(page.getByText(say("drafts.none"))).toBeVisible();
  expect(await rows(page)).toEqual([]);
  await page.goto("/pay");
  await expect(page.locator("#number")).toHaveValue("");
});

test("one of several is opened in its own right, and a newer version's is only named", async ({ page, citizen }) => {
  const say = (key: string, values = {}): string => citizen.sayOf("device", key, values);
  const numbers = ["4212372", "4990001", "4990002"];
  for (const number of numbers) {
    await page.goto("/");
    if (number !== numbers[0]) await citizen.button("home.anew").click();
    else await page.goto("/pay");
    await page.locator("#number").fill(number);
    await expect(page.locator(".saved")).toBeVisible();
  }
  await page.goto("/drafts");
  await expect(page.locator(".draft")).toHaveCount(3);
  await page.locator(".draft", { hasText: "•••2372" }).getByRole("button", { name: say("drafts.open") }).click();
  await expect(page.locator("#number")).toHaveValue("4212372");
  const [last = ""] = await ids(page, "pay");
  await rewrite(page, last, { schema: 9 });
  await page.goto("/drafts");
  const newer = page.locator(".draft", { hasText: say("drafts.is_newer") });
  await expect(newer).toContainText(say("drafts.newer_about"));
  await expect(newer.getByRole("button", { name: say("drafts.open") })).toHaveCount(0);
});
