//! Screens of nothing but words.

use crate::i18n::{keys, t};
use crate::parts::title;
use crate::state::drafts;
use crate::state::{App, Screens};
use crate::ui;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// `/privacy`: what is kept where, and a way to remove it.
pub(crate) fn privacy(app: App) -> AnyView {
    let wipe = move || {
        spawn_local(async move {
            drafts::delete_all().await;
            app.pay.forget().await;
            app.finder.kept.set(Vec::new());
            app.go(&crate::routes::Route::Home, Some(keys::PRIVACY_WIPED));
        });
    };
    let section = |head, text| ui::group("", vec![ui::heading(t(head)), ui::para("", t(text))]);
    ui::group(
        "narrow",
        vec![
            title(t(keys::PRIVACY_TITLE)),
            section(keys::PRIVACY_CARD_TITLE, keys::PRIVACY_CARD_TEXT),
            section(keys::PRIVACY_DEVICE_TITLE, keys::PRIVACY_DEVICE_TEXT),
            section(keys::PRIVACY_SERVER_TITLE, keys::PRIVACY_SERVER_TEXT),
            ui::button("btn ghost", t(keys::PRIVACY_WIPE), wipe),
        ],
    )
}
