//! `service.js`, typed.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/platform/service.js")]
extern "C" {
    #[wasm_bindgen(js_name = ask)]
    async fn js_ask() -> JsValue;
    #[wasm_bindgen(js_name = doubt)]
    fn js_doubt();
    #[wasm_bindgen(js_name = standing)]
    fn js_standing() -> u8;
    #[wasm_bindgen(js_name = update)]
    async fn js_update();
    #[wasm_bindgen(js_name = reload)]
    fn js_reload();
    #[wasm_bindgen(js_name = outdated)]
    fn js_outdated();
}

/// How the code that runs stands to the newest that is on the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is that.
    Newest,
    /// A new version waits.
    UpdateWaits,
    /// Another tab has gone over to the new version.
    Old,
}

/// Asks the server whether it is there; what it says is told as an event, too.
pub async fn ask() -> bool {
    js_ask().await.is_truthy()
}

/// The same, for a call that had no answer: nobody waits for it.
pub fn doubt() {
    js_doubt();
}

/// Which version runs here.
pub fn standing() -> Standing {
    match js_standing() {
        1 => Standing::UpdateWaits,
        2 => Standing::Old,
        _ => Standing::Newest,
    }
}

/// Goes over to the new version: the page is loaded anew. Comes back only where that cannot be, without a network.
pub async fn update() {
    js_update().await;
}

/// Loads the page anew.
pub fn reload() {
    js_reload();
}

/// The server no longer serves this version: told as an event.
pub fn outdated() {
    js_outdated();
}
