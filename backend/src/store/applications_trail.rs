//! What happened to an application: events, notes, and who of the office looked.

use super::StoreError;
use super::applications::Words;
use shared::application::{Actor, Stage};
use shared::id::Id;
use shared::time::Timestamp;
use sqlx::AnyConnection;
use sqlx::{Row, query};

/// Most rows of one kind that are shown.
const ROWS_MAX: i64 = 500;

/// An event as it was kept.
#[derive(Debug, Clone)]
pub struct EventRow {
    /// The machine's event as JSON.
    pub event: String,
    /// The stage reached by it, in its text form.
    pub stage: Option<Stage>,
    /// Which officer.
    pub by: Option<(Actor, String)>,
    /// What was said with it.
    pub words: Words,
    /// When.
    pub at: Timestamp,
}

/// A note, or a look: what, by whom, when.
#[derive(Debug, Clone)]
pub struct LineRow {
    /// The note's words, or what was looked at.
    pub what: String,
    /// Name of who it was.
    pub by_name: String,
    /// When.
    pub at: Timestamp,
}

/// The events of an application, oldest first.
///
/// # Errors
/// The engine's.
pub async fn events(connection: &mut AnyConnection, application: &str) -> Result<Vec<EventRow>, StoreError> {
    let rows = query(
        "SELECT event, stage, by_actor, by_name, reason, words, at FROM application_event WHERE application = $1 ORDER BY version LIMIT $2",
    )
    .bind(application)
    .bind(ROWS_MAX)
    .fetch_all(&mut *connection)
    .await?;
    rows.iter()
        .map(|row| {
            let actor: Option<String> = row.try_get("by_actor")?;
            let name: Option<String> = row.try_get("by_name")?;
            let stage: Option<String> = row.try_get("stage")?;
            Ok(EventRow {
                event: row.try_get("event")?,
                stage: stage.and_then(|text| stage_of(&text)),
                by: actor.zip(name),
                words: Words { reason: row.try_get("reason")?, text: row.try_get("words")? },
                at: Timestamp::from_micros(row.try_get("at")?),
            })
        })
        .collect()
}

/// A stage from its text form.
#[must_use]
pub fn stage_of(text: &str) -> Option<Stage> {
    Stage::ALL.into_iter().find(|stage| stage.as_str() == text)
}

/// Adds a note.
///
/// # Errors
/// [`StoreError::Constraint`] when the identifier exists.
pub async fn add_note(
    connection: &mut AnyConnection,
    id: &Id,
    application: &str,
    by: &(Actor, String),
    words: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    query("INSERT INTO application_note (id, application, by_actor, by_name, words, at) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(id.as_str())
        .bind(application)
        .bind(by.0.as_str())
        .bind(by.1.as_str())
        .bind(words)
        .bind(at.micros())
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// Writes down that somebody of the office looked.
///
/// # Errors
/// The engine's.
pub async fn add_reading(
    connection: &mut AnyConnection,
    id: &Id,
    application: &str,
    what: &str,
    by: &(Actor, String),
    at: Timestamp,
) -> Result<(), StoreError> {
    query("INSERT INTO application_reading (id, application, what, by_actor, by_name, at) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(id.as_str())
        .bind(application)
        .bind(what)
        .bind(by.0.as_str())
        .bind(by.1.as_str())
        .bind(at.micros())
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// The notes, oldest first.
///
/// # Errors
/// The engine's.
pub async fn notes(connection: &mut AnyConnection, application: &str) -> Result<Vec<LineRow>, StoreError> {
    lines(connection, "SELECT words AS what, by_name, at FROM application_note WHERE application = $1 ORDER BY at LIMIT $2", application)
        .await
}

/// Who looked, the last ones, newest first.
///
/// # Errors
/// The engine's.
pub async fn readings(connection: &mut AnyConnection, application: &str) -> Result<Vec<LineRow>, StoreError> {
    lines(connection, "SELECT what, by_name, at FROM application_reading WHERE application = $1 ORDER BY at DESC LIMIT $2", application)
        .await
}

async fn lines(connection: &mut AnyConnection, sql: &'static str, application: &str) -> Result<Vec<LineRow>, StoreError> {
    let rows = query(sql).bind(application).bind(ROWS_MAX).fetch_all(&mut *connection).await?;
    rows.iter()
        .map(|row| {
            let at = Timestamp::from_micros(row.try_get("at")?);
            Ok(LineRow { what: row.try_get("what")?, by_name: row.try_get("by_name")?, at })
        })
        .collect()
}

/// What became of an attempt under a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyUse {
    /// The key is new.
    First,
    /// The same attempt again.
    Again,
    /// Another body, or another person.
    Other,
}

/// Whether a key was used, and for the same.
///
/// # Errors
/// The engine's.
pub async fn key_use(connection: &mut AnyConnection, key: &Id, body_hash: &str) -> Result<KeyUse, StoreError> {
    let known = query("SELECT body_hash FROM application_key WHERE idempotency_key = $1")
        .bind(key.as_str())
        .fetch_optional(&mut *connection)
        .await?;
    let Some(row) = known else { return Ok(KeyUse::First) };
    let same = row.try_get::<String, _>("body_hash")? == body_hash;
    Ok(if same { KeyUse::Again } else { KeyUse::Other })
}

/// Keeps the key of an attempt that is being carried out in this unit of work.
///
/// # Errors
/// [`StoreError::Constraint`] when the same key is being used at this moment.
pub async fn keep_key(connection: &mut AnyConnection, key: &Id, body_hash: &str, application: &str) -> Result<(), StoreError> {
    query("INSERT INTO application_key (idempotency_key, body_hash, application) VALUES ($1, $2, $3)")
        .bind(key.as_str())
        .bind(body_hash)
        .bind(application)
        .execute(&mut *connection)
        .await?;
    Ok(())
}
