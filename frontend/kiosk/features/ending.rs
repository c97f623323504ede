//! The end of a visit: asked for, timed out, or told by the server. Everything goes, whether the server answers or not.

use super::drawing::{self, drawing};
use super::home::sky;
use crate::BEGIN;
use crate::api;
use crate::i18n::{keys, t};
use crate::state::{Ending, Kiosk};
use frontend::api::ApiError;
use frontend::parts::title;
use frontend::platform::{self, kiosk as browser};
use frontend::ui::{live, nothing, para};
use leptos::prelude::*;
use leptos::task::spawn_local;

const DIALOG: &str = "kiosk-ending";
const PAUSE_MS: u32 = 4_000;

/// **Finish**. Asks again only when a payment is under way.
pub(crate) fn ask(kiosk: Kiosk) {
    if is_paying(&platform::here()) && !browser::found(".receipt, .step .notice.bad") {
        kiosk.ending.set(Ending::Asked);
    } else {
        end(kiosk);
    }
}

/// At a payment's own page: begun, and not known to have ended.
fn is_paying(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or("");
    let step = path.strip_prefix("/pay/").unwrap_or("");
    !step.is_empty() && !matches!(step, "account" | "bills" | "card" | "check")
}

/// Wipes what is here, then has the server wipe its part; then the next visitor's screen comes in place of this page.
pub(crate) fn end(kiosk: Kiosk) {
    if matches!(kiosk.ending.get_untracked(), Ending::Now | Ending::NoNetwork) {
        return;
    }
    kiosk.ending.set(Ending::Now);
    browser::blank();
    spawn_local(async move {
        browser::wipe().await;
        loop {
            match api::finish().await {
                Err(ApiError::NoAnswer) => Kiosk::tell(kiosk.ending, Ending::NoNetwork),
                Err(error) if !api::is_over(&error) => {}
                _ => return browser::replace(BEGIN),
            }
            platform::pause(0, PAUSE_MS, PAUSE_MS).await;
        }
    });
}

/// Are you sure?
pub(crate) fn dialog(kiosk: Kiosk) -> AnyView {
    let asked = Memo::new(move |_| kiosk.ending.get() == Ending::Asked);
    live(move || if asked.get() { question(kiosk) } else { nothing() })
}

fn question(kiosk: Kiosk) -> AnyView {
    let stay = move || {
        browser::dialog_close(DIALOG);
        kiosk.ending.set(Ending::No);
    };
    platform::dialog_open(DIALOG);
    view! {
        <dialog class="dialog kiosk-dialog" id=DIALOG role="alertdialog" aria-labelledby="kiosk-ending-title" aria-describedby="kiosk-ending-about"
            on:cancel=move |event: leptos::ev::Event| { event.prevent_default(); stay(); }>
            <h2 id="kiosk-ending-title">{t(keys::ENDING_TITLE)}</h2>
            <p id="kiosk-ending-about">{t(keys::ENDING_ABOUT)}</p>
            <div class="kiosk-answers">
                <button type="button" class="btn" autofocus=true on:click=move |_| stay()>{t(keys::ENDING_STAY)}</button>
                <button type="button" class="btn ghost" id="kiosk-finish-sure" on:click=move |_| end(kiosk)>{t(keys::ENDING_SURE)}</button>
            </div>
        </dialog>
    }
    .into_any()
}

/// Thank you. Nothing of the visit is on the screen any more.
pub(crate) fn goodbye(kiosk: Kiosk) -> AnyView {
    let (heading, about) = match kiosk.ending.get_untracked() {
        Ending::NoNetwork => (keys::GOODBYE_TITLE, keys::GOODBYE_NO_NETWORK),
        _ => (keys::GOODBYE_TITLE, keys::GOODBYE_ABOUT),
    };
    view! {
        <main class="kiosk-rest">
            {sky()}
            <div class="kiosk-rest-words" role="status">{drawing(drawing::DOOR)}{title(t(heading))}{para("lead", t(about))}</div>
        </main>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::is_paying;

    #[test]
    fn a_payment_is_under_way_on_its_own_page_alone() {
        for path in ["/pay/start", "/pay/0a7f19", "/pay/return/0a7f19?ID=1"] {
            assert!(is_paying(path), "{path}");
        }
        for path in ["/", "/pay", "/pay/bills", "/pay/check", "/receipts", "/certificate"] {
            assert!(!is_paying(path), "{path}");
        }
    }
}
