// Chromium against the real binaries. Each test has a world of its own (support/world.ts), so any two run side by side;
// a test that passes only sometimes is a finding: only `make test` asks for a second try, and names whoever needed it.
import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: ".",
  testMatch: ["{heard,acceptance,outcomes,trouble,everyone,routes,verify,certificate,drafts,offline,chaos,kiosk,operator,engines,sheet}/**/*.spec.ts"],
  outputDir: "test-results/artifacts",
  globalSetup: "./support/template.ts",
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 45_000,
  expect: { timeout: 10_000 },
  reporter: [["list"], ["json", { outputFile: "test-results/results.json" }]],
  use: {
    browserName: "chromium",
    locale: "az-AZ",
    timezoneId: "Asia/Baku",
    // A worker would answer before a test's own routes could; where it is what is tested, it is let in (offline/).
    serviceWorkers: "block",
    trace: "off",
    screenshot: "only-on-failure",
    // What hangs is named by its own line, not by the whole test's end.
    actionTimeout: 20_000,
    navigationTimeout: 30_000,
    launchOptions: {
      // Where the browser's own files or windows matter, a test takes CHROMIUM, the whole one.
      executablePath: process.env["CHROMIUM_HEADLESS"] ?? process.env["CHROMIUM"] ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox", // CI runs as root
        // Nothing here talks to anyone but this machine.
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
        "--no-first-run",
      ],
    },
  },
});
