// What was gone through, counted: report/engines.md has a row for each journey and hand, a column for each engine and width.
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { ENGINES, HANDS, WIDTHS, type Engine, type HandName } from "./drivers.ts";

export const JOURNEYS = ["payment of one bill", "payment of three bills", "certificate", "office", "verify", "drafts", "offline"] as const;
export type Journey = (typeof JOURNEYS)[number];

interface Run {
  journey: Journey;
  engine: Engine;
  width: number;
  hand: HandName;
  ms: number;
}

const FILE = "report/engines.jsonl";

export function forgetRuns(): void {
  rmSync(FILE, { force: true });
}

export function recordRun(run: Run): void {
  mkdirSync("report", { recursive: true });
  appendFileSync(FILE, `${JSON.stringify(run)}\n`);
}

/** Seconds where the journey came to its end, – where it was not gone. */
export function tabulateRuns(): void {
  if (!existsSync(FILE)) return;
  const runs = readFileSync(FILE, "utf8").trim().split("\n").map((line) => JSON.parse(line) as Run);
  const columns = ENGINES.flatMap((engine) => WIDTHS.map((width) => ({ engine, width })));
  const rows = JOURNEYS.flatMap((journey) => HANDS.map((hand) => {
    const cells = columns.map(({ engine, width }) => {
      const run = runs.find((one) => one.journey === journey && one.hand === hand && one.engine === engine && one.width === width);
      return run === undefined ? "–" : String(Math.round(run.ms / 1000));
    });
    return `| ${journey}, ${hand} | ${cells.join(" | ")} |`;
  }));
  const head = `| journey, hand | ${columns.map(({ engine, width }) => `${engine} ${width}`).join(" | ")} |\n|${"---|".repeat(columns.length + 1)}`;
  writeFileSync("report/engines.md", `${head}\n${rows.join("\n")}\n\n${runs.length} journeys of ${rows.length * columns.length} came to their end; the numbers are seconds.\n`);
}
