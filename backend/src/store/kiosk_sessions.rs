//! Sessions of kiosks. A row is a live session; ending one removes its row, with the salt of its key and whoever had
//! signed in there.

use super::{StoreError, sessions};
use shared::time::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row, query};

/// A session's row.
#[derive(Debug, Clone)]
pub struct KioskSessionRow {
    /// Identifier, known to the launcher.
    pub id: String,
    /// Which device's.
    pub kiosk: String,
    /// Random; with the browser's token it gives the key that the visit's records are sealed with.
    pub seal_salt: String,
    /// When somebody left the first screen.
    pub used_at: Option<Timestamp>,
    /// When its page was heard last.
    pub heard_at: Option<Timestamp>,
    /// When its page left for somebody else's, unless it has come back.
    pub away_at: Option<Timestamp>,
    /// Over then.
    pub ends_at: Timestamp,
}

/// A new one.
#[derive(Debug, Clone)]
pub struct NewKioskSession {
    /// Identifier.
    pub id: String,
    /// Which device's.
    pub kiosk: String,
    /// SHA-256 of the ticket, hex.
    pub ticket_hash: String,
    /// The ticket is worth nothing after this.
    pub ticket_until: Timestamp,
    /// See [`KioskSessionRow`].
    pub seal_salt: String,
    /// Over then.
    pub ends_at: Timestamp,
}

const COLUMNS: &str = "SELECT id, kiosk, seal_salt, used_at, heard_at, away_at, ends_at FROM kiosk_session";

/// Begins one.
///
/// # Errors
/// [`StoreError::Constraint`] while the device has another.
pub async fn begin(connection: &mut AnyConnection, new: &NewKioskSession, now: Timestamp) -> Result<(), StoreError> {
    query(
        "INSERT INTO kiosk_session (id, kiosk, ticket_hash, ticket_until, seal_salt, began_at, ends_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(new.id.as_str())
    .bind(new.kiosk.as_str())
    .bind(new.ticket_hash.as_str())
    .bind(new.ticket_until.micros())
    .bind(new.seal_salt.as_str())
    .bind(now.micros())
    .bind(new.ends_at.micros())
    .execute(&mut *connection)
    .await?;
    Ok(())
}

/// Takes a ticket in exchange for a token, once. False: no such ticket, used before, or too old.
///
/// # Errors
/// The engine's.
pub async fn enter(connection: &mut AnyConnection, ticket_hash: &str, token_hash: &str, now: Timestamp) -> Result<bool, StoreError> {
    let taken = query(
        "UPDATE kiosk_session SET ticket_hash = NULL, token_hash = $1, heard_at = $2 \
         WHERE ticket_hash = $3 AND ticket_until > $2 AND ends_at > $2",
    )
    .bind(token_hash)
    .bind(now.micros())
    .bind(ticket_hash)
    .execute(&mut *connection)
    .await?;
    Ok(taken.rows_affected() == 1)
}

/// The session of a token, unless it is over.
///
/// # Errors
/// The engine's.
pub async fn live(connection: &mut AnyConnection, token_hash: &str, now: Timestamp) -> Result<Option<KioskSessionRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE token_hash = $1 AND ends_at > $2"));
    let found = query(sql).bind(token_hash).bind(now.micros()).fetch_optional(&mut *connection).await?;
    found.as_ref().map(row).transpose()
}

/// A device's own session, unless it is over.
///
/// # Errors
/// The engine's.
pub async fn of_kiosk(connection: &mut AnyConnection, kiosk: &str, now: Timestamp) -> Result<Option<KioskSessionRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE kiosk = $1 AND ends_at > $2"));
    let found = query(sql).bind(kiosk).bind(now.micros()).fetch_optional(&mut *connection).await?;
    found.as_ref().map(row).transpose()
}

/// Which devices somebody is using.
///
/// # Errors
/// The engine's.
pub async fn in_use(connection: &mut AnyConnection, now: Timestamp) -> Result<Vec<String>, StoreError> {
    let found = query("SELECT kiosk FROM kiosk_session WHERE used_at IS NOT NULL AND ends_at > $1")
        .bind(now.micros())
        .fetch_all(&mut *connection)
        .await?;
    found.iter().map(|row| Ok(row.try_get("kiosk")?)).collect()
}

/// Its page was heard at `session.heard_at`; what else has changed stands in the session. It may have been read before
/// another beat was written: the first use, and the end that stands from then on, are not undone.
///
/// # Errors
/// The engine's.
pub async fn heard(connection: &mut AnyConnection, session: &KioskSessionRow) -> Result<(), StoreError> {
    query(
        "UPDATE kiosk_session SET heard_at = $1, used_at = COALESCE(used_at, $2), away_at = $3, \
         ends_at = CASE WHEN used_at IS NULL THEN $4 ELSE ends_at END WHERE id = $5",
    )
    .bind(session.heard_at.map(Timestamp::micros))
    .bind(session.used_at.map(Timestamp::micros))
    .bind(session.away_at.map(Timestamp::micros))
    .bind(session.ends_at.micros())
    .bind(session.id.as_str())
    .execute(&mut *connection)
    .await?;
    Ok(())
}

/// Somebody signed in there. False: it is over.
///
/// # Errors
/// The engine's.
pub async fn signed_in(connection: &mut AnyConnection, token_hash: &str, person_hash: &str) -> Result<bool, StoreError> {
    let bound = query("UPDATE kiosk_session SET person_hash = $1 WHERE token_hash = $2")
        .bind(person_hash)
        .bind(token_hash)
        .execute(&mut *connection)
        .await?;
    Ok(bound.rows_affected() == 1)
}

/// Ends a device's session, if it has one.
///
/// # Errors
/// The engine's.
pub async fn end_of(connection: &mut AnyConnection, kiosk: &str) -> Result<usize, StoreError> {
    let sql = "SELECT id, person_hash FROM kiosk_session WHERE kiosk = $1";
    let found = query(sql).bind(kiosk).fetch_all(&mut *connection).await?;
    end(connection, &found).await
}

/// Ends a device's session, if it is this one.
///
/// # Errors
/// The engine's.
pub async fn end_one(connection: &mut AnyConnection, kiosk: &str, id: &str) -> Result<(), StoreError> {
    let sql = "SELECT id, person_hash FROM kiosk_session WHERE kiosk = $1 AND id = $2";
    let found = query(sql).bind(kiosk).bind(id).fetch_all(&mut *connection).await?;
    end(connection, &found).await.map(drop)
}

/// Ends those whose time is over; how many.
///
/// # Errors
/// The engine's.
pub async fn end_overdue(connection: &mut AnyConnection, now: Timestamp) -> Result<usize, StoreError> {
    let sql = "SELECT id, person_hash FROM kiosk_session WHERE ends_at <= $1";
    let found = query(sql).bind(now.micros()).fetch_all(&mut *connection).await?;
    end(connection, &found).await
}

async fn end(connection: &mut AnyConnection, found: &[AnyRow]) -> Result<usize, StoreError> {
    for row in found {
        if let Some(person) = row.try_get::<Option<String>, _>("person_hash")? {
            sessions::delete(connection, &person).await?;
        }
        let id: String = row.try_get("id")?;
        query("DELETE FROM kiosk_session WHERE id = $1").bind(id).execute(&mut *connection).await?;
    }
    Ok(found.len())
}

fn row(row: &AnyRow) -> Result<KioskSessionRow, StoreError> {
    let at = |name: &str| row.try_get::<Option<i64>, _>(name).map(|at| at.map(Timestamp::from_micros));
    Ok(KioskSessionRow {
        id: row.try_get("id")?,
        kiosk: row.try_get("kiosk")?,
        seal_salt: row.try_get("seal_salt")?,
        used_at: at("used_at")?,
        heard_at: at("heard_at")?,
        away_at: at("away_at")?,
        ends_at: Timestamp::from_micros(row.try_get("ends_at")?),
    })
}
