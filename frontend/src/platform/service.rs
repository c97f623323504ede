//! `service.js`, typed.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/platform/service.js")]
extern "C" {
    #[wasm_bindgen(js_name = ask)]
    async fn js_ask() -> JsValue;
    #[wasm_bindgen(js_name = doubt)]
    fn js_doubt();
    #[wasm_bindgen(js_name = entered)]
    fn js_entered();
    #[wasm_bindgen(js_name = update)]
    fn js_update();
    #[wasm_bindgen(js_name = outdated)]
    fn js_outdated();
}

/// Asks the server whether it is there; what it says is told as an event, too.
pub async fn ask() -> bool {
    js_ask().await.is_truthy()
}

/// The same, for a call that had no answer: nobody waits for it.
pub fn doubt() {
    js_doubt();
}

/// A screen has been entered: what there is to say of another version is told as an event.
pub fn entered() {
    js_entered();
}

/// Goes over to the new version: the page is loaded anew. Where that cannot be, without a network, it is told again.
pub fn update() {
    js_update();
}

/// The server no longer serves this version: told as an event.
pub fn outdated() {
    js_outdated();
}
