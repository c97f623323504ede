// Every field against everything people and their clipboards put into it: a message at the field in the reader's
// language, or taken for what was meant.
import { expect, test } from "../support/test.ts";
import { CHARGES } from "../support/words.ts";

const LONG = "7".repeat(41);
const INJECTION = `"><script>alert(1)</script>' OR 1=1 --`;

for (const lang of ["az", "ru", "en"] as const) {
  test.describe(lang, () => {
    test.use({ lang });

    test(`a number that cannot be is explained at its field, in ${lang}`, async ({ page, citizen }) => {
      await page.goto("/pay");
      const field = page.getByLabel(citizen.say("number"), { exact: true });
      const wrong: [string, string, Record<string, string>?][] = [
        ["", "field.empty"],
        ["   ", "field.empty"],
        ["421237", "field.number_length", { n: "6" }],
        ["42123721", "field.number_length", { n: "8" }],
        ["0000000", "field.number_impossible"],
        ["0182123456", "field.number_other_city"],
        ["dörd iki bir", "field.characters"],
        ["четыре", "field.characters"],
        ["421📞2372", "field.characters"],
        ["050 421 23 72", "field.number_impossible"],
        [INJECTION, "field.characters"],
        [LONG, "field.too_long", { n: "40" }],
      ];
      for (const [typed, key, values] of wrong) {
        await field.fill(typed);
        await citizen.next();
        await expect(page.locator("#number-error"), typed).toHaveText(citizen.say(key, values));
        await expect(field).toHaveAttribute("aria-invalid", "true");
        await expect(field).toHaveValue(typed);
        await expect(page.locator("#summary")).toContainText(citizen.say(key, values));
      }
      await expect(page).toHaveURL(/\/pay$/);
    });
  });
}

const PASTED = ["421 23 72", "421-23-72", "(12) 421 23 72", "+994 12 421-23-72", "00994124212372", " 0124212372 ", "421\u00a023\u201172"];
// F7, F8: invisible marks, other scripts' digits, the trunk zero beside the country's code.
const MARKED = ["\u202a+994 12 421 23 72\u202c", "４２１２３７２", "٤٢١٢٣٧٢", "4\u00ad2\u200b1\u20602372", "+994 (0) 12 421 23 72", "+994 012 421 23 72"];

test("f7 f8: a number pasted with spaces, dashes, brackets, marks or its codes is understood", async ({ citizen }) => {
  for (const typed of [...PASTED, ...MARKED]) {
    await citizen.typeNumber(typed);
    await expect(citizen.heading, typed).toHaveText("Bakı, Abşeron (12) 421 23 72");
    await expect(citizen.bill("telephone")).toContainText("2,50 AZN");
  }
});

// F11: a password manager or a form filler sets the value and says `change` alone, or nothing.
for (const told of ["nothing", "change"] as const) {
  test(`f11: what stands in the fields counts when a filler says ${told}`, async ({ page, citizen }) => {
    const write = (id: string, text: string) =>
      page.locator(`#${id}`).evaluate((field: HTMLInputElement, filled) => {
        field.value = filled.text;
        if (filled.told === "change") field.dispatchEvent(new Event("change", { bubbles: true }));
      }, { text, told });
    await page.goto("/pay");
    await write("number", "421 23 72");
    await page.locator("#number").press("Enter");
    await expect(citizen.heading).toHaveText("Bakı, Abşeron (12) 421 23 72");
    const bill = citizen.bill("telephone");
    await bill.getByText(citizen.say("amount_change")).click();
    const amount = await bill.getByLabel(citizen.say("amount_azn")).getAttribute("id");
    await write(amount ?? "", "1,70");
    await citizen.payBill("telephone");
    await expect(page.locator(".total b")).toHaveText("1,70 AZN");
    await page.getByLabel(/^Visa/).check();
    await write("email", "aysel@example.az");
    await citizen.next();
    await expect(page.locator("dl.sum")).toContainText("aysel@example.az");
  });
}

test("an amount outside the rule is explained at its field with the bound", async ({ page, citizen }) => {
  await citizen.toBills();
  const bill = citizen.bill("telephone");
  await bill.getByText(citizen.say("amount_change")).click();
  const field = bill.getByLabel(citizen.say("amount_azn"));
  const wrong: [string, string, Record<string, string>?][] = [
    ["", "field.empty"],
    ["0", "field.amount_zero"],
    ["-5", "field.amount_zero"],
    ["0,99", "field.amount_too_small", { sum: "1,00 AZN" }],
    ["200,01", "field.amount_too_large", { sum: "200,00 AZN" }],
    ["99999999999999999999", "field.amount_too_large", { sum: "200,00 AZN" }],
    ["1.234", "field.amount_format"],
    ["2,505", "field.amount_format"],
    ["beş manat", "field.amount_format"],
    ["💰", "field.amount_format"],
    ["1e3", "field.amount_format"],
    [INJECTION, "field.amount_format"],
  ];
  for (const [typed, key, values] of wrong) {
    await field.fill(typed);
    await bill.getByRole("button", { name: citizen.say("pay") }).click();
    await expect(bill.locator(".message"), typed).toHaveText(citizen.say(key, values));
    await expect(field).toHaveAttribute("aria-invalid", "true");
  }
  for (const typed of ["2.5", "2,50 AZN", " 2,50 ₼ ", "AZN 2.50", "2.50 man."]) {
    await field.fill(typed);
    await citizen.payBill("telephone");
    await expect(page.locator(".total b")).toHaveText("2,50 AZN");
    await page.goBack();
    await citizen.allAnswered();
    await bill.getByText(citizen.say("amount_change")).click();
  }
});

test("a bill whose biller takes only the whole debt offers no other amount", async ({ citizen }) => {
  await citizen.toBills();
  await expect(citizen.bill("current")).toContainText("0,62 AZN");
  await expect(citizen.bill("current").getByText(citizen.say("amount_change"))).toHaveCount(0);
});

test("nothing chosen is said, and the documents behind a sum are listed", async ({ page, citizen }) => {
  await citizen.toBills();
  await expect(citizen.bill("issued")).toContainText("5,25 AZN");
  await citizen.bill("issued").locator(".documents summary").click();
  await expect(citizen.bill("issued").locator(".documents li")).toHaveCount(2);
  await expect(citizen.bill("issued")).toContainText("SQ-4212372-10");
  for (const box of await page.locator(".pick input").all()) await box.uncheck();
  await citizen.button("pay_chosen").click();
  await expect(page.locator("#summary")).toContainText(citizen.say("field.nothing_chosen"));
});

test("a subscriber code is judged by its biller's form", async ({ page, citizen }) => {
  await citizen.toBills();
  await page.getByText(citizen.say("account_add_title")).click();
  const field = page.getByLabel(citizen.say("account"), { exact: true });
  for (const [typed, key, n] of [
    ["", "field.empty", ""],
    ["0312", "field.account_length", "15"],
    ["03124455667701x", "field.characters", ""],
    ["' OR 1=1 --", "field.characters", ""],
    [INJECTION, "field.characters", ""],
    [LONG, "field.too_long", "32"],
    ["⚡".repeat(15), "field.characters", ""],
  ] as const) {
    await field.fill(typed);
    await citizen.button("account_add").click();
    await expect(page.locator("#account-error"), typed).toHaveText(citizen.say(key, { n }));
  }
  await field.fill("999999999999999");
  await citizen.button("account_add").click();
  await expect(page.locator(".bills > li").last()).toContainText(citizen.say("bill.no_account"));
});

test("a card type and an e-mail address are asked for in words", async ({ page, citizen }) => {
  await citizen.toCard();
  await citizen.next();
  await expect(page.locator(".choices .message")).toHaveText(citizen.say("field.choice_unknown"));
  await page.getByLabel(/^Visa/).check();
  const field = page.getByLabel(citizen.say("email_optional"));
  for (const typed of ["aysel", "aysel@", "@example.az", "a b@example.az", "aysel@example", "aysel@exam_ple.az", "a@b.az\u0000", `${"a".repeat(65)}@example.az`, INJECTION]) {
    await field.fill(typed);
    await citizen.next();
    await expect(page.locator("#email-error"), typed).toHaveText(citizen.say("field.email_format"));
  }
  await field.fill("ayşə@example.az");
  await citizen.next();
  await expect(page.locator("#email-error")).toHaveText(citizen.say("field.email_format"));
  await field.fill(" <aysel@example.az>; ");
  await citizen.next();
  await expect(page.locator("dl.sum")).toContainText("aysel@example.az");
});

test("a receipt's number and code are judged at their fields, and a wrong code gives nothing away", async ({ page, citizen, another }) => {
  await citizen.pay();
  const { number } = await citizen.receipt();
  const stranger = await another();
  await stranger.page.goto("/receipts");
  const [numberField, codeField] = [stranger.page.getByLabel(stranger.sayOf("device", "receipt.number"), { exact: true }), stranger.page.getByLabel(stranger.sayOf("device", "receipt.code"), { exact: true })];
  for (const [typedNumber, typedCode, numberKey, codeKey] of [
    ["", "", "field.empty", "field.empty"],
    ["KM-2026-!", "ABC", "field.receipt_number", "field.receipt_code"],
    ["ҚМ-2026-ЯЯЯЯЯЯЯЯ", "ЯЯЯЯЯЯЯЯЯЯ", "field.receipt_number", "field.receipt_code"],
    [INJECTION, INJECTION, "field.receipt_number", "field.receipt_code"],
    [number, "0123456789", "", "field.receipt_code"],
    ["KM-2026-00000000", "0123456789", "", "field.receipt_code"],
  ] as const) {
    await numberField.fill(typedNumber);
    await codeField.fill(typedCode);
    await stranger.button("receipt.find", "device").click();
    await expect(stranger.page.locator("#receipt-code-error"), typedCode).toHaveText(stranger.sayOf("device", codeKey));
    if (numberKey === "") await expect(stranger.page.locator("#receipt-number-error")).toHaveCount(0);
    else await expect(stranger.page.locator("#receipt-number-error"), typedNumber).toHaveText(stranger.sayOf("device", numberKey));
  }
  await expect(page.locator("body")).not.toContainText(CHARGES.gas.az);
});

test("the bank's page has its own words for each of its fields", async ({ page, citizen }) => {
  await citizen.startPaying();
  await page.locator("#pay").click();
  for (const field of ["number", "expiry", "cvv"]) await expect(page.locator(`#${field}-error`)).toBeVisible();
  await page.locator("#number").fill("4111 1111 1111 1112");
  await page.locator("#expiry").fill("01/20");
  await page.locator("#cvv").fill("12a");
  await page.locator("#pay").click();
  for (const field of ["number", "expiry", "cvv"]) await expect(page.locator(`#${field}-error`)).toBeVisible();
  await expect(page.locator("#brand")).toHaveText("Visa");
  await expect(page.locator("#cvv")).toHaveValue("");
});
