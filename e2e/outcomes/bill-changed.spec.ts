// Two devices show the same bills, and one has paid: the other is told before anything is taken, and goes on with one press.
import { expect, test } from "../support/test.ts";
import { CARDS } from "../support/bank.ts";
import type { Citizen } from "../support/citizen.ts";
import { CHARGES, type Lang } from "../support/words.ts";

const HOME = "4990009";

test.afterEach(({ world }) => {
  const audit = world.audit();
  expect(audit.code, audit.said).toBe(0);
});

/** Telephone and internet chosen, everything typed, the press still to come. */
async function toCheckOfTwo(citizen: Citizen): Promise<void> {
  await citizen.toBills(HOME);
  await citizen.payBills("telephone", "internet");
  await citizen.chooseCard("Mastercard", "aysel@example.az");
}

for (const lang of ["az", "ru", "en"] as Lang[]) {
  test.describe(lang, () => {
    test.use({ lang });

    test("a bill that another device has paid meanwhile is shown as it is now, and the rest is paid with one press", async ({ page, world, citizen, another }) => {
      await toCheckOfTwo(citizen);
      const other = await another();
      await other.pay(HOME, "telephone");

      await citizen.next();
      const notice = page.getByRole("alert").filter({ hasText: citizen.say("changed.title") });
      await expect(notice).toContainText(citizen.say("changed.paid", { name: CHARGES.telephone[lang] }));
      await expect(notice).toContainText(citizen.say("changed.go"));
      await citizen.expectHeading("check.title");
      // In place: the bill is gone from the payment, what was typed is still there.
      const sum = page.locator("dl.sum");
      await expect(sum).not.toContainText(CHARGES.telephone[lang]);
      await expect(sum).toContainText(CHARGES.internet[lang]);
      await expect(sum).toContainText("Mastercard");
      await expect(sum).toContainText("aysel@example.az");
      expect((await world.sandbox.books()).orders, "nothing was opened for the second device").toHaveLength(1);

      await citizen.toBank();
      await citizen.payWith(CARDS.approved);
      await citizen.expectHeading("stage.paid");
      expect((await world.sandbox.books()).orders.map((order) => order.cleared_minor).sort()).toEqual([1500, 250]);
    });
  });
}

test("when all of it was paid elsewhere nothing is taken, and the bills say so", async ({ page, world, citizen, another }) => {
  await citizen.toCheck(HOME);
  const other = await another();
  await other.pay(HOME, "telephone");
  await citizen.next();
  await page.waitForURL("**/pay/bills");
  const notice = page.getByRole("alert").filter({ hasText: citizen.say("changed.title") });
  await expect(notice).toContainText(citizen.say("changed.paid", { name: CHARGES.telephone.az }));
  await expect(notice).toContainText(citizen.say("changed.nothing"));
  await expect(citizen.bill("telephone")).toContainText(citizen.say("bill.nothing_owed"));
  expect((await world.sandbox.books()).orders.map((order) => order.cleared_minor)).toEqual([250]);
});

test("a part paid elsewhere leaves the rest: the new sum stands on the page before the press", async ({ page, world, citizen, another }) => {
  await citizen.toCheck(HOME, "internet");
  const other = await another();
  await other.toBills(HOME);
  const internet = other.bill("internet");
  await internet.getByText(other.say("amount_change")).click();
  await internet.getByLabel(other.say("amount_azn")).fill("4");
  await other.payBill("internet");
  await other.chooseCard();
  await other.toBank();
  await other.payWith(CARDS.approved);
  await other.expectHeading("stage.paid");

  await citizen.next();
  const line = citizen.say("changed.line", { name: CHARGES.internet.az, before: "15,00 AZN", after: "11,00 AZN" });
  await expect(page.getByRole("alert").filter({ hasText: citizen.say("changed.title") })).toContainText(line.replaceAll(" AZN", "\u00a0AZN"));
  await expect(page.locator("dl.sum")).toContainText("11,00");
  await citizen.toBank();
  await expect(page.locator("#amount")).toContainText("11,00");
  await citizen.payWith(CARDS.approved);
  await citizen.expectHeading("stage.paid");
  expect((await world.sandbox.books()).orders.map((order) => order.cleared_minor)).toEqual([400, 1100]);
});
