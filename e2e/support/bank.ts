// The citizen at the bank's own page, which is not ours: filled in by the names of its inputs.
import { type Page } from "@playwright/test";

export interface Card {
  number: string;
  /** The 3-D Secure code; without it that step is not expected. */
  code?: string;
}

/** The sandbox's published cards (backend/sandbox/README.md). */
export const CARDS = {
  approved: { number: "4242 4242 4242 4242" },
  secure: { number: "4111 1111 1111 1111", code: "111111" },
  mastercard: { number: "5200 8282 8282 8210" },
  declined: { number: "4000 0000 0000 0002" },
  noFunds: { number: "4000 0000 0000 9995" },
  expired: { number: "4000 0000 0000 0069" },
  notConfirmed: { number: "4000 0084 0000 1629", code: "111111" },
  abandoned: { number: "4000 0000 0000 0341" },
  late: { number: "4000 0000 0000 0077" },
  oddStatus: { number: "4000 0000 0000 3055" },
} satisfies Record<string, Card>;

/** Waits for the bank's page, fills it in and pays; the browser is then on its way back to the portal. */
export async function payAtBank(page: Page, card: Card): Promise<void> {
  await page.locator("#pay").waitFor();
  await page.locator('input[name="number"]').fill(card.number);
  await page.locator('input[name="expiry"]').fill("12/30");
  await page.locator('input[name="cvv"]').fill("123");
  await page.locator("#pay").click();
  if (card.code === undefined) return;
  await page.locator('input[name="code"]').fill(card.code);
  await page.locator("#confirm").click();
}

/** Leaves the bank's page without paying. */
export async function cancelAtBank(page: Page): Promise<void> {
  await page.locator("#cancel").click();
}
