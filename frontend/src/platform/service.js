// Whether the server is reached, and which version of the application runs here: the part of frontend/service-worker.js
// that is in the page. src/platform/service.rs is its only caller; what happens is told as events of the window.
const tell = (what) => dispatchEvent(new Event(what));
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const PROBE_MS = 6000;
const HOUR_MS = 3600000;

// -- the server's reach, found by asking: the browser's own word says only that a cable is in. While there is no answer it
// is asked again, more and more slowly, as long as the page is seen.
let reached = true, probe, again, silent = 0;
export const ask = () => (probe ??= asked().finally(() => (probe = undefined)));
export const doubt = () => void ask();
async function asked() {
  clearTimeout(again);
  const signal = AbortSignal.timeout(PROBE_MS);
  const there = await fetch("/api/alive", { cache: "no-store", signal }).then((answer) => answer.status === 204, () => false);
  silent = there ? 0 : silent + 1;
  if (!there && !document.hidden) again = setTimeout(ask, (silent < 60 ? Math.min(silent, 5) : 15) * 1000 * (0.8 + Math.random() * 0.4));
  if (there !== reached) {
    reached = there;
    tell(there ? "reached" : "unreached");
  }
  return there;
}
for (const name of ["online", "offline"]) addEventListener(name, ask);

// -- versions. Nothing is kept on a kiosk, and nothing of the officers'.
const workers = navigator.serviceWorker;
const root = document.documentElement;
const wanted = workers && !("kiosk" in root.dataset) && !location.pathname.startsWith("/office");
let registration, controlled = workers?.controller, stale, updating, looked = Date.now();
// 1: a new version waits. 2: another tab has gone over to it, and this one still runs the old code.
export const standing = () => (stale ? 2 : registration?.waiting && controlled ? 1 : 0);

if (wanted) {
  workers.addEventListener("controllerchange", () => {
    if (updating) location.reload();
    else if (controlled) stale = true;
    controlled = true;
  });
  workers.addEventListener("message", ask);
  workers.getRegistration().then((known) => (registration ??= known), () => {});
  addEventListener("TrunkApplicationStarted", () => (globalThis.requestIdleCallback ?? setTimeout)(begin), { once: true });
  addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    if (!reached) ask();
    if (Date.now() - looked > HOUR_MS) registration?.update().catch(() => {}), (looked = Date.now());
  });
}

async function begin() {
  if (controlled) ask(); // the page came from the device: whether there is a network is not known
  try {
    registration = await workers.register("/sw.js");
    await workers.ready;
    keep();
    new MutationObserver(keep).observe(root, { attributeFilter: ["lang"] });
    await sleep(4000); // first what the reader waits for
    keep(true);
  } catch {}
}

// The worker keeps what this page uses and, where nobody counts the bytes, the rest.
function keep(idle) {
  const { saveData, effectiveType } = navigator.connection ?? {};
  const all = idle === true && !saveData && !effectiveType?.endsWith("2g");
  registration?.active?.postMessage({ path: location.pathname, lang: root.lang, all });
}

// The new version, now. One that cannot be had through the worker comes from the network.
export async function update() {
  let next = registration?.waiting;
  if (!next && !(await ask())) return;
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
  for (let tries = 0; next && next.state === "installing" && tries < 300; tries += 1) await sleep(100);
  return known?.waiting;
}
export const reload = () => location.reload();
// Said by the server, to any call.
export const outdated = () => tell("outdated");
