//! A draft's way to another device: its ciphertext waits here for minutes, and is read once.
//!
//! The key travels in the QR code, the PIN by the citizen's eyes; what comes here is a proof derived from both, so that tries
//! can be counted and nothing learned. Whoever has all of the database has neither key nor PIN.

use super::digest::{random_id, random_secret, same, sha256};
use super::{App, AppError};
use crate::store::transfers::{self, TransferRow};
use shared::api::transfers::{BeginTransfer, PROOF_LENGTH, SEALED_LENGTH_MAX, TakenTransfer, Transfer, TransferView};
use shared::time::{Millis, Timestamp};
use shared::validation::{Code, FieldError};

/// How long one waits.
const LIFE_MS: Millis = 15 * 60_000;
/// Tries at the PIN.
const TRIES: i64 = 5;
/// Most that wait at a time: 128 MB of ciphertext.
const WAITING_MAX: i64 = 2_000;
/// When there is no room: about when there may be.
const ROOM_AFTER_MS: Millis = 60_000;

/// Takes a ciphertext in.
///
/// # Errors
/// [`AppError::Invalid`], [`AppError::TooMany`], or the store's.
pub async fn begin(app: &App, request: BeginTransfer) -> Result<Transfer, AppError> {
    check_sealed(&request.sealed).map_err(|error| AppError::field("sealed", error))?;
    if !is_proof(&request.proof) {
        return Err(AppError::field("proof", Code::Malformed));
    }
    let (id, token, now) = (random_id(), random_secret(), app.clock().now());
    let row = TransferRow {
        id: id.as_str().to_owned(),
        token_hash: sha256(&[token.as_bytes()]),
        proof_hash: proof_hash(id.as_str(), &request.proof),
        sealed: request.sealed,
        tries_left: TRIES,
        taken_at: None,
        expires_at: now.plus_ms(LIFE_MS),
    };
    let taken_in = app
        .store()
        .write(move |connection| {
            let row = row.clone();
            Box::pin(async move {
                transfers::forget_old(connection, now).await?;
                transfers::insert(connection, &row, WAITING_MAX).await
            })
        })
        .await?;
    if !taken_in {
        return Err(AppError::TooMany(ROOM_AFTER_MS));
    }
    Ok(Transfer { id: id.as_str().to_owned(), token, expires_in_ms: LIFE_MS })
}

/// Gives a ciphertext out, once, to who shows the proof.
///
/// # Errors
/// [`AppError::NotFound`] for what is unknown, over or read already; [`AppError::Invalid`] with `pin` and the tries left;
/// or the store's.
pub async fn take(app: &App, id: &str, proof: &str) -> Result<TakenTransfer, AppError> {
    let (id, now) = (id.to_owned(), app.clock().now());
    let proof = is_proof(proof).then(|| proof_hash(&id, proof));
    let outcome = app
        .store()
        .write(move |connection| {
            let (id, proof) = (id.clone(), proof.clone());
            Box::pin(async move {
                let Some(row) = transfers::by_id(connection, &id).await? else { return Ok(Outcome::Gone) };
                if proof.is_some_and(|proof| same(&proof, &row.proof_hash)) {
                    let first = transfers::take(connection, &id, now).await?;
                    return Ok(if first { Outcome::Taken(row.sealed) } else { Outcome::Gone });
                }
                Ok(transfers::miss(connection, &id, now).await?.map_or(Outcome::Gone, Outcome::Wrong))
            })
        })
        .await?;
    match outcome {
        Outcome::Taken(sealed) => Ok(TakenTransfer { sealed }),
        Outcome::Gone => Err(AppError::NotFound),
        Outcome::Wrong(0) => Err(AppError::field("pin", Code::CodeOver)),
        Outcome::Wrong(left) => Err(AppError::field("pin", FieldError::with_limit(Code::CodeWrong, left))),
    }
}

enum Outcome {
    Taken(String),
    Wrong(i64),
    Gone,
}

/// What the sender may know.
///
/// # Errors
/// [`AppError::NotFound`] or the store's.
pub async fn look(app: &App, id: &str, token: &str) -> Result<TransferView, AppError> {
    let now = app.clock().now();
    let row = transfers::by_id(&mut *app.store().read().await?, id).await?;
    let row = row.filter(|row| is_owner(row, token) && row.expires_at > now).ok_or(AppError::NotFound)?;
    Ok(TransferView {
        taken: row.taken_at.is_some(),
        tries_left: u32::try_from(row.tries_left).unwrap_or(0),
        expires_in_ms: row.expires_at.ms_since(now),
    })
}

/// The sender takes it back.
///
/// # Errors
/// [`AppError::NotFound`] or the store's.
pub async fn cancel(app: &App, id: &str, token: &str) -> Result<(), AppError> {
    let row = transfers::by_id(&mut *app.store().read().await?, id).await?;
    let row = row.filter(|row| is_owner(row, token)).ok_or(AppError::NotFound)?;
    app.store()
        .write(move |connection| {
            let id = row.id.clone();
            Box::pin(async move { transfers::delete(connection, &id).await })
        })
        .await?;
    Ok(())
}

/// Forgets what is over; answers how many.
///
/// # Errors
/// The store's.
pub async fn forget_old(app: &App) -> Result<usize, AppError> {
    let now: Timestamp = app.clock().now();
    let gone = app.store().write(move |connection| Box::pin(async move { transfers::forget_old(connection, now).await })).await?;
    Ok(usize::try_from(gone).unwrap_or(usize::MAX))
}

fn is_owner(row: &TransferRow, token: &str) -> bool {
    same(&row.token_hash, &sha256(&[token.as_bytes()]))
}

fn proof_hash(id: &str, proof: &str) -> String {
    sha256(&[id.as_bytes(), b"|", proof.as_bytes()])
}

fn is_proof(text: &str) -> bool {
    text.len() == PROOF_LENGTH && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

fn check_sealed(text: &str) -> Result<(), FieldError> {
    if text.is_empty() {
        return Err(Code::Empty.into());
    }
    if text.len() > SEALED_LENGTH_MAX {
        return Err(FieldError::with_limit(Code::TooLong, i64::try_from(SEALED_LENGTH_MAX).unwrap_or(i64::MAX)));
    }
    let fine = text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    if fine { Ok(()) } else { Err(Code::Malformed.into()) }
}
