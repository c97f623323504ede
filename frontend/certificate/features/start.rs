//! `/certificate`: what it is, how it is got, what is needed, and the way in.

use crate::i18n::{Key, keys, t};
use crate::parts::{fault, gate, news, title, waiting};
use crate::routes::Route;
use crate::state::session::Gate;
use crate::state::{App, Screens, journey};
use crate::ui::{self, Tone, live};
use frontend::app::Address;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::application::journey::Step;

/// What happens, in order.
const HOW: [Key; 4] = [keys::START_HOW_SIGN_IN, keys::START_HOW_CODE, keys::START_HOW_SEND, keys::START_HOW_RECEIVE];
/// What to have at hand.
const NEED: [Key; 4] = [keys::START_NEED_ACCOUNT, keys::START_NEED_CODE, keys::START_NEED_MOBILE, keys::START_NEED_COMPANY];

/// The screen.
pub(crate) fn start(app: App) -> AnyView {
    ui::group(
        "narrow",
        vec![
            news(app),
            fault(app.fault),
            title(t(keys::SHELL_HEADING)),
            ui::para("lead", t(keys::SHELL_LEAD)),
            waiting::waiting(app),
            begin(app),
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

/// The way in, or on.
fn begin(app: App) -> AnyView {
    live(move || match app.session.gate.get() {
        Gate::Open | Gate::Away => signed_in(app),
        _ if !app.session.offered.get() => ui::notice(Tone::Warn, t(keys::SESSION_NOT_OFFERED), vec![]),
        _ => {
            let way = gate::sign_in(&Route::Step(Step::Class, false).path());
            ui::group("begin", vec![ui::link("btn", way, t(keys::START_SIGN_IN)), ui::para("hint", t(keys::START_SAVED))])
        }
    })
}

fn signed_in(app: App) -> AnyView {
    let mine = || ui::link("btn quiet", Route::Applications.path(), t(keys::TRACK_MINE));
    let anew = move || {
        spawn_local(async move {
            app.draft.anew().await;
            app.go(&Route::Step(Step::Class, false), None);
        });
    };
    live(move || {
        let begun = app.draft.record.with(|record| journey::is_begun(&record.answers));
        if !begun {
            return ui::group("begin", vec![ui::button("btn", t(keys::START), anew), mine()]);
        }
        let attempt = app.draft.record.with_untracked(|record| record.answers.attempt.is_some());
        let go_on = move || app.go(&Route::Step(app.furthest(), false), None);
        let mut actions = vec![ui::button("btn", t(keys::CONTINUE_FORM), go_on)];
        // What may have been sent is not thrown away unseen.
        if !attempt {
            actions.push(ui::button("btn quiet", t(keys::START_ANEW), anew));
        }
        actions.push(mine());
        actions.push(ui::link("btn quiet", "/drafts".to_owned(), t(keys::NAV_DRAFTS)));
        ui::notice(Tone::Calm, t(keys::START_DRAFT), vec![ui::group("row", actions)])
    })
}
