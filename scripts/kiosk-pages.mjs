// kiosk-pages.mjs FOLDER: a kiosk's form of each page a visitor may see, <page>.kiosk.<lang>.html: the page as it is, and
// beside its program the layer's (frontend/kiosk), with the layer's texts and styles. `data-kiosk` on <html> says that the
// page is a kiosk's. The server sends it to a kiosk's sessions alone.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const folder = process.argv[2];
const source = dirname(import.meta.dirname);
const bundles = Object.values(JSON.parse(readFileSync(join(source, "frontend/bundles.json"), "utf8")));
const { transformSync } = createRequire(join(source, "tools/package.json"))("esbuild");
const style = transformSync(readFileSync(join(source, "style/kiosk.css"), "utf8"), { loader: "css", minify: true }).code.trim();

for (const lang of ["az", "ru", "en"]) {
  const own = read(`kiosk.${lang}.html`);
  const program = [only(own, /<script type=module>[\s\S]*?<\/script>/g), ...own.match(/<link[^>]* rel=(?:modulepreload|preload)\b[^>]*>/g)];
  const data = ["texts", "assets"].map((id) => block(own, id));
  const added = `<style>${style}</style>${program.join("")}${data.join("")}</head>`;
  write(`kiosk.${lang}.html`, marked(own));
  for (const { page } of bundles.filter(({ kiosk }) => kiosk)) {
    write(`${page}.kiosk.${lang}.html`, marked(read(`${page}.${lang}.html`)).replace("</head>", () => added));
  }
}

function read(name) {
  return readFileSync(join(folder, name), "utf8");
}

function write(name, text) {
  writeFileSync(join(folder, name), text);
}

function marked(page) {
  only(page, /<html /g);
  return page.replace("<html ", "<html data-kiosk ");
}

// The layer's data blocks under names of their own.
function block(page, id) {
  return only(page, new RegExp(`<script type="application/json" id="${id}">[\\s\\S]*?</script>`, "g")).replace(`id="${id}"`, `id="kiosk-${id}"`);
}

function only(text, pattern) {
  const found = text.match(pattern) ?? [];
  if (found.length !== 1) throw new Error(`the kiosk's page has ${found.length} of ${pattern}, expected 1`);
  return found[0];
}
