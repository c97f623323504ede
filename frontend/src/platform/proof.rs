//! `proof.js`, typed: digests, signatures and slow hashes by the browser. Nothing is an answer of its own: the browser
//! cannot do it (a page that did not come over HTTPS, a very old browser).

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/platform/proof.js")]
extern "C" {
    // By value: what is awaited must not look into memory that may move meanwhile.
    #[wasm_bindgen(js_name = sha256)]
    async fn js_sha256(bytes: Vec<u8>) -> JsValue;
    #[wasm_bindgen(js_name = verifies)]
    async fn js_verifies(point: Vec<u8>, signature: Vec<u8>, bytes: Vec<u8>) -> JsValue;
    #[wasm_bindgen(js_name = pbkdf2)]
    async fn js_pbkdf2(secret: &str, salt: Vec<u8>, iterations: u32, length: u32) -> JsValue;
}

fn bytes(value: JsValue) -> Option<Vec<u8>> {
    value.dyn_into::<Uint8Array>().ok().map(|array| array.to_vec())
}

/// SHA-256.
pub async fn sha256(message: Vec<u8>) -> Option<Vec<u8>> {
    bytes(js_sha256(message).await)
}

/// ECDSA on P-256 with SHA-256: `point` uncompressed (65 bytes), `signature` r and s (64 bytes).
pub async fn verifies(point: &[u8], signature: &[u8], message: Vec<u8>) -> Option<bool> {
    js_verifies(point.to_vec(), signature.to_vec(), message).await.as_bool()
}

/// PBKDF2-HMAC-SHA256, `length` bytes of it.
pub async fn pbkdf2(secret: &str, salt: &[u8], iterations: u32, length: u32) -> Option<Vec<u8>> {
    bytes(js_pbkdf2(secret, salt.to_vec(), iterations, length).await)
}
