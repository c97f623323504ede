//! The queue, for everybody to see: what waits to be sent, what has gone by itself, what was refused.

use crate::api::{ApiError, explain};
use crate::i18n::{clock, fill, keys, t};
use crate::routes::Route;
use crate::state::App;
use crate::state::queue::{Stands, Waiting};
use crate::state::session::Gate;
use crate::ui::{self, Tone, live, nothing};
use frontend::app::Address;
use leptos::prelude::*;

/// Everything in the queue; nothing while it is empty. Changes are spoken.
pub(crate) fn waiting(app: App) -> AnyView {
    let body = live(move || {
        let all = app.queue.all.get();
        if all.is_empty() {
            return nothing();
        }
        let (waiting, rest): (Vec<Waiting>, Vec<Waiting>) = all.into_iter().partition(|one| one.stands == Stands::Waits);
        let mut parts: Vec<AnyView> = rest.into_iter().map(decided).collect();
        if !waiting.is_empty() {
            let lines = waiting.iter().map(line).collect();
            parts.push(ui::notice(Tone::Calm, heading(waiting.len()), vec![ui::list("queue", lines), ui::para("", why(app))]));
        }
        ui::parts(parts)
    });
    view! { <div role="status">{body}</div> }.into_any()
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

fn decided(one: Waiting) -> AnyView {
    match one.stands {
        Stands::Waits => nothing(),
        Stands::Sent(number) => {
            let link = ui::link("", Route::Application(number.clone()).path(), number);
            ui::notice(Tone::Good, fill(keys::QUEUE_SENT, &[("code", &one.account)]), vec![link])
        }
        Stands::Refused(problem) => {
            let about = ui::para("", explain(&ApiError::Problem(problem)));
            ui::notice(Tone::Bad, fill(keys::QUEUE_REFUSED, &[("code", &one.account)]), vec![about])
        }
    }
}
