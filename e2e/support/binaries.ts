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
  /** A held payment that has not ended raises an alarm after this long, in seconds. */
  alarmAfterS: number;
  /** `[refund]`: more than this of one payment needs a second person, in qəpik; a silent biller is an alarm after so long. */
  secondPersonAboveMinor: number;
  refundAlarmAfterS: number;
  bankTimeoutMs: number;
  /** The bank's fee as the configuration writes it (`FEE`); empty: none. */
  fee: string;
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

/** 0.5 %, at least 0.05, at most 2.00. */
export const FEE = "{ basis_points = 50, min_minor = 5, max_minor = 200 }";

export const SETTINGS: Settings = {
  settleMs: 800,
  lookMs: 300,
  postWindowS: 5,
  alarmAfterS: 600,
  secondPersonAboveMinor: 5000,
  refundAlarmAfterS: 3600,
  bankTimeoutMs: 2000,
  fee: "",
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
    .replace("127.0.0.1:8082", "127.0.0.1:0")
    .replace(/^settle_ms = .*$/m, `settle_ms = ${settings.settleMs}\nlook_ms = ${settings.lookMs}\npost_window_s = ${settings.postWindowS}\nalarm_after_s = ${settings.alarmAfterS}`)
    .replace(/^timeout_ms = 6000$/m, `timeout_ms = ${settings.bankTimeoutMs}${settings.fee === "" ? "" : `\nfee = ${settings.fee}`}`)
    .replaceAll("timeout_ms = 4000", `timeout_ms = ${settings.billerTimeoutMs}`);
  const limits = LIMITS.map((name) => `${name} = ${settings.limits[name] ?? PLENTY}`);
  const path = join(folder, "kommunal.toml");
  const session = ["[identity.session]", `idle_s = ${settings.sessionIdleS}`];
  const kiosk = ["[kiosk]", `idle_s = ${settings.kioskIdleS}`, `countdown_s = ${settings.kioskCountdownS}`, `silent_s = ${settings.kioskSilentS}`];
  const refund = ["[refund]", `second_person_above_minor = ${settings.secondPersonAboveMinor}`, `alarm_after_s = ${settings.refundAlarmAfterS}`];
  writeFileSync(path, [demo, "[limits]", ...limits, ...session, ...kiosk, ...refund, ""].join("\n"));
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
