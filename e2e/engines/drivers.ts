// Real engines by W3C WebDriver: Debian's Firefox ESR (geckodriver), WebKitGTK (WebKitWebDriver, in window.py) and Chromium
// (chromedriver). Each session has its own driver, home, screen and folder, and leaves none of them.
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
// WebDriver's client by WebDriver's own makers; 4.46 is the last for Node 20. Its search for drivers is not used.
import { Builder, Capabilities, type WebDriver } from "selenium-webdriver";
import { place } from "../support/binaries.ts";
import { freePort } from "../support/server.ts";

export const ENGINES = ["firefox", "webkit", "chromium"] as const;
export type Engine = (typeof ENGINES)[number];
export const HANDS = ["keyboard", "mouse", "touch"] as const;
export type HandName = (typeof HANDS)[number];

export const WIDTHS = [320, 390, 1280] as const;

export interface Wish {
  engine: Engine;
  width: number;
  hand: HandName;
  /** What the browser keeps is there, and what it downloads: of another session's, to open it again. */
  folder: string;
  /** A private window, which forgets. */
  private?: boolean;
}

const START_MS_MAX = 60_000;
const END_MS_MAX = 3_000;
export const HEIGHT = 844;

const TOOLS = join(process.env["KOMMUNAL_TOOLS"] ?? join(homedir(), ".cache/kommunal/tools"), "bin");
/** What Debian's chromedriver depends on. */
const CHROMIUM = "/usr/bin/chromium";
const inTools = (name: string): string => (existsSync(join(TOOLS, name)) ? join(TOOLS, name) : name);

/** A started driver with its session, and how to end both and whatever they started. */
export interface Session {
  driver: WebDriver;
  end(): Promise<void>;
}

/** A browser that does not come up on a busy machine is started once more: it is not what is tested. */
export async function start(wish: Wish): Promise<Session> {
  return once(wish).catch((error: unknown) => {
    console.log(`started again: ${String(error)}`);
    return once(wish);
  });
}

async function once(wish: Wish): Promise<Session> {
  mkdirSync(join(wish.folder, "downloads"), { recursive: true });
  const children: ChildProcess[] = [];
  const endAll = async (): Promise<void> => {
    for (const child of children.reverse()) await endGroup(child);
  };
  try {
    const own = { HOME: wish.folder, XDG_RUNTIME_DIR: wish.folder, KOMMUNAL_FOLDER: wish.folder, TZ: "Asia/Baku", LANG: "C.UTF-8" };
    const env = { ...process.env, ...own, ...(await screenOf(wish, children)) };
    const port = await freePort();
    const [command, args] = await driverOf(wish.engine, port);
    const child = run(command, args, env, ["ignore", "ignore", "ignore"]);
    children.push(child);
    await ready(child, command, port);
    const building = new Builder().disableEnvironmentOverrides().usingServer(`http://127.0.0.1:${port}`).withCapabilities(capabilities(wish)).build();
    const driver = await within(START_MS_MAX, `${wish.engine} starts`, Promise.resolve(building));
    const end = async (): Promise<void> => {
      await within(END_MS_MAX * 2, "the session's end", driver.quit()).catch(() => undefined); // what does not end is ended
      await endAll();
    };
    return { driver, end };
  } catch (error) {
    await endAll();
    throw error;
  }
}

async function driverOf(engine: Engine, port: number): Promise<[string, string[]]> {
  if (engine === "firefox") return [inTools("geckodriver"), ["--port", String(port), "--websocket-port", String(await freePort())]];
  if (engine === "webkit") return ["WebKitWebDriver", [`--port=${port}`]];
  return ["chromedriver", [`--port=${port}`]];
}

/** WebKitGTK has no windowless form: a screen in memory. The server itself finds a free number. */
async function screenOf({ engine }: Wish, children: ChildProcess[]): Promise<Record<string, string>> {
  if (engine !== "webkit") return {};
  const args = ["-displayfd", "3", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"];
  const child = run("Xvfb", args, process.env, ["ignore", "ignore", "ignore", "pipe"]);
  children.push(child);
  const number = new Promise<string>((resolve, reject) => {
    let said = "";
    child.stdio[3]?.on("data", (chunk: Buffer) => ((said += String(chunk)), said.endsWith("\n") && resolve(said.trim())));
    child.once("exit", (code) => reject(new Error(`Xvfb ended with ${code}`)));
    child.once("error", reject);
  });
  return { DISPLAY: `:${await within(START_MS_MAX, "Xvfb starts", number)}`, NO_AT_BRIDGE: "1", GDK_BACKEND: "x11", GTK_IM_MODULE: "gtk-im-context-simple" };
}

function capabilities(wish: Wish): Capabilities {
  const profile = join(wish.folder, "profile");
  mkdirSync(profile, { recursive: true });
  const browsers = {
    webkit: { browserName: "window", "webkitgtk:browserOptions": { binary: place("e2e/engines/window.py"), args: ["--automation", ...(wish.private ? ["--private"] : [])] } },
    firefox: { browserName: "firefox", webSocketUrl: true, "moz:firefoxOptions": { binary: "firefox-esr", args: ["-headless", "-profile", profile], prefs: preferences(wish) } },
    chromium: { browserName: "chrome", "goog:chromeOptions": chromeOptions(wish, profile) },
  };
  return new Capabilities(browsers[wish.engine]);
}

function chromeOptions(wish: Wish, profile: string): object {
  const quiet = ["--disable-quic", "--disable-background-networking", "--disable-component-update", "--no-first-run"];
  const args = ["--headless", "--no-sandbox", ...quiet, "--lang=az", "--accept-lang=az", `--user-data-dir=${profile}`, ...(wish.private ? ["--incognito"] : [])];
  const deviceMetrics = { width: wish.width, height: HEIGHT, pixelRatio: 1, mobile: false, touch: wish.hand === "touch" };
  const prefs = { "download.default_directory": join(wish.folder, "downloads"), "download.prompt_for_download": false };
  return { binary: existsSync(CHROMIUM) ? CHROMIUM : process.env["CHROMIUM"], args, prefs, mobileEmulation: { deviceMetrics } };
}

function preferences(wish: Wish): Record<string, unknown> {
  return {
    "intl.accept_languages": "az",
    "browser.privatebrowsing.autostart": wish.private === true,
    "browser.download.folderList": 2,
    "browser.download.dir": join(wish.folder, "downloads"),
    "browser.download.alwaysOpenPanel": false, // it takes the keyboard
    "browser.download.always_ask_before_handling_new_types": false,
    "browser.helperApps.neverAsk.saveToDisk": "application/pdf",
    "pdfjs.disabled": true,
    // Nor do its own questions: to translate, to keep a card.
    "browser.translations.enable": false,
    "signon.rememberSignons": false,
    "extensions.formautofill.creditCards.enabled": false,
    "extensions.formautofill.addresses.enabled": false,
    // Nothing here talks to anyone but this machine: to others it goes by way of a port where nobody listens.
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
  };
}

/** Whoever ends this process in the middle of a test ends them too. */
const groups = new Set<number>();
process.once("exit", () => groups.forEach((group) => signal(group, "SIGKILL")));

function signal(group: number, name: NodeJS.Signals): void {
  try {
    process.kill(-group, name);
  } catch {
    // nobody is left
  }
}

function run(command: string, args: string[], env: NodeJS.ProcessEnv, stdio: ("ignore" | "pipe")[]): ChildProcess {
  // In a group of its own, which ends with it: the browser too, whatever became of its driver.
  const child = spawn(command, args, { detached: true, env, stdio });
  if (child.pid !== undefined) groups.add(child.pid);
  child.on("error", () => undefined); // `ready` says what is missing
  return child;
}

async function ready(child: ChildProcess, command: string, port: number): Promise<void> {
  const deadline = Date.now() + START_MS_MAX;
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/status`).then((response) => response.ok, () => false);
    if (answer) return;
    if (child.pid === undefined || child.exitCode !== null) throw new Error(`${command} did not start: scripts/setup.sh tests installs it`);
    if (Date.now() > deadline) throw new Error(`${command} does not answer`);
    await new Promise((next) => setTimeout(next, 50));
  }
}

async function endGroup(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined || !groups.has(pid)) return;
  signal(pid, "SIGTERM");
  for (const deadline = Date.now() + END_MS_MAX; Date.now() < deadline && alive(pid); ) await new Promise((next) => setTimeout(next, 20));
  signal(pid, "SIGKILL");
  groups.delete(pid);
}

/** Does anybody of the group still run? Those whose end nobody has heard of yet do not. */
function alive(group: number): boolean {
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).some((name) => {
    try {
      const [state, , of] = readFileSync(`/proc/${name}/stat`, "latin1").replace(/^.*\) /s, "").split(" ");
      return Number(of) === group && state !== "Z" && state !== "X";
    } catch {
      return false; // ended while it was looked at
    }
  });
}

/** A driver that does not answer is the failure, by name, and not the whole test's time. */
export async function within<T>(ms: number, what: string, doing: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new Error(`${what}: no answer in ${ms} ms`)), ms)));
  try {
    return await Promise.race([doing, late]);
  } finally {
    clearTimeout(timer);
  }
}
