//! `drafts.js`, typed.

use js_sys::Array;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/platform/drafts.js")]
extern "C" {
    #[wasm_bindgen(js_name = draftsWatch)]
    fn js_watch(tell: &Closure<dyn FnMut(web_sys::Event)>);
    #[wasm_bindgen(js_name = draftsOpen)]
    async fn js_open() -> JsValue;
    #[wasm_bindgen(js_name = draftsPut)]
    async fn js_put(id: &str, kind: &str, schema: u32, json: &str, ended: bool) -> JsValue;
    #[wasm_bindgen(js_name = draftsStash)]
    fn js_stash(id: &str, kind: &str, schema: u32, json: &str, ended: bool);
    #[wasm_bindgen(js_name = draftsSeek)]
    async fn js_seek(kind: &str, text: &str) -> JsValue;
    #[wasm_bindgen(js_name = draftsGet)]
    async fn js_get(id: &str) -> JsValue;
    #[wasm_bindgen(js_name = draftsList)]
    async fn js_list() -> JsValue;
    #[wasm_bindgen(js_name = draftsDelete)]
    async fn js_delete(ids: Vec<String>) -> JsValue;
    #[wasm_bindgen(js_name = draftsTab)]
    fn js_tab(name: &str, id: Option<&str>) -> String;
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

/// Opens the store of drafts; answers where they are kept: `disk`, or `session` or `memory` and why.
pub async fn drafts_open() -> String {
    js_open().await.as_string().unwrap_or_default()
}

/// Keeps a record, encrypted; answers where, and its time of saving.
pub async fn drafts_put(id: &str, kind: &str, schema: u32, json: &str, ended: bool) -> Vec<String> {
    strings(&js_put(id, kind, schema, json, ended).await)
}

/// Keeps a record in this tab at once, encrypted: the page may be gone before [`drafts_put`] is through.
pub fn drafts_stash(id: &str, kind: &str, schema: u32, json: &str, ended: bool) {
    js_stash(id, kind, schema, json, ended);
}

/// Schema, JSON and time of saving; nothing, or one word about what cannot be opened.
pub async fn drafts_get(id: &str) -> Vec<String> {
    strings(&js_get(id).await)
}

/// Identifier, kind, time of saving and of expiry of every record, and a word if it has ended, flat.
pub async fn drafts_list() -> Vec<String> {
    strings(&js_list().await)
}

/// The identifier of the last saved record of a kind in which a text stands; empty: none.
pub async fn drafts_seek(kind: &str, text: &str) -> String {
    js_seek(kind, text).await.as_string().unwrap_or_default()
}

/// Removes records; true when they are gone.
pub async fn drafts_delete(ids: Vec<String>) -> bool {
    js_delete(ids).await.as_bool().unwrap_or(false)
}

/// Which draft this tab is at, by whose it is; empty: none.
pub fn drafts_tab(name: &str) -> String {
    js_tab(name, None)
}

/// From now on this tab is at that draft.
pub fn drafts_tab_at(name: &str, id: &str) {
    js_tab(name, Some(id));
}
