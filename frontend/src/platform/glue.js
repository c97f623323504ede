// What only a browser can do, in the browser's own words: a promise chain written here is a tenth of the same in WASM.
// Nothing here knows a payment or a screen. src/platform/ is its only caller.

// -- fetch: [status, body]; status 0 when no answer came.
export async function request(method, path, headers, body, timeout_ms) {
  try {
    const init = { method, headers: {}, signal: AbortSignal.timeout(timeout_ms), cache: "no-store" };
    for (let i = 0; i < headers.length; i += 2) init.headers[headers[i]] = headers[i + 1];
    if (method !== "GET") {
      init.body = body;
      init.headers["content-type"] = "application/json";
    }
    const answer = await fetch(path, init);
    return [String(answer.status), await answer.text()];
  } catch {
    return ["0", ""];
  }
}

// Like request, but a good answer becomes a file in the reader's downloads.
export async function download(path, body, name) {
  try {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(path, { method: "POST", headers, body, cache: "no-store" });
    if (!answer.ok) return [String(answer.status), await answer.text()];
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    return ["200", ""];
  } catch {
    return ["0", ""];
  }
}

// -- texts
const inline = (id) => JSON.parse(document.getElementById(id).textContent);
export const inlineTexts = () => inline("texts");
export async function fetchTexts(lang) {
  try {
    return await (await fetch(inline("assets").texts[lang])).json();
  } catch {
    return [];
  }
}
export const pageLang = () => document.documentElement.lang;
export function setLang(lang) {
  document.documentElement.lang = lang;
  document.cookie = `lang=${lang};path=/;max-age=31536000;SameSite=Lax` + (location.protocol === "https:" ? ";Secure" : "");
  try {
    localStorage.setItem("lang", lang);
  } catch {}
}

// Lower case without the letters' marks: a reader without an Azerbaijani keyboard types `isiq` for `işıq`.
export const fold = (text) =>
  text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replaceAll("ə", "e").replaceAll("ı", "i");

// -- the page
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
export const now_ms = () => BigInt(Date.now());
export const randomHex = (bytes) =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (b) => b.toString(16).padStart(2, "0")).join("");
export const print = () => window.print();
export function setTitle(title) {
  document.title = title;
}
// After the screen has been put in: the frame lets what was just rendered settle. What is wrong is not left folded up.
export function focus(id) {
  requestAnimationFrame(() => {
    for (const folded of document.querySelectorAll("details:has(.wrong)")) folded.open = true;
    document.getElementById(id)?.focus();
  });
}
export function toTop() {
  scrollTo(0, 0);
}
export function removeShell() {
  document.getElementById("shell")?.remove();
}

// -- addresses
export const here = () => location.pathname + location.search + location.hash;
export const push = (path) => turn(() => history.pushState(null, "", path));
export const replace = (path) => turn(() => history.replaceState(null, "", path));
export const leave = (url) => location.assign(url);

// The second half of a double click was not meant for the screen that has come between: it would press that one's main
// button, which lies in the same place.
let turned = -Infinity;
function turn(go) {
  turned = performance.now();
  go();
}
const isStray = (event) => event.detail > 1 && performance.now() - turned < 1000;
addEventListener("click", (event) => isStray(event) && (event.preventDefault(), event.stopImmediatePropagation()), true);

// -- what happens to the page, as words: "route" (Back, Forward), "go:/path" (a link of ours), "seen", "hidden",
// "online", "offline", "draft" (another tab has saved).
const others = "BroadcastChannel" in globalThis ? new BroadcastChannel("kommunal") : { postMessage() {} };
export function listen(tell) {
  addEventListener("popstate", () => tell("route"));
  addEventListener("hashchange", () => tell("route"));
  addEventListener("pageshow", (event) => event.persisted && tell("seen"));
  addEventListener("pagehide", () => tell("hidden"));
  document.addEventListener("visibilitychange", () => tell(document.hidden ? "hidden" : "seen"));
  for (const name of ["online", "offline"]) addEventListener(name, () => tell(name));
  others.onmessage = () => tell("draft");
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.origin !== location.origin || link.target || link.hasAttribute("download")) return;
    if (link.pathname.startsWith("/api/")) return;
    event.preventDefault();
    // Within the page: the address stays.
    if (link.getAttribute("href")[0] === "#") return focus(link.hash.slice(1));
    tell("go:" + link.pathname + link.search + link.hash);
  });
}

// -- one tab at a time, where the browser knows how; a tab that keeps the others waiting too long is not waited for.
let release = () => {};
export const lock = () =>
  new Promise((done) => {
    if (!navigator.locks) return done();
    const held = () => new Promise((free) => ((release = free), done()));
    navigator.locks.request("kommunal", { signal: AbortSignal.timeout(3000) }, held).catch(done);
  });
export const unlock = () => release();

// -- drafts: records in IndexedDB, encrypted by a key that cannot be read out through the browser's interface. (Its
// bytes do lie in the browser's profile: this stops a glance, not a forensic lab.) When storage is refused, full or
// broken, the records live in sessionStorage and then in memory; `mode` says which, in words the page shows.
let db, key, mode;
const memory = new Map();
const asked = (request) =>
  new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
const ended = (transaction) =>
  new Promise((done, failed) => {
    transaction.oncomplete = done;
    transaction.onabort = transaction.onerror = () => failed(transaction.error);
  });
const start = (stores, kind) => db.transaction(stores, kind, { durability: "strict" });

export async function draftsOpen() {
  try {
    const opening = indexedDB.open("kommunal", 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore("keys");
      opening.result.createObjectStore("drafts", { keyPath: "id" });
    };
    // A browser that asks, or hangs, must not keep the form from opening.
    db = await Promise.race([asked(opening), sleep(3000).then(() => Promise.reject())]);
    db.onversionchange = () => db.close();
    key = await asked(start("keys", "readonly").objectStore("keys").get("drafts"));
    if (!key) {
      const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
      const writing = start("keys", "readwrite");
      const store = writing.objectStore("keys");
      // Another tab may have been first: its key stays.
      const kept = asked(store.get("drafts")).then((first) => first ?? (store.put(made, "drafts"), made));
      await ended(writing);
      key = await kept;
    }
    mode = "disk";
  } catch {
    fallBack();
  }
  return mode;
}

function fallBack() {
  try {
    sessionStorage.setItem("kommunal", sessionStorage.getItem("kommunal") ?? "[]");
    for (const record of JSON.parse(sessionStorage.getItem("kommunal"))) memory.set(record.id, record);
    mode = "session";
  } catch {
    mode = "memory";
  }
}

function keepInMemory(record) {
  if (mode === "disk") fallBack();
  memory.set(record.id, record);
  mirror();
}

function mirror() {
  try {
    sessionStorage.setItem("kommunal", JSON.stringify([...memory.values()]));
  } catch {
    mode = "memory";
  }
}

// Answers where the record is now.
export async function draftsPut(id, kind, schema, json, saved_ms, expires_ms) {
  const record = { id, kind, schema, saved_ms: Number(saved_ms), expires_ms: Number(expires_ms) };
  if (mode === "disk") {
    try {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bytes(id) }, key, bytes(json));
      const writing = start("drafts", "readwrite");
      writing.objectStore("drafts").put({ ...record, iv, data });
      await ended(writing);
      memory.delete(id);
      others.postMessage(id);
      return mode;
    } catch {}
  }
  keepInMemory({ ...record, json });
  return mode;
}
const bytes = (text) => new TextEncoder().encode(text);

// [schema, json, saved_ms], or nothing: also for what cannot be read any more.
export async function draftsGet(id) {
  const kept = memory.get(id);
  if (kept) return [String(kept.schema), kept.json, String(kept.saved_ms)];
  if (mode !== "disk") return [];
  try {
    const record = await asked(start("drafts", "readonly").objectStore("drafts").get(id));
    if (!record) return [];
    const opened = { name: "AES-GCM", iv: record.iv, additionalData: bytes(id) };
    const json = new TextDecoder().decode(await crypto.subtle.decrypt(opened, key, record.data));
    return [String(record.schema), json, String(record.saved_ms)];
  } catch {
    return [];
  }
}

// id, kind, saved_ms, expires_ms of each, flat, the last saved first.
export async function draftsList() {
  let records = [...memory.values()];
  if (mode === "disk") {
    try {
      records = records.concat(await asked(start("drafts", "readonly").objectStore("drafts").getAll()));
    } catch {}
  }
  records.sort((a, b) => b.saved_ms - a.saved_ms);
  return records.flatMap((r) => [r.id, r.kind, String(r.saved_ms), String(r.expires_ms)]);
}

export async function draftsDelete(ids) {
  for (const id of ids) memory.delete(id);
  if (mode !== "disk") mirror();
  if (!db) return;
  try {
    const writing = start("drafts", "readwrite");
    for (const id of ids) writing.objectStore("drafts").delete(id);
    await ended(writing);
    others.postMessage("");
  } catch {}
}

// A promise's list of strings, typed.
export const strings = (list) => list;
