// Measurements, not tests: one at a time, on the release build (scripts/bench.sh).
import { defineConfig } from "@playwright/test";
import tests from "./playwright.config.ts";

export default defineConfig({
  ...tests,
  testMatch: ["bench/**/*.spec.ts"],
  outputDir: "test-results/bench",
  workers: 1,
  timeout: 300_000,
  reporter: [["list"]],
});
