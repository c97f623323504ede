//! `form.js`, typed.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/platform/form.js")]
extern "C" {
    #[wasm_bindgen(js_name = fileName)]
    fn js_name(id: &str) -> String;
    #[wasm_bindgen(js_name = fileSize)]
    fn js_size(id: &str) -> f64;
    #[wasm_bindgen(js_name = fileHead)]
    async fn js_head(id: &str) -> JsValue;
    #[wasm_bindgen(js_name = fileSend)]
    async fn js_send(id: &str, path: &str, headers: Vec<String>, tell: &Closure<dyn FnMut(u32)>) -> JsValue;
    #[wasm_bindgen(js_name = fileForget)]
    fn js_forget(id: &str);
    #[wasm_bindgen(js_name = dialogOpen)]
    fn js_open(id: &str);
}

/// The name of the file chosen in an input; empty when none is.
pub fn file_name(id: &str) -> String {
    js_name(id)
}

/// Its bytes.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a file's size, far below 2^53")]
pub fn file_size(id: &str) -> usize {
    js_size(id) as usize
}

/// Its first bytes, at most sixteen; none when it cannot be read.
pub async fn file_head(id: &str) -> Vec<u8> {
    Uint8Array::from(js_head(id).await).to_vec()
}

/// Sends it as a body, with these headers, flat; `tell` hears the per cent. Answers status and text; status 0: no answer came.
pub async fn file_send(id: &str, path: &str, headers: Vec<String>, tell: impl FnMut(u32) + 'static) -> (u16, String) {
    let tell: Closure<dyn FnMut(u32)> = Closure::new(tell);
    let answer = Array::from(&js_send(id, path, headers, &tell).await);
    let text = |index| answer.get(index).as_string().unwrap_or_default();
    (text(0).parse().unwrap_or(0), text(1))
}

/// Lets the same file be chosen again.
pub fn file_forget(id: &str) {
    js_forget(id);
}

/// Opens a `<dialog>` above the page, once it has been made; it holds the focus.
pub fn dialog_open(id: &str) {
    js_open(id);
}
