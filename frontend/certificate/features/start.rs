//! `/certificate`: what it is, how it is got, what is needed, and the way in.

use crate::i18n::{Key, keys, t};
use crate::parts::title;
use crate::ui;
use leptos::prelude::*;

/// Through the identity provider to the form's first step.
const SIGN_IN: &str = "/auth/sign-in?return=/certificate/class";

/// What happens, in order.
const HOW: [Key; 4] = [keys::START_HOW_SIGN_IN, keys::START_HOW_CODE, keys::START_HOW_SEND, keys::START_HOW_RECEIVE];
/// What to have at hand.
const NEED: [Key; 4] = [keys::START_NEED_ACCOUNT, keys::START_NEED_CODE, keys::START_NEED_MOBILE, keys::START_NEED_COMPANY];

/// The screen.
pub(crate) fn start() -> AnyView {
    let begin = vec![ui::link("btn", SIGN_IN.to_owned(), t(keys::START_SIGN_IN)), ui::para("hint", t(keys::START_SAVED))];
    ui::group(
        "narrow",
        vec![
            title(t(keys::SHELL_HEADING)),
            ui::para("lead", t(keys::SHELL_LEAD)),
            ui::group("begin", begin),
            ui::heading(t(keys::START_HOW)),
            view! { <ol class="numbered" role="list">{points(&HOW)}</ol> }.into_any(),
            ui::heading(t(keys::START_NEED)),
            ui::list("points", points(&NEED)),
        ],
    )
}

fn points(keys: &[Key]) -> Vec<AnyView> {
    keys.iter().map(|key| ui::entry("", vec![ui::para("", t(*key))])).collect()
}
