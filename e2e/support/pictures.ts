// Pictures of every screen for the contact sheet (report/sheet): which are wanted, where they go. In the ordinary run a few,
// with KOMMUNAL_SHEET=all every language, width and contrast, with KOMMUNAL_SHEET=none no picture at all.
import type { Page } from "@playwright/test";
import { show } from "./axe.ts";
import { LANGS, type Lang } from "./words.ts";

export interface Wanted {
  lang: Lang;
  width: number;
  height: number;
  strong: boolean;
}

export const FOLDER = "report/sheet";
const SIZES = [[320, 640], [390, 844], [768, 1024], [1280, 800]] as const;

export function wanted(): Wanted[] {
  const all = LANGS.flatMap((lang) => SIZES.flatMap(([width, height]) => [false, true].map((strong) => ({ lang, width, height, strong }))));
  const asked = process.env["KOMMUNAL_SHEET"] ?? "";
  if (asked === "none") return [];
  if (asked === "all") return all;
  return all.filter(({ lang, width, strong }) => (lang === "az" && width === 320 && strong) || (lang === "ru" && width === 1280 && !strong));
}

export function folder({ lang, width, strong }: Pick<Wanted, "lang" | "width" | "strong">): string {
  return `${FOLDER}/${lang}-${width}-${strong ? "high" : "light"}`;
}

/** A kiosk's screen as it stands in the hall, no more than its window, in both contrasts; `count` is its place in the visit. */
export async function takeKioskPictures(page: Page, lang: Lang, width: number, screen: string, count: number): Promise<void> {
  const asked = process.env["KOMMUNAL_SHEET"] ?? "";
  for (const strong of [false, true]) {
    const usual = asked === "" && lang === "az" && width === 1080 && !strong;
    if (asked !== "all" && !usual) continue;
    await show(page, 1, strong);
    const file = `${FOLDER}/kiosk-${lang}-${width}-${strong ? "high" : "light"}/${String(count).padStart(2, "0")}-${screen}.png`;
    await page.screenshot({ path: file, animations: "disabled", caret: "hide" });
  }
  await show(page, 1, false);
}

/** Each screen's number, in the order they are come to, by language and journey. */
const counts = new Map<string, number>();

/** The pictures wanted of a screen in this language; `screen` begins with its journey: `pay: bills`. */
export async function takePictures(page: Page, lang: Lang, screen: string): Promise<void> {
  const [journey = "", name = ""] = screen.split(": ");
  const count = (counts.get(lang + journey) ?? 0) + 1;
  counts.set(lang + journey, count);
  for (const one of wanted().filter((one) => one.lang === lang)) {
    await page.setViewportSize({ width: one.width, height: one.height });
    await show(page, 1, one.strong);
    const file = `${journey}-${String(count).padStart(2, "0")}-${name.replaceAll(/\W+/g, "-")}.png`;
    await page.screenshot({ path: `${folder(one)}/${file}`, fullPage: true, animations: "disabled", caret: "hide" });
  }
  await show(page, 1, false);
}
