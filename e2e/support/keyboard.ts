// The keyboard alone: the focus goes from element to element, and is seen where it is.
import { expect, type Page } from "@playwright/test";

/** Tab until the focus is on an element of this name; it must be seen to be there. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  // A screen that has just come takes the focus in its next frame.
  await page.evaluate(() => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next))));
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      const labels = "labels" in element ? [...((element as HTMLInputElement).labels ?? [])].map((label) => label.textContent) : [];
      const frame = element.closest(".choice") ?? element;
      const style = getComputedStyle(element);
      const around = getComputedStyle(frame);
      return {
        name: [element.getAttribute("aria-label"), ...labels, element.textContent].filter(Boolean).join(" ").replace(/\s+/g, " ").trim(),
        seen: (style.outlineStyle !== "none" && style.outlineWidth !== "0px") || (around.outlineStyle !== "none" && around.outlineWidth !== "0px"),
      };
    });
    expect(focused.seen, `the focus is seen on "${focused.name}"`).toBe(true);
    await expect(page.locator(":focus"), `"${focused.name}" is in view`).toBeInViewport();
    if (typeof name === "string" ? focused.name.startsWith(name) : name.test(focused.name)) return;
  }
  throw new Error(`Tab did not reach ${name}`);
}
