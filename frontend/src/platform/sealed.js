// Drafts on a kiosk. Nothing is kept on the device: the records live in the page's memory. So that they survive the way
// over the bank's page and from one of our programs to the next, they also lie in this tab's sessionStorage, sealed by a
// key that only the server has, for as long as the kiosk's session lives. Whatever of it a disk still holds afterwards,
// nobody can open.
const PLACE = "kommunal-sealed";
const PURPOSE = new TextEncoder().encode(PLACE);
let key;
let last = Promise.resolve();

// False: no session, or no answer. The records then live in memory alone.
export async function sealedOpen() {
  try {
    const answer = await fetch("/api/kiosk/session", { cache: "no-store", signal: AbortSignal.timeout(8000) });
    key = answer.ok ? await crypto.subtle.importKey("raw", fromText((await answer.json()).key), "AES-GCM", false, ["encrypt", "decrypt"]) : undefined;
  } catch {
    key = undefined;
  }
  return !!key;
}

// The records; none when there are none, or none that this session's key opens.
export async function sealedRead() {
  try {
    const [iv, data] = sessionStorage.getItem(PLACE).split(".").map(fromText);
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: PURPOSE }, key, data)));
  } catch {
    return [];
  }
}

// All records, in place of those of before; in the order they were given, however long each takes. True: they are there.
export function sealedWrite(records) {
  return (last = last.then(() => write(records)));
}

async function write(records) {
  try {
    if (!records.length) return sessionStorage.removeItem(PLACE), true;
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const data = new TextEncoder().encode(JSON.stringify(records));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: PURPOSE }, key, data);
    sessionStorage.setItem(PLACE, toText(iv) + "." + toText(new Uint8Array(sealed)));
    return true;
  } catch {
    return false;
  }
}

const fromText = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const toText = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
