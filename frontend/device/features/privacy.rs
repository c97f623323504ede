//! `/privacy`: what is kept where, and a way to remove it.

use super::drafts::delete_all;
use crate::i18n::{Key, keys, t};
use crate::state::App;
use crate::ui;
use frontend::parts::title;
use leptos::prelude::*;

/// The screen.
pub(crate) fn privacy(app: App) -> AnyView {
    let section = |head: Key, text: Key| ui::group("section", vec![ui::heading(t(head)), ui::para("", t(text))]);
    ui::group(
        "narrow",
        vec![
            super::drafts::news(app),
            title(t(keys::PRIVACY_TITLE)),
            section(keys::PRIVACY_CARD_TITLE, keys::PRIVACY_CARD_TEXT),
            section(keys::PRIVACY_DEVICE_TITLE, keys::PRIVACY_DEVICE_TEXT),
            section(keys::PRIVACY_MOVE_TITLE, keys::PRIVACY_MOVE_TEXT),
            section(keys::PRIVACY_SERVER_TITLE, keys::PRIVACY_SERVER_TEXT),
            super::kept::kept(app),
            delete_all(app, keys::PRIVACY_WIPE),
            ui::link("btn quiet", "/drafts".to_owned(), t(keys::NAV_DRAFTS)),
        ],
    )
}
