// A stuck payment from the operator's pages: its alarm taken, noted on, resolved by two people.
import { FEE } from "../support/binaries.ts";
import { OPERATORS, Operator } from "../support/operator.ts";
import { GUIDE } from "../support/citizen.ts";
import { begin, pay, payStarted, stage } from "../support/payer.ts";
import { expect, test } from "../support/test.ts";

test.use({ settings: { fee: FEE, alarmAfterS: 1, bankTimeoutMs: 700 } });

test("a capture that nobody answers is an alarm, and two people bring the payment to its end", async ({ page, world, another }) => {
  const payment = await begin(world, GUIDE, { internet: 1500, electricity: 1000 }, "az", "");
  await world.sandbox.fault({ surface: "bank.capture", mode: "error500" });
  await payStarted(world, payment);
  await expect.poll(() => stage(world, payment)).toBe("processing");

  const zaur = new Operator(page, world);
  await zaur.signIn(OPERATORS.zaur.fin);
  await zaur.openAlarm("cause.overdue");
  await expect(page.locator(".head .tag")).toHaveText(zaur.say("alarm.open"));
  await zaur.button("act.take").click();
  await zaur.expectDone("done.take");
  await zaur.button("act.note").click();
  await page.locator("#note").fill("Banka zəng edildi, nasazlıq aradan qaldırılır");
  await zaur.button("note_add").click();
  await zaur.expectDone("done.note");
  await expect(zaur.part("notes")).toContainText("Banka zəng edildi");
  await zaur.button("act.resolve").click();
  await zaur.button("resolve.ask").click();
  await expect(page.locator("#summary"), "a way out is to be chosen").toBeFocused();
  await page.locator("#way-ask_again").check();
  await page.locator("#reason").fill("Bank cavab verəcəyini bildirib");
  await zaur.button("resolve.ask").click();
  await zaur.expectDone("done.resolve");
  await expect(page.getByText(zaur.say("own_resolution"))).toBeVisible();
  await expect(zaur.button("act.approve"), "nobody resolves alone").toHaveCount(0);
  await page.getByRole("link", { name: zaur.say("alarm.back") }).click();
  await page.locator(".tabs").getByRole("link", { name: zaur.say("alarms.mine") }).click();
  await expect(page.locator("tbody tr")).toHaveCount(1);

  const sevinc = new Operator((await another()).page, world);
  await sevinc.signIn(OPERATORS.sevinc.fin);
  await sevinc.to("nav.alarms");
  await sevinc.page.locator(".tabs").getByRole("link", { name: sevinc.say("alarms.waiting") }).click();
  await sevinc.page.locator("#row-0").click();
  await expect(sevinc.part("resolution")).toContainText("Bank cavab verəcəyini bildirib");
  await world.sandbox.clearFaults();
  await sevinc.button("act.approve").click();
  await sevinc.button("approve.yes").click();
  await sevinc.expectDone("done.approve");
  await expect(sevinc.page.locator(".head .tag")).toHaveText(sevinc.say("alarm.resolved"));
  await expect.poll(() => stage(world, payment)).toBe("paid");
  await sevinc.part("facts").getByRole("link").click();
  await expect(sevinc.page.locator(".head .tag")).toHaveText(sevinc.say("state.captured"));
  await expect(sevinc.part("alarms")).toContainText(sevinc.say("cause.overdue"));
});

test.describe("a biller that takes nothing back", () => {
  test.use({ settings: { fee: FEE, refundAlarmAfterS: 2, billerTimeoutMs: 500, bankTimeoutMs: 900, settleMs: 300 } });

  test("the alarm leads to the refund that it is about", async ({ page, world }) => {
    const { number } = await pay(world, GUIDE, { electricity: 1000 });
    await world.sandbox.fault({ surface: "biller.electricity.*", mode: "error500" });
    const zaur = new Operator(page, world);
    await zaur.signIn(OPERATORS.zaur.fin);
    await zaur.find(number);
    await zaur.giveBack();
    await zaur.choose(0);
    await zaur.request("Səhv hesab ödənilib");
    const address = page.url();
    await zaur.openAlarm("cause.biller_silent");
    await zaur.part("facts").getByRole("link").click();
    await expect(page).toHaveURL(address);
    await zaur.expectState("case.reversing");
    await expect(page.locator(".head .tag.bad")).toHaveText(zaur.say("has_alarm"));
  });
});
