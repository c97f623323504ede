// How the kiosks are, as whoever looks after them sees it: by role, by itself, in three languages.
import { expect, test } from "../support/test.ts";
import { Launcher } from "../support/launcher.ts";
import { Officer } from "../support/officer.ts";
import { LANGS } from "../support/words.ts";
import type { World } from "../support/world.ts";

const SUPERVISOR = "8SB3W1P";
const OPERATOR = "6ZQ7E4R";
const OFFICER = "2NG8S5M";
const PLACE = "Bakı, Nizami küçəsi 1";

/** A kiosk without a screen: what its launcher and its page say. */
class Device {
  private cookie = "";
  constructor(
    private readonly world: World,
    private readonly secret: string,
  ) {}

  async begin(): Promise<void> {
    const begun = await this.send("/api/kiosk/sessions", {}, { authorization: `Bearer ${this.secret}` });
    const { ticket } = (await begun.json()) as { ticket: string };
    const entered = await this.send("/api/kiosk/enter", { ticket });
    this.cookie = entered.headers.get("set-cookie")?.split(";")[0] ?? "";
  }

  async beat(screen: string, printing = ""): Promise<void> {
    await this.send("/api/kiosk/heartbeat", { version: "0.1.0", screen, printing }, { cookie: this.cookie });
  }

  /** The launcher looks at its session, whatever the page does. */
  async poll(): Promise<void> {
    await this.send("/api/kiosk/sessions/none", undefined, { authorization: `Bearer ${this.secret}` });
  }

  async printer(state: string): Promise<void> {
    await this.send("/api/kiosk/printer", { state }, { authorization: `Bearer ${this.secret}` });
  }

  private async send(path: string, body: object | undefined, headers: Record<string, string> = {}): Promise<Response> {
    const posted = body ? { method: "POST", body: JSON.stringify(body) } : {};
    const answer = await fetch(this.world.portal + path, { ...posted, headers: { "content-type": "application/json", ...headers } });
    expect(answer.ok, `${path} ${answer.status}`).toBe(true);
    return answer;
  }
}

for (const lang of LANGS) {
  test.describe(lang, () => {
    test.use({ lang });

    test("a supervisor sees which kiosks are alive, what they show and their printers", async ({ page, world }) => {
      test.setTimeout(90_000); // the page asks twice in its own time
      const officer = new Officer(page, world, lang);
      const device = new Device(world, world.addKiosk("hall-1", PLACE));
      world.addKiosk("hall-2", PLACE);
      await officer.signIn(SUPERVISOR);
      await page.getByRole("link", { name: officer.say("nav.kiosks"), exact: true }).click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(officer.say("kiosks.title"));
      const row = (name: string) => page.getByRole("row").filter({ hasText: name });
      await expect(row("hall-2")).toContainText(officer.say("kiosk.never"));
      await device.begin();
      await device.beat("attract");
      await device.printer("idle");
      // Nothing is pressed: the page asks again by itself.
      await expect(row("hall-1")).toContainText(officer.say("kiosk.alive"), { timeout: 25_000 });
      await expect(row("hall-1")).toContainText(officer.say("kiosk.screen.attract"));
      await expect(row("hall-1")).toContainText(officer.say("printer.idle"));
      await device.beat("certificate", "no-print");
      await expect(row("hall-1")).toContainText(officer.say("kiosk.in_use"), { timeout: 25_000 });
      await expect(row("hall-1")).toContainText(officer.say("printer.nothing"));
      await expect(row("hall-1")).toContainText(PLACE);
    });
  });
}

test.describe("a page that hangs", () => {
  test.use({ settings: { kioskSilentS: 14 } });
  test.setTimeout(90_000);

  test("is not alive because its launcher is; one that has left for the bank's is in use", async ({ page, world }) => {
    const officer = new Officer(page, world);
    const [hangs, pays] = [new Device(world, world.addKiosk("hall-1", PLACE)), new Device(world, world.addKiosk("hall-2", PLACE))];
    await officer.signIn(SUPERVISOR);
    for (const device of [hangs, pays]) await device.begin();
    await hangs.beat("attract");
    await pays.beat("away");
    const polling = setInterval(() => void Promise.all([hangs.poll(), pays.poll()]).catch(() => undefined), 2000);
    await page.goto("/office/kiosks");
    const row = (name: string) => page.getByRole("row").filter({ hasText: name });
    await expect(row("hall-1")).toContainText(officer.say("kiosk.alive"));
    await expect(row("hall-1")).toContainText(officer.say("kiosk.page_silent").split("{")[0] ?? "", { timeout: 45_000 });
    await expect(row("hall-2")).toContainText(officer.say("kiosk.in_use"));
    await expect(row("hall-2")).toContainText(officer.say("kiosk.screen.away"));
    clearInterval(polling);
    await expect(row("hall-1")).toContainText(officer.say("kiosk.silent").split("{")[0] ?? "", { timeout: 45_000 });
    await expect(row("hall-1")).not.toContainText(officer.say("kiosk.page_silent").split("{")[0] ?? "");
  });
});

test("a page that hangs is begun anew by its launcher", async ({ world }) => {
  test.setTimeout(150_000);
  const kiosk = await Launcher.add(world, "hall-1");
  kiosk.start(40);
  try {
    const page = await kiosk.visitor();
    const [before = ""] = kiosk.folders();
    void page.evaluate(() => { for (;;); }).catch(() => undefined);
    await expect.poll(() => kiosk.folders().some((name) => name !== before), { timeout: 75_000 }).toBe(true);
    await kiosk.forget();
    await kiosk.visitor();
    expect(kiosk.folders()).not.toContain(before);
  } finally {
    await kiosk.stop();
  }
});

test("an operator begins at the kiosks and sees no application; an officer sees no kiosk", async ({ page, world, another }) => {
  const operator = new Officer(page, world);
  await operator.signIn(OPERATOR);
  await expect(page).toHaveURL(`${world.portal}/office/kiosks`);
  await expect(page.locator(".empty")).toHaveText(operator.say("kiosks.none"));
  // The kiosks, and the money on pages of its own.
  await expect(page.locator(".ways a")).toHaveCount(2);
  await expect(page.locator(".ways a").last()).toHaveAttribute("href", "/operator");
  for (const path of ["/office/figures", "/office/applications/M-2026-7K3M-9QXF"]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(operator.say("forbidden.title"));
  }
  const officer = new Officer((await another()).page, world);
  await officer.signIn(OFFICER);
  await expect(officer.page.locator(".ways a")).toHaveCount(2);
  await officer.page.goto("/office/kiosks");
  await expect(officer.page.getByRole("heading", { level: 1 })).toHaveText(officer.say("forbidden.title"));
});
