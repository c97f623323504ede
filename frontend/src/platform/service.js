// Whether the server is reached, and what is said of versions. src/platform/service.rs is its only caller; what happens is
// told as events of the window.
const tell = (what) => dispatchEvent(new Event(what));
const PROBE_MS = 6000;

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
  // Silence is told each time: the first may come before anybody listens.
  if (!there) tell("unreached");
  else if (!reached) tell("reached");
  return (reached = there);
}
for (const name of ["online", "offline"]) addEventListener(name, ask);
addEventListener("visibilitychange", () => document.hidden || reached || ask());

// -- versions, and what prints receipts: frontend/versions.js, when the page is idle. Nothing is kept on a kiosk, and nothing
// of the officers'; a browser without workers keeps nothing, and prints.
let versions;
const wanted = !("kiosk" in document.documentElement.dataset) && !/^\/(office|operator)\b/.test(location.pathname);
const begin = async () => {
  const later = await import(JSON.parse(document.getElementById("assets").textContent).versions);
  if (navigator.serviceWorker) await (versions = later).begin(ask, tell);
};
if (wanted) addEventListener("TrunkApplicationStarted", () => (globalThis.requestIdleCallback ?? setTimeout)(() => begin().catch(() => {})));
export const entered = () => versions?.entered();
export const update = () => (versions ? versions.update() : location.reload());
// Said by the server, to any call.
export const outdated = () => tell("outdated");
