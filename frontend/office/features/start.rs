//! `/office`: the way in for officers.

use crate::i18n::{keys, t};
use crate::parts::title;
use crate::ui;
use leptos::prelude::*;

/// Through the identity provider to the queue.
const SIGN_IN: &str = "/auth/sign-in?return=/office/queue";

/// The screen.
pub(crate) fn start() -> AnyView {
    let begin = vec![ui::link("btn", SIGN_IN.to_owned(), t(keys::START_SIGN_IN)), ui::para("hint", t(keys::START_ROLE))];
    let citizen = ui::link("", "/certificate".to_owned(), t(keys::START_CITIZEN_GO));
    ui::group(
        "narrow",
        vec![
            title(t(keys::SHELL_HEADING)),
            ui::para("lead", t(keys::SHELL_LEAD)),
            ui::group("begin", begin),
            ui::heading(t(keys::START_CITIZEN)),
            citizen,
        ],
    )
}
