//! What goes on beside the screens: what the page has become, whether somebody is there, and the heartbeat.

use crate::api;
use crate::features::{begin, ending, idle, qr};
use crate::i18n::{keys, t};
use crate::state::{Ending, Enter, Keys, Kiosk};
use core::time::Duration;
use frontend::platform::{self, kiosk as browser};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::format::Lang;

/// What a screen is called that nobody has touched: its session does not grow old.
const ATTRACT: &str = "attract";
const TICK: Duration = Duration::from_secs(1);
/// The longest between two heartbeats; KIOSK_SILENT_S in kiosk/launch.sh is five of these.
const BEAT_MS: u32 = 30_000;
const PAUSE_MS: u32 = 4_000;
/// Where a file would be chosen: a kiosk's visitor has none with them.
const FILES: &str = ".field:has(> .add-file)";
/// A form that is being filled in.
const FORM: &str = "[data-step], .wizard .step form:not(.actions form)";

/// From now on, for as long as the page lives.
pub(crate) fn begin(kiosk: Kiosk, begins: bool) {
    browser::notice_activity();
    browser::watch_fields(move |keys, enter| Kiosk::tell(kiosk.keys, wanted(&keys, &enter)));
    browser::watch_page(move || look(kiosk));
    browser::watch_printing(move |trouble| {
        kiosk.printing.set(trouble);
        spawn_local(beat(kiosk));
    });
    if begins {
        return spawn_local(begin::wait());
    }
    spawn_local(async move {
        if !browser::has_camera().await {
            browser::mark("data-no-camera");
        }
    });
    spawn_local(async move {
        meet(kiosk).await;
        while matches!(kiosk.ending.get_untracked(), Ending::No | Ending::Asked) {
            beat(kiosk).await;
            platform::pause(0, BEAT_MS, BEAT_MS).await;
        }
    });
    if kiosk.begun.get_untracked() {
        begun(kiosk);
    }
    set_interval(move || idle::tick(kiosk), TICK);
}

/// Until the server has said how this session is: the first screen invites nobody into one that somebody else has begun, or
/// that is over.
async fn meet(kiosk: Kiosk) {
    loop {
        match api::session().await {
            Ok(session) => {
                if session.used {
                    begun(kiosk);
                }
                kiosk.session.set(session);
                return kiosk.known.set(true);
            }
            Err(error) if api::is_over(&error) => return ending::end(kiosk),
            Err(_) => platform::pause(0, PAUSE_MS, PAUSE_MS).await,
        }
    }
}

/// Somebody is at work here.
pub(crate) fn begun(kiosk: Kiosk) {
    Kiosk::tell(kiosk.begun, true);
    api::say_leaving(&browser::version());
}

fn wanted(keys: &str, enter: &str) -> Option<(Keys, Enter)> {
    let keys = match keys {
        "digits" => Keys::Digits,
        "decimal" => Keys::Decimal,
        "email" => Keys::Email,
        "text" => Keys::Text,
        _ => return None,
    };
    let enter = match enter {
        "line" => Enter::Line,
        "next" => Enter::Next,
        _ => Enter::Send,
    };
    Some((keys, enter))
}

/// The page has changed: its language, its form, what a phone can take along.
fn look(kiosk: Kiosk) {
    Kiosk::tell(kiosk.form, browser::found(FORM));
    Kiosk::tell(kiosk.qr, browser::attribute_of(qr::PLACE, "data-qr"));
    qr::draw(kiosk);
    browser::put(FILES, "kiosk-note", t(keys::FILE_NOTE));
    let lang = Lang::from_tag(&platform::page_lang()).unwrap_or_default();
    if lang != kiosk.lang.get_untracked() {
        spawn_local(speak(kiosk, lang));
    }
}

/// Another language, when its texts have come.
pub(crate) async fn speak(kiosk: Kiosk, lang: Lang) {
    if frontend::app::speak_beside(lang).await {
        Kiosk::tell(kiosk.lang, lang);
    }
}

pub(crate) async fn beat(kiosk: Kiosk) {
    let screen = if kiosk.begun.get_untracked() { screen(&platform::here()) } else { ATTRACT };
    let printing = kiosk.printing.get_untracked();
    if let Err(error) = api::heartbeat(&browser::version(), screen, &printing).await
        && api::is_over(&error)
    {
        ending::end(kiosk);
    }
}

/// Where the visitor is, in a word that says nothing of them.
fn screen(address: &str) -> &'static str {
    const SCREENS: [&str; 12] = [
        "kiosk",
        "services",
        "pay",
        "receipts",
        "privacy",
        "certificate",
        "applications",
        "track",
        "verify",
        "documents",
        "drafts",
        "display",
    ];
    let first = address.trim_start_matches('/').split(['/', '?', '#']).next().unwrap_or("");
    if first.is_empty() { "services" } else { SCREENS.into_iter().find(|known| *known == first).unwrap_or("other") }
}

#[cfg(test)]
mod tests {
    use super::screen;

    #[test]
    fn a_screens_word_names_nobody() {
        assert_eq!(screen("/pay/0a7f19"), "pay");
        assert_eq!(screen("/?q=1"), "services");
        assert_eq!(screen("/track#A-2026-0000-0000"), "track");
        assert_eq!(screen("/somebody"), "other");
    }
}
