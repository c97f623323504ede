// What would be ten times as large in WASM. Nothing here knows a payment or a screen; src/platform/ is its only caller.

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
// A sleep that `wake` ends at once; a waking that came before is not lost.
let woken = false, rise;
export const nap = (ms) =>
  new Promise((done) => {
    const timer = setTimeout((rise = () => (clearTimeout(timer), (rise = undefined), (woken = false), done())), ms);
    if (woken) rise();
  });
// Ends a request after `ms`; after `least` already when the server is reached again: what was on its way went with the way.
export const lasting = (ms, least) => {
  const control = new AbortController();
  const since = performance.now();
  const end = () => control.abort();
  setTimeout(end, ms);
  addEventListener("reached", () => performance.now() - since < least || end(), { signal: control.signal });
  return control.signal;
};
export const wake = () => ((woken = true), rise?.());
export const random32 = () => crypto.getRandomValues(new Uint32Array(1))[0];
export const randomHex = (bytes) =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (b) => b.toString(16).padStart(2, "0")).join("");

// Into the reader's downloads.
export function saveFile(bytes, type, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

// The bar's menu of a phone goes with the screen that it was opened on: a link in it does not close it. (`hidePopover` is
// missing where there are no popovers.)
const closeMenu = () => document.getElementById("menu")?.hidePopover?.();
addEventListener("click", ({ target }) => target.closest?.("#menu a") && closeMenu());

// What changes at each press is heard once, when the presses have paused: in a region that stands there before its words.
const heard = Object.assign(document.createElement("p"), { className: "unseen", role: "status" });
document.body.append(heard);
let saying, said, about = "";
export function say(text) {
  if (text === said) return;
  said = text;
  clearTimeout(saying);
  saying = setTimeout(() => {
    heard.replaceChildren(Object.assign(document.createElement("span"), { textContent: `${about} ${text}`.trim() }));
    about = "";
  }, 700);
}

// Masks are heard as elsewhere (src/ui/spoken.rs), by their word.
const wordsOf = (part) => part?.innerText.replace(/•+/g, () => ` ${part.querySelector("[data-heard]")?.dataset.heard ?? ""} `) ?? "";
// A screen's heading has the focus: what an outcome comes to and the step are heard after it, and before a sum that has come
// meanwhile. (As the heading's description they are not: Orca does not say that of a heading.)
export function announce() {
  about = ["told", "step"].map((id) => wordsOf(document.getElementById(id))).join(" ").trim();
  const now = said ?? "";
  said = undefined;
  if (about) say(now);
}

// The second half of a double click was not meant for the screen that has come between: it would press that one's main
// button, which lies in the same place.
let turned = -Infinity;
export function turn() {
  turned = performance.now();
  closeMenu();
  clearTimeout(saying);
  heard.textContent = said = about = "";
}
const isStray = (event) => event.detail > 1 && performance.now() - turned < 1000;
addEventListener("click", (event) => isStray(event) && (event.preventDefault(), event.stopImmediatePropagation()), true);

// A part of the page that is made anew takes the focus with it: its successor, of the same id or alike to the letter, gets it.
let held;
export function holdFocus() {
  if (held) return;
  held = document.activeElement;
  queueMicrotask(() => {
    const before = held;
    held = undefined;
    if (!before || before.isConnected) return;
    const there = document.getElementById(before.id) ?? [...document.querySelectorAll(before.localName)].find((one) => one.outerHTML === before.outerHTML);
    there?.focus({ preventScroll: true });
    // It may lie in the bar's menu, which is closed now: then to what opens it.
    if (there?.closest(".menu") && there !== document.activeElement) document.querySelector(".menu-open")?.focus();
  });
}

// What stands in a field counts, whoever wrote it: a password manager may send `change` alone, or nothing. Before a press or a
// form's sending is heard by anyone else, each field says what it holds. (A kiosk's keypad sends `input` itself.)
const settle = () => document.querySelectorAll("input,select,textarea").forEach((field) => field.dispatchEvent(new Event("input")));
for (const name of ["click", "submit"]) addEventListener(name, settle, true);

// -- one tab at a time, where the browser knows how; a tab that keeps the others waiting too long is not waited for.
let release = () => {};
export const lock = () =>
  new Promise((done) => {
    if (!navigator.locks) return done();
    const held = () => new Promise((free) => ((release = free), done()));
    navigator.locks.request("kommunal", { signal: AbortSignal.timeout(3000) }, held).catch(done);
  });
export const unlock = () => release();
