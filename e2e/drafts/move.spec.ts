// A draft goes to another device: the QR code as a camera sees it, the PIN as a person reads it; once, in time, and no further.
import type { Locator, Page } from "@playwright/test";
import decodeQR from "qr/decode.js";
import { expect, test } from "../support/test.ts";
import { Applicant, PEOPLE } from "../support/applicant.ts";
import { expectAccessible } from "../support/axe.ts";
import type { Citizen } from "../support/citizen.ts";
import { ids, rewrite } from "../support/store.ts";

test.describe.configure({ timeout: 120_000 });

const of = (citizen: Citizen) => (key: string, values: Record<string, string> = {}): string => citizen.sayOf("device", key, values);

/** What a camera reads off the screen. */
async function scan(page: Page): Promise<string> {
  const picture = (await page.locator(".qr").screenshot()).toString("base64");
  const { width, height, data } = await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const surface = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    if (!surface) throw new Error("no canvas");
    surface.drawImage(bitmap, 0, 0);
    const { width, height, data } = surface.getImageData(0, 0, bitmap.width, bitmap.height);
    return { width, height, data: Array.from(data) };
  }, picture);
  return decodeQR({ width, height, data: Uint8Array.from(data) });
}

async function pin(page: Page): Promise<string> {
  return (await page.locator("#pin .unseen").innerText()).replace(/\D/g, "");
}

function row(page: Page, text: string): Locator {
  return page.locator(".draft", { hasText: text });
}

/** From the list to QR and PIN. */
async function offer(citizen: Citizen, text: string): Promise<{ link: string; pin: string }> {
  const { page } = citizen;
  await page.goto("/drafts");
  await row(page, text).getByRole("link", { name: of(citizen)("drafts.move") }).click();
  await page.locator(".qr").waitFor();
  return { link: await scan(page), pin: await pin(page) };
}

async function typePin(phone: Citizen, digits: string): Promise<void> {
  await phone.page.locator("#pin").fill(digits);
  await phone.page.getByRole("button", { name: of(phone)("take.go") }).click();
}

test("a payment's form goes to the phone and on there from the same step; the sender hears of it and decides", async ({ page, citizen, another }) => {
  await citizen.toCard();
  const { link, pin } = await offer(citizen, "•••2372");
  expect(link).toMatch(/^http:\/\/localhost:\d+\/drafts\/take#[0-9a-f]{32}\.[\w-]{43}$/);
  expect(pin).toMatch(/^\d{6}$/);
  expect(link).not.toContain(pin);
  await expectAccessible(page, "move");

  const asked: string[] = [];
  const phone = await another();
  const say = of(phone);
  phone.page.on("request", (request) => asked.push(`${request.url()} ${request.postData() ?? ""}`));
  await phone.page.goto(link);
  await expect(phone.heading).toHaveText(say("take.title"));
  expect(phone.page.url(), "the key does not stay in the address").not.toContain("#");
  await expectAccessible(phone.page, "take");
  await typePin(phone, "12");
  await expect(phone.page.locator("#summary")).toContainText(say("take.pin_format"));
  const wrong = pin === "000000" ? "000001" : "000000";
  await typePin(phone, wrong);
  await expect(phone.page.locator("#summary")).toContainText(say("take.pin_wrong", { n: "4" }));
  await expect(page.getByText(of(citizen)("move.tries", { n: "4" }))).toBeVisible();
  await typePin(phone, pin);
  await expect(phone.heading).toHaveText(say("take.here"));
  await phone.page.getByRole("link", { name: say("drafts.open") }).click();
  await phone.expectHeading("card.title");
  await phone.page.goto("/pay");
  await expect(phone.page.locator("#number")).toHaveValue("4212372");
  const [, key = ""] = link.split(".");
  for (const call of asked) for (const secret of [pin, key, "4212372"]) expect(call.includes(secret), `${secret} went over the network`).toBe(false);

  // The sender knows, and only the citizen deletes.
  await expect(citizen.heading).toHaveText(of(citizen)("move.taken"));
  expect(await ids(page, "pay")).toHaveLength(1);
  await page.getByRole("button", { name: of(citizen)("move.delete") }).click();
  await expect(page.getByText(of(citizen)("drafts.none"))).toBeVisible();

  // A second reading finds nothing.
  const third = await another("en");
  await third.page.goto(link);
  await typePin(third, pin);
  await expect(third.heading).toHaveText(of(third)("take.gone"));
});

test("what was sent here meanwhile stays beside its copy that comes back", async ({ page, citizen, another }) => {
  await citizen.toCard();
  const there = await offer(citizen, "•••2372");
  const phone = await another();
  await phone.page.goto(there.link);
  await typePin(phone, there.pin);
  await expect(phone.heading).toHaveText(of(phone)("take.here"));
  await page.getByRole("link", { name: of(citizen)("move.keep") }).click();
  const [id = ""] = await ids(page, "pay");
  await rewrite(page, id, {}, { answers: { attempt: { key: "0".repeat(32) } } });
  const back = await offer(phone, "•••2372");
  await page.goto(back.link);
  await typePin(citizen, back.pin);
  await expect(citizen.heading).toHaveText(of(citizen)("take.here"));
  expect(await ids(page, "pay")).toHaveLength(2);
  await page.goto("/drafts");
  await expect(page.getByText(of(citizen)("drafts.pay_under_way"))).toHaveCount(1);
});

test("a window that can keep nothing takes nothing: the draft waits for another", async ({ citizen, another }) => {
  await citizen.toCard();
  const { link, pin } = await offer(citizen, "•••2372");
  const inside = await another();
  await inside.page.addInitScript(() => {
    const no = (): never => { throw new DOMException("no", "SecurityError"); };
    IDBFactory.prototype.open = no;
    Object.defineProperty(window, "sessionStorage", { get: no });
  });
  await inside.page.goto(link);
  await expect(inside.heading).toHaveText(of(inside)("take.no_store"));
  const phone = await another();
  await phone.page.goto(link);
  await typePin(phone, pin);
  await expect(phone.heading).toHaveText(of(phone)("take.here"));
});

test("five wrong PINs end it, on both devices, and the draft stays where it is", async ({ page, citizen, another }) => {
  await citizen.toCard();
  const { link, pin } = await offer(citizen, "•••2372");
  const phone = await another();
  await phone.page.goto(link);
  const wrong = pin === "000000" ? "000001" : "000000";
  for (const left of ["4", "3", "2", "1"]) {
    await typePin(phone, wrong);
    await expect(phone.page.locator("#summary")).toContainText(of(phone)("take.pin_wrong", { n: left }));
  }
  await typePin(phone, wrong);
  await expect(phone.heading).toHaveText(of(phone)("take.gone"));
  await expect(citizen.heading).toHaveText(of(citizen)("move.over"));
  expect(await ids(page, "pay")).toHaveLength(1);
  await page.getByRole("button", { name: of(citizen)("move.again") }).click();
  await page.locator(".qr").waitFor();
  expect(await scan(page)).not.toBe(link);
});

test("one that is cancelled is gone, and an incomplete link says so", async ({ page, citizen, another }) => {
  await citizen.toCard();
  const { link, pin } = await offer(citizen, "•••2372");
  await page.getByRole("button", { name: of(citizen)("move.cancel") }).click();
  await expect(citizen.heading).toHaveText(of(citizen)("drafts.title"));
  const phone = await another();
  await phone.page.goto(link);
  await typePin(phone, pin);
  await expect(phone.heading).toHaveText(of(phone)("take.gone"));
  await phone.page.goto("/drafts/take");
  await expect(phone.heading).toHaveText(of(phone)("take.no_link"));
});

test("a certificate's form opens on the phone once its owner signs in there", async ({ page, citizen, world, another }) => {
  const aysel = new Applicant(page, world);
  await aysel.signIn(PEOPLE.aysel.fin);
  await aysel.toDetails();
  await aysel.fillDetails(PEOPLE.aysel.account);
  await expect.poll(async () => (await ids(page, "certificate")).length).toBe(1);
  const { link, pin } = await offer(citizen, "…0117");
  const phone = await another();
  await phone.page.goto(link);
  await typePin(phone, pin);
  await expect(phone.page.getByText(of(phone)("take.personal"))).toBeVisible();
  await phone.page.getByRole("link", { name: of(phone)("drafts.open") }).click();
  const there = new Applicant(phone.page, world);
  await there.expectHeading("session.needed");
  await phone.page.getByRole("link", { name: there.say("session.sign_in"), exact: true }).click();
  await there.asPerson(PEOPLE.aysel.fin);
  await there.expectHeading("apply.step_details");
  await expect(phone.page.locator("#account")).toHaveValue(PEOPLE.aysel.account);
});

test("what is under way cannot be moved, and says why", async ({ page, citizen }) => {
  await citizen.startPaying();
  await page.goBack();
  await citizen.expectHeading("stage.at_bank");
  const [id = ""] = await ids(page, "pay");
  await page.goto("/drafts");
  await expect(row(page, "•••2372")).toContainText(of(citizen)("drafts.pay_under_way"));
  await expect(page.getByRole("link", { name: of(citizen)("drafts.move") })).toHaveCount(0);
  await page.goto(`/drafts/move/${id}`);
  await expect(page.getByText(of(citizen)("move.cannot_why"))).toBeVisible();
  await rewrite(page, id, { schema: 9 });
  await page.goto(`/drafts/move/${id}`);
  await expect(page.getByText(of(citizen)("move.cannot"))).toBeVisible();
});
