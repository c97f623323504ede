//! `camera.js`, typed: the camera, a chosen file, and the code in a picture.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/platform/camera.js")]
extern "C" {
    #[wasm_bindgen(js_name = prepare)]
    async fn js_prepare() -> JsValue;
    #[wasm_bindgen(js_name = open)]
    async fn js_open(id: &str) -> JsValue;
    #[wasm_bindgen(js_name = next)]
    async fn js_next(id: &str, known: &str) -> JsValue;
    #[wasm_bindgen(js_name = light)]
    async fn js_light(on: bool);
    #[wasm_bindgen(js_name = close)]
    fn js_close();
    #[wasm_bindgen(js_name = chosen)]
    async fn js_chosen(id: &str) -> JsValue;
}

/// What became of opening the camera.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opened {
    /// It shows a picture; the light beside it can be switched, or not.
    Open {
        /// There is a light.
        light: bool,
    },
    /// The reader, or the system, does not let the page use it.
    Refused,
    /// There is none.
    Missing,
    /// Another program has it, or it failed.
    Busy,
    /// The browser has no way to use one, or to read a code.
    Unable,
    /// The screen was left before it opened.
    Left,
}

/// What was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// A file that is no picture, whole.
    Bytes(Vec<u8>),
    /// A picture, and what the QR code in it says.
    Code(String),
    /// A picture in which no QR code was found.
    NoCode,
    /// More than 10 MB, a picture more than 30.
    TooLarge,
    /// The browser could not read it.
    Unreadable,
    /// Nothing.
    Nothing,
}

/// Fetches what reads codes, where the browser has nothing of its own, so that it is there without a network later.
pub async fn prepare() {
    js_prepare().await;
}

/// Asks for the camera behind the device and shows it in a `video`.
pub async fn open(id: &str) -> Opened {
    match js_open(id).await.as_string().as_deref() {
        Some("open") => Opened::Open { light: false },
        Some("torch") => Opened::Open { light: true },
        Some("NotAllowedError" | "SecurityError") => Opened::Refused,
        Some("NotFoundError" | "OverconstrainedError") => Opened::Missing,
        Some("NotSupported" | "NoDecoder") => Opened::Unable,
        Some("") | None => Opened::Left,
        Some(_) => Opened::Busy,
    }
}

/// What came before the camera.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Before {
    /// A code's text.
    Code(String),
    /// The camera was taken away.
    Gone,
    /// It was closed.
    Closed,
}

/// Waits for a code whose text is not `known`.
pub async fn next(id: &str, known: &str) -> Before {
    match js_next(id, known).await.as_string() {
        None => Before::Gone,
        Some(text) if text.is_empty() => Before::Closed,
        Some(text) => Before::Code(text),
    }
}

/// Switches the light.
pub async fn light(on: bool) {
    js_light(on).await;
}

/// Stops the camera; its lamp goes out.
pub fn close() {
    js_close();
}

/// What a file input holds; it is emptied, so that the same file can be chosen again.
pub async fn chosen(id: &str) -> Chosen {
    let answer = Array::from(&js_chosen(id).await);
    let kind = answer.get(0).as_string().unwrap_or_default();
    match (kind.as_str(), answer.get(1)) {
        ("bytes", bytes) => bytes.dyn_into::<Uint8Array>().map_or(Chosen::Unreadable, |bytes| Chosen::Bytes(bytes.to_vec())),
        ("text", text) => text.as_string().filter(|text| !text.is_empty()).map_or(Chosen::NoCode, Chosen::Code),
        ("large", _) => Chosen::TooLarge,
        ("unreadable", _) => Chosen::Unreadable,
        _ => Chosen::Nothing,
    }
}
