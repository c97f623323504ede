// page-weight.mjs [FOLDER]: what a first visit downloads, brotli 11, for each language. Fails above the budget.
// The floor is a bare leptos app with a router and one fetch: 105.6 kB; the budget is 1.5 times that, the aim 1.2.
// The wizard is in the same bundle: it adds no download of its own.
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const BUDGET_KB = 158;
const AIM_KB = 127;

const dist = process.argv[2] ?? "dist";
const kb = (bytes) => bytes / 1000;
const weigh = (name) => kb(statSync(join(dist, `${name}.br`)).size);

// Everything of ours the page names that is fetched before the app runs.
function parts(page) {
  const html = readFileSync(join(dist, page), "utf8");
  const named = [...html.matchAll(/[("'=]\/?([\w.-]+\.(?:js|wasm|css))\b/g)].map((match) => match[1]);
  return [...new Set(named)].filter((name) => existsSync(join(dist, name)));
}

let heaviest = 0;
console.log("page            HTML+CSS+texts       JS     WASM    total   (kB, brotli 11)");
for (const lang of ["az", "ru", "en"]) {
  const page = `index.${lang}.html`;
  const sum = (extension) =>
    parts(page).filter((name) => name.endsWith(extension)).reduce((total, name) => total + weigh(name), 0);
  const [html, js, wasm] = [weigh(page) + sum(".css"), sum(".js"), sum(".wasm")];
  if (!js || !wasm) throw new Error(`${page} names no script or no WASM`);
  const total = html + js + wasm;
  heaviest = Math.max(heaviest, total);
  console.log(page.padEnd(16) + [html, js, wasm, total].map((size) => size.toFixed(1).padStart(9)).join("").replace(/^ {0,5}/, "     "));
}
const verdict = heaviest > BUDGET_KB ? "OVER the budget" : heaviest > AIM_KB ? "within the budget, above the aim" : "within the aim";
console.log(`heaviest ${heaviest.toFixed(1)} kB: ${verdict} (budget ${BUDGET_KB} kB, aim ${AIM_KB} kB)`);
process.exit(heaviest > BUDGET_KB ? 1 : 0);
