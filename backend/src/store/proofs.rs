//! Mobile numbers and the codes sent to them.

use super::StoreError;
use super::payments::id_of;
use shared::id::Id;
use shared::time::{Millis, Timestamp};
use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use sqlx::{Row, query};

/// A proof's row. No `Debug`: it has a number in clear.
#[derive(Clone)]
pub struct ProofRow {
    /// Identifier.
    pub id: Id,
    /// What it is for.
    pub purpose: String,
    /// Whom or what it is for.
    pub subject: String,
    /// Names the attempt.
    pub key: Id,
    /// Nine national digits.
    pub mobile: String,
    /// Keyed digest of the code.
    pub code_hash: String,
    /// Tries left.
    pub tries_left: i64,
    /// When the code was made.
    pub created_at: Timestamp,
    /// The code ends then.
    pub expires_at: Timestamp,
    /// When it was proven.
    pub proven_at: Option<Timestamp>,
}

/// How often codes may be sent.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// To the same number for the same subject no sooner than this.
    pub resend_ms: Millis,
    /// Over this time…
    pub window_ms: Millis,
    /// …at most so many to one number, and for one subject.
    pub count_max: i64,
}

const COLUMNS: &str = "id, purpose, subject, idempotency_key, mobile, code_hash, tries_left, created_at, expires_at, proven_at";

/// Writes a proof, unless its key has one: that one is answered then, and nothing is to be sent. A code of before for the
/// same subject and number ends.
///
/// # Errors
/// [`StoreError::MustWait`] when it is too early for another code, or the engine's.
pub async fn begin(connection: &mut AnyConnection, row: &ProofRow, pace: Pace) -> Result<Option<ProofRow>, StoreError> {
    // Whoever comes at the same time for the same number or subject waits here; always in this order.
    for gate in [format!("mobile {}", row.mobile), format!("{} {}", row.purpose, row.subject)] {
        query("INSERT INTO mobile_gate (gate, at) VALUES ($1, $2) ON CONFLICT (gate) DO UPDATE SET at = excluded.at")
            .bind(gate)
            .bind(row.created_at.micros())
            .execute(&mut *connection)
            .await?;
    }
    if let Some(known) = by_key(connection, row).await? {
        return Ok(Some(known));
    }
    check_pace(connection, row, pace).await?;
    query("UPDATE mobile_proof SET tries_left = 0 WHERE purpose = $1 AND subject = $2 AND mobile = $3 AND proven_at IS NULL")
        .bind(row.purpose.as_str())
        .bind(row.subject.as_str())
        .bind(row.mobile.as_str())
        .execute(&mut *connection)
        .await?;
    query(
        "INSERT INTO mobile_proof (id, purpose, subject, idempotency_key, mobile, code_hash, tries_left, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(row.id.as_str())
    .bind(row.purpose.as_str())
    .bind(row.subject.as_str())
    .bind(row.key.as_str())
    .bind(row.mobile.as_str())
    .bind(row.code_hash.as_str())
    .bind(row.tries_left)
    .bind(row.created_at.micros())
    .bind(row.expires_at.micros())
    .execute(&mut *connection)
    .await?;
    Ok(None)
}

async fn by_key(connection: &mut AnyConnection, row: &ProofRow) -> Result<Option<ProofRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM mobile_proof WHERE purpose = $1 AND subject = $2 AND idempotency_key = $3");
    let found = query(sqlx::AssertSqlSafe(sql))
        .bind(row.purpose.as_str())
        .bind(row.subject.as_str())
        .bind(row.key.as_str())
        .fetch_optional(&mut *connection)
        .await?;
    found.as_ref().map(read).transpose()
}

async fn check_pace(connection: &mut AnyConnection, row: &ProofRow, pace: Pace) -> Result<(), StoreError> {
    let (now, since) = (row.created_at, row.created_at.plus_ms(-pace.window_ms));
    let last = query("SELECT MAX(created_at) AS last FROM mobile_proof WHERE purpose = $1 AND subject = $2 AND mobile = $3")
        .bind(row.purpose.as_str())
        .bind(row.subject.as_str())
        .bind(row.mobile.as_str())
        .fetch_one(&mut *connection)
        .await?
        .try_get::<Option<i64>, _>("last")?;
    let mut waits = vec![last.map(|last| Timestamp::from_micros(last).plus_ms(pace.resend_ms).ms_since(now))];
    for counted in [of_number(connection, row, since).await?, of_subject(connection, row, since).await?] {
        if counted.try_get::<i64, _>("n")? >= pace.count_max {
            let first = counted.try_get::<Option<i64>, _>("first")?.unwrap_or(now.micros());
            waits.push(Some(Timestamp::from_micros(first).plus_ms(pace.window_ms).ms_since(now)));
        }
    }
    match waits.into_iter().flatten().max() {
        Some(for_ms) if for_ms > 0 => Err(StoreError::MustWait { for_ms }),
        _ => Ok(()),
    }
}

async fn of_number(connection: &mut AnyConnection, row: &ProofRow, since: Timestamp) -> Result<AnyRow, StoreError> {
    let counted = query("SELECT COUNT(*) AS n, MIN(created_at) AS first FROM mobile_proof WHERE mobile = $1 AND created_at > $2");
    Ok(counted.bind(row.mobile.as_str()).bind(since.micros()).fetch_one(&mut *connection).await?)
}

async fn of_subject(connection: &mut AnyConnection, row: &ProofRow, since: Timestamp) -> Result<AnyRow, StoreError> {
    let counted =
        query("SELECT COUNT(*) AS n, MIN(created_at) AS first FROM mobile_proof WHERE purpose = $1 AND subject = $2 AND created_at > $3");
    let counted = counted.bind(row.purpose.as_str()).bind(row.subject.as_str()).bind(since.micros());
    Ok(counted.fetch_one(&mut *connection).await?)
}

/// A proof by its identifier.
///
/// # Errors
/// The engine's.
pub async fn by_id(connection: &mut AnyConnection, id: &Id) -> Result<Option<ProofRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM mobile_proof WHERE id = $1");
    let row = query(sqlx::AssertSqlSafe(sql)).bind(id.as_str()).fetch_optional(&mut *connection).await?;
    row.as_ref().map(read).transpose()
}

/// Takes one try away before the code is looked at, so that no two tries count as one. False: none is left, or too late.
///
/// # Errors
/// The engine's.
pub async fn take_try(connection: &mut AnyConnection, id: &Id, now: Timestamp) -> Result<bool, StoreError> {
    let changed = query("UPDATE mobile_proof SET tries_left = tries_left - 1 WHERE id = $1 AND tries_left > 0 AND expires_at > $2")
        .bind(id.as_str())
        .bind(now.micros())
        .execute(&mut *connection)
        .await?;
    Ok(changed.rows_affected() == 1)
}

/// The right code was tried: gives the try back and notes the first time.
///
/// # Errors
/// The engine's.
pub async fn prove(connection: &mut AnyConnection, id: &Id, now: Timestamp) -> Result<(), StoreError> {
    query("UPDATE mobile_proof SET tries_left = tries_left + 1, proven_at = COALESCE(proven_at, $1) WHERE id = $2")
        .bind(now.micros())
        .bind(id.as_str())
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// Takes a proof away whose code was surely not sent: it counts for nothing.
///
/// # Errors
/// The engine's.
pub async fn take_back(connection: &mut AnyConnection, id: &Id) -> Result<(), StoreError> {
    query("DELETE FROM mobile_proof WHERE id = $1 AND proven_at IS NULL").bind(id.as_str()).execute(&mut *connection).await?;
    Ok(())
}

/// Forgets what is older than `before`.
///
/// # Errors
/// The engine's.
pub async fn forget_old(connection: &mut AnyConnection, before: Timestamp) -> Result<(), StoreError> {
    query("DELETE FROM mobile_proof WHERE created_at <= $1").bind(before.micros()).execute(&mut *connection).await?;
    query("DELETE FROM mobile_gate WHERE at <= $1").bind(before.micros()).execute(&mut *connection).await?;
    Ok(())
}

fn read(row: &AnyRow) -> Result<ProofRow, StoreError> {
    let id = |name: &str| -> Result<Id, StoreError> { id_of(&row.try_get::<String, _>(name)?) };
    Ok(ProofRow {
        id: id("id")?,
        purpose: row.try_get("purpose")?,
        subject: row.try_get("subject")?,
        key: id("idempotency_key")?,
        mobile: row.try_get("mobile")?,
        code_hash: row.try_get("code_hash")?,
        tries_left: row.try_get("tries_left")?,
        created_at: Timestamp::from_micros(row.try_get("created_at")?),
        expires_at: Timestamp::from_micros(row.try_get("expires_at")?),
        proven_at: row.try_get::<Option<i64>, _>("proven_at")?.map(Timestamp::from_micros),
    })
}
