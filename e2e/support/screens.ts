// A walk over every screen of the portal, real ones, in any language: what each screen must satisfy is said by who walks.
import { expect } from "@playwright/test";
import { CARDS, payAtBank } from "./bank.ts";
import type { Citizen } from "./citizen.ts";

/** Is told each screen's name when it is there and at rest. */
export type Visit = (screen: string) => Promise<void>;

export async function walkAll(citizen: Citizen, visit: Visit): Promise<void> {
  await walkCatalogue(citizen, visit);
  await walkForms(citizen, visit);
  await walkPayment(citizen, visit);
  await walkReceipts(citizen, visit);
}

export async function walkCatalogue(citizen: Citizen, visit: Visit): Promise<void> {
  const { page } = citizen;
  const at = async (path: string, screen: string): Promise<void> => {
    await page.goto(path);
    await expect(page.locator("#shell, .skeleton")).toHaveCount(0);
    await visit(screen);
  };
  await at("/", "home");
  await at("/services", "services");
  await page.getByLabel(citizen.say("services.search")).fill("zzz");
  await visit("services, nothing found");
  await at("/services/mincom", "organisation");
  await at("/services/mincom/bills", "service");
  await at("/services/mincom/streets", "service that is not available yet");
  await at("/privacy", "privacy");
  await at("/no/such/page", "not found");
}

export async function walkForms(citizen: Citizen, visit: Visit): Promise<void> {
  const { page, world } = citizen;
  await page.goto("/pay");
  await page.getByLabel(citizen.say("number"), { exact: true }).fill("12");
  await citizen.next();
  await expect(page.locator("#summary")).toBeFocused();
  await visit("number, with an error");
  await page.getByLabel(citizen.say("number"), { exact: true }).fill("4212372");
  await world.sandbox.fault({ surface: "biller.gas.query", mode: "error500" });
  await citizen.next();
  await citizen.allAnswered();
  await visit("bills");
  await citizen.bill("telephone").getByText(citizen.say("amount_change")).click();
  await citizen.bill("telephone").getByLabel(citizen.say("amount_azn")).fill("beş");
  await page.getByText(citizen.say("account_add_title")).click();
  await page.locator(".documents summary").first().click();
  await citizen.bill("telephone").getByRole("button", { name: citizen.say("pay") }).click();
  await expect(page.locator("#summary")).toBeFocused();
  await visit("bills, opened and with an error");
  await world.sandbox.clearFaults();
  await citizen.bill("telephone").getByLabel(citizen.say("amount_azn")).fill("2.50");
  await citizen.payBill("telephone");
  await page.getByLabel(citizen.say("email_optional")).fill("aysel@");
  await citizen.next();
  await expect(page.locator("#summary")).toBeFocused();
  await visit("card type, with errors");
  await citizen.chooseCard("Mastercard", "aysel@example.az");
  await visit("check");
}

/** From the check page. */
export async function walkPayment(citizen: Citizen, visit: Visit): Promise<void> {
  const { page, world } = citizen;
  await page.route("**/api/payments", (route) => route.abort("connectionreset"));
  await citizen.next();
  await expect(page.getByText(citizen.say("start_retrying"))).toBeVisible();
  await visit("opening the bank's page, connection lost");
  await page.unroute("**/api/payments");
  await citizen.atBank();
  await page.goBack();
  await citizen.expectHeading("stage.at_bank");
  await visit("waiting at the bank");
  await citizen.button("cancel_payment").click();
  await citizen.expectHeading("outcome.cancelled");
  await visit("not paid");
  await page.goto("/");
  await expect(citizen.heading).toBeVisible();
  await citizen.toBills("4990001");
  await citizen.payBills("telephone", "electricity");
  await citizen.chooseCard();
  await citizen.toBank();
  await world.sandbox.fault({ surface: "bank.capture", mode: "error500" });
  await payAtBank(page, CARDS.approved);
  await page.waitForURL(`${world.portal}/pay/**`);
  await citizen.expectHeading("stage.processing");
  await expect(page.locator(".trail .off")).toHaveCount(1);
  await visit("processing");
  await world.sandbox.clearFaults();
  await expect(citizen.heading).toHaveText(citizen.say("stage.partly"), { timeout: 20_000 });
  await visit("paid in part");
}

/** From the receipt. */
export async function walkReceipts(citizen: Citizen, visit: Visit): Promise<void> {
  const { page } = citizen;
  const { number, code } = await citizen.receipt();
  await page.locator("#receipt-email").fill("aysel@");
  await citizen.button("email_send").click();
  await expect(page.locator("#receipt-email")).toHaveAttribute("aria-invalid", "true");
  await visit("receipt, with an error at the e-mail");
  await page.goto("/receipts");
  await expect(page.locator(".draft")).toHaveCount(1);
  await citizen.button("receipt.find", "device").click();
  await expect(page.locator("#summary")).toBeFocused();
  await visit("receipts, with errors");
  await page.getByLabel(citizen.sayOf("device", "receipt.number"), { exact: true }).fill(number);
  await page.getByLabel(citizen.sayOf("device", "receipt.code"), { exact: true }).fill(code);
  await citizen.button("receipt.find", "device").click();
  await expect(page.locator("#found .sumline")).toBeVisible();
  await visit("receipt found");
  await page.goto("/pay/0123456789abcdef0123456789abcdef");
  await citizen.expectHeading("payment_not_here");
  await visit("a payment that is not this device's");
}

/** What the device's own pages and the page of help show. */
export async function walkDevice(citizen: Citizen, visit: Visit): Promise<void> {
  const { page } = citizen;
  await page.goto("/display");
  await expect(page.locator("#shell")).toHaveCount(0);
  await visit("text size and contrast");
  await page.goto("/drafts");
  await expect(page.locator("#shell")).toHaveCount(0);
  await visit("drafts, none");
  await page.goto("/help");
  await visit("help");
  await page.goto("/help?why=script");
  await visit("help without JavaScript");
}

/** What the shell says while the app is on its way, and when it does not come. */
export async function walkShell(citizen: Citizen, visit: Visit): Promise<void> {
  const { page } = citizen;
  await page.route("**/*.wasm", (route) => route.abort("connectionreset"));
  await page.goto("/");
  await expect(page.locator(".boot-failed")).toBeVisible();
  await visit("the program did not come");
  await page.unroute("**/*.wasm");
}
