// Trunk's post-build hook: makes of Trunk's one index.html a page for each language, complete in one answer.
//   index.<lang>.html        lang set, shell in that language, styles and that language's texts inside
//   texts-<lang>-<hash>.json the same texts for switching later; <script id="assets"> in each page names them
// It also minifies styles and wasm-bindgen's JavaScript (Trunk's own minifier cannot read the latter).
// Texts travel as an array of strings in byte order of their keys: the app is compiled with keys as numbers.
// The build fails when the languages do not have the same keys and the same {placeholders}.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const LANGS = ["az", "ru", "en"];
const LAYERS = ["tokens", "base", "layout", "components", "kiosk", "print"]; // also the order they win in
const staging = process.env.TRUNK_STAGING_DIR;
const source = process.env.TRUNK_SOURCE_DIR ?? process.cwd();
const { buildSync, transformSync } = createRequire(join(source, "tools/package.json"))("esbuild");

const locales = Object.fromEntries(
  LANGS.map((lang) => [lang, JSON.parse(readFileSync(join(source, `frontend/locales/${lang}.json`), "utf8"))]),
);
const keys = Object.keys(locales[LANGS[0]]).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
checkLocales();
const shell = withSmallScript(readFileSync(join(staging, "index.html"), "utf8"));
const css = styles();
const texts = Object.fromEntries(LANGS.map((lang) => [lang, JSON.stringify(keys.map((key) => locales[lang][key]))]));
const assets = { texts: Object.fromEntries(LANGS.map((lang) => [lang, writeTexts(lang)])) };
for (const lang of LANGS) writeFileSync(join(staging, `index.${lang}.html`), page(lang));
rmSync(join(staging, "index.html")); // nobody is served a page without a language

function checkLocales() {
  const placeholders = (text) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort().join(" ");
  const faults = [];
  for (const lang of LANGS) {
    for (const key of Object.keys(locales[lang])) if (!keys.includes(key)) faults.push(`${lang}: ${key} is not in ${LANGS[0]}`);
    for (const key of keys) {
      const text = locales[lang][key];
      if (typeof text !== "string" || text.trim() === "") faults.push(`${lang}: ${key} is missing or empty`);
      else if (placeholders(text) !== placeholders(locales[LANGS[0]][key] ?? ""))
        faults.push(`${lang}: ${key} has other placeholders than ${LANGS[0]}`);
    }
  }
  if (faults.length) fail(faults.join("\n"));
}

// The small stylesheet goes into the page: one round trip less before the first paint.
function styles() {
  const dir = join(source, "style");
  const files = existsSync(dir) ? readdirSync(dir).filter((name) => name.endsWith(".css")) : [];
  const strangers = files.filter((name) => !LAYERS.includes(name.replace(/\.css$/, "")));
  if (strangers.length) fail(`style/${strangers.join(", ")}: not one of the layers ${LAYERS.join(", ")}`);
  const whole = LAYERS.filter((layer) => files.includes(`${layer}.css`))
    .map((layer) => readFileSync(join(dir, `${layer}.css`), "utf8"));
  const code = `@layer ${LAYERS.join(",")};\n${whole.join("\n")}`;
  return transformSync(code, { loader: "css", minify: true }).code.trim().replaceAll("</", "<\\/");
}

// wasm-bindgen's script and the app's own snippets it imports, as one small file: one request. Other bytes than Trunk's,
// so another name: a name is cached for ever.
function withSmallScript(html) {
  const alone = html.replace(/<link[^>]*\bsnippets\/[^>]*>/g, "");
  const names = [...new Set(alone.match(/[\w-]+\.js\b/g))];
  if (names.length !== 1) fail(`index.html names the scripts ${names.join(", ")}, expected wasm-bindgen's alone`);
  const script = join(staging, names[0]);
  const options = { bundle: true, write: false, minify: true, format: "esm", target: "es2022", logLevel: "error" };
  const [small] = buildSync({ entryPoints: [script], ...options }).outputFiles;
  rmSync(script);
  rmSync(join(staging, "snippets"), { recursive: true, force: true });
  const name = hashedName("app", small.text, "js");
  writeFileSync(join(staging, name), small.text);
  return alone.replaceAll(names[0], name);
}

function writeTexts(lang) {
  const name = hashedName(`texts-${lang}`, texts[lang], "json");
  writeFileSync(join(staging, name), texts[lang]);
  return `/${name}`;
}

function hashedName(stem, content, extension) {
  return `${stem}-${createHash("sha256").update(content).digest("hex").slice(0, 16)}.${extension}`;
}

function page(lang) {
  const filled = shell.replace(/\{\{ ([\w.]+) \}\}/g, (_, key) =>
    escapeHtml(key === "lang" ? lang : (locales[lang][key] ?? fail(`index.html: no text "${key}"`))),
  );
  const stray = filled.match(/\{\{.{0,40}/);
  if (stray) fail(`index.html: write placeholders as {{ key }}, found ${stray[0]}`);
  const head = `<style>${css}</style>`;
  const data = dataBlock("texts", texts[lang]) + dataBlock("assets", JSON.stringify(assets));
  // Styles first, before any script; texts last in the head, so that the downloads above them start early.
  return replaceOnce(replaceOnce(filled, "</title>", `</title>${head}`), "</head>", `${data}</head>`);
}

function dataBlock(id, json) {
  return `<script type="application/json" id="${id}">${json.replaceAll("<", "\\u003c")}</script>`;
}

function replaceOnce(text, what, by) {
  const parts = text.split(what);
  return parts.length === 2 ? parts.join(by) : fail(`index.html: ${what} is there ${parts.length - 1} times`);
}

function escapeHtml(text) {
  const named = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (character) => named[character]);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
