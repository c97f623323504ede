// A kiosk as it stands in a hall: the launcher, and the browser that it started, which a test can look into.
import { chromium, type Browser, type Page } from "@playwright/test";
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { place } from "./binaries.ts";
import { freePort } from "./server.ts";
import type { World } from "./world.ts";

const START_MS_MAX = 60_000;
const STEP_MS_MAX = 30_000;
const LOOK_MS = 100;
const WRITABLE = 3;

export class Launcher {
  private running: ChildProcess | undefined;
  private browser: Browser | undefined;
  private seen = "";

  private constructor(
    readonly world: World,
    /** The memory disk's folder of this kiosk. */
    readonly memory: string,
    private readonly secretFile: string,
    private readonly port: number,
  ) {}

  static async add(world: World, name: string): Promise<Launcher> {
    const memory = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : "/tmp", "kommunal-kiosk-e2e-"));
    const secretFile = `${memory}.secret`;
    writeFileSync(secretFile, world.addKiosk(name, "Bakı, Nizami küçəsi 1"), { mode: 0o600 });
    return new Launcher(world, memory, secretFile, await freePort());
  }

  /** `silentS`: so long its page may be silent. */
  start(silentS = 150): void {
    const args = ["--headless=new", "--no-sandbox", "--disable-gpu", "--accept-lang=az", "--window-size=1280,1024", `--remote-debugging-port=${this.port}`];
    const env = {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      KIOSK_URL: this.world.portal,
      KIOSK_SECRET_FILE: this.secretFile,
      KIOSK_MEMORY: this.memory,
      KIOSK_POLL_S: "0.5",
      KIOSK_SILENT_S: String(silentS),
      KIOSK_CHROMIUM: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
      KIOSK_CHROMIUM_ARGS: args.join(" "),
    };
    // A group of its own, so that its power can be cut.
    this.running = spawn(place("kiosk/launch.sh"), [], { env, detached: true, stdio: ["ignore", "ignore", process.env["KIOSK_SAY"] ? "inherit" : "ignore"] });
  }

  /** The page of the next session, at the screen that invites. */
  async visitor(): Promise<Page> {
    const deadline = Date.now() + START_MS_MAX;
    let address = "";
    while (address === "" || address === this.seen) {
      if (Date.now() > deadline) throw new Error("the launcher started no browser");
      await pause(LOOK_MS);
      address = await this.debuggerAddress();
    }
    this.seen = address;
    this.browser = await chromium.connectOverCDP(address);
    const page = this.browser.contexts()[0]?.pages()[0];
    if (!page) throw new Error("the browser has no page");
    page.setDefaultTimeout(STEP_MS_MAX);
    // Paths mean the portal, as they do in a test's own browser.
    const goto = page.goto.bind(page);
    page.goto = (url, options) => goto(new URL(url, this.world.portal).href, options);
    await page.waitForURL(`${this.world.portal}/kiosk`, { timeout: START_MS_MAX });
    // A real key puts the keypad away wherever it is before the next step.
    await page.addLocatorHandler(page.locator(".keypad"), () => page.keyboard.press("Shift"));
    return page;
  }

  private async debuggerAddress(): Promise<string> {
    try {
      const answer = await fetch(`http://127.0.0.1:${this.port}/json/version`, { signal: AbortSignal.timeout(2000) });
      return ((await answer.json()) as { webSocketDebuggerUrl: string }).webSocketDebuggerUrl;
    } catch {
      return "";
    }
  }

  /** The folders of sessions that are there: one, while a browser runs. */
  folders(): string[] {
    return readdirSync(this.memory).filter((name) => name.startsWith("session."));
  }

  /** The launcher stands still: what the page has left can be looked at before it is removed. */
  hold(): void {
    process.kill(this.pid, "SIGSTOP");
  }

  release(): void {
    process.kill(this.pid, "SIGCONT");
  }

  /** kill -9 of the browser. */
  crash(): void {
    const main = this.processes().filter((pid) => !command(pid).includes("--type=") && command(pid).includes("--user-data-dir="));
    if (main.length !== 1) throw new Error(`${main.length} browsers`);
    process.kill(main[0] ?? 0, "SIGKILL");
  }

  /** kill -9 of the launcher and everything it started. */
  async powerOff(): Promise<void> {
    await this.gone(() => process.kill(-this.pid, "SIGKILL"));
  }

  /** As whoever runs the machine stops it; nothing of it is there afterwards. */
  async stop(): Promise<void> {
    await this.gone(() => process.kill(this.pid, "SIGTERM"));
    const left = { folders: this.folders(), processes: this.processes().map(command) };
    rmSync(this.memory, { recursive: true, force: true });
    rmSync(this.secretFile, { force: true });
    if (left.folders.length + left.processes.length > 0) throw new Error(`the launcher left ${JSON.stringify(left)}`);
  }

  /** Files outside of the memory disk that the browser has open to write into. */
  writtenElsewhere(): string[] {
    const found = new Set<string>();
    for (const pid of this.processes()) {
      for (const fd of list(`/proc/${pid}/fd`)) {
        const target = link(`/proc/${pid}/fd/${fd}`);
        const flags = Number.parseInt(/flags:\s*(\d+)/.exec(text(`/proc/${pid}/fdinfo/${fd}`))?.[1] ?? "0", 8);
        const regular = target.startsWith("/") && !/^\/(dev|proc|sys)\//.test(target.replace(/^\/dev\/shm\//, "/shm/")) && !target.endsWith("(deleted)");
        if (regular && (flags & WRITABLE) !== 0 && !target.startsWith(`${this.memory}/`) && !target.startsWith("/memfd:")) found.add(target);
      }
    }
    return [...found];
  }

  /** Every file on its memory disk. */
  files(): Map<string, Buffer> {
    const all = readdirSync(this.memory, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
    const files = new Map<string, Buffer>();
    for (const entry of all) {
      const path = join(entry.parentPath, entry.name);
      try {
        if (statSync(path).size > 0) files.set(path.slice(this.memory.length + 1), readFileSync(path));
      } catch {
        // A browser that is still there has removed it meanwhile.
      }
    }
    return files;
  }

  /** Lets go of a browser that is no more. */
  async forget(): Promise<void> {
    await this.browser?.close().catch(() => undefined);
    this.browser = undefined;
  }

  private get pid(): number {
    const pid = this.running?.pid;
    if (pid === undefined) throw new Error("the launcher does not run");
    return pid;
  }

  private async gone(end: () => void): Promise<void> {
    const launcher = this.running;
    if (!launcher || launcher.exitCode !== null || launcher.signalCode !== null) return;
    const exited = new Promise<void>((resolve) => launcher.once("exit", () => resolve()));
    end();
    await exited;
  }

  /** The browser's processes: each names a folder of this memory disk. */
  private processes(): number[] {
    const pids = list("/proc").map(Number).filter((pid) => Number.isInteger(pid));
    return pids.filter((pid) => command(pid).includes(`${this.memory}/session.`));
  }
}

const list = (folder: string): string[] => attempt(() => readdirSync(folder), []);
const link = (path: string): string => attempt(() => readlinkSync(path), "");
const text = (path: string): string => attempt(() => readFileSync(path, "utf8"), "");
const command = (pid: number): string => text(`/proc/${pid}/cmdline`).replaceAll("\0", " ");

function attempt<T>(look: () => T, otherwise: T): T {
  try {
    return look();
  } catch {
    return otherwise;
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
