// Somebody who hears: Firefox on a screen that nobody looks at, a real screen reader beside it, and the keyboard. What is
// said is all there is to go by.
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { place } from "./binaries.ts";
import { Synthesiser, type Utterance } from "./synthesiser.ts";
import { READS, render, type Step } from "./transcript.ts";
import type { Lang } from "./words.ts";

const run = promisify(execFile);
const START_MS_MAX = 120_000;
const HEAR_MS_MAX = 60_000;
/** Whoever says nothing for so long has finished; after a whole page, with answers that come over the network, later. */
const PAUSE_MS = 500;
const PAGE_PAUSE_MS = 2500;
/** A key to which nothing is to be said. */
const ANSWER_MS_MAX = 4000;
const ARRIVE_MS_MAX = 60_000;
const TABS_MAX = 40;
const READS_MAX = 5;
const LOADED = /^Finished loading/;

export class Listener {
  private readonly folder = mkdtempSync(join(tmpdir(), "kommunal-heard-"));
  private readonly speech = new Synthesiser(join(this.folder, "speech"));
  private desktop: ChildProcess | undefined;
  private display = "";
  /** What was done and heard, page by page. */
  readonly steps: Step[] = [];

  constructor(private readonly lang: Lang) {}

  /** Opens the first page. */
  async start(url: string, title: RegExp, step: string): Promise<void> {
    await this.speech.start();
    this.settle();
    const log = openSync(join(this.folder, "desktop.log"), "a");
    this.desktop = spawn("bash", [place("e2e/support/desktop.sh"), this.folder, url], { detached: true, stdio: ["pipe", log, log] });
    const deadline = Date.now() + START_MS_MAX;
    while (!existsSync(join(this.folder, "ready"))) {
      if (Date.now() > deadline || this.desktop.exitCode !== null || this.desktop.signalCode !== null) throw new Error(`no desktop:\n${this.log()}`);
      await pause(50);
    }
    this.display = readFileSync(join(this.folder, "ready"), "utf8");
    await this.until(() => matches(this.heard, LOADED), url);
    await this.arrive(title, step, 0, "opens the page");
  }

  async stop(): Promise<void> {
    const { desktop } = this;
    if (desktop?.pid !== undefined && desktop.exitCode === null) {
      const gone = new Promise((resolve) => desktop.once("exit", resolve));
      desktop.stdin?.end();
      await Promise.race([gone, pause(3000)]);
      try {
        process.kill(-desktop.pid, "SIGKILL");
      } catch {
        // Nothing of it is left.
      }
    }
    await this.speech.stop();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  log(): string {
    return readFileSync(join(this.folder, "desktop.log"), "utf8").slice(-4000);
  }

  get heard(): readonly Utterance[] {
    return this.speech.heard;
  }

  /** Presses a key by its X name, e.g. "Tab" or "ctrl+a", and listens until this has been said, and nothing more. */
  async press(key: string, what?: RegExp): Promise<Utterance[]> {
    const before = this.heard.length;
    await this.xdotool("key", key);
    if (what !== undefined) await this.until(() => matches(this.heard.slice(before), what), what);
    return this.note(key, await this.listen(before));
  }

  /** Types into the field that has the focus. */
  async type(text: string): Promise<Utterance[]> {
    await this.toFocusMode();
    const before = this.heard.length;
    await this.xdotool("type", "--delay", "60", text);
    return this.note(`types ${text}`, await this.listen(before));
  }

  /** In browse mode the reader takes digits and letters for its own commands. It says which mode it goes over to. */
  private async toFocusMode(): Promise<void> {
    for (let tries = 0; tries < 4; tries += 1) {
      const before = this.heard.length;
      await this.xdotool("key", "Insert+a");
      if (matches(await this.listen(before), /^Focus mode/)) return;
    }
    throw new Error(`no focus mode:\n${render(this.steps)}`);
  }

  /** Tab until this is heard. */
  async tabTo(what: RegExp): Promise<void> {
    for (let presses = 0; presses < TABS_MAX; presses += 1) {
      if (matches(await this.press("Tab"), what)) return;
    }
    throw new Error(`Tab did not lead to ${what}:\n${render(this.steps)}`);
  }

  /** Presses a key that leads to another screen, whose window is called this; what is said there is its own step. */
  async go(key: string, title: RegExp, step: string): Promise<void> {
    const before = this.heard.length;
    await this.xdotool("key", key);
    await this.arrive(title, step, before, key);
  }

  /** The same where the browser loads a page: the reader says when that is done. */
  async load(key: string, title: RegExp, step: string): Promise<void> {
    const before = this.heard.length;
    await this.xdotool("key", key);
    await this.until(() => matches(this.heard.slice(before), LOADED), `a page after ${key}`);
    await this.arrive(title, step, before, key);
  }

  private async arrive(title: RegExp, step: string, since: number, did: string): Promise<void> {
    await this.until(async () => title.test(await this.title()), title);
    this.steps.push({ name: step, lines: [] });
    this.note(did, await this.listen(since, PAGE_PAUSE_MS));
  }

  private async until(done: () => boolean | Promise<boolean>, what: unknown): Promise<void> {
    for (const deadline = Date.now() + ARRIVE_MS_MAX; !(await done()); await pause(50)) {
      if (Date.now() > deadline) throw new Error(`${what} did not come:\n${render(this.steps)}\n${this.log()}`);
    }
  }

  /** Has the page read from here to its end, which is this link, and goes back to its heading. */
  async read(end: RegExp): Promise<void> {
    const before = this.heard.length;
    // What changes meanwhile breaks it off; it goes on from there.
    for (let tries = 0; tries < READS_MAX && !matches(this.heard.slice(before), end); tries += 1) {
      await this.xdotool("key", "KP_Add");
      await this.listen(this.heard.length, PAGE_PAUSE_MS);
    }
    if (!matches(this.heard.slice(before), end)) throw new Error(`${end} was not read:\n${render(this.steps)}\n${this.log()}`);
    this.note(READS, this.heard.slice(before));
    await this.xdotool("key", "1");
    await this.listen(this.heard.length);
  }

  /** What has been said since, once it has been silent for so long. A key is answered within ANSWER_MS_MAX, or not at all. */
  private async listen(since: number, silence = PAUSE_MS): Promise<Utterance[]> {
    const began = Date.now();
    for (;;) {
      const waited = Date.now() - began;
      const answered = this.heard.length > since ? Math.min(this.speech.silence(), waited) > silence : waited > ANSWER_MS_MAX;
      if (answered || waited > HEAR_MS_MAX) return this.heard.slice(since);
      await pause(25);
    }
  }

  private note(did: string, said: Utterance[]): Utterance[] {
    this.steps.at(-1)?.lines.push({ did, said });
    return said;
  }

  private async title(): Promise<string> {
    const { stdout } = await this.xdotool("getactivewindow", "getwindowname").catch(() => ({ stdout: "" }));
    return stdout.trim();
  }

  private xdotool(...args: string[]): Promise<{ stdout: string }> {
    return run("xdotool", args, { env: { ...process.env, DISPLAY: this.display } });
  }

  /** The browser's and the reader's settings. */
  private settle(): void {
    for (const name of ["profile", "reader", "config", "cache", "data"]) mkdirSync(join(this.folder, name), { mode: 0o700 });
    const prefs = { ...PREFS, "intl.accept_languages": this.lang };
    const lines = Object.entries(prefs).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`);
    writeFileSync(join(this.folder, "profile", "user.js"), lines.join(""));
    const reader = { profile: ["Default", "default"], firstStart: false, enableKeyEcho: false, enableBraille: false, enableSound: false, sayAllOnLoad: false, pageSummaryOnLoad: false };
    const settings = { general: reader, profiles: { default: { ...reader, pronunciations: {}, keybindings: {} } }, pronunciations: {}, keybindings: {} };
    writeFileSync(join(this.folder, "reader", "user-settings.conf"), JSON.stringify(settings));
    copyFileSync(place("e2e/support/orca-customizations.py"), join(this.folder, "reader", "orca-customizations.py"));
  }
}

const PREFS = {
  "accessibility.force_disabled": -1,
  "app.update.enabled": false,
  "browser.aboutwelcome.enabled": false,
  "browser.newtab.preload": false,
  "browser.newtabpage.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.homepage_override.mstone": "ignore",
  "browser.translations.enable": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "datareporting.policy.firstRunURL": "",
  "dom.serviceWorkers.enabled": false,
  // Its offer to keep the card is the browser's, not the page's.
  "extensions.formautofill.addresses.enabled": false,
  "extensions.formautofill.creditCards.enabled": false,
  "extensions.update.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "signon.rememberSignons": false,
  "toolkit.telemetry.reportingpolicy.firstRun": false,
};

function matches(said: readonly Utterance[], what: RegExp): boolean {
  return said.some(({ text }) => what.test(text));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
