// A certificate by its QR code: genuine, altered, of a stranger; what the register adds; whose account it is; and all of it
// without a network.
import { expect, test } from "../support/test.ts";
import { Desk } from "./desk.ts";
import { STATEMENT, altered, issuer, numberOf, payload, published, sealed } from "./paper.ts";

test("a genuine certificate's code says what the paper says, and the register confirms it", async ({ page }) => {
  const desk = await Desk.at(page);
  await desk.scanned(desk.text);
  await desk.expectVerdict("good", "verify.good", "verify.good_words");
  const facts = page.locator("dl.sum");
  for (const fact of [numberOf(STATEMENT.symbols), "02.03.2026 13:05", "31.03.2126", "Sınaq enerji idarəsi", desk.say("verify.residential")])
    await expect(facts).toContainText(fact);
  await expect(page.locator("#title")).toBeFocused();
  expect(desk.sent, "only the number is sent").toEqual([JSON.stringify({ number: numberOf(STATEMENT.symbols) })]);
  await page.reload();
  await desk.expectVerdict("good", "verify.good");
});

const WORDS = [
  [{ state: "valid", stillTrue: "no" }, "warn", "verify.owed"],
  [{ state: "valid", stillTrue: "unknown" }, "good", "verify.good"],
  [{ state: "revoked", stillTrue: "yes" }, "bad", "verify.revoked"],
  [{ state: "replaced", stillTrue: "yes" }, "bad", "verify.replaced"],
  [{ state: "expired", stillTrue: "yes" }, "bad", "verify.expired"],
  [{ problem: [404, "not_found"] }, "warn", "verify.unknown"],
  [{ problem: [503, "internal"] }, "warn", "verify.local"],
] as const;

for (const [answer, look, headline] of WORDS) {
  test(`the register's ${JSON.stringify(answer)} reads ${headline}`, async ({ page }) => {
    const desk = await Desk.at(page);
    desk.answer = answer;
    await desk.scanned(desk.text);
    await desk.expectVerdict(look, headline);
  });
}

test("no altered code is believed, and none says what it would say", async ({ page }) => {
  test.setTimeout(120_000);
  const desk = await Desk.at(page);
  await desk.open();
  const all = [
    ...Array.from({ length: 72 }, (_, at) => altered(desk.text, "payload", at)),
    ...Array.from({ length: 64 }, (_, at) => altered(desk.text, "signature", at)),
  ];
  const show = (fragment: string) => page.evaluate((text) => (location.hash = text), fragment);
  for (const [index, text] of all.entries()) {
    // In between one whose verdict looks otherwise, so that none is taken for the next.
    await show(desk.text.replace("K1.", `K${2 + (index % 90)}.`));
    await expect(desk.verdict).toHaveClass("verdict warn");
    // The first byte is the version: another may be a newer one's.
    if (index === 0) continue;
    await show(text);
    await expect.soft(desk.verdict, `alteration ${index}`).toHaveClass("verdict bad");
    expect.soft(await page.locator("dl.sum").count(), `alteration ${index}`).toBe(0);
  }
  expect(desk.sent, "the register is not asked about a forgery").toEqual([]);
});

test("another issuer's signature is not believed, though its form is right", async ({ page }) => {
  const desk = await Desk.at(page);
  const other = issuer();
  await desk.scanned(sealed(other));
  await desk.expectVerdict("bad", "verify.bad", "verify.stranger");
  await desk.scanned(sealed(other, payload(desk.by, STATEMENT)));
  await desk.expectVerdict("bad", "verify.bad", "verify.forged");
});

test("a register that has another statement under the number is told of", async ({ page }) => {
  const desk = await Desk.at(page);
  desk.answer = { statement: sealed(desk.by, payload(desk.by, { ...STATEMENT, code: "031244551234020" })) };
  await desk.scanned(desk.text);
  await desk.expectVerdict("warn", "verify.unknown", "verify.differs_words");
});

test("whoever knows the code or the holder's number sees whether the paper is about it", async ({ page }) => {
  const desk = await Desk.at(page);
  await desk.scanned(desk.text);
  await desk.expectVerdict("good", "verify.good");
  const [before, answer] = [desk.sent.length, page.locator(".about-account [role=status]")];
  await desk.ask(" 0312 4455-1234 019 ");
  await expect(answer).toContainText(desk.say("verify.about_code"));
  await desk.ask("5zkıqt7");
  await expect(answer).toContainText(desk.say("verify.about_holder"));
  await desk.ask("031244551234018");
  await expect(answer).toContainText(desk.say("verify.about_not"));
  await desk.expectVerdict("bad", "verify.other");
  await desk.ask("ə");
  await expect(page.locator("#summary")).toBeFocused();
  expect(desk.sent.length, "nothing typed is sent").toBe(before);
});

test("with the network off everything but the register's word is there, and it is asked when the network is back", async ({ page, context }) => {
  const desk = await Desk.at(page);
  await desk.open();
  await expect(page.getByText(desk.say("verify.ready"))).toBeVisible();
  await desk.goOffline();
  await page.evaluate((fragment) => (location.hash = fragment), desk.text);
  await desk.expectVerdict("warn", "verify.local", "verify.local_offline");
  await desk.ask(STATEMENT.code);
  await expect(page.getByText(desk.say("verify.about_code"))).toBeVisible();
  const again = page.getByRole("button", { name: desk.say("verify.ask") });
  await expect(again).toHaveCount(0);
  expect(desk.sent).toEqual([]);
  await desk.goOnline();
  await again.click();
  await desk.expectVerdict("good", "verify.good");
});

test("the keys stay on the device: a later visit needs no answer, a strange key is not called false by an old list", async ({ page }) => {
  const desk = await Desk.at(page);
  await desk.open();
  await expect(page.getByText(desk.say("verify.ready"))).toBeVisible();
  await page.route("**/api/certificates/**", (route) => route.abort("connectionreset"));
  await desk.scanned(desk.text);
  await desk.expectVerdict("warn", "verify.local", "verify.local_silent");
  await desk.scanned(sealed(issuer()));
  await desk.expectVerdict("warn", "verify.cannot", "verify.stranger_kept");
});

test("without any list of keys nothing is called false", async ({ page }) => {
  const desk = await Desk.at(page);
  await page.route("**/api/certificates/**", (route) => route.abort("connectionreset"));
  await desk.scanned(desk.text);
  await desk.expectVerdict("warn", "verify.cannot", "verify.no_keys");
});

test("an expired paper is told by the device's clock where the register cannot be asked", async ({ page }) => {
  const desk = await Desk.at(page);
  const old = sealed(desk.by, payload(desk.by, { ...STATEMENT, until: "2026-03-03" }));
  await page.route("**/api/certificates/check", (route) => route.abort("connectionreset"));
  await desk.scanned(old);
  await desk.expectVerdict("bad", "verify.expired", "verify.expired_clock");
  await expect(page.locator("dl.sum")).toContainText(desk.say("verify.by_clock"));
});

test("what is no certificate's code is called so, and a newer one is not called false", async ({ page }) => {
  const desk = await Desk.at(page);
  for (const text of ["K1.abc.def", "x"]) {
    await desk.scanned(text);
    await desk.expectVerdict("bad", "verify.not_ours", "verify.not_code");
  }
  await desk.scanned(desk.text.replace("K1.", "K2."));
  await desk.expectVerdict("warn", "verify.cannot", "verify.newer");
});

test("former keys still count", async ({ page }) => {
  const desk = await Desk.at(page);
  desk.keys = published(issuer("Yeni açar"), desk.by);
  await desk.scanned(desk.text);
  await desk.expectVerdict("good", "verify.good");
});
