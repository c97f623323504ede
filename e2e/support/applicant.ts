// A citizen who wants a certificate: from the sign-in at the provider to the number of the application.
import { execFileSync } from "node:child_process";
import { expect, type Locator, type Page } from "@playwright/test";
import decodeQR from "qr/decode.js";
import { pdfText } from "./pdf.ts";
import { say, type Bundle, type Lang } from "./words.ts";
import type { World } from "./world.ts";

/** The sandbox's people (backend/sandbox/README.md). */
export const PEOPLE = {
  aysel: { fin: "5XK2Q7M", account: "039900000000117" },
  rashad: { fin: "2RT8W4A", account: "039900000000224" },
  vuqar: { fin: "8VQ5Y3E", account: "039900000000662" },
  officer: { fin: "2NG8S5M", account: "039900000001125" },
  second: { fin: "4TR6B9N", account: "039900000001232" },
  supervisor: { fin: "8SB3W1P", account: "039900000001349" },
} as const;

/** Her company, and one whose register does not name her. */
export const COMPANIES = {
  hers: { voen: "1401555071", account: "080000000000112" },
  stranger: { voen: "1700881261", account: "080000000000229" },
} as const;

export const MOBILE = "502345678";
export const EMAIL = "aysel@example.az";

/** A picture of one pixel: a paper where a paper is asked for. */
export const PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

interface Wish {
  account?: string;
  voen?: string;
  mobile?: string;
  email?: string;
  copies?: boolean;
}

export class Applicant {
  constructor(
    readonly page: Page,
    readonly world: World,
    readonly lang: Lang = "az",
    readonly home: string = world.portal,
  ) {}

  /** The network goes, and the page has heard of it: what is pressed before that is tried. */
  async goOffline(): Promise<void> {
    await this.page.context().setOffline(true);
    await expect(this.page.getByText(this.say("offline"))).toBeVisible();
  }

  say(key: string, values: Record<string, string> = {}, of: Bundle = "certificate"): string {
    return say(this.lang, key, values, of);
  }

  button(key: string, values: Record<string, string> = {}): Locator {
    return this.page.getByRole("button", { name: this.say(key, values), exact: true });
  }

  get heading(): Locator {
    return this.page.getByRole("heading", { level: 1 });
  }

  async expectHeading(key: string): Promise<void> {
    await expect(this.heading).toHaveText(this.say(key));
  }

  async next(): Promise<void> {
    await this.button("next").click();
  }

  /** By a click on a name at the provider's page, which is there already. */
  async asPerson(fin: string): Promise<void> {
    await this.page.locator(`button[data-fin="${fin}"]`).click();
    await this.page.waitForURL(`${this.home}/**`);
  }

  /** From the first screen to the first step. */
  async signIn(fin: string): Promise<void> {
    await this.page.goto(`${this.home}/certificate`);
    await this.page.getByRole("link", { name: this.say("start.sign_in"), exact: true }).click();
    await this.asPerson(fin);
    await this.expectHeading("apply.class_title");
  }

  /** The first step: a home, or the organisation of this VÖEN; then what the registers say. */
  async toPerson(voen?: string): Promise<void> {
    await this.page.getByLabel(this.say(voen ? "apply.non_residential" : "apply.residential"), { exact: true }).check();
    if (voen) await this.page.getByLabel(this.say("apply.voen"), { exact: true }).fill(voen);
    await this.next();
    await this.expectHeading("apply.step_person");
    await expect(this.page.locator(".register")).toHaveCount(voen ? 2 : 1);
  }

  async toDetails(voen?: string): Promise<void> {
    await this.toPerson(voen);
    await this.next();
    await this.expectHeading("apply.step_details");
  }

  async fillDetails(account: string, copies = false): Promise<void> {
    await this.page.locator("#account").fill(account);
    await this.page.locator("#address").fill("Bakı, Nümunə küçəsi 7, mənzil 12");
    await this.page.locator("#purpose").selectOption("sale");
    if (copies) for (const id of ["#copy-ru", "#copy-en"]) await this.page.locator(id).check();
  }

  async toContact(account: string, copies = false): Promise<void> {
    await this.fillDetails(account, copies);
    await expect(this.page.getByText(this.say("apply.debt_clear"), { exact: true })).toBeVisible();
    await this.next();
    await this.expectHeading("apply.step_contact");
  }

  async code(mobile: string, after = 0): Promise<string> {
    return codeSentTo(this.world, mobile, after);
  }

  /** Proves the mobile by the code that comes to it. */
  async prove(mobile = MOBILE): Promise<void> {
    await this.page.locator("#mobile").fill(`0${mobile}`);
    await this.button("apply.code_send").click();
    await this.page.locator("#code").fill(await this.code(mobile));
    await this.button("apply.code_confirm").click();
    await expect(this.page.locator("#proven")).toBeVisible();
  }

  async toCheck(mobile = MOBILE, email = EMAIL): Promise<void> {
    await this.prove(mobile);
    await this.page.getByLabel(this.say("apply.email"), { exact: true }).fill(email);
    await this.next();
    await this.expectHeading("apply.check_title");
  }

  /** From the first step to the check page. */
  async fill({ account = PEOPLE.aysel.account, voen, mobile = MOBILE, email = EMAIL, copies = false }: Wish = {}): Promise<void> {
    await this.toDetails(voen);
    await this.toContact(account, copies);
    await this.toCheck(mobile, email);
    await this.page.locator("#declared").check();
  }

  /** **Müraciəti göndər**, and the number that it gives. */
  async send(): Promise<string> {
    await this.button("apply.send").click();
    return this.number();
  }

  async number(): Promise<string> {
    await this.expectHeading("apply.sent_title");
    const number = await this.page.locator("#number").innerText();
    expect(number).toMatch(/^M-\d{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    return number;
  }

  async apply(fin: string, wish: Wish = {}): Promise<string> {
    await this.signIn(fin);
    await this.fill(wish);
    return this.send();
  }

  /** One's own application on its page, at this stage. */
  async expectStage(number: string, stage: string): Promise<void> {
    await this.page.goto(`${this.home}/applications/${number}`);
    await expect(this.page.locator(".stage")).toHaveText(this.say(`track.stage.${stage}`));
  }

  /** A file that a button gives: its name and bytes. */
  async download(button: Locator): Promise<{ name: string; path: string }> {
    const coming = this.page.waitForEvent("download");
    await button.click();
    const file = await coming;
    return { name: file.suggestedFilename(), path: await file.path() };
  }
}

/** The code of the newest message to this phone. */
export async function codeSentTo(world: World, mobile: string, after = 0): Promise<string> {
  const texts = async (): Promise<string[]> => (await world.sandbox.phone(mobile)).map((sms) => sms.text).filter((text) => /\b\d{6}\b/.test(text));
  await expect.poll(async () => (await texts()).length, `a code sent to ${mobile}`).toBeGreaterThan(after);
  return (await texts()).at(-1)?.match(/\b\d{6}\b/)?.[0] ?? "";
}

/** The text of the QR code on a PDF's page, as a camera sees it. */
export function qrOf(path: string): string {
  const picture = execFileSync("pdftoppm", ["-r", "200", "-singlefile", path], { maxBuffer: 1 << 28 });
  const [, width = "", height = ""] = picture.subarray(0, 40).toString("latin1").match(/^P6\s+(\d+)\s+(\d+)\s+255\s/) ?? [];
  const [w, h] = [Number(width), Number(height)];
  return decodeQR({ width: w, height: h, data: picture.subarray(picture.length - w * h * 3) });
}

/** The PDF's page as a picture. */
export function pictureOf(path: string): Buffer {
  return execFileSync("pdftoppm", ["-r", "150", "-png", "-singlefile", path], { maxBuffer: 1 << 28 });
}

/** The certificate's number, off its page. */
export function certificateNumber(path: string): string {
  return pdfText(path).match(/A-\d{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/)?.[0] ?? "";
}
