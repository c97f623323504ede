// Trouble at a step of a journey, one kind after another: whatever happens, what was typed is still there, and what creates
// something is sent under one key. What was looked at is counted (report/chaos.md).
import { expect, type BrowserContext, type Page } from "@playwright/test";
import { record, type Trouble } from "./cells.ts";
import { say } from "./words.ts";
import type { World } from "./world.ts";

/** A step of a journey, as a citizen stands at it. */
export interface Step {
  name: string;
  /** Its address. */
  path: string | RegExp;
  /** Looks for everything that was typed so far, on a page that is there; says how many values it found. */
  kept(page: Page): Promise<number>;
  /** Presses the step's main button. */
  press?(page: Page): Promise<void>;
  /** The next step is there. */
  next?(page: Page): Promise<void>;
}

/** A browser context at a step; `page` changes when a page is closed or crashes. */
export class Chaos {
  constructor(
    readonly context: BrowserContext,
    public page: Page,
    readonly journey: string,
    readonly world: World,
  ) {}

  /** Everything that may happen while the step is on the screen; the step stays as it is. */
  async whileThere(step: Step): Promise<void> {
    await this.cell(step, "reload", async () => {
      await this.page.reload();
    });
    const address = this.page.url();
    await this.cell(step, "closed and reopened", async () => {
      await this.saved();
      await this.page.close();
      this.page = await this.context.newPage();
      await this.page.goto(address);
    });
    await this.cell(step, "crash", async () => {
      await this.saved();
      const crashed = this.page;
      await crashed.goto("chrome://crash").catch(() => undefined);
      this.page = await this.context.newPage();
      await crashed.close();
      await this.page.goto(address);
    });
    await this.page.goto("/privacy");
    await this.page.goto(address);
    await this.cell(step, "Back", async () => {
      await this.page.goBack();
      await expect(this.page).toHaveURL(/\/privacy$/);
      await this.page.goto(address);
    });
    await this.cell(step, "Forward", async () => {
      await this.page.goBack();
      await this.page.goForward();
    });
    const other = await this.context.newPage();
    await this.cell(step, "two tabs", async () => {
      await other.goto(address);
      await step.kept(other);
      await this.page.bringToFront();
    });
    await other.close();
    await this.cell(step, "new version", () => this.deploy());
  }

  /** Everything that may happen when the main button is pressed; ends on the next step. `back` leads to the step again. */
  async atPress(step: Step, back: () => Promise<void>): Promise<void> {
    const { press, next } = step;
    if (!press || !next) return;
    await this.cell(step, "slow network", async () => {
      const wire = await this.context.newCDPSession(this.page);
      const slow = { offline: false, latency: 1500, downloadThroughput: 6250, uploadThroughput: 6250 };
      await wire.send("Network.emulateNetworkConditions", slow);
      // Impatient, but only while the step is still there: the next one may have a button of the same name.
      const address = await this.page.evaluate(() => location.pathname);
      await press(this.page);
      if ((await this.page.evaluate(() => location.pathname)) === address) await press(this.page).catch(() => undefined);
      await next(this.page);
      await wire.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
      await wire.detach();
      await back();
    });
    await this.cell(step, "offline at submit", async () => {
      this.world.front.way = "cut";
      await press(this.page);
      await this.page.waitForTimeout(700);
      this.world.front.way = "open";
      await this.onward(step);
      await back();
    });
    await this.lost(step);
  }

  /** Pressed while nobody is at the other end: the step stays, with everything. */
  async unsent(step: Step): Promise<void> {
    await this.cell(step, "offline at submit", async () => {
      this.world.front.way = "cut";
      await step.press?.(this.page);
      await expect(this.page.locator(".network .notice")).toBeVisible({ timeout: 20_000 });
      await step.kept(this.page);
      this.world.front.way = "open";
      await expect(this.page.locator(".network .notice")).toHaveCount(0, { timeout: 20_000 });
    });
  }

  /** Pressed, and two answers are lost; ends on the next step. */
  async lost(step: Step): Promise<void> {
    await this.cell(
      step,
      "answer lost",
      async () => {
        await loseAnswers(this.context, "**/api/**");
        await step.press?.(this.page);
        await this.onward(step);
        await this.context.unroute("**/api/**");
      },
      false,
    );
  }

  /** The server goes on to another version (and back to the one before): it waits, is offered, and is taken. */
  private async deploy(): Promise<void> {
    const { front } = this.world;
    const [title, other] = [say("az", "nav.language"), `${say("az", "nav.language")} (2)`];
    front.newer = front.newer ? undefined : [title, other];
    await this.page.evaluate(async () => (await navigator.serviceWorker.ready).update());
    await expect.poll(() => this.page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.waiting?.state)).toBe("installed");
    await this.page.reload();
    const loaded = this.page.waitForEvent("load");
    await this.page.locator(".network").getByRole("button", { name: say("az", "update.go"), exact: true }).click();
    await loaded;
    await expect.poll(() => this.page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.waiting ?? null)).toBeNull();
  }

  /** On to the next step as a citizen would: waits, tries again where that is offered, presses again. */
  private async onward(step: Step): Promise<void> {
    const { press, next } = step;
    if (!press || !next) return;
    await expect(async () => {
      const there = await next(this.page).then(() => true, () => false);
      if (there) return;
      const retry = this.page.locator("[role=alert] button").first();
      if (await retry.isVisible()) await retry.click();
      else if (typeof step.path !== "string" || this.page.url().includes(step.path)) await press(this.page).catch(() => undefined);
      await next(this.page);
    }).toPass({ timeout: 60_000 });
  }

  /** What was typed is on the disk. */
  private async saved(): Promise<void> {
    await this.page.waitForTimeout(500);
  }

  private async cell(step: Step, trouble: Trouble, happen: () => Promise<void>, stays = true): Promise<void> {
    await happen();
    const found = stays ? await step.kept(this.page) : 0;
    this.count(step, trouble, found);
  }

  /** A cell that was looked at: so many values found. */
  count(step: Step, trouble: Trouble, found: number): void {
    record({ journey: this.journey, step: step.name, trouble, found });
  }
}

/** The server gets the next two requests that change something there, and the browser no answer. */
export async function loseAnswers(context: BrowserContext, path: string): Promise<void> {
  let lost = 0;
  await context.route(path, async (route) => {
    if (lost >= 2 || route.request().method() === "GET") return route.fallback();
    lost += 1;
    await route.fetch().catch(() => undefined);
    await route.abort("connectionreset").catch(() => undefined);
  });
}

/** Every key under which something was created, by address. */
export function keysOf(context: BrowserContext, path: string): Set<string> {
  const keys = new Set<string>();
  context.on("request", (request) => {
    const key = request.headers()["idempotency-key"];
    if (request.method() === "POST" && new URL(request.url()).pathname === path && key !== undefined) keys.add(key);
  });
  return keys;
}
