// Which version of the application runs here: the part of frontend/service-worker.js that is in the page. A file of its own
// (scripts/finish-spa.mjs), fetched when the page is idle: nobody waits for it. src/platform/service.js is its only caller.
import "./paper.js";

const workers = navigator.serviceWorker;
const root = document.documentElement;
const HOUR_MS = 3600000;
// Screens of which the address does not say everything: they are not loaded anew under the reader's eyes.
const ALONE = /^\/(pay\/start|receipts|documents|verify\/result)/;
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
let ask, tell, registration, controlled, stale, updating, looked;

export async function begin(asks, tells) {
  [ask, tell, controlled, looked] = [asks, tells, workers.controller, performance.now()];
  if (controlled) ask(); // the page came from the device: whether there is a network is not known
  workers.addEventListener("message", ask);
  workers.addEventListener("controllerchange", () => {
    if (updating) location.reload();
    else if (controlled) stale = true; // another tab has gone over; this one still runs the old code
    controlled = true;
  });
  addEventListener("visibilitychange", () => {
    if (document.hidden || performance.now() - looked < HOUR_MS) return;
    looked = performance.now();
    registration?.update().catch(() => {});
  });
  registration = await workers.getRegistration();
  entered(); // the first screen
  registration = await workers.register("/sw.js");
  await workers.ready;
  keep();
  new MutationObserver(keep).observe(root, { attributeFilter: ["lang"] });
  await sleep(4000); // first what the reader waits for
  keep(true);
}

// The worker keeps what this page uses and, where nobody counts the bytes, the rest.
function keep(idle) {
  const { saveData, effectiveType } = navigator.connection ?? {};
  const all = idle === true && !saveData && !effectiveType?.endsWith("2g");
  registration.active?.postMessage({ path: location.pathname, lang: root.lang, all });
}

export function entered() {
  if (stale && !ALONE.test(location.pathname)) tell("stale");
  else if (registration?.waiting && controlled) tell("update");
}

// The new version, now. One that cannot be had through the worker comes from the network.
export async function update() {
  if (stale) return location.reload();
  let next = registration?.waiting;
  if (!next && !(await ask())) return tell("outdated");
  updating = true;
  try {
    next ??= await arrived(await registration?.update());
    if (next) {
      next.postMessage("now");
      await sleep(5000);
    }
    await registration?.unregister();
  } catch {}
  location.reload();
}

async function arrived(known) {
  const next = known?.installing;
  for (let tries = 0; next?.state === "installing" && tries < 300; tries += 1) await sleep(100);
  return known?.waiting;
}
