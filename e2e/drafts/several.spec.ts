// Several drafts on one device: each tab finds its own again, and what cannot be kept is said by its name.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, expect, test } from "../support/test.ts";
import { Citizen } from "../support/citizen.ts";
import { ids, rewrite, rows } from "../support/store.ts";

const NUMBER = "#number";
const OTHER = "4990001";

async function saved(citizen: Citizen): Promise<void> {
  await expect(citizen.page.locator(".saved")).toBeVisible();
}

test("what was typed the moment before a reload is there after it", async ({ page, citizen }) => {
  await page.goto("/pay");
  await page.locator(NUMBER).waitFor();
  // Nothing awaited in between: the page goes long before a saving is through.
  for (const typed of ["4", "42", "4212372"]) {
    await page.evaluate((typed) => {
      const field = document.querySelector<HTMLInputElement>("#number");
      if (!field) throw new Error("no field");
      field.value = typed;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      location.reload();
    }, typed);
    await expect(page.locator(NUMBER)).toHaveValue(typed);
  }
  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage }))).not.toContain("4212372");
  await citizen.expectHeading("number.title");
  expect(await ids(page, "pay")).toHaveLength(1);
});

test("two payments at a time, each tab at its own, also after a reload", async ({ page, context, world, citizen }) => {
  await citizen.toCard();
  await page.goto("/");
  await citizen.button("home.anew").click();
  await citizen.expectHeading("number.title");
  await expect(page.locator(NUMBER)).toHaveValue("");
  await page.locator(NUMBER).fill(OTHER);
  await saved(citizen);
  expect(await ids(page, "pay")).toHaveLength(2);

  // A new tab goes on with what was saved last; it begins a third, and the first tab keeps its own.
  const other = new Citizen(await context.newPage(), world);
  await other.page.goto("/pay");
  await expect(other.page.locator(NUMBER)).toHaveValue(OTHER);
  await other.page.goto("/");
  await other.button("home.anew").click();
  await other.page.locator(NUMBER).fill("4990002");
  await saved(other);
  await page.reload();
  await expect(page.locator(NUMBER)).toHaveValue(OTHER);
  await other.page.reload();
  await expect(other.page.locator(NUMBER)).toHaveValue("4990002");
  expect(await ids(page, "pay")).toHaveLength(3);

  // A payment that is through leaves its receipt and no draft; the others are still there.
  await citizen.toBills(OTHER);
  await citizen.payBills("telephone");
  await citizen.chooseCard();
  await citizen.toBank();
  await page.goBack();
  await citizen.expectHeading("stage.at_bank");
  await page.reload();
  await citizen.expectHeading("stage.at_bank");
  await citizen.button("cancel_payment").click();
  await citizen.expectHeading("outcome.cancelled");
  await page.goto("/");
  await expect(page.getByText(citizen.say("home.unfinished_draft"))).toBeVisible();
});

test("a browser that is closed comes back to the draft, and one of before several could be kept is opened", async ({ world, launchOptions }) => {
  const profile = mkdtempSync(join(tmpdir(), "kommunal-e2e-profile-"));
  const open = async (): Promise<Citizen> => {
    const context = await chromium.launchPersistentContext(profile, { ...launchOptions, baseURL: world.portal, locale: "az-AZ" });
    return new Citizen(context.pages()[0] ?? (await context.newPage()), world);
  };
  const before = await open();
  await before.toCard();
  await saved(before).catch(() => undefined);
  const [id = ""] = await ids(before.page, "pay");
  // The one record of before: the same, under the identifier "pay".
  await before.page.evaluate(async (id) => {
    const asked = <T>(request: IDBRequest<T>): Promise<T> => new Promise((done) => (request.onsuccess = () => done(request.result)));
    const db = await asked(indexedDB.open("kommunal"));
    const key = await asked(db.transaction("keys").objectStore("keys").get("drafts") as IDBRequest<CryptoKey>);
    const row = await asked(db.transaction("drafts").objectStore("drafts").get(id));
    const of = (id: string, iv: Uint8Array<ArrayBuffer>) => ({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(id) });
    const plain = await crypto.subtle.decrypt(of(id, row.iv), key, row.data);
    const data = await crypto.subtle.encrypt(of("pay", row.iv), key, plain);
    const writing = db.transaction("drafts", "readwrite");
    writing.objectStore("drafts").delete(id);
    const { sure: _, ...rest } = row;
    writing.objectStore("drafts").put({ ...rest, id: "pay", data });
    await new Promise((done) => (writing.oncomplete = done));
    sessionStorage.clear();
    db.close();
  }, id);
  await before.page.context().close();
  const after = await open();
  await after.page.goto("/pay/card");
  await after.expectHeading("card.title");
  await after.page.goto("/pay");
  await expect(after.page.locator(NUMBER)).toHaveValue("4212372");
  await after.page.locator(NUMBER).fill(OTHER);
  await saved(after);
  expect(await ids(after.page, "pay")).toEqual(["pay"]);
  await after.page.context().close();
  rmSync(profile, { recursive: true, force: true });
});

test("of an older form what cannot be read is named, and the rest is there", async ({ page, citizen }) => {
  await citizen.toCard();
  await citizen.chooseCard("Visa", "aysel@example.az");
  await expect.poll(async () => (await ids(page, "pay")).length).toBe(1);
  const [id = ""] = await ids(page, "pay");
  await rewrite(page, id, {}, { answers: { card: 7, email: ["?"] }, colour: "blue" });
  await page.reload();
  await citizen.expectHeading("card.title");
  const names = [citizen.say("card_type"), citizen.say("email")].join(", ");
  await expect(page.getByText(citizen.say("unkept.fields", { names }))).toBeVisible();
  await citizen.button("unkept.read").click();
  await expect(page.getByText(names)).toHaveCount(0);
  await page.goto("/pay");
  await expect(page.locator(NUMBER)).toHaveValue("4212372");
});

test("a record of a newer version stays as it is and is told of", async ({ page, citizen }) => {
  await page.goto("/pay");
  await page.locator(NUMBER).fill("4212372");
  await saved(citizen);
  const [id = ""] = await ids(page, "pay");
  await rewrite(page, id, { schema: 9 });
  const before = (await rows(page)).find((row) => row.id === id);
  await page.reload();
  await expect(page.getByText(citizen.say("unkept.newer"))).toBeVisible();
  await expect(page.locator(NUMBER)).toHaveValue("");
  await page.locator(NUMBER).fill(OTHER);
  await saved(citizen);
  const all = await rows(page);
  expect(all.map((row) => row.kind)).toEqual(["pay", "pay"]);
  expect(all.find((row) => row.id === id)?.data).toBe(before?.data);
});
