//! The kiosk's layer: a program of its own beside the page's, which it knows only by what stands in the page. Alone on
//! `/kiosk`, where each visitor begins.

use leptos::prelude::*;

/// The texts: the common ones and this bundle's own.
mod i18n {
    pub(crate) use frontend::i18n::t;

    /// Every key of `common.json` and `kiosk.json`, as a constant.
    pub(crate) mod keys {
        use frontend::i18n::Key;
        include!(concat!(env!("OUT_DIR"), "/kiosk.rs"));
    }
}

fn main() {
    frontend::app::begin_beside(i18n::keys::COUNT, layer);
}

fn layer() -> AnyView {
    view! { <div class="kiosk-bar"><a class="btn" href="/kiosk">{i18n::t(i18n::keys::FINISH)}</a></div> }.into_any()
}
