//! The only room that talks to the browser, through `web-sys`.
//!
//! `snippet.js` and those beside it are the exception, in the browser's own words: IndexedDB, WebCrypto, camera and files, and with them what takes a chain
//! of promises or objects (a wait, a lock, a file) or a listener that comes before all others. Each of them costs ten times as much in WASM, and the reader waits for it.

pub mod camera;
mod drafts;
mod form;
pub mod kiosk;
pub mod proof;
mod service;
mod snippet;
pub mod transfer;

use js_sys::{Date, JsString};
use leptos::prelude::{document, request_animation_frame, window, window_event_listener_untyped};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDocument, HtmlElement, PageTransitionEvent};

pub use drafts::{drafts_delete, drafts_get, drafts_list, drafts_open, drafts_put, drafts_seek, drafts_stash, drafts_tab, drafts_tab_at};
pub use form::{dialog_open, file_forget, file_head, file_name, file_send, file_size};
pub use service::{ask, doubt, entered, outdated, update};
pub use snippet::{announce, hold_focus, lasting, lock, nap, pause, pause_ms, random_hex, save_file, say, sleep, turn, unlock, wake};
pub use web_sys::{AbortSignal, RequestCache};

/// What is remembered of a choice of language or of display: a year.
const COOKIE: &str = ";path=/;max-age=31536000;SameSite=Lax";

/// Something that happens to the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// It is seen again: another tab was in front, or it comes out of the browser's cache.
    Seen,
    /// It is left, perhaps for ever.
    Hidden,
    /// The server answers again.
    Online,
    /// The server does not answer.
    Offline,
    /// A new version is on the device, and a screen has been entered.
    Update,
    /// Another tab has gone over to a new version, and a screen has been entered.
    Stale,
    /// The server does not serve this version any more.
    Outdated,
    /// Another tab has saved.
    Draft,
}

/// Tells what happens to the page, for as long as it lives.
pub fn listen(tell: impl Fn(Event) + 'static) {
    // Left and seen: both pairs of events, since no browser sends one of them always.
    let tell = Rc::new(move |event: web_sys::Event| {
        let persisted = || event.unchecked_ref::<PageTransitionEvent>().persisted();
        match event.type_().as_str() {
            "pageshow" if !persisted() => {}
            "pagehide" => tell(Event::Hidden),
            "visibilitychange" if document().hidden() => tell(Event::Hidden),
            "reached" => tell(Event::Online),
            "unreached" => tell(Event::Offline),
            "update" => tell(Event::Update),
            "stale" => tell(Event::Stale),
            "outdated" => tell(Event::Outdated),
            "message" => tell(Event::Draft),
            _ => tell(Event::Seen),
        }
    });
    for name in ["pageshow", "pagehide", "visibilitychange", "reached", "unreached", "update", "stale", "outdated"] {
        let tell = Rc::clone(&tell);
        on(name, Box::new(move |event| tell(event)));
    }
    drafts::watch(move |event| tell(event));
}

/// Boxed, to be compiled once.
fn on(name: &str, act: Box<dyn Fn(web_sys::Event)>) {
    window_event_listener_untyped(name, act);
}

/// Links within the page move the focus and leave the address alone; links to an address that is not the bundle's own
/// (`is_own`, asked with its path) are the browser's: it loads that page. To be called before the router listens, for
/// which both would be other screens.
pub fn guide_links(is_own: fn(&str) -> bool) {
    on(
        "click",
        Box::new(move |event| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let link = target.and_then(|target| target.closest("a[href]").ok().flatten());
            let Some(href) = link.and_then(|link| link.get_attribute("href")) else { return };
            if let Some(id) = href.strip_prefix('#') {
                event.prevent_default();
                focus_now(id);
            } else if href.starts_with('/') && !is_own(&href) {
                event.stop_immediate_propagation();
            }
        }),
    );
}

/// The text of a data block inside the page.
pub fn inline(id: &str) -> String {
    document().get_element_by_id(id).and_then(|block| block.text_content()).unwrap_or_default()
}

/// The language the page came in.
pub fn page_lang() -> String {
    document().document_element().and_then(|root| root.get_attribute("lang")).unwrap_or_default()
}

/// Marks the page with its language and remembers the choice for the next visit. Storage may be refused: then not.
pub fn set_lang(tag: &str) {
    mark("lang", tag);
    keep_cookie("lang", tag);
    remember("lang", tag);
}

/// A kiosk keeps nothing: who comes next must not find it.
#[must_use]
pub fn is_kiosk() -> bool {
    document().document_element().is_some_and(|root| root.get_attribute("data-kiosk").is_some())
}

fn mark(name: &str, value: &str) {
    if let Some(root) = document().document_element() {
        drop(root.set_attribute(name, value));
    }
}

fn keep_cookie(name: &str, value: &str) {
    let secure = if window().location().protocol().is_ok_and(|protocol| protocol == "https:") { ";Secure" } else { "" };
    drop(document().unchecked_into::<HtmlDocument>().set_cookie(&[name, "=", value, COOKIE, secure].concat()));
}

/// How the reader has pages shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Display {
    /// Text size: 1, 2 or 3.
    pub size: u8,
    /// High contrast, whatever the device's settings are.
    pub strong: bool,
}

/// As the page is shown: index.html has read the cookie.
pub fn display() -> Display {
    let root = document().document_element();
    let has = |name: &str, value: &str| root.as_ref().and_then(|root| root.get_attribute(name)).as_deref() == Some(value);
    let size = if has("data-size", "3") { 3 } else { 1 + u8::from(has("data-size", "2")) };
    Display { size, strong: has("data-contrast", "high") }
}

/// Shows pages so, now and from now on. The cookie's form is index.html's.
pub fn set_display(display: Display) {
    let size = ["1", "2", "3"][usize::from(display.size.clamp(1, 3)) - 1];
    mark("data-size", size);
    if display.strong {
        mark("data-contrast", "high");
    } else if let Some(root) = document().document_element() {
        drop(root.remove_attribute("data-contrast"));
    }
    keep_cookie("display", &[size, if display.strong { "h" } else { "" }].concat());
}

/// Where the reader was before this page; home when it is the tab's first.
pub fn back() {
    match window().history() {
        Ok(history) if history.length().is_ok_and(|length| length > 1) => drop(history.back()),
        _ => leave("/"),
    }
}

/// Keeps a text on the device, in the clear: only for what is public. Storage may be refused, a kiosk has none: then not.
pub fn remember(name: &str, text: &str) {
    if is_kiosk() {
        return;
    }
    if let Ok(Some(storage)) = window().local_storage() {
        drop(storage.set_item(name, text));
    }
}

/// What [`remember`] kept.
pub fn recall(name: &str) -> Option<String> {
    window().local_storage().ok().flatten()?.get_item(name).ok().flatten()
}

/// The host this page came from.
pub fn host() -> String {
    window().location().host().unwrap_or_default()
}

/// Scheme and host.
pub fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

/// Lower case without the letters' marks: a reader without an Azerbaijani keyboard types `isiq` for `işıq`.
pub fn fold(text: &str) -> String {
    let bare = |letter| match letter {
        '\u{300}'..='\u{36f}' => None,
        'ə' => Some('e'),
        'ı' => Some('i'),
        _ => Some(letter),
    };
    // The browser's own tables: Rust's would travel in the WASM.
    String::from(JsString::from(text).to_lower_case().normalize("NFD")).chars().filter_map(bare).collect()
}

/// Ends a request that has no answer by then.
pub fn deadline(ms: u32) -> AbortSignal {
    AbortSignal::timeout_with_u32(ms)
}

/// The device's clock, in milliseconds since 1970. It may be set at any moment: periods are measured with [`even_ms`].
#[expect(clippy::cast_possible_truncation, reason = "whole milliseconds, far below 2^53")]
pub fn now_ms() -> i64 {
    Date::now() as i64
}

/// The device's clock as it stood when the page began, going on evenly however it is set since: in milliseconds since 1970, for
/// pauses and periods. While the device sleeps some engines let it stand still.
#[expect(clippy::cast_possible_truncation, reason = "whole milliseconds, far below 2^53")]
pub fn even_ms() -> i64 {
    window().performance().map_or_else(now_ms, |performance| performance.time_origin() as i64 + performance.now() as i64)
}

/// The browser's print dialogue.
pub fn print() {
    drop(window().print());
}

/// Names the document.
pub fn set_title(title: &str) {
    document().set_title(title);
}

/// Moves the focus. The frame lets what is being rendered settle; what is wrong is not left folded up.
pub fn focus(id: &str) {
    let id = id.to_owned();
    request_animation_frame(move || {
        if let Ok(folded) = document().query_selector_all("details:has(.wrong)") {
            for details in (0..folded.length()).filter_map(|index| folded.get(index)) {
                drop(details.unchecked_into::<Element>().set_attribute("open", ""));
            }
        }
        focus_now(&id);
        if id == "title" {
            announce();
        }
    });
}

fn focus_now(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        drop(element.unchecked_into::<HtmlElement>().focus());
    }
}

/// Scrolls to the top.
pub fn to_top() {
    window().scroll_to_with_x_and_y(0.0, 0.0);
}

/// Takes the shell that index.html painted off the page.
pub fn remove_shell() {
    if let Some(shell) = document().get_element_by_id("shell") {
        shell.remove();
    }
}

/// Path, query and fragment as the address bar has them.
pub fn here() -> String {
    let (location, mut path) = (window().location(), String::new());
    if let (Ok(origin), Ok(href)) = (location.origin(), location.href()) {
        href.get(origin.len()..).unwrap_or("/").clone_into(&mut path);
    }
    path
}

/// A new entry in the history.
pub fn push(path: &str) {
    let pushed = window().history().and_then(|history| history.push_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(path)));
    drop(pushed);
}

/// Leaves for another site.
pub fn leave(url: &str) {
    drop(window().location().assign(url));
}
