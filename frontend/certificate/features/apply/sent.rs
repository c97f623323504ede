//! `/certificate/sent`: the number, what happens next, how to follow it.

use crate::api;
use crate::i18n::{fill, keys, t};
use crate::parts::course::course;
use crate::parts::{fault, names, shown, title};
use crate::platform;
use crate::routes::Route;
use crate::state::App;
use crate::ui::{self, Tone};
use frontend::app::Address;
use leptos::prelude::*;
use shared::api::applications::ApplicationView;

/// Asks for what was sent, unless it has just come.
pub(super) fn need(app: App) {
    let Some(number) = app.draft.answers().number else { return };
    if app.one.0.get_untracked() == number && app.one.1.known().is_some() {
        return;
    }
    app.one.1.forget();
    app.one.0.set(number.clone());
    let lang = app.lang.get_untracked();
    app.one.1.ask(app, move || api::application(&number, lang), |_| ());
}

/// The screen.
pub(crate) fn sent(app: App) -> Vec<AnyView> {
    let number = app.draft.answers().number.unwrap_or_default();
    let follow = ui::link("btn", Route::Application(number.clone()).path(), t(keys::APPLY_SENT_FOLLOW));
    let print = ui::button("btn ghost", t(keys::TRACK_PRINT), platform::print);
    let paper = vec![
        ui::para("hint", t(keys::APPLY_NUMBER)),
        view! { <p class="big-number" id="number">{number}</p> }.into_any(),
        shown(app.one.1, app, need, |_, view| next_of(view)),
    ];
    vec![
        fault(app.fault),
        title(t(keys::APPLY_SENT_TITLE)),
        ui::notice(Tone::Good, t(keys::APPLY_SENT_ABOUT), vec![]),
        ui::group("paper printed", paper),
        ui::group("row", vec![follow, print, ui::link("btn quiet", Route::Start.path(), t(keys::TO_HOME))]),
    ]
}

fn next_of(view: &ApplicationView) -> AnyView {
    let due = view.track.due_at.as_deref().map(|due| fill(keys::APPLY_SENT_DUE, &[("time", &names::moment(due))]));
    let points = [due, Some(fill(keys::APPLY_SENT_SMS, &[("mobile", &view.sent.mobile)])), Some(t(keys::APPLY_SENT_TRACK).to_owned())];
    let points = points.into_iter().flatten().map(|text| ui::entry("", vec![ui::para("", text)])).collect();
    ui::parts(vec![
        ui::heading(t(keys::APPLY_SENT_NEXT)),
        ui::list("points", points),
        ui::heading(t(keys::TRACK_STAGES)),
        course(&view.track),
    ])
}
