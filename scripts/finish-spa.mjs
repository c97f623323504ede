// Trunk's post-build hook, once for each bundle (KOMMUNAL_BUNDLE): makes of Trunk's one page of it a page for each
// language, complete in one answer.
//   <page>.<lang>.html       lang set, shell in that language, styles and that language's texts inside
//   texts-<lang>-<hash>.json the same texts for switching later; <script id="assets"> in each page names them, what
//   speaks with the service worker, and the decoder of QR codes, which only the page of checking has
// It also makes the WASM small, and minifies styles and wasm-bindgen's JavaScript (Trunk's own minifier cannot read the
// latter).
// Texts travel as an array of strings, first the common ones, then those shared with another bundle, then the
// bundle's own, each in byte order of their keys: the app is compiled with keys as numbers (frontend/build.rs).
// The build fails when the languages do not have the same keys and the same {placeholders}.
import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const LANGS = ["az", "ru", "en"];
// Also the order they win in; a bundle's own come after components.
const LAYERS = ["tokens", "base", "layout", "components", "print"];
// What rustc may use and every browser of the last years has.
const WASM_FEATURES = ["BulkMemory", "BulkMemoryOpt", "SignExt", "NontrappingFPToInt", "MutableGlobals", "ReferenceTypes", "Multivalue"];
const WASM_FLAGS = ["bulk-memory", "bulk-memory-opt", "sign-ext", "nontrapping-float-to-int", "mutable-globals", "reference-types", "multivalue"]
  .map((feature) => `--enable-${feature}`);
const bundle = process.env.KOMMUNAL_BUNDLE ?? "pay";
const staging = process.env.TRUNK_STAGING_DIR;
const source = dirname(import.meta.dirname);
const bundles = JSON.parse(readFileSync(join(source, "frontend/bundles.json"), "utf8"));
const { page: pageName, home, styles: ownLayers, texts: sharedTexts } = bundles[bundle];
const tools = createRequire(join(source, "tools/package.json"));
const { buildSync, transformSync } = tools("esbuild");
const { default: binaryen } = await import(tools.resolve("binaryen"));
const wasmOpt = join(source, "tools/node_modules/.bin/wasm-opt");

const parts = ["common", ...sharedTexts, bundle].map(readLocales);
const locales = Object.fromEntries(LANGS.map((lang) => [lang, Object.assign({}, ...parts.map((part) => part[lang]))]));
const keys = parts.flatMap(sortedKeys);
checkLocales();
const shell = withOneDownload(withSmallScript(withSmallWasm(readFileSync(join(staging, "index.html"), "utf8"))));
const css = styles();
const texts = Object.fromEntries(LANGS.map((lang) => [lang, JSON.stringify(keys.map((key) => locales[lang][key]))]));
const decoder = bundle === "verify" ? { decoder: writeDecoder() } : {};
const assets = { ...decoder, versions: writeVersions(), texts: Object.fromEntries(LANGS.map((lang) => [lang, writeTexts(lang)])) };
for (const lang of LANGS) writeFileSync(join(staging, `${pageName}.${lang}.html`), page(lang));
rmSync(join(staging, "index.html")); // nobody is served a page without a language

function readLocales(name) {
  return Object.fromEntries(
    LANGS.map((lang) => [lang, JSON.parse(readFileSync(join(source, `frontend/locales/${lang}/${name}.json`), "utf8"))]),
  );
}

function sortedKeys(texts) {
  return Object.keys(texts[LANGS[0]]).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

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
  const known = [...LAYERS, ...Object.values(bundles).flatMap(({ styles }) => styles)];
  const strangers = files.filter((name) => !known.includes(name.replace(/\.css$/, "")));
  if (strangers.length) fail(`style/${strangers.join(", ")}: not one of the layers ${known.join(", ")}`);
  const layers = LAYERS.flatMap((layer) => (layer === "components" ? [layer, ...ownLayers] : [layer]));
  const whole = layers.filter((layer) => files.includes(`${layer}.css`))
    .map((layer) => readFileSync(join(dir, `${layer}.css`), "utf8"));
  const code = `@layer ${layers.join(",")};\n${whole.join("\n")}`;
  return transformSync(code, { loader: "css", minify: true }).code.trim().replaceAll("</", "<\\/");
}

// wasm-bindgen's script and the app's own snippets it imports, as one small file: one request. Other bytes than Trunk's,
// so another name: a name is cached for ever.
function withSmallScript(html) {
  const alone = withoutSnippets(html);
  const [before, script] = only(alone, /[\w-]+\.js\b/g);
  const options = { bundle: true, write: false, minify: true, format: "esm", target: "es2022", logLevel: "error" };
  const [small] = buildSync({ entryPoints: [script], ...options }).outputFiles;
  rmSync(script);
  rmSync(join(staging, "snippets"), { recursive: true, force: true });
  const name = hashedName("app", small.text, "js");
  writeFileSync(join(staging, name), small.text);
  return alone.replaceAll(before, name);
}

// What reads QR codes where the browser cannot: a file of its own, which the page of checking fetches by its name in the
// assets (src/platform/camera.js).
function writeDecoder() {
  const options = { bundle: true, write: false, minify: true, format: "esm", target: "es2022", logLevel: "error" };
  const contents = 'export { default } from "qr/decode.js";';
  const [small] = buildSync({ stdin: { contents, resolveDir: join(source, "tools") }, ...options }).outputFiles;
  const name = hashedName("decoder", small.text, "js");
  writeFileSync(join(staging, name), small.text);
  return `/${name}`;
}

// What speaks with the service worker, and what knows rolls of paper: nobody waits for them either.
function writeVersions() {
  const options = { bundle: true, write: false, minify: true, format: "esm", target: "es2022", logLevel: "error" };
  const [small] = buildSync({ entryPoints: [join(source, "frontend/versions.js")], ...options }).outputFiles;
  const name = hashedName("versions", small.text, "js");
  writeFileSync(join(staging, name), small.text);
  return `/${name}`;
}

// Without what only others would call: crates below leptos export classes (streams of bytes) that no page of ours makes,
// and each keeps its code alive. Then the names both sides know each other by: they end in hashes, which do not compress.
// -O2 is larger than -Oz, but not after brotli, which finds again what -Oz has folded away.
function withSmallWasm(html) {
  const [wasmName, file] = only(html, /[\w-]+_bg\.wasm\b/g);
  const [, script] = only(withoutSnippets(html), /[\w-]+\.js\b/g);
  let code = readFileSync(script, "utf8");
  code = code.replace(/^export class (\w+) \{$[\s\S]*?^\}\nif \(Symbol\.dispose\) \1.*\n/gm, "");
  code = code.replace(/^const \w+Finalization = .*\n.*\n.*\n/gm, "");

  const module = binaryen.readBinary(readFileSync(file));
  module.setFeatures(WASM_FEATURES.reduce((all, feature) => all | binaryen.Features[feature], 0));
  const exported = Array.from({ length: module.getNumExports() }, (_, i) => binaryen.getExportInfo(module.getExportByIndex(i)).name);
  for (const name of exported) if (!code.includes(`wasm.${name}`)) module.removeExport(name);
  withoutLastWords(module);
  writeFileSync(file, module.emitBinary());
  const again = ["--flatten", "--rereloop", "-O2", "--reorder-locals"]; // finds another, better compressible shape
  const alike = ["--one-caller-inline-max-function-size=40", "--code-folding", "-O2"]; // functions that stay small are more alike: half a kilobyte
  const passes = ["-O2", ...again, ...again, ...alike, "--strip-debug", "--strip-producers", "--minify-imports-and-exports-and-modules"];
  const named = JSON.parse(execFileSync(wasmOpt, [file, "-o", file, ...WASM_FLAGS, ...passes], { encoding: "utf8" }));

  // An import is a member of wasm-bindgen's one object, or a snippet's own; an export a member of `wasm`.
  const [head, members, tail] = code.split(/^( {8}__wbg_[\s\S]*?)(?=^ {4}\};)/m);
  const glue = new Map(members.split(/^(?= {8}\w+: )/m).map((member) => [member.match(/\w+/)[0], member]));
  const imports = named.imports.map(([module, long, short]) => {
    const snippet = tail.match(new RegExp(`"${module}": (import[1-9]\\d*),`))?.[1];
    if (snippet) return `${short}: ${snippet}.${long},\n`;
    return glue.get(long)?.replace(long, short) ?? fail(`wasm-bindgen's script has no ${long}`);
  });
  code = [head, ...imports, tail.replace(/^ {8}"\.\/.*": import0,\n(?: {8}"\.\/.*": import\d+,\n)*/m, "a: import0,\n")].join("");
  const exports = new Map(named.exports);
  code = code.replace(/\bwasm\.(\w+)/g, (_, long) => `wasm.${exports.get(long) ?? fail(`the WASM has no ${long}`)}`);
  writeFileSync(script, code);
  const name = hashedName("app", readFileSync(file), "wasm");
  renameSync(file, join(staging, name));
  return html.replaceAll(wasmName, name);
}

// A preload serves a fetch of the same mode only, and WebKit matches no fetch with Trunk's preload (`crossorigin`): it
// downloaded the program twice. Without `crossorigin` and with a fetch that is `no-cors`, all engines download it once.
function withOneDownload(html) {
  const start = /import init, \* as bindings from '([^']+)';\s*const wasm = await init\(\{ module_or_path: '([^']+)' \}\);[\s\S]*?<\/script>/;
  const [whole, script, wasm] = html.match(start) ?? fail("index.html: Trunk starts the program otherwise");
  const preload = new RegExp(`<link[^>]*${wasm}[^>]*>`);
  if (!preload.test(html)) fail("index.html: the program is not preloaded");
  return html
    .replace(whole, `import init from"${script}";await init({module_or_path:fetch("${wasm}",{mode:"no-cors"})});dispatchEvent(new Event("TrunkApplicationStarted"))</script>`)
    .replace(preload, `<link as=fetch href=${wasm} rel=preload type=application/wasm>`);
}

// What the standard library does on its way to a panic's trap: it writes a message for nobody (there is no hook, and no
// stderr in a browser). The trap alone stays, and with the messages goes what formats them: 3.2 kB of the payment (brotli).
function withoutLastWords(module) {
  const words = /panicking::(?!panic_count)|(slice_error|slice_index|unwrap|expect|assert|mismatch)_fail|assert_failed|capacity_overflow|handle_(alloc_)?error|rust_oom|rust_begin_unwind/;
  const all = Array.from({ length: module.getNumFunctions() }, (_, i) => binaryen.getFunctionInfo(module.getFunctionByIndex(i)));
  for (const { name, params, results } of all.filter(({ name, module: imported }) => words.test(name) && !imported)) {
    module.removeFunction(name);
    module.addFunction(name, params, results, [], module.unreachable());
  }
}

function withoutSnippets(html) {
  return html.replace(/<link[^>]*\bsnippets\/[^>]*>/g, "");
}

// The one file of a kind the page names: its name, its path.
function only(html, kind) {
  const names = [...new Set(html.match(kind))];
  if (names.length !== 1) fail(`index.html names ${names.join(", ") || "none"}, expected one like ${kind}`);
  return [names[0], join(staging, names[0])];
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
    escapeHtml({ lang, home }[key] ?? locales[lang][key] ?? fail(`index.html: no text "${key}"`)),
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
