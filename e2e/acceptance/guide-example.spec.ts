// The user guide's own example, as printed: Bakı, Abşeron (12), 4212372, telephone, 2.50, Visa / Visa Electron.
import { expect, test } from "../support/test.ts";
import { APPROVED, payAtBank } from "../support/bank.ts";
import { expectAccessible } from "../support/axe.ts";

test("the guide's example is paid as printed", async ({ page, world }) => {
  await page.goto("/");
  await expectAccessible(page, "home");
  await page.getByRole("link", { name: "Başla" }).click();

  await page.getByLabel("Şəhər").selectOption({ label: "Bakı, Abşeron (12)" });
  await page.getByLabel("Nömrə").fill("4212372");
  await page.getByRole("button", { name: "İrəli" }).click();

  const telephone = page.getByRole("listitem").filter({ hasText: "Telefon" }).first();
  await expect(telephone).toContainText("2,50");
  await telephone.getByRole("button", { name: "Ödə" }).click();

  await page.getByLabel("Visa / Visa Electron").check();
  await page.getByRole("button", { name: "İrəli" }).click();

  for (const line of ["Şəhər", "Nömrə", "Məbləğ", "Kart növü"]) await expect(page.getByText(line, { exact: true })).toBeVisible();
  await expectAccessible(page, "check");
  await page.getByRole("button", { name: "İrəli" }).click();

  await page.waitForURL(`${world.sandbox}/**`);
  await payAtBank(page, APPROVED);

  await page.waitForURL(`${world.portal}/**`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("uğurla");
  await expect(page.getByText("2,50").first()).toBeVisible();
  await expectAccessible(page, "receipt");
});
