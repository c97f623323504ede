//! Proving that a mobile number is in one's hands: a code goes there by SMS and comes back typed.
//!
//! The same for a person signed in and for anybody who follows an application: [`Purpose`] and subject tell them apart.

mod send;

use super::digest::same;
use super::{App, AppError};
use crate::store::StoreError;
use crate::store::proofs::{self, Pace, ProofRow, SharedPace};
use shared::api::applications::ProofView;
use shared::application::answers::sms_code;
use shared::id::Id;
use shared::mobile::Mobile;
use shared::time::{Millis, Timestamp};
use shared::validation::{Code, FieldError};
use sqlx::AnyConnection;

pub use send::{Wanted, send_code, send_code_later};

/// Digits of a code.
const CODE_LENGTH: usize = 6;
/// Tries of one code.
const TRIES: i64 = 5;
/// Life of a code.
const CODE_MS: Millis = 600_000;
/// A proof may be used this long.
const PROOF_MS: Millis = 24 * 3_600_000;
/// A minute between two codes, five an hour.
const PACE: Pace = Pace { resend_ms: 60_000, window_ms: 3_600_000, pair_max: 5, shared: None };
/// Codes for a person signed in: five an hour for each, and five to one number; two go out whatever others have asked for.
const PERSONS_PACE: Pace = Pace { shared: Some(SharedPace { subject_max: 5, number_max: 5, own: 2 }), ..PACE };

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

    /// Whoever follows an application has not said who they are: their codes are counted for the two things that they named
    /// together, and those of nobody else with them.
    const fn pace(self) -> Pace {
        match self {
            Self::Application => PERSONS_PACE,
            Self::Tracking => PACE,
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
