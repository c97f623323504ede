//! `transfer.js`, typed: sealing a draft for another device.

use js_sys::Array;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/platform/transfer.js")]
extern "C" {
    #[wasm_bindgen(js_name = transferSeal)]
    async fn js_seal(plain: &str) -> JsValue;
    #[wasm_bindgen(js_name = transferProof)]
    async fn js_proof(key: &str, pin: &str) -> JsValue;
    #[wasm_bindgen(js_name = transferOpen)]
    async fn js_open(sealed: &str, key: &str, pin: &str) -> JsValue;
}

/// A text under a new key and a new PIN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// 256 random bits, base64url: for the QR code alone.
    pub key: String,
    /// Six digits: for the reader's eyes alone.
    pub pin: String,
    /// Ciphertext, base64url.
    pub sealed: String,
    /// What shows the server that one knows key and PIN.
    pub proof: String,
}

/// Seals a text; nothing where the browser cannot.
pub async fn seal(plain: &str) -> Option<Sealed> {
    let parts: Vec<String> = Array::from(&js_seal(plain).await).iter().filter_map(|part| part.as_string()).collect();
    let [key, pin, sealed, proof] = <[String; 4]>::try_from(parts).ok()?;
    Some(Sealed { key, pin, sealed, proof })
}

/// The proof of a key and a PIN; nothing where the browser cannot, or the key is none.
pub async fn proof(key: &str, pin: &str) -> Option<String> {
    js_proof(key, pin).await.as_string().filter(|proof| !proof.is_empty())
}

/// Opens what was sealed.
pub async fn open(sealed: &str, key: &str, pin: &str) -> Option<String> {
    js_open(sealed, key, pin).await.as_string().filter(|plain| !plain.is_empty())
}
