// Drafts: records in IndexedDB, encrypted by a key that cannot be read out through the browser's interface. (Its bytes do
// lie in the browser's profile: this stops a glance, not a forensic lab.) While storage is refused, full or busy, a record
// lives in sessionStorage (sealed, where the store still gives the key) and then in memory: what `draftsPut` answers says
// where and why, and the next saving tries anew. A kiosk has no store at all: its records live in memory, and sealed in the tab.
import { sleep } from "./snippet.js";

const DAY = 864e5;
const KEPT = 30 * DAY; // after its last saving
const PATIENCE = 3000; // a browser that asks, or hangs, must not keep the form from opening
const STASH = "kommunal-stash"; // in sessionStorage, as the next
const SPARE = "kommunal";
const SEALED = "kommunal-sealed";
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

const isOpen = () => (kiosk ? key : db);

// One after another, in the order they were asked for, however long each takes.
const queue = () => {
  let last = Promise.resolve();
  return (act) => (last = last.then(act, act));
};
const saving = queue();
const sealing = queue();

// One transaction that writes: durable when this returns.
async function write(act) {
  const writing = start(db, "drafts", "readwrite");
  const gone = ended(writing);
  await Promise.all([act(writing.objectStore("drafts")), patient(gone, PATIENCE)]);
}

// One transaction that reads. A store that stops answering (the browser's process for it may have gone) is opened anew,
// once; nothing is found in one that does not answer then either.
async function read(act, again = true) {
  try {
    return db && (await patient(asked(act(start(db, "drafts", "readonly").objectStore("drafts"))), PATIENCE));
  } catch (error) {
    if (error.name !== "busy") throw error;
    db?.close();
    db = undefined;
    why = "busy";
    if (!again) return;
    await connected(PATIENCE);
    return read(act, false);
  }
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
  if (kiosk) return lent();
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
    await unseal();
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
  const late = () => performance.now() > limit && isOpen() && others.onmessage?.(new Event("message"));
  const limit = performance.now() + ms;
  connecting ??= connect().finally(() => ((connecting = undefined), late()));
  return Promise.race([connecting, sleep(ms).then(() => (why ??= "busy"))]);
}

export async function draftsOpen() {
  try {
    JSON.parse(session(SPARE) ?? "[]").forEach(hold);
  } catch {}
  if (!kiosk) askTime();
  await connected(kiosk ? ANSWER : PATIENCE);
  // What waited for the disk goes there now, unless another tab has written since.
  if (db)
    for (const { id, kind, ended } of [...memory.values()]) {
      const [schema, json] = await draftsGet(id);
      await draftsPut(id, kind, schema, json, ended);
    }
  return db ? "disk" : mirror();
}

// What did not go to the disk. In clear only where the next page may get no key to open it with.
const place = (isKept) => (isKept ? "session " : "memory ") + why;
async function mirror() {
  const records = [...memory.values()];
  if (isOpen()) return sealing(() => seal(records)).catch(() => place());
  if (key) session(SEALED, null); // these are among the records
  const text = JSON.stringify(records);
  return place(!kiosk && session(SPARE, text) === text);
}

const hold = (record) => memory.get(record.id)?.saved_ms > record.saved_ms || memory.set(record.id, record);

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

// Answers where the record is now (and why not on the disk), and its time. What was stashed since is newer than it.
export function draftsPut(id, kind, schema, json, ended) {
  const record = { id, kind, schema: Number(schema), saved_ms: now(), expires_ms: now() + KEPT, sure: server, ended };
  const seen = stashed;
  return saving(() => put(record, json, () => stashed === seen || stashed.id !== id));
}

async function put(record, json, isLast) {
  const { id } = record;
  const answer = (mode) => [mode, String(record.saved_ms)];
  if (!isOpen() && !connecting && why !== "newer" && why !== "over") await connected(PATIENCE / 6);
  try {
    if (db) {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const data = await crypto.subtle.encrypt(box(id, iv), key, bytes(json));
      await write((store) => store.put({ ...record, iv, data }));
      if (isLast()) {
        if (memory.delete(id)) await mirror();
        dropStash([id]);
      }
      others.postMessage(id);
      return answer("disk");
    }
  } catch (error) {
    why = reason(error);
  }
  if (isLast()) memory.set(id, { ...record, json });
  return answer(await mirror());
}

// [schema, json, saved_ms]; nothing when there is none; one word when it is there and cannot be opened.
export async function draftsGet(id) {
  const given = (record, json) => [String(record.schema), json, String(record.saved_ms)];
  const spare = memory.get(id);
  let record;
  try {
    record = await read((store) => store.get(id));
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
    records = records.concat(((await read((store) => store.getAll())) ?? []).filter((r) => !memory.has(r.id)));
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

// True when they are gone. After the savings that were asked for before: those would bring them back.
export function draftsDelete(ids) {
  return saving(async () => {
    for (const id of ids) memory.delete(id);
    mirror();
    dropStash(ids);
    try {
      if (db) await write((store) => ids.forEach((id) => store.delete(id)));
      others.postMessage("");
      return true;
    } catch {
      return false;
    }
  });
}

// -- the page goes before what was just typed is saved: encrypting takes longer than the browser gives. So a key stream is
// made beforehand (AES-GCM's ciphertext of zeros), and what was typed goes under it into sessionStorage, at once. Each is used
// for one stash only.
let pad, stashed;
const stream = async (iv, size) => new Uint8Array(await crypto.subtle.encrypt({ name: GCM, iv }, key, new Uint8Array(size)));
const under = (stream, data) => data.map((byte, index) => byte ^ stream[index]);
const STREAM = 16384;

async function prepare() {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  pad = { iv, stream: await stream(iv, STREAM) };
}

export function draftsStash(id, kind, schema, json, ended) {
  const record = (stashed = { id, kind, schema, saved_ms: now(), ended });
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

function dropStash(ids) {
  if (ids.some((id) => session(STASH)?.startsWith(`{"id":"${id}"`))) session(STASH, null);
}

// At the start: what the last page had no time for.
async function unstash() {
  try {
    const { iv, data, ...record } = JSON.parse(session(STASH));
    const json = new TextDecoder("utf-8", { fatal: true }).decode(under(await stream(Uint8Array.from(iv), data.length), Uint8Array.from(data)));
    if (JSON.parse(json)) hold({ ...record, json });
  } catch {}
  session(STASH, null);
}

// -- on a kiosk nothing is kept on the device: the records live in the page's memory. So that they survive the way
// over the bank's page and from one of our programs to the next, they also lie in this tab's sessionStorage, sealed by a
// key that only the server has, for as long as the kiosk's session lives. Whatever of it a disk still holds afterwards,
// nobody can open.
const ANSWER = 8000;

// Tries again: one answer that fails must not cost the visit what it has typed. Without a session there is nothing to open.
async function lent() {
  why = "refused";
  for (let tries = 5; tries; tries -= 1) {
    try {
      const answer = await fetch("/api/kiosk/session", { cache: "no-store", signal: AbortSignal.timeout(ANSWER) });
      if (answer.status === 404 || answer.status === 401) return (why = "over");
      const raw = Uint8Array.from(atob((await answer.json()).key), (letter) => letter.charCodeAt(0));
      key = await crypto.subtle.importKey("raw", raw, GCM, false, ["encrypt", "decrypt"]);
      await unseal();
      return mirror(); // what was typed meanwhile
    } catch {}
    await sleep(500 + Math.random() * 1000);
  }
}

// What lies there; nothing when there is nothing, or nothing that this key opens.
async function unseal() {
  try {
    const [iv, data] = JSON.parse(session(SEALED)).map((list) => Uint8Array.from(list));
    JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(box(SEALED, iv), key, data))).forEach(hold);
  } catch {}
}

// All records, in place of those of before.
async function seal(records) {
  let text = null;
  if (records.length) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const data = await crypto.subtle.encrypt(box(SEALED, iv), key, bytes(JSON.stringify(records)));
    text = JSON.stringify([Array.from(iv), Array.from(new Uint8Array(data))]);
  }
  if (session(SEALED, text) !== text) return place();
  session(SPARE, null);
  return kiosk ? "disk" : place(true);
}
