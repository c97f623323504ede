//! A code by SMS: sent, counted down, typed, tried; sent again, or to another number.

use crate::api::{Answer, ApiError};
use crate::forms::{self, Issue, TextField};
use crate::i18n::{fill, keys, t};
use crate::parts::account::minutes;
use crate::platform;
use crate::state::App;
use crate::state::draft::Pending;
use crate::ui::{self, Tone, live, nothing};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::applications::ProofView;
use shared::application::answers::sms_code;

/// The code's element.
pub(crate) const CODE: &str = "code";

/// What a screen does with its code.
#[derive(Clone, Copy)]
pub(crate) struct Acts {
    /// What is on its way; tracked.
    pub(crate) pending: fn(App) -> Option<Pending>,
    /// Sends a code (again).
    pub(crate) send: fn(App),
    /// Tries what was typed, already known to be six digits.
    pub(crate) attempt: fn(App, Pending, String),
    /// Back to the number.
    pub(crate) change: fn(App),
}

/// A code sent just now.
pub(crate) fn pending_of(view: &ProofView, typed: &str) -> Pending {
    let now_ms = platform::even_ms();
    Pending {
        id: view.id.clone(),
        typed: typed.to_owned(),
        display: view.mobile.clone(),
        expires_ms: now_ms + view.expires_in_ms,
        resend_ms: now_ms + view.resend_in_ms,
        tries_left: view.tries_left,
    }
}

/// The form for the code that is on its way.
pub(crate) fn form(app: App, pending: &Pending, acts: Acts) -> AnyView {
    let typed = RwSignal::new(String::new());
    let field = TextField {
        id: CODE.to_owned(),
        label: keys::APPLY_CODE,
        hint: t(keys::APPLY_CODE_HINT).to_owned(),
        value: String::new(),
        entry: ("text", "numeric", "one-time-code", "go"),
        class: "input code-input",
    };
    let attempt = move || match (sms_code(&typed.get_untracked()), (acts.pending)(app)) {
        (Ok(code), Some(pending)) => (acts.attempt)(app, pending, code),
        (Err(error), _) => {
            forms::refuse(app.issues, vec![Issue::new(CODE, keys::APPLY_CODE, error)]);
        }
        _ => {}
    };
    let confirm = view! { <button type="submit" class="btn">{t(keys::APPLY_CODE_CONFIRM)}</button> }.into_any();
    let change = ui::button("btn quiet", t(keys::APPLY_MOBILE_CHANGE), move || (acts.change)(app));
    let sent = fill(keys::APPLY_CODE_SENT, &[("mobile", &pending.display)]);
    // Words that come together with their live region are heard by few readers.
    platform::say(&sent);
    let sent = ui::notice(Tone::Calm, sent, vec![counts(app, acts)]);
    ui::form(
        vec![
            view! { <div aria-live="polite">{sent}</div> }.into_any(),
            forms::text_field(app.issues, field, move |text| typed.set(text)),
            ui::group("row", vec![confirm, again(app, acts), change]),
        ],
        attempt,
    )
}

/// How long the code lives and how many tries are left. Not spoken at every second: the list of tries is.
fn counts(app: App, acts: Acts) -> AnyView {
    let life = live(move || {
        let left_ms = (acts.pending)(app).map_or(0, |pending| pending.expires_ms - app.clock.get());
        let words = match left_ms {
            ..=0 => t(keys::APPLY_CODE_EXPIRED).to_owned(),
            _ => fill(keys::APPLY_CODE_LIFE, &[("time", &minutes((left_ms + 999) / 1000))]),
        };
        view! { <span>{words}</span> }.into_any()
    });
    let life = view! { <p aria-live="off">{life}</p> }.into_any();
    let tries = live(move || {
        let left = (acts.pending)(app).map_or(0, |pending| pending.tries_left);
        ui::para("", fill(keys::APPLY_CODE_TRIES, &[("n", &left.to_string())]))
    });
    ui::parts(vec![life, tries])
}

fn again(app: App, acts: Acts) -> AnyView {
    let left = Memo::new(move |_| {
        let left_ms = (acts.pending)(app).map_or(0, |pending| pending.resend_ms - app.clock.get());
        (left_ms + 999).max(0) / 1000
    });
    let waits = Memo::new(move |_| left.get() > 0);
    live(move || {
        if waits.get() {
            let words = live(move || view! { <span>{fill(keys::APPLY_CODE_WAIT, &[("time", &minutes(left.get()))])}</span> }.into_any());
            return view! { <span class="hint" aria-live="off">{words}</span> }.into_any();
        }
        ui::button("btn ghost", t(keys::APPLY_CODE_AGAIN), move || (acts.send)(app))
    })
}

/// Sends a code: one wish, one key, so that pressing again after a lost answer sends one message.
pub(crate) fn send(
    app: App,
    wish: String,
    call: fn(App, String) -> Answer<ProofView>,
    sent: fn(App, &ProofView),
    refused: fn(App, ApiError),
) {
    if app.busy.get_untracked() {
        return;
    }
    app.busy.set(true);
    app.fault.set(None);
    app.issues.set(Vec::new());
    if app.wish.0.get_untracked() != wish {
        app.wish.0.set(wish);
        app.wish.1.set(platform::random_hex(16));
    }
    spawn_local(async move {
        let answer = app.heard(call(app, app.wish.1.get_untracked()).await);
        app.busy.set(false);
        // Answered: the next press is another wish.
        if !matches!(&answer, Err(error) if error.is_passing()) {
            app.wish.0.set(String::new());
        }
        match answer {
            Ok(view) => {
                app.clock.set(platform::even_ms());
                sent(app, &view);
                platform::focus(CODE);
            }
            Err(error) => refused(app, error),
        }
    });
}

/// The server's verdict on a code, at its field; anything else above the form.
pub(crate) fn refused(app: App, error: ApiError) {
    if let ApiError::Problem(problem) = &error
        && forms::refuse(app.issues, forms::issues_of(problem, &[("code", CODE, keys::APPLY_CODE)]))
    {
        return;
    }
    app.fault.set(Some(error));
}

/// Tries left, as a refusal tells them.
pub(crate) fn tries_left(error: &ApiError) -> Option<u32> {
    let ApiError::Problem(problem) = error else { return None };
    let verdict = problem.fields.iter().find(|field| field.field == "code")?;
    match verdict.code {
        shared::validation::Code::CodeWrong => u32::try_from(verdict.limit).ok(),
        shared::validation::Code::CodeOver => Some(0),
        _ => None,
    }
}

/// Nothing while no code is on its way.
pub(crate) fn while_pending(app: App, acts: Acts, otherwise: fn(App) -> AnyView) -> AnyView {
    let id = Memo::new(move |_| (acts.pending)(app).map(|pending| pending.id));
    live(move || {
        if id.get().is_none() {
            return otherwise(app);
        }
        untrack(|| (acts.pending)(app)).map_or_else(nothing, |pending| form(app, &pending, acts))
    })
}
