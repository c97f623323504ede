// One running program: started, waited for, stopped gracefully or killed; its output kept for when a test fails.
import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { binary } from "./binaries.ts";

const START_MS_MAX = 20_000;
const STOP_MS_MAX = 15_000;

export class Server {
  private child: ChildProcess | undefined;

  constructor(
    private readonly name: string,
    private readonly args: string[],
    private readonly ready: string,
    private readonly logFile: string,
  ) {}

  async start(): Promise<void> {
    const log = openSync(this.logFile, "a");
    const child = spawn(binary(this.name), this.args, { stdio: ["ignore", log, log] });
    closeSync(log);
    this.child = child;
    const deadline = Date.now() + START_MS_MAX;
    while (!(await answers(this.ready))) {
      if (ended(child)) throw new Error(`${this.name} stopped at its start:\n${this.log()}`);
      if (Date.now() > deadline) {
        await this.kill();
        throw new Error(`${this.name} was not ready after ${START_MS_MAX} ms:\n${this.log()}`);
      }
      await pause(25);
    }
  }

  /** SIGTERM: requests in flight finish. */
  async stop(): Promise<void> {
    await this.end("SIGTERM");
  }

  /** SIGKILL: as when the power goes. */
  async kill(): Promise<void> {
    await this.end("SIGKILL");
  }

  log(): string {
    return readFileSync(this.logFile, "utf8").slice(-4000);
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.child;
    if (!child || ended(child)) return;
    const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    const guard = setTimeout(() => child.kill("SIGKILL"), STOP_MS_MAX);
    child.kill(signal);
    await gone;
    clearTimeout(guard);
  }
}

/** Below the ports that the system gives to outgoing connections: nobody gets it between here and its use. */
const PORTS = { first: 10_100, count: 20_000 };
const given = new Set<number>();

/** A port of this machine on which nobody listens, and which was not given before. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = PORTS.first + Math.floor(Math.random() * PORTS.count);
    if (!given.has(port) && (await isFree(port))) {
      given.add(port);
      return port;
    }
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer().once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

function ended(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
