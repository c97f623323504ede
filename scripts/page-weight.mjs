// page-weight.mjs [FOLDER]: what a first visit of each bundle downloads, brotli 11, for each language. Fails above a budget.
// The floor is a bare leptos app with a router and one fetch: 105.6 kB. The payment's budget is 1.52 times that
// (docs/decisions/0141-what-a-changed-bill-weighs.md), its aim 1.2: most people come for it. Its wizard is in the same
// bundle: it adds no download of its own.
// The certificate: two journeys (applying, following), for people who come once and stay for minutes. Checking one is for
// people in a hurry at somebody else's desk: no more than the aim.
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

const AIM_KB = 127;
const bundles = Object.values(JSON.parse(readFileSync(join(dirname(import.meta.dirname), "frontend/bundles.json"), "utf8")));

const dist = process.argv[2] ?? "dist";
const kb = (bytes) => bytes / 1000;
const weigh = (name) => kb(statSync(join(dist, `${name}.br`)).size);

// Everything of ours the page names that is fetched before the app runs.
function parts(page) {
  const html = readFileSync(join(dist, page), "utf8").replace(/<script type="application\/json"[\s\S]*?<\/script>/g, ""); // named there: later, or never
  const named = [...html.matchAll(/[("'=]\/?([\w.-]+\.(?:js|wasm|css))\b/g)].map((match) => match[1]);
  return [...new Set(named)].filter((name) => existsSync(join(dist, name)));
}

// One page's line; its total.
function line(page) {
  const sum = (extension) =>
    parts(page).filter((name) => name.endsWith(extension)).reduce((total, name) => total + weigh(name), 0);
  const [html, js, wasm] = [weigh(page) + sum(".css"), sum(".js"), sum(".wasm")];
  if (!js || !wasm) throw new Error(`${page} names no script or no WASM`);
  const total = html + js + wasm;
  console.log(page.padEnd(20) + [html, js, wasm, total].map((size) => size.toFixed(1).padStart(9)).join(""));
  return total;
}

console.log("page                HTML+CSS+texts  JS     WASM    total   (kB, brotli 11)");
let over = false;
for (const { page: name, budget_kb: budget } of bundles) {
  const heaviest = Math.max(...["az", "ru", "en"].map((lang) => line(`${name}.${lang}.html`)));
  over ||= heaviest > budget;
  const verdict = heaviest > budget ? "OVER the budget" : heaviest > AIM_KB ? "within the budget, above the aim" : "within the aim";
  console.log(`heaviest ${heaviest.toFixed(1)} kB: ${verdict} (budget ${budget} kB, aim ${AIM_KB} kB)\n`);
}
process.exit(over ? 1 : 0);
