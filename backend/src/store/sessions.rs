//! Sessions: known by the hash of their token.

use super::StoreError;
use shared::time::Timestamp;
use sqlx::AnyConnection;
use sqlx::{Row, query};

/// A session's row. No `Debug`: it names a person.
#[derive(Clone)]
pub struct SessionRow {
    /// SHA-256 of the token, hex.
    pub token_hash: String,
    /// Stands for the person.
    pub actor: String,
    /// FIN, in clear.
    pub fin: String,
    /// Name, as the provider says it.
    pub name: String,
    /// JSON list of roles.
    pub roles: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was used last, as far as that was written down.
    pub used_at: Timestamp,
    /// Ends then unless used.
    pub ends_at: Timestamp,
    /// Ends then in any case.
    pub ends_latest: Timestamp,
}

/// Writes a session.
///
/// # Errors
/// The engine's.
pub async fn insert(connection: &mut AnyConnection, session: &SessionRow) -> Result<(), StoreError> {
    query(
        "INSERT INTO session (token_hash, actor, fin, name, roles, created_at, used_at, ends_at, ends_latest) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(session.token_hash.as_str())
    .bind(session.actor.as_str())
    .bind(session.fin.as_str())
    .bind(session.name.as_str())
    .bind(session.roles.as_str())
    .bind(session.created_at.micros())
    .bind(session.used_at.micros())
    .bind(session.ends_at.micros())
    .bind(session.ends_latest.micros())
    .execute(&mut *connection)
    .await?;
    Ok(())
}

/// The session of a token, unless it is over.
///
/// # Errors
/// The engine's.
pub async fn live(connection: &mut AnyConnection, token_hash: &str, now: Timestamp) -> Result<Option<SessionRow>, StoreError> {
    let row = query(
        "SELECT token_hash, actor, fin, name, roles, created_at, used_at, ends_at, ends_latest FROM session \
         WHERE token_hash = $1 AND ends_at > $2",
    )
    .bind(token_hash)
    .bind(now.micros())
    .fetch_optional(&mut *connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let at = |name: &str| row.try_get::<i64, _>(name).map(Timestamp::from_micros);
    Ok(Some(SessionRow {
        token_hash: row.try_get("token_hash")?,
        actor: row.try_get("actor")?,
        fin: row.try_get("fin")?,
        name: row.try_get("name")?,
        roles: row.try_get("roles")?,
        created_at: at("created_at")?,
        used_at: at("used_at")?,
        ends_at: at("ends_at")?,
        ends_latest: at("ends_latest")?,
    }))
}

/// Writes a use down: what is over stays over, and nothing lasts longer than its latest end.
///
/// # Errors
/// The engine's.
pub async fn prolong(connection: &mut AnyConnection, token_hash: &str, now: Timestamp, ends_at: Timestamp) -> Result<(), StoreError> {
    query(
        "UPDATE session SET used_at = $1, ends_at = CASE WHEN $2 < ends_latest THEN $2 ELSE ends_latest END \
         WHERE token_hash = $3 AND ends_at > $1 AND used_at <= $1",
    )
    .bind(now.micros())
    .bind(ends_at.micros())
    .bind(token_hash)
    .execute(&mut *connection)
    .await?;
    Ok(())
}

/// Ends a session.
///
/// # Errors
/// The engine's.
pub async fn delete(connection: &mut AnyConnection, token_hash: &str) -> Result<(), StoreError> {
    query("DELETE FROM session WHERE token_hash = $1").bind(token_hash).execute(&mut *connection).await?;
    Ok(())
}

/// Forgets what is over.
///
/// # Errors
/// The engine's.
pub async fn forget_old(connection: &mut AnyConnection, now: Timestamp) -> Result<(), StoreError> {
    query("DELETE FROM session WHERE ends_at <= $1").bind(now.micros()).execute(&mut *connection).await?;
    Ok(())
}
