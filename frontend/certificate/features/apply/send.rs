//! Sending: the attempt gets its key and body, is kept, and only then is anything sent; the same again until there is an
//! answer. A double press, another tab, a lost answer: one application. Without a network, or when no answer comes, it
//! waits in the queue (`state/queue`), which goes on by itself.

use super::check::DECLARED;
use crate::api::{self, ApiError, explain, write};
use crate::forms::{self, Issue};
use crate::i18n::{Key, keys, t};
use crate::parts::files::FILE;
use crate::platform;
use crate::routes::Route;
use crate::state::draft::DraftRecord;
use crate::state::session::Gate;
use crate::state::{App, Screens, queue};
use crate::ui::{self, Tone, live, nothing};
use frontend::app::Address;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::applications::{ApplicationView, SendApplication};
use shared::api::problem::{Problem, ProblemCode};
use shared::application::journey::{CertificateDraft, Step};
use shared::format::Lang;
use shared::id::Id;
use shared::validation::FieldError;

/// Tries at an answer before the citizen is asked whether to go on.
const TRIES: u32 = 6;
/// The bound of the pause after the first try; each next is twice as long, up to [`PAUSE_MS_MAX`].
const PAUSE_MS: u32 = 1_500;
const PAUSE_MS_MAX: u32 = 6_000;

/// **Müraciəti göndər**.
pub(super) fn send(app: App) {
    if app.busy.get_untracked() {
        return;
    }
    app.busy.set(true);
    app.fault.set(None);
    app.trouble.set(None);
    spawn_local(async move {
        // Another tab may have sent this application already, or be about to: its attempt is ours.
        platform::lock().await;
        app.draft.load().await;
        let answers = app.draft.answers();
        if answers.attempt.is_none() && answers.number.is_none() {
            let body = write::application(&request(&answers, app.lang.get_untracked())).write();
            app.draft.update(|record| {
                record.answers.attempt = Id::parse(&platform::random_hex(16));
                record.body = body;
                record.refusal = None;
                record.tried = false;
            });
        }
        let online = platform::is_kiosk() || (app.session.gate.get_untracked() == Gate::Open && !app.offline.get_untracked());
        app.draft.update(|record| {
            record.queued_ms = if online { None } else { Some(platform::now_ms()) };
            record.tried |= online;
        });
        app.draft.save().await;
        platform::unlock();
        if online {
            go(app).await;
        } else {
            waits(app).await;
        }
        app.busy.set(false);
    });
}

/// The queue has it now.
async fn waits(app: App) {
    queue::read(app).await;
    platform::focus("waits");
}

/// An attempt whose answer was lost with the page is sent again, one of the queue by the queue; what one was refused for
/// while nobody looked is said where it can be mended.
pub(super) fn go_on(app: App) {
    let record = app.draft.record.get_untracked();
    if let Some(problem) = record.refusal {
        spawn_local(async move {
            let error = ApiError::Problem(problem);
            refused(app, error.clone()).await;
            app.fault.set(Some(error));
        });
    } else if record.queued_ms.is_some() {
        app.queue.wake();
    } else if record.answers.attempt.is_some() && record.answers.number.is_none() {
        send(app);
    }
}

/// What waits and was never tried is taken back: its answers can be changed.
pub(super) fn take_back(app: App) {
    spawn_local(async move {
        platform::lock().await;
        app.draft.load().await;
        let untried = app.draft.record.with_untracked(|record| record.is_under_way() && !record.tried);
        if untried {
            app.draft.update(DraftRecord::drop_attempt);
            app.draft.save().await;
        }
        platform::unlock();
        queue::read(app).await;
        app.stay_or_move();
        platform::focus("title");
    });
}

fn request(answers: &CertificateDraft, lang: Lang) -> SendApplication {
    let class = answers.class.unwrap_or_default();
    SendApplication {
        class,
        voen: answers.voen_of(class),
        account: answers.account.clone(),
        address: answers.address.clone(),
        purpose: answers.purpose.clone(),
        purpose_text: answers.purpose_text.clone(),
        copies: answers.copies.clone(),
        mobile: answers.mobile.clone(),
        proof: answers.proof.as_ref().map(|(id, _)| id.as_str().to_owned()).unwrap_or_default(),
        more: answers.more.clone(),
        email: answers.email.trim().to_owned(),
        attachments: answers.attachments.clone(),
        declared: answers.declared,
        lang,
    }
}

async fn go(app: App) {
    let record = app.draft.record.get_untracked();
    if record.answers.number.is_some() {
        return app.stay_or_move();
    }
    let Some(key) = record.answers.attempt else { return };
    for tried in 1..=TRIES {
        match app.heard(api::apply(key.as_str().to_owned(), record.body.clone()).await) {
            Ok(view) => return sent(app, view).await,
            // Signed in again, the same attempt goes on.
            Err(error) if error.code() == Some(ProblemCode::SignIn) => return,
            Err(error) if is_decided(&error) => return refused(app, error).await,
            Err(error) => {
                let again = error.is_passing() && !app.offline.get_untracked();
                app.trouble.set(Some(error));
                if !again {
                    break;
                }
            }
        }
        if tried < TRIES {
            platform::pause(tried - 1, PAUSE_MS, PAUSE_MS_MAX).await;
        }
    }
    // At a kiosk nothing waits for anybody: the form stays, and the next press sends the same.
    if platform::is_kiosk() {
        platform::focus("title");
        return;
    }
    app.trouble.set(None);
    app.draft.update(|record| record.queued_ms = Some(platform::now_ms()));
    app.draft.save().await;
    waits(app).await;
}

/// Also by a silence behind the server: nothing was written, and whoever is at the page can do something about it.
fn is_decided(error: &ApiError) -> bool {
    let ApiError::Problem(problem) = error else { return false };
    queue::is_decided(problem) || matches!(problem.code, ProblemCode::RegistrySilent | ProblemCode::BillerSilent)
}

async fn sent(app: App, view: ApplicationView) {
    app.trouble.set(None);
    app.draft.update(|record| record.was_sent(&view.number));
    app.draft.save().await;
    app.list.forget();
    app.one.0.set(view.number.clone());
    app.one.1.take(view);
    if matches!(app.route.get_untracked(), Route::Step(..)) {
        app.swap(&Route::Step(Step::Sent, false));
    }
}

/// Nothing was written: the answers stay, the attempt goes, and what is wrong leads to where it can be mended.
async fn refused(app: App, error: ApiError) {
    app.draft.update(|record| {
        record.drop_attempt();
        record.refusal = None;
    });
    app.draft.save().await;
    if let ApiError::Problem(problem) = &error {
        // A proof that does not count any more must not keep the step closed behind it.
        if problem.fields.iter().any(|field| field.field == "mobile") {
            app.draft.change(|answers| answers.proof = None);
        }
        if let Some(step) = lead(problem) {
            let issues = issues(problem);
            app.go(&Route::Step(step, true), None);
            forms::refuse(app.issues, issues);
            return;
        }
    }
    app.trouble.set(Some(error));
    platform::focus("title");
}

/// The fields of an application: its step, its element, its label.
const FIELDS: [(&str, Step, &str, Key); 12] = [
    ("voen", Step::Class, "voen", keys::APPLY_VOEN),
    ("attachments", Step::Person, FILE, keys::APPLY_PAPER),
    ("account", Step::Details, "account", keys::APPLY_ACCOUNT),
    ("address", Step::Details, "address", keys::APPLY_ADDRESS),
    ("purpose", Step::Details, "purpose", keys::APPLY_PURPOSE),
    ("purpose_text", Step::Details, "purpose_text", keys::APPLY_PURPOSE_TEXT),
    ("mobile", Step::Contact, "mobile", keys::APPLY_MOBILE),
    ("more[0]", Step::Contact, "more-0", keys::APPLY_MORE),
    ("more[1]", Step::Contact, "more-1", keys::APPLY_MORE),
    ("more[2]", Step::Contact, "more-2", keys::APPLY_MORE),
    ("email", Step::Contact, "email", keys::APPLY_EMAIL),
    ("declared", Step::Check, DECLARED, keys::APPLY_DECLARED),
];

/// The first step on which something is wrong.
fn lead(problem: &Problem) -> Option<Step> {
    if problem.code == ProblemCode::Owed {
        return Some(Step::Details);
    }
    if problem.code != ProblemCode::Invalid {
        return None;
    }
    let steps = problem.fields.iter().filter_map(|field| FIELDS.iter().find(|(name, ..)| *name == field.field));
    steps.map(|(_, step, ..)| *step).min()
}

fn issues(problem: &Problem) -> Vec<Issue> {
    let step = lead(problem);
    let issue = |field: &shared::api::problem::FieldProblem| {
        let (_, _, id, label) = FIELDS.iter().find(|(name, of, ..)| *name == field.field && Some(*of) == step)?;
        Some(Issue::new(*id, *label, FieldError { code: field.code, limit: field.limit }))
    };
    problem.fields.iter().filter_map(issue).collect()
}

/// What keeps the application from being sent, and what can be done about it.
pub(super) fn verdict(app: App) -> AnyView {
    let words = live(move || {
        let Some(error) = app.trouble.get() else { return nothing() };
        let (tone, advice) = match error.code() {
            _ if app.busy.get() => (Tone::Warn, vec![ui::para("", t(keys::APPLY_SENDING_AGAIN))]),
            Some(ProblemCode::NotNow) => (Tone::Warn, vec![ui::link("btn ghost", Route::Applications.path(), t(keys::TRACK_MINE))]),
            Some(ProblemCode::RegistrySilent | ProblemCode::BillerSilent) => (Tone::Warn, vec![ui::para("", t(keys::APPLY_SEND_LATER))]),
            _ if error.is_passing() => (Tone::Warn, vec![ui::para("", t(keys::APPLY_SEND_UNKNOWN))]),
            _ => (Tone::Bad, vec![]),
        };
        ui::notice(tone, explain(&error), advice)
    });
    view! { <div role="alert">{words}</div> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::api::problem::FieldProblem;
    use shared::validation::Code;

    fn problem(code: ProblemCode, fields: &[&str]) -> Problem {
        let fields = fields.iter().map(|field| FieldProblem::new(*field, Code::Empty.into())).collect();
        Problem { code, fields, ..Problem::default() }
    }

    #[test]
    fn what_is_wrong_leads_to_its_step() {
        assert_eq!(lead(&problem(ProblemCode::Owed, &[])), Some(Step::Details));
        assert_eq!(lead(&problem(ProblemCode::Invalid, &["email", "address"])), Some(Step::Details));
        assert_eq!(lead(&problem(ProblemCode::Invalid, &["mobile"])), Some(Step::Contact));
        assert_eq!(lead(&problem(ProblemCode::BillerSilent, &["account"])), None);
        let issues = issues(&problem(ProblemCode::Invalid, &["email", "address"]));
        assert_eq!(issues.iter().map(|issue| &*issue.id).collect::<Vec<_>>(), ["address"]);
    }
}
