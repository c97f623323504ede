// service-worker.mjs FOLDER: sw.js, from frontend/service-worker.js and what the bundles have put into the folder.
//   version  a hash over the worker itself, every page and every name: whatever is another makes another version
//   list     for each bundle that is kept what its page fetches at once and what it may fetch later; the first segments
//            of its addresses, and those of the bundles that are never kept; the page that is shown for one that was
//            never kept
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const LANGS = ["az", "ru", "en"];

const folder = process.argv[2];
const source = dirname(import.meta.dirname);
const all = Object.entries(JSON.parse(readFileSync(join(source, "frontend/bundles.json"), "utf8")));
const keptOnes = all.filter(([, { kept }]) => kept);
const { transformSync } = createRequire(join(source, "tools/package.json"))("esbuild");
const read = (name) => readFileSync(join(folder, name), "utf8");
const names = (text) => [...new Set(text.match(/[\w-]+-[0-9a-f]{16}\.(?:js|wasm|json|svg)\b/g))].filter((name) => existsSync(join(folder, name)));
const inPages = (page, pick) => [...new Set(LANGS.flatMap((lang) => names(pick(read(`${page}.${lang}.html`)))))].map((name) => `/${name}`).sort();

// What stands in the data blocks is fetched when it is wanted; all else with the page.
const BLOCK = /<script type="application\/json" id="assets">[\s\S]*?<\/script>/g;
const bundles = Object.fromEntries(
  keptOnes.map(([bundle, { page }]) => {
    const later = inPages(page, (html) => html.match(BLOCK)?.join("") ?? "");
    return [bundle, { now: inPages(page, (html) => html.replace(BLOCK, "")), later }];
  }),
);
// Which path is whose, as shared/src/bundle.rs has it; what is never kept passes by.
const segments = Object.fromEntries(keptOnes.flatMap(([bundle, { segments }]) => segments.map((segment) => [segment, bundle])));
const unkept = all.filter(([, { kept }]) => !kept).flatMap(([, { segments }]) => segments);
const list = { bundles, segments, unkept, unknown: Object.fromEntries(LANGS.map((lang) => [lang, unknown(lang)])) };
for (const { now } of Object.values(bundles)) if (now.length < 2) throw new Error(`a page names only ${now}`);

const worker = readFileSync(join(source, "frontend/service-worker.js"), "utf8");
const code = `self.list=${JSON.stringify(list)};\n${transformSync(worker, { minify: true, target: "es2022" }).code}`;
const pages = keptOnes.flatMap(([, { page }]) => LANGS.map((lang) => read(`${page}.${lang}.html`)));
const version = createHash("sha256").update([code, ...pages].join("\0")).digest("hex").slice(0, 16);
// The server reads the version off the beginning (backend/src/http/install.rs).
writeFileSync(join(folder, "sw.js"), `self.version="${version}";\n${code}`);

function unknown(lang) {
  const words = JSON.parse(readFileSync(join(source, `frontend/locales/${lang}/worker.json`), "utf8"));
  const text = (key) => words[key].replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
  return (
    `<!doctype html><html lang="${lang}"><meta charset=utf-8><meta name=viewport content="width=device-width,initial-scale=1">` +
    `<title>${text("unknown.title")}</title><style>body{max-width:34rem;margin:15vh auto;padding:0 1rem;font:1.125rem/1.5 system-ui,sans-serif;` +
    `color:#12262b;background:#f4f7f6}a{display:inline-block;padding:.8rem 1.4rem;border-radius:.5rem;background:#0a5c63;color:#fff;font-weight:650}</style>` +
    `<h1>${text("unknown.title")}</h1><p>${text("unknown.about")}</p><p><a href="/">${text("unknown.home")}</a></p>`
  );
}
