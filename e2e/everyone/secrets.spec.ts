// What must not be anywhere: card numbers near the portal, receipts' codes and secrets in logs and addresses.
import type { Request } from "@playwright/test";
import { expect, test } from "../support/test.ts";
import { CARDS } from "../support/bank.ts";
import { say } from "../support/words.ts";

test("after a payment no card number is in anything the portal keeps or says, and no code or secret in its log", async ({ page, world, citizen }) => {
  const secrets: string[] = [];
  page.on("request", (request: Request) => {
    const secret = request.headers()["payment-secret"];
    if (secret !== undefined) secrets.push(secret);
    expect(request.url()).not.toMatch(/[0-9a-f]{64}/);
  });
  await citizen.toCard();
  await citizen.chooseCard("Visa", "aysel@example.az");
  await citizen.toBank();
  await citizen.payWith(CARDS.secure);
  await citizen.expectHeading("stage.paid");
  const { code } = await citizen.receipt();
  await expect.poll(async () => (await world.sandbox.mailbox()).length).toBe(1);
  expect(secrets.length).toBeGreaterThan(0);

  const digits = CARDS.secure.number.replaceAll(" ", "");
  for (const [name, bytes] of world.files()) {
    if (name.startsWith("sandbox")) continue;
    for (const form of [digits, CARDS.secure.number]) expect(bytes.includes(form), `${name} holds a card number`).toBe(false);
    for (const secret of secrets) expect(bytes.includes(secret), `${name} holds a payer's secret`).toBe(false);
    if (name.endsWith(".log")) {
      for (const kept of [code, "aysel@", "4212372", "421 23 72"]) expect(bytes.includes(kept), `${name} says ${kept}`).toBe(false);
    }
  }
});

test("what is kept on the device is encrypted, and gone after it is deleted", async ({ page, citizen }) => {
  await citizen.toCard();
  await citizen.chooseCard("Visa", "aysel@example.az");
  const records = async (): Promise<string> =>
    page.evaluate(
      () =>
        new Promise<string>((done) => {
          const opening = indexedDB.open("kommunal");
          opening.onsuccess = () => {
            const all = opening.result.transaction("drafts").objectStore("drafts").getAll();
            all.onsuccess = () => {
              const text = all.result.map((record) => JSON.stringify(record) + new TextDecoder("latin1").decode(record.data));
              opening.result.close();
              done(text.join("\n"));
            };
          };
        }),
    );
  await expect.poll(records).not.toBe("");
  const kept = await records();
  for (const secret of ["aysel", "4212372"]) expect(kept).not.toContain(secret);
  expect(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))).not.toContain("aysel");

  await page.goto("/privacy");
  await page.getByRole("button", { name: say("az", "privacy.wipe", {}, "device") }).click();
  await page.getByRole("button", { name: say("az", "drafts.delete_yes", {}, "device") }).click();
  await expect(page.getByText(say("az", "privacy.wiped", {}, "device"))).toBeVisible();
  expect(await records()).toBe("");
  await page.goto("/pay");
  await expect(page.getByLabel(citizen.say("number"), { exact: true })).toHaveValue("");
});

test("the pages allow no stranger's script, frame or form", async ({ request, world }) => {
  const page = await request.get(`${world.portal}/pay`);
  const policy = page.headers()["content-security-policy"] ?? "";
  for (const rule of ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"]) expect(policy).toContain(rule);
  expect(policy).not.toContain("unsafe-inline");
  expect(policy).not.toContain("'unsafe-eval'");
  expect(page.headers()["x-content-type-options"]).toBe("nosniff");
});
