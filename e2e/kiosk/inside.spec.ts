// Nothing that is pressed at a kiosk leads out of the application, whoever has put it into the page and however it changes;
// and nothing of a visitor's stands in an address or a title, where the browser's history would have it.
import type { BrowserContext, Page } from "@playwright/test";
import { Applicant, EMAIL, MOBILE, PEOPLE } from "../support/applicant.ts";
import { CARDS, payAtBank } from "../support/bank.ts";
import { Kiosk } from "../support/kiosk.ts";
import { expect, test } from "../support/test.ts";
import { traces } from "../support/traces.ts";

const OUTSIDE = "https://elsewhere.example/";

/** Markup, put into the page and pressed in the same breath. */
const PRESSED: Record<string, string> = {
  "a link": `<a href="${OUTSIDE}">x</a>`,
  "a link in a new window": `<a href="/privacy" target="_blank">x</a>`,
  "a letter": `<a href="mailto:a@example.az">x</a>`,
  "a page without the layer": `<a href="/help">x</a>`,
  "a file of the server's": `<a href="/api/alive" download>x</a>`,
  "a link in a drawing": `<svg><a href="${OUTSIDE}"><text>x</text></a></svg>`,
  "a map": `<map><area href="${OUTSIDE}"></map>`,
  "a form": `<form action="${OUTSIDE}"><button>x</button></form>`,
  "a form in a new window": `<form action="/privacy" target="_blank"><button>x</button></form>`,
  "a form to the server": `<form action="/api/alive"><button>x</button></form>`,
  "a button of its own address": `<form><button formaction="${OUTSIDE}">x</button></form>`,
};

async function stays(page: Page, context: BrowserContext, portal: string, how: string): Promise<void> {
  await page.waitForTimeout(300);
  expect(context.pages(), `${how}: no second window`).toHaveLength(1);
  expect(new URL(page.url()).origin, how).toBe(portal);
  expect(new URL(page.url()).pathname, how).toMatch(/^\/(pay|privacy)?$/);
  await expect(page.locator("#kiosk-finish"), `${how}: the layer is there`).toBeVisible();
}

test.describe("pressed", () => {
  test.use({ viewport: { width: 1280, height: 800 }, hasTouch: true });

  test("what leads out is not followed: links, forms, maps, new windows", async ({ page, world, context }) => {
    const kiosk = new Kiosk(page, world);
    await kiosk.enter("/pay");
    for (const [how, html] of Object.entries(PRESSED)) {
      await page.evaluate((html) => {
        const place = document.createElement("div");
        place.innerHTML = html;
        document.body.append(place);
        const pressed = place.querySelector("form button") ?? place.querySelector("text, a, area");
        pressed?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, composed: true }));
      }, html);
      await stays(page, context, world.portal, how);
    }
    // A key held down opens windows; so does a program.
    for (const key of ["ctrlKey", "shiftKey", "metaKey", "altKey"]) {
      await page.evaluate((key) => document.querySelector(".brand")?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, [key]: true })), key);
      await stays(page, context, world.portal, key);
    }
    expect(await page.evaluate((outside) => window.open(outside), OUTSIDE)).toBeNull();
    await stays(page, context, world.portal, "window.open");
    const menus = await page.evaluate(() => document.body.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, cancelable: true })));
    expect(menus, "the browser's menu with its “open in a new window”").toBe(false);
  });

  test("what is there already and changes is seen to", async ({ page, world }) => {
    const kiosk = new Kiosk(page, world);
    await kiosk.enter("/pay");
    const brand = page.locator("a.brand");
    const form = page.locator("main form").first();
    await brand.evaluate((link, outside) => (link.setAttribute("href", outside), link.setAttribute("target", "_blank")), OUTSIDE);
    await form.evaluate((form, outside) => (form.setAttribute("action", outside), form.setAttribute("target", "_blank")), OUTSIDE);
    for (const [element, name] of [[brand, "href"], [brand, "target"], [form, "action"], [form, "target"]] as const) {
      await expect.poll(() => element.getAttribute(name), name).toBeNull();
    }
    await brand.evaluate((link) => link.setAttribute("href", "/privacy"));
    await brand.tap();
    await expect(page, "what leads inside does").toHaveURL(`${world.portal}/privacy`);
  });
});

test.describe("addresses", () => {
  test.use({ viewport: { width: 1080, height: 1920 }, hasTouch: true });
  test.setTimeout(120_000);

  test("no address and no title has anything of the visitor's, in either journey", async ({ page, world, context, citizen }) => {
    const told: string[] = [];
    page.on("framenavigated", (frame) => void (frame === page.mainFrame() && told.push(frame.url())));
    await context.exposeFunction("tellTitle", (title: string) => void told.push(title));
    await context.addInitScript(() => {
      const tell = (): void => void (window as unknown as { tellTitle: (title: string) => void }).tellTitle(document.title);
      new MutationObserver(tell).observe(document, { subtree: true, childList: true, characterData: true });
    });
    const [kiosk, aysel] = [new Kiosk(page, world), new Applicant(page, world)];
    await kiosk.enter("/pay");
    await kiosk.type(page.locator("#number"), "4212372");
    await kiosk.enterKey();
    await citizen.allAnswered();
    await citizen.payBill("telephone");
    await citizen.chooseCard("Visa", "gizli.qonaq@example.az");
    await citizen.toBank();
    await payAtBank(page, CARDS.approved);
    await citizen.expectHeading("stage.paid");
    const { number, code } = await citizen.receipt();

    // A real key puts the keypad away wherever it is before the next step.
    await page.addLocatorHandler(kiosk.keypad, () => page.keyboard.press("Shift"));
    await aysel.signIn(PEOPLE.aysel.fin);
    await aysel.fill();
    const sms = await aysel.code(MOBILE);
    await aysel.send();

    const devtools = await context.newCDPSession(page);
    const history = (await devtools.send("Page.getNavigationHistory")).entries;
    told.push(...history.flatMap((entry) => [entry.url, entry.userTypedURL, entry.title]));
    expect(history.length).toBeGreaterThan(5);
    const values = {
      "phone number": ["4212372", "421 23 72", "421-23-72"],
      receipt: [number],
      "receipt's code": [code],
      "e-mail": ["gizli.qonaq@example.az", EMAIL],
      FIN: [PEOPLE.aysel.fin],
      "subscriber code": [PEOPLE.aysel.account],
      name: ["Aysel", "AYSEL", "Quliyeva", "QULİYEVA"],
      address: ["Nümunə küçəsi"],
      mobile: [MOBILE, "50 234 56 78", "(50) 234-56-78"],
      "code by SMS": [sms],
    };
    const files = new Map([...new Set(told)].map((text) => [text, Buffer.from(`${text} ${decodeURIComponent(text)}`)]));
    expect(traces(values, files)).toEqual([]);
  });
});
