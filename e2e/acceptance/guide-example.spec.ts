// The user guide's own example, as printed: Bakı, Abşeron (12), 4212372, telephone, 2.50, Visa / Visa Electron.
import { expect, test } from "../support/test.ts";
import { CARDS } from "../support/bank.ts";
import { lowestWordMm, pdfPages, pdfSizeMm, pdfText, pdfWidthMm, widestWordMm } from "../support/pdf.ts";

test("the guide's example is paid as printed", async ({ page, world, citizen }) => {
  await page.goto("/");
  await page.getByRole("link", { name: "Başla" }).click();

  await page.getByLabel("Şəhər").selectOption({ label: "Bakı, Abşeron (12)" });
  await page.getByLabel("Nömrə").fill("4212372");
  await page.getByRole("button", { name: "İrəli" }).click();

  const telephone = page.getByRole("listitem").filter({ hasText: "Telefon, abunə haqqı" });
  await expect(telephone).toContainText("2,50 AZN");
  await telephone.getByRole("button", { name: "Ödə" }).click();

  await page.getByLabel("Visa / Visa Electron").check();
  await page.getByLabel("E-poçt (istəyə bağlı)").fill("aysel@example.az");
  await page.getByRole("button", { name: "İrəli" }).click();

  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Məlumatları yoxlayın");
  const lines = page.locator("dl.sum > div");
  for (const [what, value] of [
    ["Şəhər", "Bakı, Abşeron (12)"],
    ["Nömrə", "421 23 72"],
    ["Xidmət", "Telefon, abunə haqqı"],
    ["Məbləğ", "2,50 AZN"],
    ["Komissiya", "0,00 AZN"],
    ["Kart növü", "Visa / Visa Electron"],
  ]) {
    const line = lines.filter({ has: page.locator("dt").getByText(what ?? "", { exact: true }) });
    await expect(line.locator("dd").first()).toHaveText(value ?? "");
  }
  await expect(page.getByRole("button", { name: "İmtina et" })).toBeVisible();
  await page.getByRole("button", { name: "İrəli" }).click();

  await citizen.atBank();
  await expect(page.locator("#amount")).toContainText("2,50");
  await citizen.payWith(CARDS.secure);

  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Ödəniş uğurla başa çatdı");
  await expect(page.locator(".sumline")).toHaveText("2,50 AZN");
  await expect(page.locator(".receipt")).toContainText("421 23 72");
  await expect(page.locator(".receipt-items")).toContainText("Visa");
  await expect(page.locator(".trail > li")).toHaveCount(3);

  const { orders, postings } = await world.sandbox.books();
  expect(orders.map((order) => [order.amount_minor, order.cleared_minor])).toEqual([[250, 250]]);
  expect(postings, "the telephone office is told by file, not online").toEqual([]);
  expect(world.audit()).toMatchObject({ code: 0 });
});

test("the receipt prints on A4 and on an 80 mm roll with its number, sum and code", async ({ page, citizen }) => {
  await citizen.pay();
  const { number, code } = await citizen.receipt();
  expect(number).toMatch(/^KM-\d{4}-[0-9A-Z]{8}$/);
  expect(code).toMatch(/^[0-9A-Z]{10}$/);

  // W7: Firefox gave the empty height of a screen a page of its own.
  await page.emulateMedia({ media: "print" });
  expect(await page.evaluate(() => getComputedStyle(document.body).minHeight)).toBe("0px");
  await page.emulateMedia({ media: null });
  const printed = [await page.pdf({ format: "A4" }), await page.pdf({ width: "80mm", height: "400mm" })];
  for (const [index, pdf] of printed.entries()) {
    const text = pdfText(pdf);
    for (const words of [number, "2,50 AZN", "421 23 72", "Telefon, abunə haqqı"]) expect(text, `sheet ${index}`).toContain(words);
    expect(text.replaceAll(/\s/g, "")).toContain(code);
    expect(text, "what can only be clicked is not printed").not.toContain("PDF yüklə");
  }
  expect(pdfWidthMm(printed[1] ?? Buffer.alloc(0))).toBe(80);
  expect(widestWordMm(printed[1] ?? Buffer.alloc(0)), "nothing is cut off at the edge").toBeLessThanOrEqual(80);
});

test("W7: a receipt is one page on A4 and on Letter, and on a roll of 80 mm one as long as what is printed", async ({ page, citizen }) => {
  await citizen.pay();
  await expect.poll(() => page.evaluate(() => document.adoptedStyleSheets.length), "what knows the roll is there").toBe(1);
  for (const format of ["A4", "Letter"]) {
    const pdf = await page.pdf({ format, preferCSSPageSize: true });
    expect(pdfPages(pdf), format).toBe(1);
    expect(pdfSizeMm(pdf), format).toEqual(format === "A4" ? [210, 297] : [216, 279]);
  }
  // As a printer with such paper has it, whatever length its driver believes in.
  for (const height of ["100mm", "297mm", "2000mm"]) {
    const roll = await page.pdf({ width: "80mm", height, preferCSSPageSize: true });
    const [width, length] = pdfSizeMm(roll);
    expect([pdfPages(roll), width], height).toEqual([1, 80]);
    const lowest = lowestWordMm(roll);
    expect(length - lowest, `${height}: cut after the last word`).toBeGreaterThan(3);
    expect(length - lowest, `${height}: cut after the last word`).toBeLessThan(20);
    expect(widestWordMm(roll)).toBeLessThanOrEqual(80);
  }
});

test("the receipt comes by letter with its PDF, and can be sent to another address", async ({ page, world, citizen }) => {
  await citizen.toCard();
  await citizen.chooseCard("Visa", "aysel@example.az");
  await citizen.toBank();
  await citizen.payWith(CARDS.approved);
  await citizen.expectHeading("stage.paid");
  const { number, code } = await citizen.receipt();

  await expect.poll(async () => (await world.sandbox.mailbox()).length, "the letter asked for when paying").toBe(1);
  await page.locator("#receipt-email").fill("elsad@example.az");
  await citizen.button("email_send").click();
  await expect(page.locator(".actions .notice.good")).toContainText("elsad@example.az");
  await expect.poll(async () => (await world.sandbox.mailbox()).length).toBe(2);

  const letters = await world.sandbox.mailbox();
  expect(letters.map((letter) => letter.to)).toEqual([["aysel@example.az"], ["elsad@example.az"]]);
  for (const letter of letters) {
    expect(letter.subject).toContain(number);
    expect(letter.text).toContain(`${world.portal}/receipts#${number};${code}`);
    expect(letter.attachments).toMatchObject([{ name: `${number}.pdf`, content_type: "application/pdf" }]);
    const text = pdfText(await world.sandbox.attachment(letter, 0));
    expect(text).toContain(number);
    expect(text).toContain("2,50 AZN");
  }
});

test("the receipt is downloaded, and found again by number and code and by the address in its QR code", async ({ page, world, citizen, another }) => {
  await citizen.pay();
  const { number, code } = await citizen.receipt();
  const download = page.waitForEvent("download");
  await citizen.button("pdf").click();
  const file = await download;
  expect(file.suggestedFilename()).toBe(`${number}.pdf`);
  expect(pdfText(await file.path())).toContain(number);

  const elsewhere = await another();
  await elsewhere.page.goto("/receipts");
  await elsewhere.page.getByLabel("Qəbzin nömrəsi").fill(number.toLowerCase());
  await elsewhere.page.getByLabel("Qəbzin kodu").fill(` ${code.slice(0, 5)}-${code.slice(5)} `);
  await elsewhere.button("receipt.find", "device").click();
  await expect(elsewhere.page.locator("#found .sumline")).toHaveText("2,50 AZN");

  const scanned = await another("ru");
  await scanned.page.goto(`/receipts#${number};${code}`);
  await expect(scanned.page.getByLabel("Номер квитанции")).toHaveValue(number);
  await expect(scanned.page, "the code does not stay in the address").toHaveURL(`${world.portal}/receipts`);
  await scanned.button("receipt.find", "device").click();
  await expect(scanned.page.locator("#found")).toContainText("Телефон, абонентская плата");
});
