// Drafts: records in IndexedDB, encrypted by a key that cannot be read out through the browser's interface. (Its bytes do
// lie in the browser's profile: this stops a glance, not a forensic lab.) While storage is refused, full or busy, a record
// lives in sessionStorage and then in memory: what `draftsPut` answers says where and why, and the next saving tries anew.
// A kiosk has no store at all: its records live in memory, and sealed in the tab.
import { sleep } from "./snippet.js";

const DAY = 864e5;
const KEPT = 30 * DAY; // after its last saving
const PATIENCE = 3000; // a browser that asks, or hangs, must not keep the form from opening
const STASH = "kommunal-stash"; // in sessionStorage, as the next
const SPARE = "kommunal";
const GCM = "AES-GCM";

const kiosk = document.documentElement.hasAttribute("data-kiosk");
let db, key, connecting, why;
const memory = new Map(); // what could not be written to the disk
const bytes = (text) => new TextEncoder().encode(text);
const patient = (promise, ms) => Promise.race([promise, sleep(ms).then(() => Promise.reject({ name: "busy" }))]);
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
const start = (at, store, kind) => at.transaction(store, kind, { durability: "strict" });

// One transaction that writes: durable when this returns.
async function write(act) {
  const writing = start(db, "drafts", "readwrite");
  const gone = ended(writing);
  await Promise.all([act(writing.objectStore("drafts")), patient(gone, PATIENCE)]);
}

// Another tab has saved, or the store has come after all.
const others = "BroadcastChannel" in globalThis ? new BroadcastChannel("kommunal") : { postMessage() {} };
export function draftsWatch(tell) {
  others.onmessage = tell;
}

// -- where
const session = (name, text) => {
  try {
    if (text === null) sessionStorage.removeItem(name);
    else if (text !== undefined) sessionStorage.setItem(name, text);
    return sessionStorage.getItem(name);
  } catch {}
};
const reason = (error) => ({ QuotaExceededError: "full", VersionError: "newer", busy: "busy" })[error?.name] ?? "refused";

async function connect() {
  if (kiosk) return;
  try {
    const opening = indexedDB.open("kommunal", 1);
    opening.onblocked = () => (why = "busy");
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore("keys");
      opening.result.createObjectStore("drafts", { keyPath: "id" });
    };
    const opened = await asked(opening);
    const lose = (word) => () => (opened.close(), (db = undefined), (why = word));
    opened.onversionchange = lose("newer"); // another tab runs a newer program: it must not wait for this one
    opened.onclose = lose("refused"); // the browser has removed it
    key = await keyOf(opened);
    db = opened;
    why = undefined;
    await unstash();
    prepare();
    if (server) sweep();
  } catch (error) {
    why = reason(error);
  }
}

// The key, or a new one where it is lost or no key: what it closed stays closed.
async function keyOf(opened) {
  const isKey = (kept) => kept instanceof CryptoKey && kept.algorithm.name === GCM && kept.usages.length === 2;
  const kept = await asked(start(opened, "keys", "readonly").objectStore("keys").get("drafts"));
  if (isKey(kept)) return kept;
  const made = await crypto.subtle.generateKey({ name: GCM, length: 256 }, false, ["encrypt", "decrypt"]);
  const writing = start(opened, "keys", "readwrite");
  const store = writing.objectStore("keys");
  // Another tab may have been first: its key stays.
  const first = asked(store.get("drafts")).then((one) => (isKey(one) ? one : (store.put(made, "drafts"), made)));
  return (await Promise.all([first, ended(writing)]))[0];
}

// Waits for the store no longer than that; one that comes later is used from then on.
function connected(ms) {
  const late = () => performance.now() > limit && db && others.onmessage?.(new Event("message"));
  const limit = performance.now() + ms;
  connecting ??= connect().finally(() => ((connecting = undefined), late()));
  return Promise.race([connecting, sleep(ms).then(() => (why ??= "busy"))]);
}

export async function draftsOpen() {
  if (kiosk) {
    await sealedOpen();
    for (const record of await sealedRead()) memory.set(record.id, record);
    return "disk";
  }
  try {
    for (const record of JSON.parse(session(SPARE) ?? "[]")) memory.set(record.id, record);
  } catch {}
  askTime();
  await connected(PATIENCE);
  // What waited for the disk goes there now, unless another tab has written since.
  if (db)
    for (const { id, kind, ended } of [...memory.values()]) {
      const [schema, json] = await draftsGet(id);
      await draftsPut(id, kind, schema, json, ended);
    }
  return db ? "disk" : mirror();
}

function mirror() {
  if (kiosk) return sealedWrite([...memory.values()]).then(() => "disk");
  const text = memory.size ? JSON.stringify([...memory.values()]) : db ? null : "[]";
  return (session(SPARE, text) === text && text ? "session " : "memory ") + why;
}

// Which draft this tab is at, by whose it is: survives a reload and the bank's page.
const tabs = new Map();
export function draftsTab(name, id) {
  if (id !== undefined) tabs.set(name, id);
  return session(`draft-${name}`, id) ?? tabs.get(name) ?? "";
}

// -- when: the device's clock may be years wrong. A record ends by the server's time alone; one saved before that was
// known gets its end when it is.
let server = false;
let offset = 0;
const now = () => Date.now() + offset;

// The server's time, once, when the page is at rest. Of an answer that no cache gives: another's could be weeks old.
async function askTime() {
  try {
    await sleep(PATIENCE / 2);
    const at = Date.parse((await fetch("/api/alive", { cache: "no-store" })).headers.get("date"));
    if (!at) return;
    server = true;
    offset = Math.abs(at - Date.now()) < DAY ? 0 : at - Date.now();
    if (db) sweep();
  } catch {}
}

async function sweep() {
  try {
    await write(async (store) => {
      for (const record of await asked(store.getAll())) {
        const { id, saved_ms, expires_ms, sure } = record;
        if (!sure || expires_ms > now() + KEPT + DAY)
          store.put({ ...record, saved_ms: Math.min(saved_ms + offset, now()), expires_ms: now() + KEPT, sure: true });
        else if (expires_ms <= now()) store.delete(id);
      }
    });
  } catch {}
}

// -- what
const box = (id, iv) => ({ name: GCM, iv, additionalData: bytes(id) });

// Answers where the record is now (and why not on the disk), and its time.
export async function draftsPut(id, kind, schema, json, ended) {
  const record = { id, kind, schema: Number(schema), saved_ms: now(), expires_ms: now() + KEPT, sure: server, ended };
  const answer = (mode) => [mode, String(record.saved_ms)];
  if (!db && !connecting && why !== "newer") await connected(PATIENCE / 6);
  try {
    if (db) {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const data = await crypto.subtle.encrypt(box(id, iv), key, bytes(json));
      await write((store) => store.put({ ...record, iv, data }));
      if (memory.delete(id)) mirror();
      session(STASH, null);
      others.postMessage(id);
      return answer("disk");
    }
  } catch (error) {
    why = reason(error);
  }
  memory.set(id, { ...record, json });
  return answer(await mirror());
}

// [schema, json, saved_ms]; nothing when there is none; one word when it is there and cannot be opened.
export async function draftsGet(id) {
  const given = (record, json) => [String(record.schema), json, String(record.saved_ms)];
  const spare = memory.get(id);
  let record;
  try {
    record = db && (await asked(start(db, "drafts", "readonly").objectStore("drafts").get(id)));
    if (spare && !(record?.saved_ms > spare.saved_ms)) return given(spare, spare.json);
    if (!record) return [];
    return given(record, new TextDecoder().decode(await crypto.subtle.decrypt(box(id, record.iv), key, record.data)));
  } catch {
    return spare ? given(spare, spare.json) : ["damaged"];
  }
}

// id, kind, saved_ms, expires_ms of each and whether it has ended, flat, the last saved first.
export async function draftsList() {
  let records = [...memory.values()];
  try {
    if (db) records = records.concat((await asked(start(db, "drafts", "readonly").objectStore("drafts").getAll())).filter((r) => !memory.has(r.id)));
  } catch {}
  records.sort((a, b) => b.saved_ms - a.saved_ms);
  return records.flatMap((r) => [r.id, r.kind, String(r.saved_ms), String(r.expires_ms), r.ended ? "ended" : ""]);
}

// The last saved record of a kind in which a text stands; nothing where there is none.
export async function draftsSeek(kind, text) {
  const all = await draftsList();
  for (let at = 0; at < all.length; at += 5) {
    if (all[at + 1] === kind && (await draftsGet(all[at]))[1]?.includes(text)) return all[at];
  }
  return "";
}

// True when they are gone.
export async function draftsDelete(ids) {
  for (const id of ids) memory.delete(id);
  mirror();
  session(STASH, null);
  try {
    if (db) await write((store) => ids.forEach((id) => store.delete(id)));
    others.postMessage("");
    return true;
  } catch {
    return false;
  }
}

// -- the page goes before what was just typed is saved: encrypting takes longer than the browser gives. So a key stream is
// made beforehand (AES-GCM's ciphertext of zeros), and what was typed goes under it into sessionStorage, at once. Each is used
// for one stash only.
let pad;
const stream = async (iv, size) => new Uint8Array(await crypto.subtle.encrypt({ name: GCM, iv }, key, new Uint8Array(size)));
const under = (stream, data) => data.map((byte, index) => byte ^ stream[index]);
const STREAM = 16384;

async function prepare() {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  pad = { iv, stream: await stream(iv, STREAM) };
}

export function draftsStash(id, kind, schema, json, ended) {
  const record = { id, kind, schema, saved_ms: now(), ended };
  const plain = bytes(json);
  if (!db) {
    memory.set(id, { ...record, expires_ms: now() + KEPT, json });
    mirror();
  }
  if (!pad || plain.length > STREAM) return;
  const data = Array.from(under(pad.stream, plain));
  session(STASH, JSON.stringify({ ...record, iv: Array.from(pad.iv), data }));
  pad = undefined;
  prepare();
}

// At the start: what the last page had no time for.
async function unstash() {
  try {
    const { iv, data, ...record } = JSON.parse(session(STASH));
    const json = new TextDecoder("utf-8", { fatal: true }).decode(under(await stream(Uint8Array.from(iv), data.length), Uint8Array.from(data)));
    if (JSON.parse(json)) memory.set(record.id, { ...record, json });
  } catch {}
  session(STASH, null);
}

// -- on a kiosk nothing is kept on the device: the records live in the page's memory. So that they survive the way
// over the bank's page and from one of our programs to the next, they also lie in this tab's sessionStorage, sealed by a
// key that only the server has, for as long as the kiosk's session lives. Whatever of it a disk still holds afterwards,
// nobody can open.
const SEALED = "kommunal-sealed";
let sealing;
let last = Promise.resolve();

// No session, or no answer: the records then live in memory alone.
async function sealedOpen() {
  try {
    const answer = await fetch("/api/kiosk/session", { cache: "no-store", signal: AbortSignal.timeout(8000) });
    sealing = answer.ok ? await crypto.subtle.importKey("raw", fromText((await answer.json()).key), "AES-GCM", false, ["encrypt", "decrypt"]) : undefined;
  } catch {
    sealing = undefined;
  }
}

// The records; none when there are none, or none that this session's key opens.
async function sealedRead() {
  try {
    const [iv, data] = sessionStorage.getItem(SEALED).split(".").map(fromText);
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: bytes(SEALED) }, sealing, data)));
  } catch {
    return [];
  }
}

// All records, in place of those of before; in the order they were given, however long each takes.
function sealedWrite(records) {
  return (last = last.then(() => seal(records)));
}

async function seal(records) {
  try {
    if (!records.length) return sessionStorage.removeItem(SEALED);
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const data = bytes(JSON.stringify(records));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bytes(SEALED) }, sealing, data);
    sessionStorage.setItem(SEALED, toText(iv) + "." + toText(new Uint8Array(sealed)));
  } catch {}
}

const fromText = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const toText = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
