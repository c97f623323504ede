//! `/signed-out`: signed out, or not signed in and why.

use crate::i18n::{Key, keys, t};
use crate::parts::{gate, title};
use crate::routes::Route;
use crate::state::App;
use crate::ui::{self, Tone};
use frontend::app::Address;
use leptos::prelude::*;

/// The screen.
pub(crate) fn signed_out(app: App, why: &str) -> AnyView {
    let (head, about, tone) = words(why);
    let again = match app.session.offered.get_untracked() {
        true => ui::link("btn", gate::sign_in(&Route::Start.path()), t(keys::SESSION_SIGN_IN)),
        false => ui::nothing(),
    };
    let home = ui::link("btn quiet", Route::Start.path(), t(keys::TO_HOME));
    let notice = ui::notice(tone, "", vec![ui::para("", t(about))]);
    ui::group("narrow", vec![title(t(head)), notice, ui::group("row", vec![again, home])])
}

fn words(why: &str) -> (Key, Key, Tone) {
    match why {
        "" => (keys::SESSION_OUT, keys::SESSION_OUT_ABOUT, Tone::Good),
        "cancelled" => (keys::SESSION_NOT_IN, keys::SESSION_CANCELLED, Tone::Calm),
        "unavailable" => (keys::SESSION_NOT_IN, keys::SESSION_UNAVAILABLE, Tone::Warn),
        "expired" => (keys::SESSION_NOT_IN, keys::SESSION_EXPIRED, Tone::Warn),
        "no_cookie" => (keys::SESSION_NOT_IN, keys::SESSION_NO_COOKIE, Tone::Warn),
        "no_fin" => (keys::SESSION_NOT_IN, keys::SESSION_NO_FIN, Tone::Warn),
        _ => (keys::SESSION_NOT_IN, keys::SESSION_FAILED, Tone::Bad),
    }
}
