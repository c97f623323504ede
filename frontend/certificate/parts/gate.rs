//! Before personal screens: who is not signed in is told so and led there, and comes back to the same step.

use super::{shown, title};
use crate::api::explain;
use crate::i18n::{Key, keys, t};
use crate::state::App;
use crate::state::session::Gate;
use crate::ui::{self, Tone, live};
use frontend::app::{Address, Screens};
use frontend::parts::steps;
use frontend::state::place::encode;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The application's steps.
const STEPS: [Key; 5] =
    [keys::APPLY_STEP_CLASS, keys::APPLY_STEP_PERSON, keys::APPLY_STEP_DETAILS, keys::APPLY_STEP_CONTACT, keys::APPLY_STEP_CHECK];

/// The provider's way in, and back to a path.
#[must_use]
pub(crate) fn sign_in(back: &str) -> String {
    ["/auth/sign-in?return=", &encode(back)].concat()
}

/// A screen for somebody signed in.
pub(crate) fn personal(app: App, show: fn(App) -> AnyView) -> AnyView {
    personal_of(app, Box::new(show))
}

fn personal_of(app: App, show: Box<dyn Fn(App) -> AnyView + Send>) -> AnyView {
    let gate = app.session.gate;
    live(move || match gate.get() {
        Gate::Waiting => ui::skeleton(t(keys::WAIT)),
        Gate::Failed(error) => {
            let retry = ui::button("btn ghost", t(keys::TRY_AGAIN), move || {
                gate.set(Gate::Waiting);
                spawn_local(app.look());
            });
            view! { <div role="alert" class="narrow">{ui::notice(Tone::Bad, explain(&error), vec![retry])}</div> }.into_any()
        }
        Gate::Nobody => way_in(app, keys::SESSION_NEEDED, Tone::Calm, keys::SESSION_NEEDED_ABOUT),
        Gate::Ended => way_in(app, keys::SESSION_ENDED, Tone::Warn, keys::SESSION_ENDED_ABOUT),
        Gate::Open | Gate::Away => show(app),
    })
}

fn way_in(app: App, head: Key, tone: Tone, about: Key) -> AnyView {
    let back = app.route().get_untracked().path();
    let actions = match app.session.offered.get_untracked() {
        true => ui::link("btn", sign_in(&back), t(keys::SESSION_SIGN_IN)),
        false => ui::para("", t(keys::SESSION_NOT_OFFERED)),
    };
    ui::group("narrow", vec![title(t(head)), ui::notice(tone, "", vec![ui::para("", t(about))]), ui::group("row", vec![actions])])
}

/// A step of the application: `now` counts from 1, 6 means that all are done. What the form offers is there before it.
pub(crate) fn step(app: App, now: usize, show: fn(App) -> Vec<AnyView>) -> AnyView {
    personal_of(
        app,
        Box::new(move |app| {
            let there = shown(app.form, app, App::need_form, move |app, _| ui::parts(show(app)));
            steps::wizard(keys::APPLY_STEPS_LABEL, &STEPS, now, vec![there])
        }),
    )
}
