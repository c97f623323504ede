//! `kiosk.js` and `keypad.js`, typed.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/platform/kiosk.js")]
extern "C" {
    #[wasm_bindgen(js_name = idleMs)]
    fn js_idle_ms() -> f64;
    #[wasm_bindgen(js_name = activity)]
    fn js_activity();
    #[wasm_bindgen(js_name = watchPage)]
    fn js_watch_page(tell: &Closure<dyn FnMut()>);
    #[wasm_bindgen(js_name = mark)]
    fn js_mark(name: &str);
    #[wasm_bindgen(js_name = found)]
    fn js_found(selector: &str) -> bool;
    #[wasm_bindgen(js_name = attributeOf)]
    fn js_attribute(selector: &str, name: &str) -> String;
    #[wasm_bindgen(js_name = put)]
    fn js_put(selector: &str, name: &str, html: &str);
    #[wasm_bindgen(js_name = begun)]
    async fn js_begun();
    #[wasm_bindgen(js_name = closeDialog)]
    fn js_close(id: &str);
    #[wasm_bindgen(js_name = origin)]
    fn js_origin() -> String;
    #[wasm_bindgen(js_name = version)]
    fn js_version() -> String;
    #[wasm_bindgen(js_name = hasCamera)]
    async fn js_has_camera() -> JsValue;
    #[wasm_bindgen(js_name = watchPrinting)]
    fn js_watch_printing(tell: &Closure<dyn FnMut(String)>);
    #[wasm_bindgen(js_name = sayLeaving)]
    fn js_say_leaving(path: &str, body: &str);
    #[wasm_bindgen(js_name = wipe)]
    async fn js_wipe();
    #[wasm_bindgen(js_name = blank)]
    fn js_blank();
    #[wasm_bindgen(js_name = replace)]
    fn js_replace(path: &str);
}

#[wasm_bindgen(module = "/src/platform/keypad.js")]
extern "C" {
    #[wasm_bindgen(js_name = keypadWatch)]
    fn js_keypad_watch(tell: &Closure<dyn FnMut(String, String)>);
    #[wasm_bindgen(js_name = keypadType)]
    fn js_keypad_type(text: &str);
    #[wasm_bindgen(js_name = keypadErase)]
    fn js_keypad_erase();
    #[wasm_bindgen(js_name = keypadEnter)]
    fn js_keypad_enter();
    #[wasm_bindgen(js_name = hide)]
    fn js_keypad_hide();
}

/// How long nobody has touched anything.
#[expect(clippy::cast_possible_truncation, reason = "whole milliseconds, far below 2^53")]
pub fn idle_ms() -> i64 {
    js_idle_ms() as i64
}

/// Begins to notice whether anybody is there.
pub fn notice_activity() {
    js_activity();
}

/// Tells whenever the page has changed, for as long as it lives; and prepares its fields and links for a kiosk.
pub fn watch_page(tell: impl FnMut() + 'static) {
    let tell: Closure<dyn FnMut()> = Closure::new(tell);
    js_watch_page(&tell);
    tell.forget();
}

/// Marks the whole page, for its styles.
pub fn mark(name: &str) {
    js_mark(name);
}

/// Is there such an element?
pub fn found(selector: &str) -> bool {
    js_found(selector)
}

/// An attribute of the first such element, or nothing.
pub fn attribute_of(selector: &str, name: &str) -> String {
    js_attribute(selector, name)
}

/// Puts markup of ours into an element of the page's, under a class of its own.
pub fn put(selector: &str, class: &str, html: &str) {
    js_put(selector, class, html);
}

/// Waits until the page's own program has begun.
pub async fn begun() {
    js_begun().await;
}

/// Closes a `<dialog>`; the focus goes back to where it was.
pub fn dialog_close(id: &str) {
    js_close(id);
}

/// Scheme, host and port of this page.
pub fn origin() -> String {
    js_origin()
}

/// Which version of the application this page is of.
pub fn version() -> String {
    js_version()
}

/// Has this device a camera?
pub async fn has_camera() -> bool {
    js_has_camera().await.is_truthy()
}

/// Tells how printing went: an empty word when it went well.
pub fn watch_printing(tell: impl FnMut(String) + 'static) {
    let tell: Closure<dyn FnMut(String)> = Closure::new(tell);
    js_watch_printing(&tell);
    tell.forget();
}

/// From now on, posts this when the page is left, unless it is wiped.
pub fn say_leaving(path: &str, body: &str) {
    js_say_leaving(path, body);
}

/// Wipes all that the browser keeps for this site and a program can reach; a mark for the server stays.
pub async fn wipe() {
    js_wipe().await;
}

/// Takes the page off the screen; only the layer stays.
pub fn blank() {
    js_blank();
}

/// Goes to another page in place of this one.
pub fn replace(path: &str) {
    js_replace(path);
}

/// Tells which keys the focused field needs, and what its Enter does: `line`, `next` or `send`; no keys when there is no
/// such field, or a real keyboard is in use.
pub fn watch_fields(tell: impl FnMut(String, String) + 'static) {
    let tell: Closure<dyn FnMut(String, String)> = Closure::new(tell);
    js_keypad_watch(&tell);
    tell.forget();
}

/// Types into the focused field.
pub fn type_text(text: &str) {
    js_keypad_type(text);
}

/// Takes away what is selected, or the character before the caret.
pub fn erase() {
    js_keypad_erase();
}

/// A new line, the next control, or the form is sent.
pub fn press_enter() {
    js_keypad_enter();
}

/// Puts the keypad away until the next touch.
pub fn keypad_hide() {
    js_keypad_hide();
}
