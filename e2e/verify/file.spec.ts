// A certificate by its PDF file, and by its number. The file never leaves the page.
import { expect, test } from "../support/test.ts";
import { Desk } from "./desk.ts";
import { STATEMENT, issuer, numberOf, pdf, sealed, payload } from "./paper.ts";

test("a genuine file is whole and unaltered, and is not sent anywhere", async ({ page }) => {
  const desk = await Desk.at(page);
  await desk.open();
  await desk.give("arayis.pdf", pdf(desk.by, desk.text));
  await desk.expectVerdict("good", "verify.good");
  await expect(page.locator(".checks .yes")).toContainText([desk.say("verify.check_signature"), desk.say("verify.check_file")]);
  expect(desk.sent).toEqual([JSON.stringify({ number: numberOf(STATEMENT.symbols) })]);
});

test("a genuine file is known with the network off", async ({ page }) => {
  const desk = await Desk.at(page);
  await desk.open();
  await expect(page.getByText(desk.say("verify.ready"))).toBeVisible();
  await desk.goOffline();
  await desk.give("arayis.pdf", pdf(desk.by, desk.text));
  await desk.expectVerdict("warn", "verify.local", "verify.local_offline");
  await expect(page.locator(".checks .yes")).toHaveCount(2);
});

test("no altered file is believed", async ({ page }) => {
  test.setTimeout(180_000);
  const desk = await Desk.at(page);
  await desk.open();
  const whole = pdf(desk.by, desk.text);
  // Every seventh byte of what says something, and of the zeros after the signature a few.
  const padding = whole.indexOf("0".repeat(64));
  const places = Array.from({ length: Math.ceil(whole.length / 7) }, (_, n) => n * 7).filter(
    (at) => at < padding || at % 98 === 0 || at > whole.indexOf(">>\n% the rest") - 8,
  );
  expect(places.length).toBeGreaterThan(200);
  for (const at of places) {
    const copy = Buffer.from(whole);
    copy[at] = (copy[at] ?? 0) ^ 1;
    await desk.give("arayis.pdf", copy);
    await expect(page.locator(".verdict:not(.calm)")).toBeVisible();
    expect.soft(await desk.verdict.getAttribute("class"), `byte ${at}`).not.toBe("verdict good");
    expect.soft(await page.locator("dl.sum").count(), `byte ${at}`).toBe(0);
    await page.getByRole("link", { name: desk.say("verify.another") }).click();
    await expect(page.locator("#certificate-file")).toBeAttached();
  }
  expect(desk.sent).toEqual([]);
});

const WRONG: [string, (desk: Desk) => Buffer, string, string][] = [
  ["with something appended", (desk) => Buffer.concat([pdf(desk.by, desk.text), Buffer.from("\n% more\n%%EOF\n")]), "verify.bad", "verify.not_whole"],
  ["with a second signature", (desk) => Buffer.concat([pdf(desk.by, desk.text), Buffer.from("/ByteRange [0 1 2 3]")]), "verify.bad", "verify.several"],
  ["cut short", (desk) => pdf(desk.by, desk.text).subarray(0, -4), "verify.bad", "verify.not_whole"],
  ["with a word changed", (desk) => Buffer.from(pdf(desk.by, desk.text).toString("latin1").replace("the rest", "the best"), "latin1"), "verify.bad", "verify.altered"],
  ["signed by another key around a genuine code", (desk) => pdf(issuer(), desk.text), "verify.bad", "verify.forged"],
  ["wholly of another issuer", () => ((by) => pdf(by, sealed(by)))(issuer()), "verify.bad", "verify.stranger"],
  ["genuine around a code that is not", (desk) => pdf(desk.by, sealed(issuer(), payload(desk.by, STATEMENT))), "verify.bad", "verify.forged"],
  ["without a signature", () => Buffer.from("%PDF-1.7\n%%EOF\n"), "verify.not_ours", "verify.unsigned"],
  ["that is no PDF", () => Buffer.from("GIF89a"), "verify.not_ours", "verify.not_pdf"],
  ["that is empty", () => Buffer.alloc(0), "verify.not_ours", "verify.not_pdf"],
  ["far too large", () => Buffer.alloc(10_000_001, "%PDF-"), "verify.not_ours", "verify.too_large"],
];

for (const [name, make, headline, why] of WRONG) {
  test(`a file ${name} is refused, with the reason`, async ({ page }) => {
    const desk = await Desk.at(page);
    await desk.open();
    await desk.give("arayis.pdf", make(desk));
    await desk.expectVerdict("bad", headline, why);
    await expect(page.locator("dl.sum")).toHaveCount(0);
    expect(desk.sent).toEqual([]);
  });
}

test("by its number the register's statement is checked like any other", async ({ page }) => {
  const desk = await Desk.at(page);
  await desk.open();
  const field = page.getByLabel(desk.say("verify.number"), { exact: true });
  const check = page.getByRole("button", { name: desk.say("verify.check"), exact: true });
  await check.click();
  await expect(page.locator("#summary")).toBeFocused();
  await field.fill("A-2026-7K3M-9QX0");
  await check.click();
  await expect(page.locator("#summary")).toContainText(desk.say("field.certificate_number"));
  await field.fill(numberOf(STATEMENT.symbols).toLowerCase().replaceAll("-", " "));
  await check.click();
  await desk.expectVerdict("good", "verify.good");
  await expect(page.locator("dl.sum")).toContainText(numberOf(STATEMENT.symbols));
  await desk.ask(STATEMENT.holder);
  await expect(page.getByText(desk.say("verify.about_holder"))).toBeVisible();
  await page.goBack();
  await expect(field).toBeVisible();
});

for (const [problem, look, headline, why] of [
  [[404, "not_found"], "bad", "verify.no_number", "verify.no_number_words"],
  [[429, "too_many"], "warn", "verify.cannot", "verify.too_many"],
  [[503, "internal"], "warn", "verify.cannot", "verify.no_answer"],
] as const) {
  test(`by number, the answer ${problem[0]} is said plainly`, async ({ page }) => {
    const desk = await Desk.at(page);
    desk.answer = { problem };
    await desk.open();
    await page.getByLabel(desk.say("verify.number"), { exact: true }).fill(numberOf(STATEMENT.symbols));
    await page.getByLabel(desk.say("verify.number"), { exact: true }).press("Enter");
    await desk.expectVerdict(look, headline, why);
  });
}

test("a register that answers with another certificate's statement is not believed", async ({ page }) => {
  const desk = await Desk.at(page);
  desk.answer = { statement: sealed(desk.by, payload(desk.by, { ...STATEMENT, symbols: [1, 2, 3, 4, 5, 6, 7] })) };
  await desk.open();
  await page.getByLabel(desk.say("verify.number"), { exact: true }).fill(numberOf(STATEMENT.symbols));
  await page.getByLabel(desk.say("verify.number"), { exact: true }).press("Enter");
  await desk.expectVerdict("bad", "verify.bad");
});
