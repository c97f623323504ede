//! The queue, for everybody to see: what waits to be sent, what has gone by itself, what was refused.

use crate::api::{ApiError, explain};
use crate::i18n::{clock, fill, keys, t};
use crate::routes::Route;
use crate::state::App;
use crate::state::queue::{Stands, Waiting};
use crate::state::session::Gate;
use crate::ui::{self, Tone, live, nothing};
use frontend::app::{Address, Screens};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::application::journey::Step;

/// Everything in the queue; nothing while it is empty. Changes are spoken.
pub(crate) fn waiting(app: App) -> AnyView {
    let body = live(move || {
        let all = app.queue.all.get();
        if all.is_empty() {
            return nothing();
        }
        let (waiting, rest): (Vec<Waiting>, Vec<Waiting>) = all.into_iter().partition(|one| one.stands == Stands::Waits);
        let mut parts: Vec<AnyView> = rest.into_iter().map(|one| decided(app, one)).collect();
        if !waiting.is_empty() {
            let lines = waiting.iter().map(line).collect();
            parts.push(ui::notice(Tone::Calm, heading(waiting.len()), vec![ui::list("queue", lines), ui::para("", why(app))]));
        }
        ui::parts(parts)
    });
    view! { <div aria-live="polite">{body}</div> }.into_any()
}

fn heading(count: usize) -> String {
    fill(keys::QUEUE_HEADING, &[("n", &count.to_string())])
}

fn line(one: &Waiting) -> AnyView {
    let text = fill(keys::QUEUE_LINE, &[("code", &one.account), ("time", &clock(one.since_ms))]);
    ui::entry("", vec![ui::para("", text)])
}

/// What it waits for.
pub(crate) fn why(app: App) -> &'static str {
    match app.session.gate.get() {
        _ if app.offline.get() => t(keys::QUEUE_FOR_NETWORK),
        Gate::Open if app.queue.busy.get() => t(keys::QUEUE_SENDING),
        Gate::Open | Gate::Away => t(keys::QUEUE_FOR_ANSWER),
        _ => t(keys::QUEUE_FOR_SIGN_IN),
    }
}

/// To the draft that was refused, where it can be mended.
async fn mend(app: App, id: String) {
    app.queue.all.update(|all| all.retain(|one| one.id != id));
    app.draft.turn_to(&id).await;
    app.go(&Route::Step(Step::Check, false), None);
}

fn decided(app: App, one: Waiting) -> AnyView {
    match one.stands {
        Stands::Waits => nothing(),
        Stands::Sent(number) => {
            let link = ui::link("", Route::Application(number.clone()).path(), number);
            ui::notice(Tone::Good, fill(keys::QUEUE_SENT, &[("code", &one.account)]), vec![link])
        }
        Stands::Refused(problem) => {
            let about = ui::para("", explain(&ApiError::Problem(problem)));
            let id = one.id.clone();
            let mend = ui::button("btn ghost", t(keys::QUEUE_MEND), move || spawn_local(mend(app, id.clone())));
            ui::notice(Tone::Bad, fill(keys::QUEUE_REFUSED, &[("code", &one.account)]), vec![about, mend])
        }
    }
}
