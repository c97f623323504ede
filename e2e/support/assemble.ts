// The contact sheet: report/sheet/index.html with every picture there is, and each folder's pictures side by side in
// pictures of their own (sheets/*.png), assembled by the browser itself.
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "@playwright/test";
import { FOLDER } from "./pictures.ts";

/** Pictures on one assembled sheet. */
const A_SHEET = 12;

/** Of what lies in the folder, from this run and from earlier ones of the same set. */
export async function assemble(): Promise<void> {
  if (!existsSync(FOLDER)) return;
  const sets = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory() && entry.name !== "sheets").map((entry) => entry.name).sort();
  const pictures = new Map(sets.map((set) => [set, readdirSync(join(FOLDER, set)).filter((name) => name.endsWith(".png")).sort()]));
  writeFileSync(join(FOLDER, "index.html"), page(sets.map((set) => `<h2>${set}</h2>${figures(set, pictures.get(set) ?? [])}`).join("")));
  const sheets = join(FOLDER, "sheets");
  rmSync(sheets, { recursive: true, force: true });
  mkdirSync(sheets);
  const browser = await chromium.launch({ executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
  try {
    const tab = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    for (const [set, names] of pictures) {
      for (let first = 0; first < names.length; first += A_SHEET) {
        const here = resolve(FOLDER, "sheet.html");
        writeFileSync(here, page(`<h2>${set}</h2>${figures(set, names.slice(first, first + A_SHEET))}`));
        await tab.goto(pathToFileURL(here).href, { waitUntil: "load" });
        await tab.screenshot({ path: join(sheets, `${set}-${String(first / A_SHEET + 1).padStart(2, "0")}.png`), fullPage: true });
        rmSync(here);
      }
    }
  } finally {
    await browser.close();
  }
}

function figures(set: string, names: string[]): string {
  const figure = (name: string): string => `<figure><a href="${set}/${name}"><img src="${set}/${name}" alt=""></a><figcaption>${name.replace(/\.png$/, "")}</figcaption></figure>`;
  return `<div>${names.map(figure).join("")}</div>`;
}

function page(body: string): string {
  return `<!doctype html><meta charset="utf-8"><title>Kommunal: every screen</title><style>
    body { margin: 16px; font: 13px system-ui; background: #888 } h2 { margin: 16px 0 8px } figure { margin: 0; background: #fff }
    div { display: grid; grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); gap: 12px; align-items: start }
    img { display: block; width: 100% } figcaption { padding: 4px 8px; background: #ddd; overflow-wrap: anywhere }
  </style>${body}`;
}
