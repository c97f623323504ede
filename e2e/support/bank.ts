// The citizen at the bank's own page, which is not ours: filled in by the names of its inputs.
import { type Page } from "@playwright/test";

export interface Card {
  number: string;
  /** MM/YY */
  expiry: string;
  cvv: string;
  /** The 3-D Secure code; without it that step is not expected. */
  code?: string;
}

/** The sandbox's card that is approved without 3-D Secure. */
export const APPROVED: Card = { number: "4111 1111 1111 1111", expiry: "12/30", cvv: "123" };

/** Waits for the bank's page, fills it in and pays; the browser is then on its way back to the portal. */
export async function payAtBank(page: Page, card: Card): Promise<void> {
  await page.locator("#pay").waitFor();
  await page.locator('input[name="number"]').fill(card.number);
  await page.locator('input[name="expiry"]').fill(card.expiry);
  await page.locator('input[name="cvv"]').fill(card.cvv);
  await page.locator("#pay").click();
  if (card.code === undefined) return;
  await page.locator('input[name="code"]').fill(card.code);
  await page.locator("#confirm").click();
}

/** Leaves the bank's page without paying. */
export async function cancelAtBank(page: Page): Promise<void> {
  await page.locator("#cancel").click();
}
