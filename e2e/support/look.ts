// What every screen must satisfy, for everybody: said once, asked by whoever walks over the screens (sheet/*.spec.ts).
import { expect, type Page } from "@playwright/test";
import { expectAccessibleAsShown, show } from "./axe.ts";
import { SENTENCE_WORDS_MAX, blocks, count, measure } from "./plain.ts";
import { takePictures } from "./pictures.ts";
import { KEYS, type Lang } from "./words.ts";

export const DESKTOP = { width: 1280, height: 720 };
/** 320 CSS pixels: a small phone, and also 1280 pixels at 400 % (WCAG 1.4.10). */
const PHONE = { width: 320, height: 640 };

/** Judges a screen that is there and at rest, and takes the pictures that are wanted of it. */
export async function judge(page: Page, lang: Lang, screen: string): Promise<void> {
  const named = `${screen}, ${lang}`;
  await expect.soft(page.locator("html"), named).toHaveAttribute("lang", lang);
  expect.soft(await words(page), `${named}: words`).toEqual([]);
  if (lang !== "az" && screen.startsWith("pay")) expect.soft(await foreign(page), `${named}: Azerbaijani words`).toEqual([]);
  expect.soft(await fields(page), `${named}: fields`).toEqual([]);
  expect.soft(await page.evaluate(noise), `${named}: what is heard`).toEqual([]);
  const plain = measure(await blocks(page));
  count(lang, screen, plain);
  expect.soft(plain.sentence[0], `${named}: ${plain.sentence[1]}`).toBeLessThanOrEqual(SENTENCE_WORDS_MAX);
  if (!screen.startsWith("shell")) await judgeTitle(page, named);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await expectAccessibleAsShown(page, named, lang === "az");
  expect.soft(await page.evaluate(misplaced), `${named} at ${DESKTOP.width} pixels`).toEqual([]);

  await page.setViewportSize(PHONE);
  expect.soft(await page.evaluate(misplaced), `${named} at 320 pixels`).toEqual([]);
  expect.soft(await page.evaluate(small), `${named}: targets`).toEqual([]);
  await withLetters(page, NARROW, async () => expect.soft(await page.evaluate(small), `${named}: targets, with a narrow font`).toEqual([]));
  expect.soft(await page.evaluate(hidden), `${named}: what has the focus is seen`).toEqual([]);
  await withLetters(page, APART, async () => expect.soft(await page.evaluate(misplaced), `${named}, letters and lines apart`).toEqual([]));
  await show(page, 3, true);
  expect.soft(await page.evaluate(misplaced), `${named} at 320 pixels with the largest words`).toEqual([]);
  await judgePhones(page, named);
  await show(page, 3, true);
  await page.setViewportSize({ width: 640, height: 320 });
  expect.soft(await page.evaluate(misplaced), `${named} on its side with the largest words`).toEqual([]);
  await show(page, 1, false);
  await takePictures(page, lang, screen);
  await page.setViewportSize(DESKTOP);
}

/** Today's phones, with words of every size: nothing written lies over something else that is written, and no word is broken inside (W10). */
async function judgePhones(page: Page, named: string): Promise<void> {
  const all = process.env["KOMMUNAL_SHEET"] === "all";
  for (const width of all ? [360, 375, 390, 412, 430] : [390]) {
    await page.setViewportSize({ width, height: 844 });
    for (const size of all ? ([1, 2, 3] as const) : ([1, 3] as const)) {
      await show(page, size, false);
      expect.soft(await page.evaluate(overlapping), `${named} at ${width} pixels, words of size ${size}`).toEqual([]);
      if (!/^(office|operator)/.test(named)) expect.soft(await page.evaluate(broken), `${named} at ${width} pixels: words broken inside`).toEqual([]);
    }
  }
}

/** The heading names the document; but a phone number or a subscriber's code in it stays out of the browser's history. */
async function judgeTitle(page: Page, named: string): Promise<void> {
  const heading = (await page.locator("h1").first().innerText()).replace(/\s+/g, " ");
  const number = heading.match(/\d{3} \d{2} \d{2}|\d{7,}/)?.[0];
  if (number) expect.soft(await page.title(), `${named}: no number in the title`).not.toContain(number);
  else expect.soft(await page.title(), `${named}: the title begins with the heading`).toContain(heading);
}

/** What a reader's own style does to text (WCAG 1.4.12). */
const APART = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }";
/** Words become narrower than in any font that a system may have: a target's width must not hang on it. */
const NARROW = "* { letter-spacing: -.2em !important }";

async function withLetters(page: Page, style: string, look: () => Promise<void>): Promise<void> {
  const before = await page.evaluate((style) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    document.adoptedStyleSheets.push(sheet);
    return document.adoptedStyleSheets.length - 1;
  }, style);
  await look();
  await page.evaluate((at) => void document.adoptedStyleSheets.splice(at, 1), before);
}

/** A name that was not filled in, a key where its text should be. */
async function words(page: Page): Promise<string[]> {
  const text = await page.evaluate(() => {
    const copy = document.body.cloneNode(true) as HTMLElement;
    for (const element of copy.querySelectorAll("script, style, svg, #shell")) element.remove();
    return `${document.title} ${copy.textContent ?? ""}`;
  });
  return [...(text.match(/.{0,20}[{}].{0,20}/g) ?? []), ...(text.match(/\b[a-z_]+(?:\.[a-z0-9_]+)+\b/g) ?? []).filter((word) => KEYS.has(word))];
}

/** Azerbaijani letters where another language is shown. The languages name themselves, and a holder's name is a name. */
async function foreign(page: Page): Promise<string[]> {
  const text = await page.evaluate(() => {
    const copy = document.body.cloneNode(true) as HTMLElement;
    for (const element of copy.querySelectorAll(".lang, .under, script, style, svg, #shell")) element.remove();
    return copy.textContent ?? "";
  });
  return text.match(/.{0,20}[əğışƏĞİŞ].{0,20}/g) ?? [];
}

/** Runs in the page: what a screen reader would say that means nothing, or twice (W9). */
function noise(): string[] {
  const wrong: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const heard = !node.parentElement?.closest("[aria-hidden=true], [role=img], script, style, svg, #shell");
    if (heard && /[•·]/.test(node.nodeValue ?? "")) wrong.push(`read out sign by sign: ${node.nodeValue}`);
  }
  for (const line of document.querySelectorAll("dl > div")) if (line.querySelectorAll("dd").length !== 1) wrong.push(`several values: ${line.textContent}`);
  for (const one of document.querySelectorAll("[title]:not(iframe)")) {
    // An empty one takes the browser's own hint away.
    const title = one.getAttribute("title") ?? "";
    if (title !== "" && one.textContent?.includes(title)) wrong.push(`heard twice: ${one.textContent}`);
  }
  return wrong;
}

/** Each field says to the device what is typed into it and what Enter does, and is no wider than its answer needs. */
async function fields(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const wrong: string[] = [];
    for (const field of document.querySelectorAll<HTMLInputElement>("main input, main select, main textarea, dialog :is(input, select, textarea)")) {
      const say = (what: string): number => wrong.push(`#${field.id} ${what}`);
      const pressed = ["radio", "checkbox", "file"].includes(field.type);
      if (field.labels === null || field.labels.length === 0) say("has no label");
      if (pressed) continue;
      if (!field.hasAttribute("autocomplete")) say("has no autocomplete");
      if (field.tagName === "SELECT") continue;
      if (!field.hasAttribute("enterkeyhint")) say("has no enterkeyhint");
      if (field.tagName === "INPUT" && !field.hasAttribute("inputmode")) say("has no inputmode");
      if (field.maxLength < 1) say("has no maxlength");
      const wide = { tel: 26, numeric: 26, decimal: 26, email: 34 }[field.inputMode];
      if (wide !== undefined && field.getBoundingClientRect().width > wide * 16) say(`is ${field.getBoundingClientRect().width} pixels wide`);
    }
    return wrong;
  });
}

/** Runs in the page: whatever lies outside the window, is cut off, or makes the page scroll sideways. */
function misplaced(): string[] {
  const width = document.documentElement.clientWidth;
  const wrong: string[] = [];
  if (document.documentElement.scrollWidth > width) wrong.push(`the page is ${document.documentElement.scrollWidth} pixels wide`);
  const called = (element: Element): string => `${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""}: ${element.textContent?.trim().slice(0, 40)}`;
  for (const element of document.querySelectorAll<HTMLElement>("body *")) {
    if (element.closest(".unseen, .skip, .symbols, script, style, svg, datalist, .cards-table thead")) continue;
    const box = element.getBoundingClientRect();
    if (box.width === 0 || box.height === 0) continue;
    // A drawing that is wider than a phone is scrolled in its own frame (WCAG 1.4.10 leaves it that).
    if (!element.closest(".plot") && (box.right > width + 0.5 || box.left < -0.5)) wrong.push(`outside: ${called(element)}`);
    const style = getComputedStyle(element);
    const cuts = /hidden|clip/.test(style.overflowX) && element.scrollWidth > element.clientWidth + 1;
    const cutsBelow = /hidden|clip/.test(style.overflowY) && element.scrollHeight > element.clientHeight + 1;
    if ((cuts || cutsBelow) && element.matches(":not(video, input, .who-name)")) wrong.push(`cut off: ${called(element)}`);
    // A field's or a button's words.
    if (element.matches("button, .btn, select") && element.scrollWidth > element.clientWidth + 1) wrong.push(`too narrow: ${called(element)}`);
  }
  return wrong.slice(0, 5);
}

/** Runs in the page: words that lie over other words. What stays while the page is scrolled lies over it by its nature. */
function overlapping(): string[] {
  const written: { text: string; box: DOMRect }[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    if (element === null || (node.nodeValue ?? "").trim() === "" || !element.checkVisibility({ opacityProperty: true })) continue;
    if (element.closest(".unseen, .skip, .bar, .top, .bottom, script, style, svg, option, .cards-table thead")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) if (box.width > 2 && box.height > 2) written.push({ text: (node.nodeValue ?? "").trim().slice(0, 30), box });
  }
  const wrong: string[] = [];
  for (const [at, one] of written.entries()) {
    for (const other of written.slice(at + 1)) {
      const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      // The boxes of two lines touch: as much as half a line is no line's own.
      const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      if (across > 2 && down > Math.min(one.box.height, other.box.height) / 2) wrong.push(`${one.text} | ${other.text}`);
    }
  }
  return wrong.slice(0, 5);
}

/** Runs in the page: words that end on another line than they begin. An address or a file's name may: nobody writes a hyphen into it. */
function broken(): string[] {
  const wrong: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!element?.checkVisibility() || element.closest(".unseen, .skip, option, script, style, svg, textarea, #shell")) continue;
    for (const word of (node.nodeValue ?? "").matchAll(/[\p{L}\d]+/gu)) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].filter((box) => box.width > 0).map((box) => Math.round(box.top)));
      if (lines.size > 1 && !/[@#]|\.(pdf|png|jpe?g)\b/.test(node.nodeValue ?? "")) wrong.push(`${word[0]} in ${node.nodeValue?.trim().slice(0, 50)}`);
    }
  }
  return wrong.slice(0, 5);
}

/** Runs in the page: what is pressed is at least 44 pixels each way (WCAG 2.5.8 asks for 24), but for links in a sentence. */
function small(): string[] {
  const wrong: string[] = [];
  for (const element of document.querySelectorAll<HTMLElement>("a[href], button, input, select, textarea, summary")) {
    if (element.closest(".skip, [aria-hidden=true]") || !element.checkVisibility()) continue;
    // A label, or a link that is spread over its row, is pressed as well.
    const area = element.closest(".choice, .pick, .row-link, .whole") ?? element;
    const box = area.getBoundingClientRect();
    if (box.width === 0) continue;
    const alone = [...(element.parentElement?.childNodes ?? [])].every((node) => node === element || (node.textContent ?? "").trim() === "");
    const least = element.tagName === "A" && !alone ? 24 : 44;
    const inSentence = element.tagName === "A" && element.parentElement?.tagName === "P" && !alone;
    if (!inSentence && (box.width < least - 0.5 || box.height < least - 0.5)) {
      wrong.push(`${Math.round(box.width)} × ${Math.round(box.height)}: ${element.tagName} ${element.className} ${(element.textContent || element.id).trim().slice(0, 40)}`);
    }
  }
  return wrong;
}

/** Runs in the page: nothing that has the focus lies wholly under something else (WCAG 2.4.11). */
async function hidden(): Promise<string[]> {
  const before = document.activeElement as HTMLElement | null;
  const wrong: string[] = [];
  for (const element of document.querySelectorAll<HTMLElement>("a[href], button, input, select, textarea, summary")) {
    if (element.closest(".skip, dialog") || !element.checkVisibility() || (element as HTMLButtonElement).disabled) continue;
    element.focus();
    const seen = (): boolean => {
      const box = (element.closest(".choice, .pick, .whole") ?? element).getBoundingClientRect();
      const points = [0.1, 0.5, 0.9].flatMap((x) => [0.1, 0.5, 0.9].map((y) => [box.left + box.width * x, box.top + box.height * y] as const));
      return points.some(([x, y]) => {
        const there = document.elementFromPoint(x, y);
        return there !== null && (there === element || element.contains(there) || there.contains(element) || there.closest("label, .choice, .row-link") !== null);
      });
    };
    // On a busy machine the scrolling comes a frame later.
    for (let frame = 0; frame < 10 && !seen(); frame += 1) await new Promise((next) => requestAnimationFrame(next));
    if (!seen()) wrong.push(`${element.tagName} ${(element.textContent || element.id).trim().slice(0, 40)}`);
  }
  if (before === null || before === document.body) (document.activeElement as HTMLElement | null)?.blur();
  else before.focus();
  window.scrollTo(0, 0);
  return wrong;
}
