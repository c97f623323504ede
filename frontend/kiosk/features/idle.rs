//! Is somebody there? After a while without a touch the visitor is asked; without an answer the visit ends.

use super::ending;
use crate::i18n::{fill, keys, t};
use crate::state::{Ending, Kiosk};
use frontend::platform::{self, kiosk as browser};
use frontend::ui::{live, nothing};
use leptos::prelude::*;

const DIALOG: &str = "kiosk-idle";
/// The time left is spoken this often.
const SPOKEN_S: i64 = 10;
/// The circle's circumference, in its own units.
const AROUND: i64 = 289;

/// Once a second. A device that slept finds the time over, not a countdown that begins.
pub(crate) fn tick(kiosk: Kiosk) {
    if !kiosk.begun.get_untracked() || !matches!(kiosk.ending.get_untracked(), Ending::No | Ending::Asked) {
        return;
    }
    let (idle_s, countdown_s) = kiosk.session.with_untracked(|session| (session.idle_s, session.countdown_s));
    let over_s = browser::idle_ms() / 1000 - idle_s;
    let asked = kiosk.left_s.get_untracked();
    match asked {
        None if over_s < 0 => {}
        None if over_s < countdown_s => kiosk.left_s.set(Some(countdown_s - over_s)),
        Some(left) if left > 1 && over_s < countdown_s => kiosk.left_s.set(Some(left - 1)),
        _ => ending::end(kiosk),
    }
}

fn stay(kiosk: Kiosk) {
    browser::dialog_close(DIALOG);
    kiosk.left_s.set(None);
}

/// The question. While it is there, a touch beside it is no answer: somebody else may be passing.
pub(crate) fn dialog(kiosk: Kiosk) -> AnyView {
    let asked = Memo::new(move |_| kiosk.left_s.get().is_some());
    live(move || if asked.get() { shown(kiosk) } else { nothing() })
}

fn shown(kiosk: Kiosk) -> AnyView {
    let left = move || kiosk.left_s.get().unwrap_or(0);
    let whole = kiosk.session.with_untracked(|session| session.countdown_s.max(1));
    let gone = move || (AROUND - AROUND * left() / whole).to_string();
    let spoken = Memo::new(move |old: Option<&String>| {
        let left = left();
        let said = || fill(keys::IDLE_LEFT, &[("n", &left.to_string())]);
        if left % SPOKEN_S == 0 || old.is_none() { said() } else { old.cloned().unwrap_or_default() }
    });
    platform::dialog_open(DIALOG);
    view! {
        <dialog class="dialog kiosk-dialog" id=DIALOG role="alertdialog" aria-labelledby="kiosk-idle-title" aria-describedby="kiosk-idle-about"
            on:cancel=move |event: leptos::ev::Event| { event.prevent_default(); stay(kiosk); }>
            <div class="kiosk-clock" aria-hidden="true">
                <svg viewBox="0 0 100 100"><circle cx="50" cy="50" r="46"></circle><circle class="gone" cx="50" cy="50" r="46" stroke-dasharray=AROUND.to_string() stroke-dashoffset=gone></circle></svg>
                <b>{left}</b>
            </div>
            <h2 id="kiosk-idle-title">{t(keys::IDLE_TITLE)}</h2>
            <p id="kiosk-idle-about">{t(keys::IDLE_ABOUT)}</p>
            <p class="unseen" aria-live="assertive">{move || spoken.get()}</p>
            <div class="kiosk-answers">
                <button type="button" class="btn" id="kiosk-stay" autofocus=true on:click=move |_| stay(kiosk)>{t(keys::IDLE_STAY)}</button>
                <button type="button" class="btn ghost" on:click=move |_| ending::end(kiosk)>{t(keys::FINISH)}</button>
            </div>
        </dialog>
    }
    .into_any()
}
