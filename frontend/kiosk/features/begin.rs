//! `/kiosk/begin`: in with the launcher's ticket. Without one a kiosk waits here for its next session.

use super::drawing::{self, drawing};
use super::home::sky;
use crate::api;
use crate::i18n::{keys, t};
use frontend::parts::title;
use frontend::platform::{self, kiosk as browser};
use frontend::ui::para;
use leptos::prelude::*;

const PAUSE_MS: u32 = 4_000;
const HOME: &str = "/kiosk";

/// The screen.
pub(crate) fn begin() -> AnyView {
    view! {
        <main class="kiosk-rest">
            {sky()}
            <div class="kiosk-rest-words">{drawing(drawing::TOUCH)}{title(t(keys::BEGIN_TITLE))}{para("lead", t(keys::BEGIN_ABOUT))}</div>
        </main>
    }
    .into_any()
}

/// Until there is a session. The address with the ticket is replaced: it stays in no history.
pub(crate) async fn wait() {
    loop {
        let here = platform::here();
        let ticket = here.split_once('#').map_or("", |(_, ticket)| ticket);
        let there = if ticket.is_empty() { api::session().await.is_ok() } else { api::enter(ticket).await.is_ok() };
        if there {
            return browser::replace(HOME);
        }
        platform::pause(0, PAUSE_MS, PAUSE_MS).await;
    }
}
