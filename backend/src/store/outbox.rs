//! The outbox: messages written with what they tell of, sent afterwards, each once.

use super::StoreError;
use super::payments::id_of;
use shared::id::Id;
use shared::time::Timestamp;
use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use sqlx::{Row, query};

/// A message to send.
#[derive(Debug, Clone)]
pub struct OutboxRow {
    /// Identifier; the message carries it, so that a repeat can be recognised.
    pub id: Id,
    /// `receipt`, `application-mail` or `application-sms`.
    pub kind: String,
    /// JSON, by kind.
    pub payload: String,
    /// Tries so far.
    pub tries: i64,
    /// When it was written.
    pub created_at: Timestamp,
}

/// Which way a message goes. Each has its own queue: a silent mail server holds no SMS up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// By e-mail.
    Mail,
    /// By SMS.
    Sms,
}

impl Channel {
    /// The channel of a kind of message.
    #[must_use]
    pub fn of(kind: &str) -> Self {
        if kind.ends_with("-sms") { Self::Sms } else { Self::Mail }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Sms => "sms",
        }
    }
}

/// Writes a message unless its identifier or its cause has one. True: it is a new one.
///
/// # Errors
/// The engine's.
pub async fn enqueue(
    connection: &mut AnyConnection,
    id: &Id,
    kind: &str,
    cause: &str,
    payload: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let written = query(
        "INSERT INTO outbox (id, kind, channel, cause, payload, created_at, next_at, tries) VALUES ($1, $2, $3, $4, $5, $6, $6, 0) \
         ON CONFLICT DO NOTHING",
    )
    .bind(id.as_str())
    .bind(kind)
    .bind(Channel::of(kind).as_str())
    .bind(cause)
    .bind(payload)
    .bind(now.micros())
    .execute(&mut *connection)
    .await?;
    Ok(written.rows_affected() == 1)
}

/// What made the message of an identifier.
///
/// # Errors
/// The engine's.
pub async fn cause_of(connection: &mut AnyConnection, id: &Id) -> Result<Option<String>, StoreError> {
    let row = query("SELECT cause FROM outbox WHERE id = $1").bind(id.as_str()).fetch_optional(&mut *connection).await?;
    row.map(|row| Ok(row.try_get("cause")?)).transpose()
}

/// Claims the messages that are due: nobody else takes them before `claim_until`.
///
/// # Errors
/// The engine's.
pub async fn claim_due(
    connection: &mut AnyConnection,
    channel: Channel,
    now: Timestamp,
    claim_until: Timestamp,
    limit: i64,
) -> Result<Vec<OutboxRow>, StoreError> {
    let rows = query(
        "SELECT id, kind, payload, tries, created_at, next_at FROM outbox \
         WHERE channel = $1 AND next_at IS NOT NULL AND next_at <= $2 ORDER BY next_at LIMIT $3",
    )
    .bind(channel.as_str())
    .bind(now.micros())
    .bind(limit)
    .fetch_all(&mut *connection)
    .await?;
    let mut claimed = Vec::with_capacity(rows.len());
    for row in rows {
        let id = id_of(&row.try_get::<String, _>("id")?)?;
        let changed = query("UPDATE outbox SET next_at = $1, tries = tries + 1 WHERE id = $2 AND next_at = $3")
            .bind(claim_until.micros())
            .bind(id.as_str())
            .bind(row.try_get::<i64, _>("next_at")?)
            .execute(&mut *connection)
            .await?;
        if changed.rows_affected() == 1 {
            claimed.push(OutboxRow {
                id,
                kind: row.try_get("kind")?,
                payload: row.try_get("payload")?,
                tries: row.try_get::<i64, _>("tries")? + 1,
                created_at: Timestamp::from_micros(row.try_get("created_at")?),
            });
        }
    }
    Ok(claimed)
}

/// Ends a message: `sent`, `refused` or `given_up`.
///
/// # Errors
/// The engine's.
pub async fn end(connection: &mut AnyConnection, id: &Id, how: &str) -> Result<(), StoreError> {
    query("UPDATE outbox SET next_at = NULL, ended = $1, payload = '' WHERE id = $2")
        .bind(how)
        .bind(id.as_str())
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// Tries a message again later.
///
/// # Errors
/// The engine's.
pub async fn postpone(connection: &mut AnyConnection, id: &Id, next_at: Timestamp) -> Result<(), StoreError> {
    query("UPDATE outbox SET next_at = $1 WHERE id = $2 AND next_at IS NOT NULL")
        .bind(next_at.micros())
        .bind(id.as_str())
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// Messages that are due later than a moment, the latest first: identifier, tries and when.
///
/// # Errors
/// The engine's.
pub async fn later_than(connection: &mut AnyConnection, moment: Timestamp, limit: i64) -> Result<Vec<(Id, i64, Timestamp)>, StoreError> {
    let rows = query("SELECT id, tries, next_at FROM outbox WHERE next_at > $1 ORDER BY next_at DESC LIMIT $2")
        .bind(moment.micros())
        .bind(limit)
        .fetch_all(&mut *connection)
        .await?;
    let read = |row: &AnyRow| {
        Ok((id_of(&row.try_get::<String, _>("id")?)?, row.try_get("tries")?, Timestamp::from_micros(row.try_get("next_at")?)))
    };
    rows.iter().map(read).collect()
}

/// How many messages have not ended.
///
/// # Errors
/// The engine's.
pub async fn waiting(connection: &mut AnyConnection) -> Result<i64, StoreError> {
    let row = query("SELECT COUNT(*) AS n FROM outbox WHERE next_at IS NOT NULL").fetch_one(&mut *connection).await?;
    Ok(row.try_get("n")?)
}
