//! Proving that a mobile number is in one's hands: a code goes there by SMS and comes back typed.
//!
//! The same for a person signed in and for anybody who follows an application: [`Purpose`] and subject tell them apart.
//! A code is sent at once or not at all: one that arrives from an outbox an hour later helps nobody.

use super::digest::{random_code, random_id, same};
use super::{App, AppError};
use crate::connectors::sms::Sent;
use crate::documents::texts;
use crate::store::StoreError;
use crate::store::proofs::{self, Pace, ProofRow};
use shared::api::applications::ProofView;
use shared::application::answers::sms_code;
use shared::format::Lang;
use shared::id::Id;
use shared::mobile::Mobile;
use shared::time::{Millis, Timestamp};
use shared::validation::{Code, FieldError};
use sqlx::AnyConnection;

/// Digits of a code.
const CODE_LENGTH: usize = 6;
/// Tries of one code.
const TRIES: i64 = 5;
/// Life of a code.
const CODE_MS: Millis = 600_000;
/// A proof may be used this long.
const PROOF_MS: Millis = 24 * 3_600_000;
/// A minute between two codes; five an hour to one number, and for one subject.
const PACE: Pace = Pace { resend_ms: 60_000, window_ms: 3_600_000, count_max: 5 };

/// What a number is proven for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// For an application of the person signed in: the subject is their actor.
    Application,
    /// For following an application: the subject is whatever names it.
    Tracking,
}

impl Purpose {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Tracking => "tracking",
        }
    }

    /// The key of its message in the locale files.
    const fn message(self) -> &'static str {
        match self {
            Self::Application => "sms.code.application",
            Self::Tracking => "sms.code.tracking",
        }
    }
}

/// A code to send.
pub struct Wanted<'w> {
    /// What for.
    pub purpose: Purpose,
    /// For whom or what.
    pub subject: &'w str,
    /// Names the attempt: the same key sends nothing more.
    pub key: Id,
    /// Where to.
    pub mobile: &'w Mobile,
    /// Language of the message.
    pub lang: Lang,
    /// False: everything looks as if a code were sent, and none is. For answers that must not tell whether number and
    /// subject belong together.
    pub really: bool,
}

/// Sends a code.
///
/// # Errors
/// [`AppError::TooMany`], [`AppError::KeyReused`], [`AppError::SmsSilent`] when it surely was not sent, or the store's.
pub async fn send_code(app: &App, wanted: &Wanted<'_>) -> Result<ProofView, AppError> {
    let sms = app.sms().ok_or(AppError::SmsSilent)?;
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
    if let Some(known) = begin(app, row.clone()).await? {
        return if known.mobile == row.mobile { view(&known, now) } else { Err(AppError::KeyReused) };
    }
    if wanted.really {
        let text = texts::fill(wanted.lang, wanted.purpose.message(), &[("code", code.as_str())]);
        let sent = sms.send(&row.id, wanted.mobile, &text).await;
        let (surely_not, why) = match sent {
            Sent::Yes => (false, ""),
            Sent::Unknown { why } => (false, why),
            Sent::No { why } | Sent::Later { why } => (true, why),
        };
        if !why.is_empty() {
            tracing::warn!(proof = %row.id, surely_not, why, "a code may not have been sent");
        }
        if surely_not {
            take_back(app, row.id).await?;
            return Err(AppError::SmsSilent);
        }
    }
    view(&row, now)
}

async fn begin(app: &App, row: ProofRow) -> Result<Option<ProofRow>, AppError> {
    let known = app
        .store()
        .write(move |connection| {
            let row = row.clone();
            Box::pin(async move { proofs::begin(connection, &row, PACE).await })
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

/// A proof whose code was tried rightly.
pub struct Proven {
    /// As its owner sees it.
    pub view: ProofView,
    /// Whom or what it is for.
    pub subject: String,
    /// The number.
    pub mobile: Mobile,
}

/// Tries a code. `subject`: whose it must be; `None` where knowing the identifier is enough.
///
/// # Errors
/// [`AppError::Invalid`] with `code`, [`AppError::NotFound`], or the store's.
pub async fn try_code(app: &App, purpose: Purpose, subject: Option<&str>, id: &str, typed: &str) -> Result<Proven, AppError> {
    let id = Id::parse(id).ok_or(AppError::NotFound)?;
    let known = proofs::by_id(&mut *app.store().read().await?, &id).await?;
    let known = known.filter(|row| row.purpose == purpose.as_str() && subject.is_none_or(|subject| same(&row.subject, subject)));
    let known = known.ok_or(AppError::NotFound)?;
    // What cannot be a code costs no try.
    let digits = sms_code(typed).map_err(|error| AppError::field("code", error))?;
    let given = app.digests().code(id.as_str(), &digits);
    let right = same(&given, &known.code_hash);
    let now = app.clock().now();
    let row = app
        .store()
        .write(move |connection| {
            let id = id.clone();
            Box::pin(async move { tried(connection, &id, right, now).await })
        })
        .await?;
    let row = row.filter(|row| right || row.tries_left > 0).ok_or_else(|| AppError::field("code", Code::CodeOver))?;
    if !right {
        return Err(AppError::field("code", FieldError::with_limit(Code::CodeWrong, row.tries_left)));
    }
    let mobile = Mobile::parse(&row.mobile).map_err(|_| AppError::Internal("a proof's number does not parse"))?;
    Ok(Proven { view: view(&row, now)?, subject: row.subject, mobile })
}

/// `None`: no try was left, or the code is too old.
async fn tried(connection: &mut AnyConnection, id: &Id, right: bool, now: Timestamp) -> Result<Option<ProofRow>, StoreError> {
    if !proofs::take_try(connection, id, now).await? {
        return Ok(None);
    }
    if right {
        proofs::prove(connection, id, now).await?;
    }
    proofs::by_id(connection, id).await
}

/// The number that an actor has proven for an application, inside a unit of work; `None`: not proven, not theirs, or too
/// long ago.
///
/// # Errors
/// The store's.
pub async fn proven(connection: &mut AnyConnection, proof: &Id, actor: &str, now: Timestamp) -> Result<Option<Mobile>, StoreError> {
    let row = proofs::by_id(connection, proof).await?;
    let row = row.filter(|row| row.purpose == Purpose::Application.as_str() && row.subject == actor);
    let fresh = row.filter(|row| row.proven_at.is_some_and(|at| now.ms_since(at) < PROOF_MS));
    fresh.map(|row| Mobile::parse(&row.mobile).map_err(|_| StoreError::Corrupt("a proof's number"))).transpose()
}

/// Forgets what can no longer be used.
///
/// # Errors
/// The store's.
pub async fn forget_old(connection: &mut AnyConnection, now: Timestamp) -> Result<(), StoreError> {
    proofs::forget_old(connection, now.plus_ms(-PROOF_MS - CODE_MS)).await
}

fn view(row: &ProofRow, now: Timestamp) -> Result<ProofView, AppError> {
    let mobile = Mobile::parse(&row.mobile).map_err(|_| AppError::Internal("a proof's number does not parse"))?;
    Ok(ProofView {
        id: row.id.as_str().to_owned(),
        mobile: mobile.display(),
        proven: row.proven_at.is_some(),
        tries_left: u32::try_from(row.tries_left).unwrap_or(0),
        expires_in_ms: row.expires_at.ms_since(now).max(0),
        resend_in_ms: row.created_at.plus_ms(PACE.resend_ms).ms_since(now).max(0),
    })
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
