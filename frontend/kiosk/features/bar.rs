//! The bar at the bottom of every page: text size, contrast, what a phone can take along, and the end of the visit.

use super::drawing::{self, drawing};
use super::{ending, qr};
use crate::i18n::{Key, keys, t};
use crate::state::Kiosk;
use frontend::platform::{self, Display};
use frontend::ui::{live, nothing};
use leptos::prelude::*;

/// The bar.
pub(crate) fn bar(kiosk: Kiosk) -> AnyView {
    let along = live(move || if kiosk.qr.with(String::is_empty) { nothing() } else { to_phone(kiosk) });
    let form = live(move || if kiosk.form.get() { take_along() } else { nothing() });
    view! {
        <div class="kiosk-bar">
            {display()}
            <div class="kiosk-along">{along}{form}</div>
            <button type="button" class="btn kiosk-finish" id="kiosk-finish" on:click=move |_| ending::ask(kiosk)>
                {drawing(drawing::DOOR)}{t(keys::FINISH)}
            </button>
        </div>
    }
    .into_any()
}

/// Text size, one after another, and contrast.
pub(crate) fn display() -> AnyView {
    let now = RwSignal::new(platform::display());
    let change = move |display: Display| {
        now.set(display);
        platform::set_display(display);
    };
    let larger = move |_| change(Display { size: now.get_untracked().size % 3 + 1, ..now.get_untracked() });
    let stronger = move |_| change(Display { strong: !now.get_untracked().strong, ..now.get_untracked() });
    let size = move || [" ", &now.get().size.to_string(), "/3"].concat();
    let pressed = move || if now.get().strong { "true" } else { "false" };
    view! {
        <div class="kiosk-display">
            <button type="button" class="kiosk-tool" id="kiosk-size" on:click=larger>
                <span class="letters-drawn" aria-hidden="true">"A"<b>"A"</b></span>{label(keys::TEXT_SIZE)}<span class="unseen" aria-live="polite">{size}</span>
            </button>
            <button type="button" class="kiosk-tool" id="kiosk-contrast" aria-pressed=pressed on:click=stronger>
                {drawing(drawing::CONTRAST)}{label(keys::CONTRAST)}
            </button>
        </div>
    }
    .into_any()
}

fn to_phone(kiosk: Kiosk) -> AnyView {
    view! {
        <button type="button" class="kiosk-tool" id="kiosk-qr" on:click=move |_| qr::open(kiosk)>{drawing(drawing::QR)}{label(keys::QR_OPEN)}</button>
    }
    .into_any()
}

/// The form goes on at home: the page of what is kept leads to it.
fn take_along() -> AnyView {
    view! { <a class="kiosk-tool" href="/drafts">{drawing(drawing::PHONE)}{label(keys::TAKE_ALONG)}</a> }.into_any()
}

fn label(key: Key) -> AnyView {
    view! { <span class="kiosk-label">{t(key)}</span> }.into_any()
}
