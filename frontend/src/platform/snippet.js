// What would be ten times as large in WASM. Nothing here knows a payment or a screen; src/platform/ is its only caller.

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
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

// The second half of a double click was not meant for the screen that has come between: it would press that one's main
// button, which lies in the same place.
let turned = -Infinity;
export function turn() {
  turned = performance.now();
}
const isStray = (event) => event.detail > 1 && performance.now() - turned < 1000;
addEventListener("click", (event) => isStray(event) && (event.preventDefault(), event.stopImmediatePropagation()), true);

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

// Another tab has saved.
const others = "BroadcastChannel" in globalThis ? new BroadcastChannel("kommunal") : { postMessage() {} };
export function draftsWatch(tell) {
  others.onmessage = tell;
}

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
