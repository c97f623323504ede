// What the chaos tests looked at, counted: a cell is one kind of trouble at one step. report/chaos.md is the table.
import { writeFileSync } from "node:fs";
import { Notes } from "./notes.ts";

export const TROUBLES = [
  "reload",
  "closed and reopened",
  "crash",
  "Back",
  "Forward",
  "two tabs",
  "new version",
  "slow network",
  "offline at submit",
  "answer lost",
] as const;
export type Trouble = (typeof TROUBLES)[number];

interface Cell {
  journey: string;
  step: string;
  trouble: Trouble;
  /** Values typed before that were there afterwards; none are looked for where the step has been left. */
  found: number;
}

const cells = new Notes<Cell>("report/chaos.jsonl");

export function forgetCells(): void {
  cells.forget();
}

export function record(cell: Cell): void {
  cells.add(cell);
}

/** A row for each step, a column for each trouble: how many values were kept, ✓ where the next step was reached. */
export function tabulate(): void {
  const all = cells.all();
  if (!all.length) return;
  const steps = [...new Set(all.map(({ journey, step }) => `${journey}: ${step}`))];
  const rows = steps.map((name) => {
    const of = (trouble: Trouble): string => {
      const cell = all.find((one) => `${one.journey}: ${one.step}` === name && one.trouble === trouble);
      return cell === undefined ? "–" : cell.found > 0 ? String(cell.found) : "✓";
    };
    return `| ${[name, ...TROUBLES.map(of)].join(" | ")} |`;
  });
  const head = `| step | ${TROUBLES.join(" | ")} |\n|${"---|".repeat(TROUBLES.length + 1)}`;
  const values = all.reduce((sum, { found }) => sum + found, 0);
  writeFileSync("report/chaos.md", `${head}\n${rows.join("\n")}\n\n${all.length} cells, ${values} values looked for and found.\n`);
}
