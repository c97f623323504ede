//! What the citizen does with an application that was sent: answer a correction, take it back.

use super::advance::{self, Fact, Outcome};
use super::{checks, debt, view};
use crate::app::digest::sha256;
use crate::app::identity::Person;
use crate::app::{App, AppError};
use crate::store::applications::ApplicationRow;
use crate::store::applications_trail::{self, KeyUse};
use shared::api::applications::AnswerCorrection;
use shared::application::{Event, Seen, State};
use shared::id::Id;

/// Answers a correction; the same key again answers how it stands now.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Invalid`], [`AppError::Owed`], [`AppError::Changed`], [`AppError::NotNow`],
/// [`AppError::KeyReused`] or the store's.
pub async fn answer(app: &App, person: &Person, typed: &str, key: &Id, request: &AnswerCorrection) -> Result<ApplicationRow, AppError> {
    let row = view::owned(app, person, typed).await?;
    let body = serde_json::to_vec(request).map_err(|_| AppError::Internal("a request does not serialise"))?;
    let body_hash = sha256(&[b"answer", person.actor.as_bytes(), row.number.as_bytes(), &[0], &body]);
    // Before anything else is judged: after the first time it no longer waits, and what was said then would be wrong now.
    match applications_trail::key_use(&mut *app.store().read().await?, key, &body_hash).await? {
        KeyUse::First => {}
        KeyUse::Again => return view::owned(app, person, typed).await,
        KeyUse::Other => return Err(AppError::KeyReused),
    }
    // *Paid* is believed of the biller only. Its silence keeps nobody waiting here: it is asked again before anything is signed.
    if row.life.application.waits_for_debt()
        && row.version == request.version
        && matches!(debt::ask(app, &row.answers.account).await?.seen(), Seen::Owed { .. })
    {
        return Err(AppError::Owed);
    }
    // A debt's correction leaves all as it is, also what the form would no longer take.
    let details = if row.life.application.waits_for_debt() {
        checks::Details {
            address: row.answers.address.clone(),
            purpose: row.answers.purpose.clone(),
            purpose_text: row.answers.purpose_text.clone(),
            attachments: row.answers.attachments.clone(),
            text: checks::optional_text(&request.text).map_err(|error| AppError::field("text", error))?,
        }
    } else {
        checks::correction(app, request)?
    };
    let fact = Fact {
        attempt: Some((key.clone(), body_hash)),
        version: Some(request.version),
        change: Some(details),
        ..Fact::event(Event::Answered)
    };
    let (row, outcome) = advance::advance(app, &row.number, fact).await?;
    advance::answer(row, outcome)
}

/// Takes an application back. Said again after a lost answer it is the same wish.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::NotNow`] once it is being signed or has ended, or the store's.
pub async fn withdraw(app: &App, person: &Person, typed: &str) -> Result<ApplicationRow, AppError> {
    let row = view::owned(app, person, typed).await?;
    let (row, outcome) = advance::advance(app, &row.number, Fact::event(Event::Withdrawn)).await?;
    let already = row.life.application.state == State::Withdrawn;
    advance::answer(row, if already { Outcome::Changed } else { outcome })
}
