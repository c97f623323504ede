//! Decisions: each made on the version that was shown, each once.

use crate::app::applications::advance::{self, Fact};
use crate::app::applications::{number, words};
use crate::app::digest::{random_id, sha256};
use crate::app::identity::Person;
use crate::app::{App, AppError};
use crate::config::Choice;
use crate::store::applications::{self, ApplicationRow, Words};
use crate::store::applications_trail::{self, KeyUse};
use shared::api::identity::Role;
use shared::api::office::Decision;
use shared::application::{Actor, Event};
use shared::id::Id;
use shared::paper;
use shared::typed::is_invisible;
use shared::validation::Code;

/// Everything an officer may decide, in the order to show.
pub(super) const DECISIONS: [&str; 6] = ["take", "release", "free", "ask", "approve", "reject"];

/// The machine's event of a decision; `None`: there is no such one.
pub(super) fn event(decision: &str, by: &Actor) -> Option<Event> {
    let by = by.clone();
    Some(match decision {
        "take" => Event::Taken { by },
        "release" => Event::Released { by },
        "free" => Event::Freed { by },
        "ask" => Event::CorrectionAsked { by },
        "approve" => Event::Approved { by },
        "reject" => Event::Rejected { by },
        _ => return None,
    })
}

/// True when the role allows the decision, whatever the state.
pub(super) fn role_allows(decision: &str, person: &Person) -> bool {
    decision != "free" || person.is(Role::Supervisor)
}

/// Carries out a decision; the same key again answers how it stands now.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Forbidden`], [`AppError::OwnApplication`], [`AppError::Changed`],
/// [`AppError::NotNow`], [`AppError::Invalid`], [`AppError::KeyReused`] or the store's.
pub async fn decide(
    app: &App,
    officer: &Person,
    typed: &str,
    decision: &str,
    key: &Id,
    said: &Decision,
) -> Result<ApplicationRow, AppError> {
    let number = number(typed)?;
    let row = applications::by_number(&mut *app.store().read().await?, &number).await?.ok_or(AppError::NotFound)?;
    if row.life.application.applicant == officer.actor {
        return Err(AppError::OwnApplication);
    }
    let body = serde_json::to_vec(said).map_err(|_| AppError::Internal("a request does not serialise"))?;
    let body_hash = sha256(&[decision.as_bytes(), officer.actor.as_bytes(), number.as_bytes(), &[0], &body]);
    if decision == "note" {
        return note(app, officer, row, key, body_hash, &said.text).await;
    }
    let event = event(decision, &officer.actor).ok_or(AppError::NotFound)?;
    if !role_allows(decision, officer) {
        return Err(AppError::Forbidden);
    }
    if decision == "approve" {
        can_be_shown(&row)?;
    }
    let fact = Fact {
        by: Some((officer.actor.clone(), officer.name.clone())),
        words: said_with(app, decision, said)?,
        attempt: Some((key.clone(), body_hash)),
        version: Some(said.version),
        ..Fact::event(event)
    };
    let (row, outcome) = advance::advance(app, &number, fact).await?;
    advance::answer(row, outcome)
}

/// What is signed must say what was applied for: an application of before there was this bound, or a register's name in
/// letters that no paper has, is not approved; the officer asks for a correction or rejects it.
fn can_be_shown(row: &ApplicationRow) -> Result<(), AppError> {
    let said = [("address", &row.answers.address), ("purpose_text", &row.answers.purpose_text)];
    let of_register = ("holder", row.register.holder_name());
    for (field, text) in said.map(|(field, text)| (field, text.as_str())).into_iter().chain([of_register]) {
        paper::check(&text.replace(is_invisible, "")).map_err(|error| AppError::field(field, error.code))?;
    }
    Ok(())
}

fn said_with(app: &App, decision: &str, said: &Decision) -> Result<Words, AppError> {
    let office = &app.config().office;
    let templates = match decision {
        "ask" => &office.corrections,
        "reject" => &office.rejections,
        // Nothing is said with the others.
        _ => return Ok(Words::default()),
    };
    Ok(Words { reason: template(templates, &said.reason)?, text: words(&said.text)? })
}

/// A template that there is.
pub(in crate::app) fn template(templates: &[Choice], reason: &str) -> Result<String, AppError> {
    if reason.is_empty() {
        return Err(AppError::field("reason", Code::Empty));
    }
    let known = templates.iter().any(|choice| choice.id == reason);
    if known { Ok(reason.to_owned()) } else { Err(AppError::field("reason", Code::ChoiceUnknown)) }
}

/// A note changes nothing, so it goes with every version.
async fn note(
    app: &App,
    officer: &Person,
    row: ApplicationRow,
    key: &Id,
    body_hash: String,
    typed: &str,
) -> Result<ApplicationRow, AppError> {
    let text = words(typed)?;
    if text.is_empty() {
        return Err(AppError::field("text", Code::Empty));
    }
    let (number, by, key, id, now) =
        (row.number.clone(), (officer.actor.clone(), officer.name.clone()), key.clone(), random_id(), app.clock().now());
    let work = app.store().write(move |connection| {
        let (number, by, key, id) = (number.clone(), by.clone(), key.clone(), id.clone());
        let (text, body_hash) = (text.clone(), body_hash.clone());
        Box::pin(async move {
            let used = applications_trail::key_use(connection, &key, &body_hash).await?;
            if used == KeyUse::First {
                applications_trail::keep_key(connection, &key, &body_hash, &number).await?;
                applications_trail::add_note(connection, &id, &number, &by, &text, now).await?;
            }
            Ok(used)
        })
    });
    if work.await? == KeyUse::Other { Err(AppError::KeyReused) } else { Ok(row) }
}
