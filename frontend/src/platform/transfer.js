// Sealing a draft for another device. The key travels in the QR code, the PIN by the reader's eyes; from both come the key that
// seals and a proof, which tells the server nothing of either.
const ROUNDS = 200000;
const text = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const random = (count) => crypto.getRandomValues(new Uint8Array(count));

async function derive(key, pin) {
  const from = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveBits"]);
  const bits = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt: bytes(key), iterations: ROUNDS }, from, 512);
  const sealing = await crypto.subtle.importKey("raw", bits.slice(0, 32), "AES-GCM", false, ["encrypt", "decrypt"]);
  return [sealing, Array.from(new Uint8Array(bits, 32), (b) => b.toString(16).padStart(2, "0")).join("")];
}

// Six digits, each as likely as any other.
function newPin() {
  for (;;) {
    const [number] = crypto.getRandomValues(new Uint32Array(1));
    if (number < 4294000000) return String(number % 1000000).padStart(6, "0");
  }
}

// [key, PIN, ciphertext, proof]; nothing where the browser cannot.
export async function transferSeal(plain) {
  try {
    const [key, pin, iv] = [text(random(32)), newPin(), random(12)];
    const [sealing, proof] = await derive(key, pin);
    const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, sealing, new TextEncoder().encode(plain));
    return [key, pin, text([...iv, ...new Uint8Array(data)]), proof];
  } catch {
    return [];
  }
}

export async function transferProof(key, pin) {
  try {
    return (await derive(key, pin))[1];
  } catch {
    return "";
  }
}

export async function transferOpen(sealed, key, pin) {
  try {
    const [sealing] = await derive(key, pin);
    const all = bytes(sealed);
    return new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv: all.slice(0, 12) }, sealing, all.slice(12)));
  } catch {
    return "";
  }
}
