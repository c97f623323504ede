//! What this bundle's screens share: who is signed in, the gate before personal screens, the course of an application,
//! files, a code by SMS.

pub(crate) mod account;
pub(crate) mod code;
pub(crate) mod course;
pub(crate) mod files;
pub(crate) mod gate;
pub(crate) mod names;
pub(crate) mod pay_here;
pub(crate) mod waiting;

pub(crate) use frontend::parts::{fault, not_found, title};

use crate::api::{ApiError, explain};
use crate::i18n::{Key, keys, t};
use crate::state::App;
use crate::state::asked::{Asked, Course, Standing};
use crate::ui::{self, Tone, live, nothing};
use leptos::prelude::*;

/// What was asked for: bars while it is on its way; words and a way to ask now while it is silent or refused.
pub(crate) fn shown<T: Clone + PartialEq + Send + 'static>(
    asked: Asked<T>,
    app: App,
    again: fn(App),
    show: impl Fn(App, &T) -> AnyView + Send + 'static,
) -> AnyView {
    shown_of(asked.course, app, again, Box::new(move || asked.known().map_or_else(nothing, |known| show(app, &known))))
}

fn shown_of(course: Course, app: App, again: fn(App), show: Box<dyn Fn() -> AnyView + Send>) -> AnyView {
    live(move || match course.standing.get() {
        Standing::Idle | Standing::Asking => ui::skeleton(t(keys::WAIT)),
        Standing::Known => show(),
        Standing::Silent(error) => silent(app, &error, again),
        Standing::Refused(error) => refused(app, &error, again),
    })
}

/// Nobody answers: nothing is lost, and it is being asked again.
pub(crate) fn silent(app: App, error: &ApiError, again: fn(App)) -> AnyView {
    let retry = ui::button("btn ghost", t(keys::TRY_AGAIN), move || again(app));
    let notice = ui::notice(Tone::Warn, explain(error), vec![ui::para("", t(keys::APPLY_WE_ASK)), retry]);
    view! { <div role="alert">{notice}</div> }.into_any()
}

fn refused(app: App, error: &ApiError, again: fn(App)) -> AnyView {
    let retry = ui::button("btn ghost", t(keys::TRY_AGAIN), move || again(app));
    view! { <div role="alert">{ui::notice(Tone::Bad, explain(error), vec![retry])}</div> }.into_any()
}

/// Said once when something that was silent works again.
pub(crate) fn came_back(course: Course, words: Key) -> AnyView {
    let news = live(move || {
        let there = course.standing.get() == Standing::Known;
        if there && course.came_back.get() { ui::notice(Tone::Good, t(words), vec![]) } else { nothing() }
    });
    view! { <div aria-live="polite">{news}</div> }.into_any()
}

/// Something the last screen said once.
pub(crate) fn news(app: App) -> AnyView {
    let words = live(move || app.news.get().map_or_else(nothing, |key| ui::notice(Tone::Good, t(key), vec![])));
    view! { <div aria-live="polite">{words}</div> }.into_any()
}
