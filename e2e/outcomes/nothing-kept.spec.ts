// F12: a browser that lets nothing be kept: no cookies, no storage of any kind. Whoever pays in it gets to the receipt.
import { expect, test } from "../support/test.ts";
import { CARDS } from "../support/bank.ts";

test("F12: where nothing is kept it is said before paying, an e-mail is wanted, and its letter leads to the receipt", async ({ page, context, world, citizen }) => {
  await page.addInitScript(() => {
    const no = (): never => { throw new DOMException("no", "SecurityError"); };
    IDBFactory.prototype.open = no;
    for (const name of ["sessionStorage", "localStorage", "caches"]) Object.defineProperty(window, name, { get: no });
    Object.defineProperty(Document.prototype, "cookie", { get: () => "", set: () => undefined });
  });
  await citizen.toCard();
  await expect(page.getByText(citizen.say("email_needed"))).toBeVisible();
  await page.getByLabel(/^Visa/).check();
  await citizen.next();
  await expect(page.locator("#summary")).toContainText(citizen.say("field.empty"));
  await page.locator("#email").fill("aysel@example.az");
  await citizen.next();
  await page.waitForURL("**/pay/check");
  await citizen.toBank();
  await context.clearCookies();
  await citizen.payWith(CARDS.approved);
  await citizen.expectHeading("payment_not_here");
  await expect(page.getByText(citizen.say("payment_not_here_about"))).toBeVisible();

  await expect.poll(async () => (await world.sandbox.mailbox()).length, "the letter").toBe(1);
  const [letter] = await world.sandbox.mailbox();
  const link = letter?.text.match(/\S+\/receipts#\S+/)?.[0] ?? "";
  await page.goto(link);
  await citizen.button("receipt.find", "device").click();
  await expect(page.locator("#found .sumline")).toHaveText("2,50 AZN");
});
