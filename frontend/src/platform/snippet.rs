//! `snippet.js`, typed.

use js_sys::Array;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/platform/snippet.js")]
extern "C" {
    #[wasm_bindgen(js_name = draftsWatch)]
    fn js_watch(tell: &Closure<dyn FnMut(web_sys::Event)>);
    #[wasm_bindgen(js_name = draftsOpen)]
    async fn js_open() -> JsValue;
    #[wasm_bindgen(js_name = draftsPut)]
    async fn js_put(id: &str, kind: &str, schema: u32, json: &str, saved_ms: i64, expires_ms: i64) -> JsValue;
    #[wasm_bindgen(js_name = draftsGet)]
    async fn js_get(id: &str) -> JsValue;
    #[wasm_bindgen(js_name = draftsList)]
    async fn js_list() -> JsValue;
    #[wasm_bindgen(js_name = draftsDelete)]
    async fn js_delete(ids: Vec<String>);
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

fn strings(list: &JsValue) -> Vec<String> {
    Array::from(list).iter().filter_map(|text| text.as_string()).collect()
}

/// Tells when another tab has saved, for as long as the page lives.
pub(super) fn watch(tell: impl FnMut(web_sys::Event) + 'static) {
    let tell: Closure<dyn FnMut(web_sys::Event)> = Closure::new(tell);
    js_watch(&tell);
    tell.forget();
}

/// Opens the store of drafts; answers where they are kept: `disk`, `session` or `memory`.
pub async fn drafts_open() -> String {
    js_open().await.as_string().unwrap_or_default()
}

/// Keeps a record, encrypted; answers where.
pub async fn drafts_put(id: &str, kind: &str, schema: u32, json: &str, saved_ms: i64, expires_ms: i64) -> String {
    js_put(id, kind, schema, json, saved_ms, expires_ms).await.as_string().unwrap_or_default()
}

/// Schema, JSON and time of saving, or nothing.
pub async fn drafts_get(id: &str) -> Vec<String> {
    strings(&js_get(id).await)
}

/// Identifier, kind, time of saving and of expiry of every record, flat.
pub async fn drafts_list() -> Vec<String> {
    strings(&js_list().await)
}

/// Removes records.
pub async fn drafts_delete(ids: Vec<String>) {
    js_delete(ids).await;
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
