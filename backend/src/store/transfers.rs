//! Drafts on their way to another device.

use super::StoreError;
use shared::time::Timestamp;
use sqlx::AnyConnection;
use sqlx::{Row, query};

/// One of them. No `Debug`: it holds secrets.
#[derive(Clone)]
pub struct TransferRow {
    /// Identifier.
    pub id: String,
    /// SHA-256 of the sender's token, hex.
    pub token_hash: String,
    /// SHA-256 of the proof, hex.
    pub proof_hash: String,
    /// Ciphertext; empty once it was read.
    pub sealed: String,
    /// Tries left.
    pub tries_left: i64,
    /// When it was read.
    pub taken_at: Option<Timestamp>,
    /// Over after this.
    pub expires_at: Timestamp,
}

/// Writes one; false when so many wait already.
///
/// # Errors
/// The engine's.
pub async fn insert(connection: &mut AnyConnection, transfer: &TransferRow, waiting_max: i64) -> Result<bool, StoreError> {
    let waiting = query("SELECT COUNT(*) AS n FROM transfer").fetch_one(&mut *connection).await?.try_get::<i64, _>("n")?;
    if waiting >= waiting_max {
        return Ok(false);
    }
    query(
        "INSERT INTO transfer (id, token_hash, proof_hash, sealed, tries_left, taken_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, NULL, $6)",
    )
    .bind(transfer.id.as_str())
    .bind(transfer.token_hash.as_str())
    .bind(transfer.proof_hash.as_str())
    .bind(transfer.sealed.as_str())
    .bind(transfer.tries_left)
    .bind(transfer.expires_at.micros())
    .execute(&mut *connection)
    .await?;
    Ok(true)
}

/// One by its identifier.
///
/// # Errors
/// The engine's.
pub async fn by_id(connection: &mut AnyConnection, id: &str) -> Result<Option<TransferRow>, StoreError> {
    let row = query("SELECT token_hash, proof_hash, sealed, tries_left, taken_at, expires_at FROM transfer WHERE id = $1")
        .bind(id)
        .fetch_optional(&mut *connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(TransferRow {
        id: id.to_owned(),
        token_hash: row.try_get("token_hash")?,
        proof_hash: row.try_get("proof_hash")?,
        sealed: row.try_get("sealed")?,
        tries_left: row.try_get("tries_left")?,
        taken_at: row.try_get::<Option<i64>, _>("taken_at")?.map(Timestamp::from_micros),
        expires_at: Timestamp::from_micros(row.try_get("expires_at")?),
    }))
}

/// Marks one as read and removes its ciphertext. False: somebody was first, or it is over.
///
/// # Errors
/// The engine's.
pub async fn take(connection: &mut AnyConnection, id: &str, now: Timestamp) -> Result<bool, StoreError> {
    let changed =
        query("UPDATE transfer SET taken_at = $1, sealed = '' WHERE id = $2 AND taken_at IS NULL AND tries_left > 0 AND expires_at > $1")
            .bind(now.micros())
            .bind(id)
            .execute(&mut *connection)
            .await?;
    Ok(changed.rows_affected() == 1)
}

/// A wrong proof costs a try; the last one costs the ciphertext. Answers how many are left; nothing where there was none.
///
/// # Errors
/// The engine's.
pub async fn miss(connection: &mut AnyConnection, id: &str, now: Timestamp) -> Result<Option<i64>, StoreError> {
    let changed = query(
        "UPDATE transfer SET tries_left = tries_left - 1, sealed = CASE WHEN tries_left > 1 THEN sealed ELSE '' END \
         WHERE id = $1 AND taken_at IS NULL AND tries_left > 0 AND expires_at > $2",
    )
    .bind(id)
    .bind(now.micros())
    .execute(&mut *connection)
    .await?;
    if changed.rows_affected() != 1 {
        return Ok(None);
    }
    Ok(by_id(connection, id).await?.map(|row| row.tries_left))
}

/// The sender takes it back.
///
/// # Errors
/// The engine's.
pub async fn delete(connection: &mut AnyConnection, id: &str) -> Result<(), StoreError> {
    query("DELETE FROM transfer WHERE id = $1").bind(id).execute(&mut *connection).await?;
    Ok(())
}

/// Forgets what is over; answers how many.
///
/// # Errors
/// The engine's.
pub async fn forget_old(connection: &mut AnyConnection, now: Timestamp) -> Result<u64, StoreError> {
    Ok(query("DELETE FROM transfer WHERE expires_at <= $1").bind(now.micros()).execute(&mut *connection).await?.rows_affected())
}
