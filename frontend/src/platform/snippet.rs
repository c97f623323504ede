//! `snippet.js`, typed.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/platform/snippet.js")]
extern "C" {
    #[wasm_bindgen(js_name = turn)]
    fn js_turn();
    #[wasm_bindgen(js_name = lock)]
    async fn js_lock();
    #[wasm_bindgen(js_name = unlock)]
    fn js_unlock();
    #[wasm_bindgen(js_name = sleep)]
    async fn js_sleep(ms: u32);
    #[wasm_bindgen(js_name = randomHex)]
    fn js_random_hex(bytes: u32) -> String;
    #[wasm_bindgen(js_name = saveFile)]
    fn js_save_file(bytes: &[u8], kind: &str, name: &str);
}

/// Another screen comes: the second half of a double click is not for it.
pub fn turn() {
    js_turn();
}

/// Waits until no other tab is between this and [`unlock`].
pub async fn lock() {
    js_lock().await;
}

/// Lets the next tab in.
pub fn unlock() {
    js_unlock();
}

/// Waits.
pub async fn sleep(ms: u32) {
    js_sleep(ms).await;
}

/// Unguessable lower-case hex digits, two for each byte.
pub fn random_hex(bytes: u32) -> String {
    js_random_hex(bytes)
}

/// Gives bytes to the reader as a file.
pub fn save_file(bytes: &[u8], kind: &str, name: &str) {
    js_save_file(bytes, kind, name);
}
