//! The only room that talks to the browser. The words are in `glue.js`; here they get types.

use wasm_bindgen::prelude::*;

mod glue {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen(module = "/src/platform/glue.js")]
    extern "C" {
        pub(super) async fn request(method: &str, path: &str, headers: Vec<String>, body: &str, timeout_ms: u32) -> JsValue;
        pub(super) async fn download(path: &str, body: &str, name: &str) -> JsValue;
        #[wasm_bindgen(js_name = inlineTexts)]
        pub(super) fn inline_texts() -> Vec<String>;
        #[wasm_bindgen(js_name = fetchTexts)]
        pub(super) async fn fetch_texts(lang: &str) -> JsValue;
        #[wasm_bindgen(js_name = pageLang)]
        pub(super) fn page_lang() -> String;
        #[wasm_bindgen(js_name = setLang)]
        pub(super) fn set_lang(lang: &str);
        pub(super) fn fold(text: &str) -> String;
        pub(super) async fn sleep(ms: u32);
        pub(super) fn now_ms() -> i64;
        #[wasm_bindgen(js_name = randomHex)]
        pub(super) fn random_hex(bytes: u32) -> String;
        pub(super) fn print();
        #[wasm_bindgen(js_name = setTitle)]
        pub(super) fn set_title(title: &str);
        pub(super) fn focus(id: &str);
        #[wasm_bindgen(js_name = toTop)]
        pub(super) fn to_top();
        #[wasm_bindgen(js_name = removeShell)]
        pub(super) fn remove_shell();
        pub(super) fn here() -> String;
        pub(super) fn push(path: &str);
        pub(super) fn replace(path: &str);
        pub(super) fn leave(url: &str);
        pub(super) fn listen(tell: &Closure<dyn FnMut(String)>);
        pub(super) async fn lock();
        pub(super) fn unlock();
        #[wasm_bindgen(js_name = draftsOpen)]
        pub(super) async fn drafts_open() -> JsValue;
        #[wasm_bindgen(js_name = draftsPut)]
        pub(super) async fn drafts_put(id: &str, kind: &str, schema: u32, json: &str, saved_ms: i64, expires_ms: i64) -> JsValue;
        #[wasm_bindgen(js_name = draftsGet)]
        pub(super) async fn drafts_get(id: &str) -> JsValue;
        #[wasm_bindgen(js_name = draftsList)]
        pub(super) async fn drafts_list() -> JsValue;
        #[wasm_bindgen(js_name = draftsDelete)]
        pub(super) async fn drafts_delete(ids: Vec<String>);
        pub(super) fn strings(list: &JsValue) -> Vec<String>;
    }
}

/// What an HTTP request came back with; `status` 0: no answer.
#[derive(Debug)]
pub(crate) struct Answer {
    /// HTTP status, 0 when no answer came.
    pub(crate) status: u16,
    /// The body as text.
    pub(crate) body: String,
}

fn answer(list: &JsValue) -> Answer {
    let mut parts = glue::strings(list).into_iter();
    let status = parts.next().and_then(|s| s.parse().ok()).unwrap_or(0);
    Answer { status, body: parts.next().unwrap_or_default() }
}

/// One request of our own origin. `headers`: name, value, name, value….
pub(crate) async fn request(method: &str, path: &str, headers: Vec<String>, body: &str, timeout_ms: u32) -> Answer {
    answer(&glue::request(method, path, headers, body, timeout_ms).await)
}

/// POSTs and gives a good answer to the reader as a file.
pub(crate) async fn download(path: &str, body: &str, name: &str) -> Answer {
    answer(&glue::download(path, body, name).await)
}

/// The texts that came inside the page.
pub(crate) fn inline_texts() -> Vec<String> {
    glue::inline_texts()
}

/// Another language's texts; empty when they did not arrive.
pub(crate) async fn fetch_texts(lang: &str) -> Vec<String> {
    glue::strings(&glue::fetch_texts(lang).await)
}

/// The language the page came in.
pub(crate) fn page_lang() -> String {
    glue::page_lang()
}

/// Marks the page with its language and remembers the choice for the next visit.
pub(crate) fn set_lang(tag: &str) {
    glue::set_lang(tag);
}

/// Lower case without the letters' marks, for searching.
pub(crate) fn fold(text: &str) -> String {
    glue::fold(text)
}

/// Waits.
pub(crate) async fn sleep(ms: u32) {
    glue::sleep(ms).await;
}

/// The device's clock, in milliseconds since 1970.
pub(crate) fn now_ms() -> i64 {
    glue::now_ms()
}

/// Unguessable lower-case hex digits, two for each byte.
pub(crate) fn random_hex(bytes: u32) -> String {
    glue::random_hex(bytes)
}

/// The browser's print dialogue.
pub(crate) fn print() {
    glue::print();
}

/// Names the document.
pub(crate) fn set_title(title: &str) {
    glue::set_title(title);
}

/// Moves the focus, once what is being rendered is there.
pub(crate) fn focus(id: &str) {
    glue::focus(id);
}

/// Scrolls to the top.
pub(crate) fn to_top() {
    glue::to_top();
}

/// Takes the shell that index.html painted off the page.
pub(crate) fn remove_shell() {
    glue::remove_shell();
}

/// Path, query and fragment of the page's address.
pub(crate) fn here() -> String {
    glue::here()
}

/// A new entry in the history.
pub(crate) fn push(path: &str) {
    glue::push(path);
}

/// Another address in the same entry.
pub(crate) fn replace(path: &str) {
    glue::replace(path);
}

/// Leaves for another site.
pub(crate) fn leave(url: &str) {
    glue::leave(url);
}

/// Tells what happens to the page, for as long as it lives; `glue.js` lists the words.
pub(crate) fn listen(tell: impl FnMut(String) + 'static) {
    let tell: Closure<dyn FnMut(String)> = Closure::new(tell);
    glue::listen(&tell);
    tell.forget();
}

/// Waits until no other tab is between this and [`unlock`].
pub(crate) async fn lock() {
    glue::lock().await;
}

/// Lets the next tab in.
pub(crate) fn unlock() {
    glue::unlock();
}

/// Opens the store of drafts; answers where they are kept: `disk`, `session` or `memory`.
pub(crate) async fn drafts_open() -> String {
    glue::drafts_open().await.as_string().unwrap_or_default()
}

/// Keeps a record, encrypted; answers where.
pub(crate) async fn drafts_put(id: &str, kind: &str, schema: u32, json: &str, saved_ms: i64, expires_ms: i64) -> String {
    glue::drafts_put(id, kind, schema, json, saved_ms, expires_ms).await.as_string().unwrap_or_default()
}

/// Schema, JSON and time of saving, or nothing.
pub(crate) async fn drafts_get(id: &str) -> Vec<String> {
    glue::strings(&glue::drafts_get(id).await)
}

/// Identifier, kind, time of saving and of expiry of every record, flat.
pub(crate) async fn drafts_list() -> Vec<String> {
    glue::strings(&glue::drafts_list().await)
}

/// Removes records.
pub(crate) async fn drafts_delete(ids: Vec<String>) {
    glue::drafts_delete(ids).await;
}
