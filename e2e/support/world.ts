// A world for tests: the real portal and the real sandbox on free ports, with a database and a configuration of their own.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SETTINGS, binary, config, databaseUrl, type Settings } from "./binaries.ts";
import { Front } from "./front.ts";
import { Sandbox } from "./sandbox.ts";
import { Server, freePort } from "./server.ts";
import { copyDatabase } from "./template.ts";

export interface World {
  /** The portal's address, e.g. http://localhost:40123. */
  portal: string;
  /** The same server under the utility's own name. */
  brand: string;
  /** The sandbox on another site, e.g. at http://127.0.0.1:40124. */
  sandbox: Sandbox;
  /** What stands before the portal, in a world that was started with it (`fronted`). */
  front: Front;
  fronted: boolean;
  /** kill -9; `startPortal` brings it back on the same data. */
  killPortal(): Promise<void>;
  startPortal(): Promise<void>;
  /** `kommunal audit` beside the running portal: its exit code and what it said. */
  audit(): { code: number | null; said: string };
  /** `kommunal kiosk add`: the device's secret. */
  addKiosk(name: string, place: string): string;
  /** Everything the portal keeps and says: each file of its data folder, by name. */
  files(): Map<string, Buffer>;
  stop(): Promise<void>;
}

export async function startWorld(change: Partial<Settings> = {}, fronted = false): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), "kommunal-e2e-"));
  const ports = { portal: await freePort(), sandbox: await freePort(), smtp: await freePort() };
  // Two names of one machine: for a browser they are two sites, as the portal and a real bank are.
  const portalUrl = `http://localhost:${ports.portal}`;
  const sandboxUrl = `http://127.0.0.1:${ports.sandbox}`;
  copyDatabase(folder);
  const settings = config(folder, ports, { ...SETTINGS, ...change });
  const common = ["--database", databaseUrl(folder), "--config", settings];

  const sandbox = new Server(
    "kommunal-sandbox",
    ["--listen", `127.0.0.1:${ports.sandbox}`, "--smtp", `127.0.0.1:${ports.smtp}`, "--any-loopback"],
    `${sandboxUrl}/control/api/books`,
    join(folder, "sandbox.log"),
  );
  const behind = fronted ? await freePort() : ports.portal;
  const front = new Front(ports.portal, behind);
  const portal = new Server(
    "kommunal",
    ["serve", "--listen", `127.0.0.1:${behind}`, ...common],
    `http://127.0.0.1:${behind}/healthz`,
    join(folder, "portal.log"),
  );
  const stop = async (): Promise<void> => {
    await front.stop();
    await Promise.all([portal.stop(), sandbox.stop()]);
    // KOMMUNAL_E2E_KEEP=1 leaves data and logs behind to look at.
    if (!process.env["KOMMUNAL_E2E_KEEP"]) rmSync(folder, { recursive: true, force: true });
  };
  try {
    await Promise.all([sandbox.start(), portal.start()]);
    if (fronted) await front.start();
  } catch (error) {
    await stop();
    throw error;
  }

  return {
    portal: portalUrl,
    brand: `http://azerishiq.localhost:${ports.portal}`,
    sandbox: new Sandbox(sandboxUrl),
    front,
    fronted,
    killPortal: () => portal.kill(),
    startPortal: () => portal.start(),
    audit: () => {
      const run = spawnSync(binary("kommunal"), ["audit", ...common], { encoding: "utf8" });
      return { code: run.status, said: run.stdout + run.stderr };
    },
    addKiosk: (name, place) => {
      const run = spawnSync(binary("kommunal"), ["kiosk", "add", name, "--place", place, "--by", "test", "--reason", "test", ...common], { encoding: "utf8" });
      const secret = run.stdout.match(/\b[0-9a-f]{64}\b/)?.[0];
      if (secret === undefined) throw new Error(`no kiosk was added: ${run.stdout}${run.stderr}`);
      return secret;
    },
    files: () => {
      const files = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
      return new Map(files.map((file) => [file.name, readFileSync(join(file.parentPath, file.name))]));
    },
    stop,
  };
}
