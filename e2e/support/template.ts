// Before all tests: one database with the demo's receivables, imported once and copied for every world. After them: the
// contact sheet of the pictures they took.
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assemble } from "./assemble.ts";
import { forgetRuns, tabulateRuns } from "../engines/table.ts";
import { forgetCells, tabulate } from "./cells.ts";
import { startCounting, sumUp } from "./plain.ts";
import { SETTINGS, binary, config, databaseUrl } from "./binaries.ts";

const ACCOUNTS = 2000;

export default function makeTemplate(): () => Promise<void> {
  startCounting();
  forgetCells();
  forgetRuns();
  const folder = mkdtempSync(join(tmpdir(), "kommunal-e2e-template-"));
  const settings = config(folder, { portal: 8080, sandbox: 8081, smtp: 8025 }, SETTINGS);
  run("kommunal-sandbox", ["generate", "--accounts", String(ACCOUNTS), "--seed", "1", "--out", join(folder, "files")]);
  for (const biller of ["telecom", "internet"]) {
    run("kommunal", ["import", "--biller", biller, "--by", "test", "--reason", "test", join(folder, "files", `${biller}.csv`)], {
      KOMMUNAL_DATABASE: databaseUrl(folder),
      KOMMUNAL_CONFIG: settings,
    });
  }
  process.env["KOMMUNAL_E2E_TEMPLATE"] = folder;
  return async () => {
    rmSync(folder, { recursive: true, force: true });
    sumUp();
    tabulate();
    tabulateRuns();
    await assemble();
  };
}

/** Numbers of Baku, each with its subscription owed: a bill that waits at the bank is nobody else's meanwhile. */
export function owingNumbers(): string[] {
  const lines = readFileSync(join(process.env["KOMMUNAL_E2E_TEMPLATE"] ?? "", "files", "telecom.csv"), "utf8").split("\n");
  const rows = lines.map((line) => line.split(","));
  return rows.filter((row) => row[2] === "subscription" && /^12[2-4]\d{6}$/.test(row[0] ?? "") && Number(row[4]) >= 1).map((row) => row[1] ?? "");
}

/** A copy of the template's database in `folder`. */
export function copyDatabase(folder: string): void {
  const template = process.env["KOMMUNAL_E2E_TEMPLATE"];
  if (!template) throw new Error("the global setup has not run");
  for (const name of ["kommunal.db", "kommunal.db-wal"]) {
    if (existsSync(join(template, name))) copyFileSync(join(template, name), join(folder, name));
  }
}

function run(name: string, args: string[], env: Record<string, string> = {}): void {
  execFileSync(binary(name), args, { env: { ...process.env, ...env }, stdio: ["ignore", "ignore", "inherit"] });
}
