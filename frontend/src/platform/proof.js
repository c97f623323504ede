// WebCrypto, as far as checking a paper needs it. What cannot be computed here is undefined, never a no.
const P256 = { name: "ECDSA", namedCurve: "P-256" };

export async function sha256(bytes) {
  try {
    return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  } catch {}
}

// `point`: SEC 1, uncompressed; `signature`: r and s.
export async function verifies(point, signature, bytes) {
  try {
    const key = await crypto.subtle.importKey("raw", point, P256, false, ["verify"]);
    return await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, signature, bytes);
  } catch {}
}

export async function pbkdf2(secret, salt, iterations, length) {
  try {
    const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(secret), "PBKDF2", false, ["deriveBits"]);
    return new Uint8Array(await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, key, length * 8));
  } catch {}
}
