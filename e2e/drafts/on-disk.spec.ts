// What lies on the device while drafts are kept there: read through IndexedDB's own interface and as files of the browser's
// profile. No identification number, name, phone, e-mail or subscriber code in clear.
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, expect, test } from "../support/test.ts";
import { Applicant, EMAIL, MOBILE, PEOPLE } from "../support/applicant.ts";
import { Citizen } from "../support/citizen.ts";
import { rows } from "../support/store.ts";

const SECRETS = ["4212372", "421 23 72", EMAIL, PEOPLE.aysel.account, MOBILE, PEOPLE.aysel.fin, "Nümunə küçəsi", "Aysel"];

/** As UTF-8, as UTF-16 and as Latin-1: what a browser may store a text as. */
function forms(text: string): Buffer[] {
  return [Buffer.from(text, "utf8"), Buffer.from(text, "utf16le"), Buffer.from(text, "latin1")];
}

test("neither IndexedDB nor the profile's files hold in clear what was typed", async ({ world, launchOptions }) => {
  test.setTimeout(120_000);
  const profile = mkdtempSync(join(tmpdir(), "kommunal-e2e-profile-"));
  const context = await chromium.launchPersistentContext(profile, {
    ...launchOptions,
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", // the whole browser: what it keeps besides counts, too
    baseURL: world.portal,
    locale: "az-AZ",
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const citizen = new Citizen(page, world);
  await citizen.toCard();
  await citizen.chooseCard("Visa", EMAIL);
  const aysel = new Applicant(page, world);
  await aysel.signIn(PEOPLE.aysel.fin);
  await aysel.fill();
  await expect.poll(async () => (await rows(page)).length).toBe(3); // two drafts, and who is signed in
  // Gone amid typing: what a page stashes as it goes is looked for too.
  await page.goto("/certificate/contact");
  await page.locator("#email").fill("aysel.second@example.az");
  await page.reload();
  await expect(page.locator("#email")).toHaveValue("aysel.second@example.az");

  const kept = JSON.stringify(await rows(page)) + (await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])));
  for (const secret of SECRETS) expect(kept.includes(secret), `${secret} lies open in the browser's storage`).toBe(false);
  await context.close();

  const files = readdirSync(profile, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
  // What this site's pages write. Not `Sessions`: there the browser itself notes the fields of open tabs, to restore them.
  const stores = files.filter((file) => /IndexedDB|Local Storage|Session Storage|WebStorage|blob_storage|Cache/.test(file.parentPath));
  expect(stores.length, "the profile has its stores").toBeGreaterThan(3);
  const open: string[] = [];
  for (const file of stores) {
    const bytes = readFileSync(join(file.parentPath, file.name));
    for (const secret of SECRETS) if (forms(secret).some((form) => bytes.includes(form))) open.push(`${secret} in ${join(file.parentPath.slice(profile.length), file.name)}`);
  }
  expect(open).toEqual([]);
  rmSync(profile, { recursive: true, force: true });
});
