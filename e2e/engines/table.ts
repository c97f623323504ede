// What was gone through, counted: report/engines.md has a row for each journey and hand, a column for each engine and width.
import { writeFileSync } from "node:fs";
import { Notes } from "../support/notes.ts";
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

const runs = new Notes<Run>("report/engines.jsonl");

export function forgetRuns(): void {
  runs.forget();
}

export function recordRun(run: Run): void {
  runs.add(run);
}

/** Seconds where the journey came to its end, – where it was not gone. */
export function tabulateRuns(): void {
  const all = runs.all();
  if (!all.length) return;
  const columns = ENGINES.flatMap((engine) => WIDTHS.map((width) => ({ engine, width })));
  const rows = JOURNEYS.flatMap((journey) => HANDS.map((hand) => {
    const cells = columns.map(({ engine, width }) => {
      const run = all.find((one) => one.journey === journey && one.hand === hand && one.engine === engine && one.width === width);
      return run === undefined ? "–" : String(Math.round(run.ms / 1000));
    });
    return `| ${journey}, ${hand} | ${cells.join(" | ")} |`;
  }));
  const head = `| journey, hand | ${columns.map(({ engine, width }) => `${engine} ${width}`).join(" | ")} |\n|${"---|".repeat(columns.length + 1)}`;
  writeFileSync("report/engines.md", `${head}\n${rows.join("\n")}\n\n${all.length} journeys of ${rows.length * columns.length} came to their end; the numbers are seconds.\n`);
}
