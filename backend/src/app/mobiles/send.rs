//! Sending a code: at once or not at all, for one that arrives from an outbox an hour later helps nobody.

use super::{CODE_LENGTH, CODE_MS, Purpose, TRIES, view};
use crate::app::digest::{random_code, random_id};
use crate::app::{App, AppError};
use crate::connectors::sms::Sent;
use crate::documents::texts;
use crate::store::proofs::{self, Pace, ProofRow};
use shared::api::applications::ProofView;
use shared::format::Lang;
use shared::id::Id;
use shared::mobile::Mobile;

/// A code to send.
pub struct Wanted<'w> {
    /// Decides its pace and the message's words.
    pub purpose: Purpose,
    /// Whom it is counted for: an actor, or an application's number.
    pub subject: &'w str,
    /// Names the attempt: the same key sends nothing more.
    pub key: Id,
    /// Nine national digits; also where nothing is sent in the end.
    pub mobile: &'w Mobile,
    /// The message's, not the person's.
    pub lang: Lang,
}

/// Sends a code to a person who is waiting for it, and waits for the gateway's word.
///
/// # Errors
/// [`AppError::TooMany`], [`AppError::KeyReused`], [`AppError::SmsSilent`] when it surely was not sent, or the store's.
pub async fn send_code(app: &App, wanted: &Wanted<'_>) -> Result<ProofView, AppError> {
    match begin(app, wanted).await? {
        Begun::Known(view) => Ok(view),
        Begun::New(view, message) => {
            if message.send(app).await {
                return Ok(view);
            }
            take_back(app, message.proof).await?;
            Err(AppError::SmsSilent)
        }
    }
}

/// Answers as if a code were sent; whether one really is, is nobody's to see: neither what the answer says nor how long it
/// takes hangs on the gateway.
///
/// # Errors
/// [`AppError::TooMany`], [`AppError::SmsSilent`] when codes cannot be sent at all, or the store's.
pub async fn send_code_later(app: &App, wanted: &Wanted<'_>, really: bool) -> Result<ProofView, AppError> {
    match begin(app, wanted).await? {
        Begun::Known(view) => Ok(view),
        Begun::New(view, message) => {
            if really {
                let app = app.clone();
                app.begin_call();
                tokio::spawn(async move {
                    message.send(&app).await;
                    app.end_call();
                });
            }
            Ok(view)
        }
    }
}

enum Begun {
    /// The key has been seen: there is nothing to send.
    Known(ProofView),
    New(ProofView, Message),
}

/// A code on its way.
struct Message {
    proof: Id,
    to: Mobile,
    text: String,
}

impl Message {
    /// False: it surely was not sent.
    async fn send(&self, app: &App) -> bool {
        let Some(sms) = app.sms() else { return false };
        let (surely_not, why) = match sms.send(&self.proof, &self.to, &self.text).await {
            Sent::Yes => (false, ""),
            Sent::Unknown { why } => (false, why),
            Sent::No { why } | Sent::Later { why } => (true, why),
        };
        if !why.is_empty() {
            tracing::warn!(proof = %self.proof, surely_not, why, "a code may not have been sent");
        }
        !surely_not
    }
}

async fn begin(app: &App, wanted: &Wanted<'_>) -> Result<Begun, AppError> {
    if app.sms().is_none() {
        return Err(AppError::SmsSilent);
    }
    let (id, code, now) = (random_id(), random_code(CODE_LENGTH), app.clock().now());
    let row = ProofRow {
        code_hash: app.digests().code(id.as_str(), &code),
        id,
        purpose: wanted.purpose.as_str().to_owned(),
        subject: wanted.subject.to_owned(),
        key: wanted.key.clone(),
        mobile: wanted.mobile.national().to_owned(),
        tries_left: TRIES,
        created_at: now,
        expires_at: now.plus_ms(CODE_MS),
        proven_at: None,
    };
    if let Some(known) = written(app, row.clone(), wanted.purpose.pace()).await? {
        return if known.mobile == row.mobile { view(&known, now).map(Begun::Known) } else { Err(AppError::KeyReused) };
    }
    let text = texts::fill(wanted.lang, wanted.purpose.message(), &[("code", code.as_str())]);
    Ok(Begun::New(view(&row, now)?, Message { proof: row.id, to: wanted.mobile.clone(), text }))
}

async fn written(app: &App, row: ProofRow, pace: Pace) -> Result<Option<ProofRow>, AppError> {
    let known = app
        .store()
        .write(move |connection| {
            let row = row.clone();
            Box::pin(async move { proofs::begin(connection, &row, pace).await })
        })
        .await?;
    Ok(known)
}

async fn take_back(app: &App, id: Id) -> Result<(), AppError> {
    app.store()
        .write(move |connection| {
            let id = id.clone();
            Box::pin(async move { proofs::take_back(connection, &id).await })
        })
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::connectors::sms::parts;

    #[test]
    fn a_codes_message_is_one_part_in_every_language() {
        for lang in [Lang::Az, Lang::Ru, Lang::En] {
            for purpose in [Purpose::Application, Purpose::Tracking] {
                let text = texts::fill(lang, purpose.message(), &[("code", "123456")]);
                assert!(text.contains("123456") && parts(&text) == 1, "{text}");
            }
        }
    }
}
