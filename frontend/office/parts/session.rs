//! Where the office's pages begin, and the ways between them.

use crate::i18n::{keys, t};
use crate::routes::{Route, Show};
use crate::state::App;
use crate::state::session::{is_operator, may_see};
use crate::ui;
use frontend::parts::session;
use leptos::prelude::*;

/// Nobody is signed in.
pub(crate) fn start(offered: bool) -> AnyView {
    session::start((t(keys::SHELL_HEADING), t(keys::SHELL_LEAD)), offered, vec![ui::heading(t(keys::START_CITIZEN)), citizen()])
}

fn citizen() -> AnyView {
    ui::link("more", "/certificate".to_owned(), t(keys::START_CITIZEN_GO))
}

/// Somebody is signed in, but not for this.
pub(crate) fn forbidden(app: App) -> AnyView {
    session::forbidden(app.session, move || app.sign_out(), citizen())
}

/// The ways between the office's screens; `now` is the one that is shown.
pub(crate) fn ways(app: App, now: &'static str) -> AnyView {
    let mut ways = vec![];
    if may_see(app, &Route::Queue(Show::Waiting)) {
        ways.extend([("/office", t(keys::NAV_QUEUE)), ("/office/figures", t(keys::NAV_FIGURES))]);
    }
    if may_see(app, &Route::Kiosks) {
        ways.push(("/office/kiosks", t(keys::NAV_KIOSKS)));
    }
    if is_operator(app) {
        ways.push(("/operator", t(keys::NAV_MONEY)));
    }
    session::ways(t(keys::NAV_OFFICE), ways, now)
}
