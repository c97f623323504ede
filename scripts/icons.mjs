// icons.mjs: assets/icon-*.png out of assets/icon.svg, drawn by the browser of the end-to-end tests (CHROMIUM). Run by hand
// when the drawing changes; the pictures are in the repository, so that a build needs no browser.
//   icon-192, icon-512  as drawn; icon-mask  the ground to the edges and the mark within the inner four fifths
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const source = dirname(import.meta.dirname);
const { chromium } = createRequire(join(source, "e2e/package.json"))("@playwright/test");
const svg = readFileSync(join(source, "assets/icon.svg"), "utf8");
const masked = svg.replace('rx="9" ', "").replace("<path", '<g transform="translate(4.8 4.8) scale(.7)"><path').replace("</svg>", "</g></svg>");

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
for (const [name, drawing, size] of [["icon-192", svg, 192], ["icon-512", svg, 512], ["icon-mask", masked, 512]]) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw;height:100vh}</style>${drawing}`);
  writeFileSync(join(source, `assets/${name}.png`), await page.screenshot({ omitBackground: true }));
}
await browser.close();
