// What every spec imports: Playwright's test with a world for each worker, and `page.goto("/…")` meaning the portal.
import { test as base } from "@playwright/test";
import { startWorld, type World } from "./world.ts";

export const test = base.extend<object, { world: World }>({
  world: [
    async ({}, use) => {
      const world = await startWorld();
      await use(world);
      await world.stop();
    },
    { scope: "worker", timeout: 60_000 },
  ],
  baseURL: async ({ world }, use) => use(world.portal),
});

export { chromium, expect } from "@playwright/test";
