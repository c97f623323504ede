//! `snippet.js`, typed.

use shared::backoff::backoff_ms;
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

#[wasm_bindgen(module = "/src/platform/snippet.js")]
extern "C" {
    #[wasm_bindgen(js_name = turn)]
    fn js_turn();
    #[wasm_bindgen(js_name = holdFocus)]
    fn js_hold_focus();
    #[wasm_bindgen(js_name = announce)]
    fn js_announce();
    #[wasm_bindgen(js_name = say)]
    fn js_say(text: &str);
    #[wasm_bindgen(js_name = lock)]
    async fn js_lock();
    #[wasm_bindgen(js_name = unlock)]
    fn js_unlock();
    #[wasm_bindgen(js_name = sleep)]
    async fn js_sleep(ms: u32);
    #[wasm_bindgen(js_name = nap)]
    async fn js_nap(ms: u32);
    #[wasm_bindgen(js_name = lasting)]
    fn js_lasting(ms: u32, least: u32) -> AbortSignal;
    #[wasm_bindgen(js_name = wake)]
    fn js_wake();
    #[wasm_bindgen(js_name = random32)]
    fn js_random32() -> u32;
    #[wasm_bindgen(js_name = randomHex)]
    fn js_random_hex(bytes: u32) -> String;
    #[wasm_bindgen(js_name = saveFile)]
    fn js_save_file(bytes: &[u8], kind: &str, name: &str);
}

/// Another screen comes: the second half of a double click is not for it.
pub fn turn() {
    js_turn();
}

/// What has the focus now is about to be made anew: its successor gets the focus.
pub fn hold_focus() {
    js_hold_focus();
}

/// Has whoever listens hear what goes with a screen's heading.
pub fn announce() {
    js_announce();
}

/// Has whoever listens hear this once nothing else has come for 0.7 s.
pub fn say(text: &str) {
    js_say(text);
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
pub fn sleep(ms: u32) -> impl Future<Output = ()> {
    js_sleep(ms)
}

/// Waits before the next try, with jitter: see [`backoff_ms`]. Polls have one bound: `base_ms` is `cap_ms`.
pub fn pause(attempt: u32, base_ms: u32, cap_ms: u32) -> impl Future<Output = ()> {
    sleep(pause_ms(attempt, base_ms, cap_ms))
}

/// How long [`pause`] would wait.
pub fn pause_ms(attempt: u32, base_ms: u32, cap_ms: u32) -> u32 {
    u32::try_from(backoff_ms(attempt, js_random32().into(), base_ms.into(), cap_ms.into())).unwrap_or(cap_ms)
}

/// Waits until [`wake`] is called; one napper in a page.
pub async fn nap(ms: u32) {
    js_nap(ms).await;
}

/// Ends a request that has no answer by then, and one older than `least_ms` when the server is reached again.
pub fn lasting(ms: u32, least_ms: u32) -> AbortSignal {
    js_lasting(ms, least_ms)
}

/// Ends the [`nap`], or the next one where nobody naps.
pub fn wake() {
    js_wake();
}

/// Unguessable lower-case hex digits, two for each byte.
pub fn random_hex(bytes: u32) -> String {
    js_random_hex(bytes)
}

/// Gives bytes to the reader as a file.
pub fn save_file(bytes: &[u8], kind: &str, name: &str) {
    js_save_file(bytes, kind, name);
}
