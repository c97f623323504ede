//! Applying: class, person, details, contact, check, sent.

pub(crate) mod check;
pub(crate) mod class;
pub(crate) mod contact;
mod debt;
pub(crate) mod details;
pub(crate) mod person;
mod send;
pub(crate) mod sent;

use crate::i18n::{keys, t};
use crate::routes::Route;
use crate::state::App;
use crate::ui;
use frontend::app::Address;
use frontend::parts::steps;
use leptos::prelude::*;
use shared::application::journey::Step;

/// A step is visited: what it shows is asked for.
pub(crate) fn enter(app: App, step: Step) {
    app.hurried.set(false);
    match step {
        Step::Class => {}
        Step::Person | Step::Check => person::need(app),
        Step::Details => {
            person::need(app);
            debt::need(app);
        }
        Step::Contact => app.tick(),
        Step::Sent => sent::need(app),
    }
    if step == Step::Check {
        send::go_on(app);
    }
}

/// The page is seen again, perhaps after Back from the payment's: what was owed may be paid.
pub(crate) fn seen(app: App) {
    if matches!(app.route.get_untracked(), Route::Step(Step::Details, _)) && app.debt.1.known().is_some_and(|view| !view.clear) {
        debt::need(app);
    }
}

/// Going back, by a link that says so; while one answer is being changed, to the check.
fn back(app: App, to: Step) -> AnyView {
    let changes = matches!(app.route.get_untracked(), Route::Step(_, true));
    let to = if changes { Route::Step(Step::Check, false) } else { Route::Step(to, false) };
    ui::link("back", to.path(), t(keys::BACK))
}

/// **İrəli**, and where the draft is kept.
fn next(app: App) -> Vec<AnyView> {
    vec![ui::group("row", vec![ui::submit(t(keys::NEXT))]), steps::saved(app.draft.saved)]
}
