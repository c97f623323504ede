// A world for tests: the real portal and the real sandbox on free ports, with a database and a configuration of their own.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { config, databaseUrl } from "./binaries.ts";
import { Server, freePort } from "./server.ts";
import { copyDatabase } from "./template.ts";

/** What the sandbox is to do wrong, where, and how many times. */
export interface Fault {
  surface: string;
  mode: string;
  times?: number;
}

export interface World {
  /** The portal's address, e.g. http://localhost:40123. */
  portal: string;
  /** The sandbox's address on another site, e.g. http://127.0.0.1:40124. */
  sandbox: string;
  /** Makes the sandbox misbehave. */
  fault(fault: Fault): Promise<void>;
  /** What the bank and the billers have in their own books. */
  books(): Promise<unknown>;
  /** The messages the portal has sent, oldest first. */
  mailbox(): Promise<unknown[]>;
  /** Stops the portal gracefully and starts it again on the same data. */
  restartPortal(): Promise<void>;
  /** kill -9; `startPortal` brings it back on the same data. */
  killPortal(): Promise<void>;
  startPortal(): Promise<void>;
  stop(): Promise<void>;
}

export interface WorldOptions {
  /** Changes the demo's configuration before the portal reads it. */
  configure?: (toml: string) => string;
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), "kommunal-e2e-"));
  const ports = { portal: await freePort(), sandbox: await freePort(), smtp: await freePort() };
  // Two names of one machine: for a browser they are two sites, as the portal and a real bank are.
  const portalUrl = `http://localhost:${ports.portal}`;
  const sandboxUrl = `http://127.0.0.1:${ports.sandbox}`;
  copyDatabase(folder);
  const settings = config(folder, ports, options.configure);

  const sandbox = new Server(
    "kommunal-sandbox",
    ["--listen", `127.0.0.1:${ports.sandbox}`, "--smtp", `127.0.0.1:${ports.smtp}`, "--state", join(folder, "sandbox.json")],
    `${sandboxUrl}/control/api/books`,
    join(folder, "sandbox.log"),
  );
  const portal = new Server(
    "kommunal",
    ["serve", "--listen", `127.0.0.1:${ports.portal}`, "--database", databaseUrl(folder), "--config", settings],
    `${portalUrl}/readyz`,
    join(folder, "portal.log"),
  );
  const stop = async (): Promise<void> => {
    await Promise.all([portal.stop(), sandbox.stop()]);
    // KOMMUNAL_E2E_KEEP=1 leaves data and logs behind to look at.
    if (!process.env["KOMMUNAL_E2E_KEEP"]) rmSync(folder, { recursive: true, force: true });
  };
  try {
    await sandbox.start();
    await portal.start();
  } catch (error) {
    await stop();
    throw error;
  }

  return {
    portal: portalUrl,
    sandbox: sandboxUrl,
    fault: async (fault) => void (await json(`${sandboxUrl}/control/api/faults`, fault)),
    books: () => json(`${sandboxUrl}/control/api/books`),
    mailbox: async () => (await json(`${sandboxUrl}/mail/api/messages`)) as unknown[],
    restartPortal: async () => {
      await portal.stop();
      await portal.start();
    },
    killPortal: () => portal.kill(),
    startPortal: () => portal.start(),
    stop,
  };
}

/** GET, or POST when there is a body. */
async function json(url: string, body?: unknown): Promise<unknown> {
  const init =
    body === undefined
      ? {}
      : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(url, init);
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 500)}`);
  return text === "" ? undefined : JSON.parse(text);
}
