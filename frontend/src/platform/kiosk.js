// What a kiosk's layer asks of the browser: is anybody there, what stands in the page, and the wiping of everything.
// Nothing here runs unless src/platform/kiosk.rs, its only caller, is in the program.
import { keypadCheck, keypadPrepare, keypadRoom } from "./keypad.js";

// -- is anybody there?
let last = performance.now();
export const idleMs = () => performance.now() - last;
export function activity() {
  const here = () => (last = performance.now());
  for (const name of ["pointerdown", "pointermove", "keydown", "wheel", "touchmove", "scroll", "input"])
    addEventListener(name, here, { capture: true, passive: true });
}

// -- what stands in the page: told whenever it has changed.
export function watchPage(tell) {
  const root = document.documentElement;
  let asked = false;
  const look = () => {
    asked = false;
    keypadPrepare(document);
    stayInside();
    keypadCheck();
    keypadRoom();
    tell();
  };
  const later = () => asked || ((asked = true), requestAnimationFrame(look));
  const attributeFilter = ["lang", "data-qr", "disabled", ...ADDRESSES, ...WINDOWS];
  new MutationObserver(later).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter });
  guardPresses();
  addEventListener("popstate", later);
  look();
}

// Nothing that can be pressed leads out of the application: to no other program, no other site, no second window, no page
// without the layer. The ways to the bank and to the sign-in are the programs' own and no links.
const OUTSIDE = /^\/(help|office|api)(\/|$)/;
const ADDRESSES = ["href", "xlink:href", "action", "formaction"];
const WINDOWS = ["target", "formtarget"];

function isInside(address) {
  try {
    const { protocol, host, pathname } = new URL(address, location.href);
    return protocol === location.protocol && host === location.host && !OUTSIDE.test(pathname);
  } catch {
    return false;
  }
}

// True when it led outside.
function tame(element) {
  const outside = ADDRESSES.filter((name) => element.hasAttribute(name) && !isInside(element.getAttribute(name)));
  for (const name of [...outside, ...WINDOWS]) element.removeAttribute(name);
  return outside.length > 0;
}

function stayInside() {
  for (const element of document.querySelectorAll("a, area, form, [formaction], [formtarget]")) tame(element);
}

// A press may come before the page's change is looked at; and a browser has gestures of its own that open windows and menus.
function guardPresses() {
  const stop = (event) => (event.preventDefault(), event.stopImmediatePropagation());
  const press = (event) => {
    const link = event.composedPath().find((one) => one instanceof Element && one.matches("a, area"));
    const aside = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0;
    if (link && (tame(link) || aside)) stop(event);
  };
  for (const name of ["click", "auxclick"]) addEventListener(name, press, { capture: true });
  addEventListener("submit", (event) => [event.target, event.submitter].some((one) => one && tame(one)) && stop(event), { capture: true });
  for (const name of ["contextmenu", "dragstart"]) addEventListener(name, stop, { capture: true });
  window.open = () => null;
}

export const mark = (name) => document.documentElement.setAttribute(name, "");
export const found = (selector) => document.querySelector(selector) !== null;
export const attributeOf = (selector, name) => document.querySelector(selector)?.getAttribute(name) ?? "";

// Into the page's own element, beside what its program has made there; it goes with it.
export function put(selector, name, html) {
  const place = document.querySelector(selector);
  const there = place?.querySelector(`:scope > .${name}`);
  if (!place || there?.kiosk === html) return;
  there?.remove();
  const added = Object.assign(document.createElement("div"), { className: name, innerHTML: html, kiosk: html });
  place.append(added);
}

// The page's own program has begun, or will not. The layer then comes after it, also in the order that a reader who tabs or
// listens goes.
export const begun = () =>
  new Promise((done) => {
    const shell = document.getElementById("shell");
    const last = () => (document.body.append(document.querySelector(".kiosk")), done());
    if (!shell) return last();
    const observer = new MutationObserver(() => shell.isConnected || (observer.disconnect(), last()));
    observer.observe(document.body, { childList: true });
    setTimeout(() => shell.isConnected && (observer.disconnect(), last()), 8000);
  });

export const origin = () => location.origin;
export const closeDialog = (id) => document.getElementById(id)?.close();

// -- the version: of the page's own program.
export const version = () => document.documentElement.dataset.version ?? document.querySelector("link[rel=modulepreload]")?.href.match(/-(\w+)\.js/)?.[1] ?? "";

export const hasCamera = async () => {
  const devices = await navigator.mediaDevices?.enumerateDevices().catch(() => []);
  return devices?.some((device) => device.kind === "videoinput") ?? false;
};

// -- printing: the browser says when it begins; if it says nothing, nothing came out. The roll is cut after what is
// printed: laid out as on paper (style/kiosk.css), it tells how long that is.
const MM = 96 / 25.4;

export function watchPrinting(tell) {
  const root = document.documentElement;
  const paper = new CSSStyleSheet();
  document.adoptedStyleSheets.push(paper);
  addEventListener("beforeprint", () => {
    root.dataset.paper = "";
    paper.replaceSync(`@page { size: 80mm ${Math.ceil(document.body.getBoundingClientRect().height / MM) + 12}mm; margin: 3mm; }`);
  });
  addEventListener("afterprint", () => delete root.dataset.paper);
  const print = window.print.bind(window);
  window.print = () => {
    const trouble = setTimeout(() => tell("no-print"), 5000);
    addEventListener("afterprint", () => (clearTimeout(trouble), tell("")), { once: true });
    print();
  };
}

// -- the page goes: to another of ours, which speaks for itself then, or to the bank's or the sign-in's, which does not.
let over = false, leaves = false;
export function sayLeaving(path, body) {
  const say = () => over || fetch(path, { method: "POST", keepalive: true, headers: { "content-type": "application/json" }, body }).catch(() => {});
  if (!leaves) addEventListener("pagehide", say);
  leaves = true;
}

// -- the end. The server destroys the session's key; here everything goes that a program can reach, whether the server
// answers or not. What is still running writes nothing any more: its page is about to go.
// What is left without an answer is cookies that no script reaches. A mark tells the server so with whichever page is asked
// for next (backend/src/http/kiosks.rs), before it shows any.
const OVER = "__Host-kommunal-over";
const settled = (promise, ms) => Promise.race([promise.catch(() => {}), new Promise((done) => setTimeout(done, ms))]);

export async function wipe() {
  over = true;
  document.cookie = `${OVER}=1;path=/;Secure;SameSite=Lax`;
  Storage.prototype.setItem = () => {};
  IDBFactory.prototype.open = () => { throw new DOMException("ended", "InvalidStateError"); };
  await settled(Promise.all([storages(), cacheStores(), databases(), workers()]), 2000);
  for (const name of document.cookie.split("; ").map((cookie) => cookie.split("=")[0]))
    if (name && name !== OVER) document.cookie = `${name}=;path=/;max-age=0${location.protocol === "https:" ? ";Secure" : ""}`;
}

async function storages() {
  sessionStorage.clear();
  localStorage.clear();
}
async function cacheStores() {
  if ("caches" in window) for (const name of await caches.keys()) await caches.delete(name);
}
async function databases() {
  for (const { name } of (await indexedDB.databases?.()) ?? []) indexedDB.deleteDatabase(name);
}
async function workers() {
  for (const worker of (await navigator.serviceWorker?.getRegistrations()) ?? []) await worker.unregister();
}

// Off the screen and out of the page that the browser may keep for Back.
export function blank() {
  for (const element of [...document.body.children]) if (!element.matches(".kiosk, .symbols")) element.remove();
}

// In place of this page: its address stays in no history. A page that comes back out of the browser's memory is not shown.
export function replace(path) {
  addEventListener("pageshow", () => location.replace(path));
  location.replace(path);
}
