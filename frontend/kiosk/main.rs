//! The kiosk's layer: a program of its own beside the page's, which it knows only by what stands in the page. Alone on
//! `/kiosk`, where each visitor begins.
//!
//! `state` what it knows · `features` what it shows: the bar, the keypad, who is still there, the end, the first screens.

mod api;
mod course;
mod features;
mod state;

use features::{bar, begin, ending, home, idle, keypad, qr};
use frontend::platform;
use frontend::ui::{self, live, nothing};
use leptos::prelude::*;
use leptos::task::spawn_local;
use state::{Ending, Kiosk};

/// The texts: the common ones and this bundle's own.
mod i18n {
    pub(crate) use frontend::i18n::{Key, fill, t};

    /// Every key of `common.json` and `kiosk.json`, as a constant.
    pub(crate) mod keys {
        use frontend::i18n::Key;
        pub(crate) use frontend::i18n::keys::*;
        include!(concat!(env!("OUT_DIR"), "/kiosk.rs"));
    }
}

fn main() {
    frontend::app::begin_beside(i18n::keys::COUNT, layer);
}

/// Where a session begins, and where a kiosk waits for its next one.
const BEGIN: &str = "/kiosk/begin";

fn layer() -> AnyView {
    let kiosk = Kiosk::new();
    let begins = platform::here().starts_with(BEGIN);
    course::begin(kiosk, begins);
    let ready = RwSignal::new(false);
    spawn_local(async move {
        platform::kiosk::begun().await;
        ready.set(true);
    });
    let shown = live(move || {
        kiosk.lang.track();
        if !ready.get() {
            return nothing();
        }
        match kiosk.ending.get() {
            Ending::Now | Ending::NoNetwork => ending::goodbye(kiosk),
            _ if begins => begin::begin(),
            _ if kiosk.alone => home::home(kiosk),
            _ => ui::parts(vec![dock(kiosk), qr::dialog(kiosk), idle::dialog(kiosk), ending::dialog(kiosk)]),
        }
    });
    view! { <div class="kiosk">{shown}</div> }.into_any()
}

/// What lies at the bottom of every page.
fn dock(kiosk: Kiosk) -> AnyView {
    view! {
        <aside class="kiosk-dock" aria-label=i18n::t(i18n::keys::DOCK)>{keypad::keypad(kiosk)}{bar::bar(kiosk)}</aside>
    }
    .into_any()
}
