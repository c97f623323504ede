// A device whose clock is set while a page is open, as phones do when they hear of the time, and people who correct it.
import type { Page } from "@playwright/test";

/** Before the page is opened: lets `leap` set its clock. */
export async function settable(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + Number(Reflect.get(window, "leapt") ?? 0);
  });
}

/** The page's clock from now on: so many minutes beside the true one. */
export async function leap(page: Page, minutes: number): Promise<void> {
  await page.evaluate((ms) => Reflect.set(window, "leapt", ms), minutes * 60_000);
}
