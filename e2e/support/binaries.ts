// Where the real programs are, and the demo's configuration moved to other ports.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(fileURLToPath(import.meta.url), "../../..");

export interface Ports {
  portal: number;
  sandbox: number;
  smtp: number;
}

/** The program as built; KOMMUNAL_BIN names another folder, e.g. target/release. */
export function binary(name: string): string {
  const path = resolve(root, process.env["KOMMUNAL_BIN"] ?? "target/debug", name);
  if (!existsSync(path)) throw new Error(`${path} is not built: run the tests with \`make e2e\``);
  return path;
}

export function databaseUrl(folder: string): string {
  return `sqlite:${join(folder, "kommunal.db")}`;
}

const LIMITS = [
  "lookups_per_address",
  "lookups_per_number",
  "payments_per_address",
  "receipts_per_address",
  "emails_per_address",
  "sign_ins_per_address",
  "registers_per_person",
  "sent_per_person",
  "documents_per_address",
  "checks_per_address",
  "transfers_per_address",
  "kiosks_per_address",
  "requests_per_address",
] as const;
const PLENTY = 100_000;

/** What the tests have otherwise than the demo: every citizen comes from one address, and waiting is kept short. */
export interface Settings {
  /** After a lost answer the bank is asked no sooner than this. */
  settleMs: number;
  /** Shortest pause between two looks at a waiting payment. */
  lookMs: number;
  /** How long billers have after the hold, in seconds. */
  postWindowS: number;
  bankTimeoutMs: number;
  billerTimeoutMs: number;
  /** How long a session lasts without use, in seconds. */
  sessionIdleS: number;
  /** `[kiosk]`: without a touch for this long the visitor is asked, and has this long to answer, in seconds. */
  kioskIdleS: number;
  kioskCountdownS: number;
  /** A kiosk not heard for this long is silent, in seconds. */
  kioskSilentS: number;
  /** `[limits]`: generous, but where a test is about one of them. */
  limits: Partial<Record<(typeof LIMITS)[number], number>>;
}

export const SETTINGS: Settings = {
  settleMs: 800,
  lookMs: 300,
  postWindowS: 5,
  bankTimeoutMs: 2000,
  billerTimeoutMs: 4000,
  sessionIdleS: 1200,
  kioskIdleS: 90,
  kioskCountdownS: 30,
  kioskSilentS: 120,
  limits: {},
};

/** Writes the demo's configuration with these ports and settings into `folder` and answers its path. */
export function config(folder: string, ports: Ports, settings: Settings): string {
  const issuer = join(folder, "issuer");
  if (!existsSync(issuer)) execFileSync(binary("kommunal"), ["issuer-key", "--out", issuer, "--organisation", "Test"]);
  const demo = readFileSync(join(root, "kommunal.demo.toml"), "utf8")
    .replaceAll("data/issuer", issuer)
    .replaceAll("localhost:8080", `localhost:${ports.portal}`)
    .replaceAll("127.0.0.1:8081", `127.0.0.1:${ports.sandbox}`)
    .replaceAll("127.0.0.1:8025", `127.0.0.1:${ports.smtp}`)
    .replace(/^settle_ms = .*$/m, `settle_ms = ${settings.settleMs}\nlook_ms = ${settings.lookMs}\npost_window_s = ${settings.postWindowS}`)
    .replace(/^timeout_ms = 6000$/m, `timeout_ms = ${settings.bankTimeoutMs}`)
    .replaceAll("timeout_ms = 4000", `timeout_ms = ${settings.billerTimeoutMs}`);
  const limits = LIMITS.map((name) => `${name} = ${settings.limits[name] ?? PLENTY}`);
  const path = join(folder, "kommunal.toml");
  const session = ["[identity.session]", `idle_s = ${settings.sessionIdleS}`];
  const kiosk = ["[kiosk]", `idle_s = ${settings.kioskIdleS}`, `countdown_s = ${settings.kioskCountdownS}`, `silent_s = ${settings.kioskSilentS}`];
  writeFileSync(path, [demo, "[limits]", ...limits, ...session, ...kiosk, ""].join("\n"));
  return path;
}

/** A file of the repository. */
export function place(path: string): string {
  return join(root, path);
}

/** A text file of the repository. */
export function source(path: string): string {
  return readFileSync(join(root, path), "utf8");
}
