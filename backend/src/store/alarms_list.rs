//! Alarm cases as a list, their trails, and the keys of attempts.

use super::StoreError;
use super::alarms::{AlarmRow, COLUMNS, read};
use shared::alarm::Who;
use shared::id::Id;
use shared::time::Timestamp;
use sqlx::AnyConnection;
use sqlx::{Row, query};

/// Most lines of one case that are shown.
const LINES_MAX: i64 = 500;

/// Which cases.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// Which states.
    pub show: Show,
    /// Empty: of any cause.
    pub cause: String,
    /// Empty: about anything.
    pub about: String,
    /// The last one of the page before: when it was raised, and its identifier.
    pub after: Option<(i64, String)>,
}

/// Which states.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Show {
    /// Not resolved.
    #[default]
    Open,
    /// Nobody has them.
    Free,
    /// This actor has them.
    TakenBy(String),
    /// They wait for a second person.
    Waiting,
    /// Resolved.
    Resolved,
    /// Every one.
    All,
}

impl Show {
    /// The oldest first: what waits longest is the most urgent.
    #[must_use]
    pub const fn oldest_first(&self) -> bool {
        !matches!(self, Self::Resolved | Self::All)
    }

    const fn condition(&self) -> &'static str {
        match self {
            Self::Open => "state <> 'resolved'",
            Self::Free => "state <> 'resolved' AND state = 'open'",
            Self::TakenBy(_) => "state <> 'resolved' AND taken_actor = $6",
            Self::Waiting => "state <> 'resolved' AND state = 'resolving'",
            Self::Resolved => "state = 'resolved'",
            Self::All => "state <> ''",
        }
    }
}

/// A page of cases.
///
/// # Errors
/// The engine's.
pub async fn page(connection: &mut AnyConnection, filter: &Filter, limit: i64) -> Result<Vec<AlarmRow>, StoreError> {
    let (beyond, order, start) = match filter.show.oldest_first() {
        true => (">", "at, id", i64::MIN),
        false => ("<", "at DESC, id DESC", i64::MAX),
    };
    let sql = format!(
        "{COLUMNS} WHERE {} AND ($1 = '' OR cause = $1) AND ($2 = '' OR about = $2) AND (at {beyond} $3 OR at = $3 AND id {beyond} $4) \
         ORDER BY {order} LIMIT $5",
        filter.show.condition()
    );
    let (at, id) = filter.after.clone().unwrap_or((start, String::new()));
    let asked = query(sqlx::AssertSqlSafe(sql)).bind(filter.cause.as_str()).bind(filter.about.as_str()).bind(at).bind(id).bind(limit);
    let asked = if let Show::TakenBy(actor) = &filter.show { asked.bind(actor.as_str()) } else { asked };
    asked.fetch_all(&mut *connection).await?.iter().map(read).collect()
}

/// Every case about a payment or an application, oldest first.
///
/// # Errors
/// The engine's.
pub async fn about(connection: &mut AnyConnection, about: &str) -> Result<Vec<AlarmRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE about = $1 ORDER BY at, id LIMIT $2"));
    query(sql).bind(about).bind(LINES_MAX).fetch_all(&mut *connection).await?.iter().map(read).collect()
}

/// True while a case about it is not resolved.
///
/// # Errors
/// The engine's.
pub async fn is_open(connection: &mut AnyConnection, about: &str) -> Result<bool, StoreError> {
    let row = query("SELECT id FROM alarm WHERE about = $1 AND state <> 'resolved' LIMIT 1").bind(about);
    Ok(row.fetch_optional(&mut *connection).await?.is_some())
}

/// True while a case of this cause about it is not resolved.
///
/// # Errors
/// The engine's.
pub async fn is_open_for(connection: &mut AnyConnection, about: &str, cause: &str) -> Result<bool, StoreError> {
    let row = query("SELECT id FROM alarm WHERE about = $1 AND cause = $2 AND state <> 'resolved' LIMIT 1").bind(about).bind(cause);
    Ok(row.fetch_optional(&mut *connection).await?.is_some())
}

/// A line of a case's trail, or a note.
#[derive(Debug, Clone)]
pub struct TrailLine {
    /// `raised_again`, `taken`, `released`, `note`, `resolution_asked`, `approved`, `declined`.
    pub what: String,
    /// `None`: the system.
    pub by: Option<Who>,
    /// May be empty.
    pub words: String,
    /// When.
    pub at: Timestamp,
}

/// What happened to a case, oldest first.
///
/// # Errors
/// The engine's.
pub async fn trail(connection: &mut AnyConnection, id: &Id) -> Result<Vec<TrailLine>, StoreError> {
    let rows = query("SELECT what, by_actor, by_name, words, at FROM alarm_event WHERE alarm_id = $1 ORDER BY version LIMIT $2")
        .bind(id.as_str())
        .bind(LINES_MAX)
        .fetch_all(&mut *connection)
        .await?;
    rows.iter()
        .map(|row| {
            let (actor, name): (Option<String>, Option<String>) = (row.try_get("by_actor")?, row.try_get("by_name")?);
            Ok(TrailLine {
                what: row.try_get("what")?,
                by: actor.zip(name).map(|(actor, name)| Who { actor, name }),
                words: row.try_get("words")?,
                at: Timestamp::from_micros(row.try_get("at")?),
            })
        })
        .collect()
}

/// How many cases are not resolved, and when the oldest was raised, by cause.
///
/// # Errors
/// The engine's.
pub async fn open_by_cause(connection: &mut AnyConnection) -> Result<Vec<(String, i64, Timestamp)>, StoreError> {
    let rows = query("SELECT cause, COUNT(*) AS n, MIN(at) AS oldest FROM alarm WHERE state <> 'resolved' GROUP BY cause ORDER BY cause")
        .fetch_all(&mut *connection)
        .await?;
    rows.iter().map(|row| Ok((row.try_get("cause")?, row.try_get("n")?, Timestamp::from_micros(row.try_get("oldest")?)))).collect()
}

/// How many wait for a second person.
///
/// # Errors
/// The engine's.
pub async fn waiting(connection: &mut AnyConnection) -> Result<i64, StoreError> {
    let row =
        query("SELECT COUNT(*) AS n FROM alarm WHERE state <> 'resolved' AND state = 'resolving'").fetch_one(&mut *connection).await?;
    Ok(row.try_get("n")?)
}

/// The digest of the body that a key was used with; `None`: it is new.
///
/// # Errors
/// The engine's.
pub async fn key_use(connection: &mut AnyConnection, key: &Id) -> Result<Option<String>, StoreError> {
    let row =
        query("SELECT body_hash FROM alarm_key WHERE idempotency_key = $1").bind(key.as_str()).fetch_optional(&mut *connection).await?;
    Ok(row.map(|row| row.try_get("body_hash")).transpose()?)
}

/// Keeps the key of an attempt that is carried out in this transaction.
///
/// # Errors
/// [`StoreError::Constraint`] when the same key is being used at this moment.
pub async fn keep_key(connection: &mut AnyConnection, key: &Id, body_hash: &str, alarm: &Id) -> Result<(), StoreError> {
    query("INSERT INTO alarm_key (idempotency_key, body_hash, alarm_id) VALUES ($1, $2, $3)")
        .bind(key.as_str())
        .bind(body_hash)
        .bind(alarm.as_str())
        .execute(&mut *connection)
        .await?;
    Ok(())
}
