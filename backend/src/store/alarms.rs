//! Alarm cases: what a person must look at, and how it was resolved.

use super::StoreError;
use super::payments::id_of;
use shared::alarm::{Request, State, Who};
use shared::id::Id;
use shared::money::Money;
use shared::payment::Resolution;
use shared::time::Timestamp;
use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use sqlx::{Row, query};

/// An alarm that is being raised.
#[derive(Debug, Clone, Copy)]
pub struct Raised<'a> {
    /// The case's identifier, if it becomes one.
    pub id: &'a Id,
    /// What it is about.
    pub kind: Kind,
    /// The payment's reference or the application's number.
    pub about: &'a str,
    /// The text form of a cause.
    pub cause: &'a str,
    /// What a person needs beside the cause: the state it was raised in.
    pub reason: &'a str,
}

/// What a case is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A payment.
    Payment,
    /// An application.
    Application,
    /// A refund case.
    Refund,
}

impl Kind {
    /// As it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Payment => "payment",
            Self::Application => "application",
            Self::Refund => "refund",
        }
    }

    /// From its stored form.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        [Self::Payment, Self::Application, Self::Refund].into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A case's row.
#[derive(Debug, Clone)]
pub struct AlarmRow {
    /// Identifier.
    pub id: Id,
    /// What it is about.
    pub kind: Kind,
    /// The payment's reference or the application's number.
    pub about: String,
    /// The text form of its cause.
    pub cause: String,
    /// The state it was raised in.
    pub reason: String,
    /// When it was raised first.
    pub raised_at: Timestamp,
    /// How often it was raised while the case was open.
    pub times: i64,
    /// How far it is.
    pub state: State,
    /// When it was resolved.
    pub resolved_at: Option<Timestamp>,
    /// Compared on every change.
    pub version: i64,
}

impl AlarmRow {
    /// The payment's reference; `None`: it is about something else.
    #[must_use]
    pub fn payment(&self) -> Option<Id> {
        self.process().filter(|_| self.kind == Kind::Payment)
    }

    /// The identifier of the payment or refund that a resolution moves; `None`: it is about an application.
    #[must_use]
    pub fn process(&self) -> Option<Id> {
        Id::parse(&self.about).filter(|_| self.kind != Kind::Application)
    }
}

/// Raises an alarm: the same cause about the same thing counts to its open case, and makes a new one once that is resolved.
///
/// # Errors
/// The engine's.
pub async fn raise(connection: &mut AnyConnection, raised: Raised<'_>, at: Timestamp) -> Result<(), StoreError> {
    let open = query("SELECT id, version FROM alarm WHERE about = $1 AND cause = $2 AND state <> 'resolved' ORDER BY at, id LIMIT 1")
        .bind(raised.about)
        .bind(raised.cause)
        .fetch_optional(&mut *connection)
        .await?;
    let Some(open) = open else { return insert(connection, raised, at).await };
    let (id, version): (String, i64) = (open.try_get("id")?, open.try_get("version")?);
    let changed = query("UPDATE alarm SET times = times + 1, version = version + 1 WHERE id = $1 AND version = $2")
        .bind(id.as_str())
        .bind(version)
        .execute(&mut *connection)
        .await?;
    if changed.rows_affected() != 1 {
        return Err(StoreError::Stale);
    }
    add_event(connection, &id_of(&id)?, version + 1, &Line { what: "raised_again", by: None, words: raised.reason }, at).await
}

async fn insert(connection: &mut AnyConnection, raised: Raised<'_>, at: Timestamp) -> Result<(), StoreError> {
    query("INSERT INTO alarm (id, kind, about, cause, reason, at) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(raised.id.as_str())
        .bind(raised.kind.as_str())
        .bind(raised.about)
        .bind(raised.cause)
        .bind(raised.reason)
        .bind(at.micros())
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// One line of a case's trail.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    /// `raised_again`, `taken`, `released`, `note`, `resolution_asked`, `approved`, `declined`.
    pub what: &'a str,
    /// `None`: the system.
    pub by: Option<&'a Who>,
    /// The note or the reason; may be empty.
    pub words: &'a str,
}

/// Writes a changed case and the line that says what happened.
///
/// # Errors
/// [`StoreError::Stale`] when somebody else changed it since it was read.
pub async fn save(connection: &mut AnyConnection, row: &AlarmRow, line: &Line<'_>, at: Timestamp) -> Result<(), StoreError> {
    let (taken, request) = (row.state.taken_by(), row.state.request());
    let approved = if let State::Resolved { approved_by, .. } = &row.state { Some(approved_by) } else { None };
    let changed = query(
        "UPDATE alarm SET state = $1, version = $2, taken_actor = $3, taken_name = $4, resolution = $5, amount = $6, asked_reason = $7, \
         asked_actor = $8, asked_name = $9, asked_at = $10, approved_actor = $11, approved_name = $12, resolved_at = $13 \
         WHERE id = $14 AND version = $15",
    )
    .bind(row.state.as_str())
    .bind(row.version + 1)
    .bind(taken.map(|who| who.actor.as_str()))
    .bind(taken.map(|who| who.name.as_str()))
    .bind(request.map(|request| request.resolution.as_str()))
    .bind(request.map(|request| request.resolution.amount().minor()))
    .bind(request.map(|request| request.reason.as_str()))
    .bind(request.map(|request| request.by.actor.as_str()))
    .bind(request.map(|request| request.by.name.as_str()))
    .bind(request.map(|request| request.at.micros()))
    .bind(approved.map(|who| who.actor.as_str()))
    .bind(approved.map(|who| who.name.as_str()))
    .bind(approved.map(|_| at.micros()))
    .bind(row.id.as_str())
    .bind(row.version)
    .execute(&mut *connection)
    .await?;
    if changed.rows_affected() != 1 {
        return Err(StoreError::Stale);
    }
    add_event(connection, &row.id, row.version + 1, line, at).await
}

async fn add_event(connection: &mut AnyConnection, id: &Id, version: i64, line: &Line<'_>, at: Timestamp) -> Result<(), StoreError> {
    query("INSERT INTO alarm_event (alarm_id, version, what, by_actor, by_name, words, at) VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(id.as_str())
        .bind(version)
        .bind(line.what)
        .bind(line.by.map(|who| who.actor.as_str()))
        .bind(line.by.map(|who| who.name.as_str()))
        .bind(line.words)
        .bind(at.micros())
        .execute(&mut *connection)
        .await?;
    Ok(())
}

pub(super) const COLUMNS: &str = "SELECT id, kind, about, cause, reason, at, times, state, version, taken_actor, taken_name, resolution, \
                                  amount, asked_reason, asked_actor, asked_name, asked_at, approved_actor, approved_name, resolved_at FROM alarm";

/// A case by its identifier.
///
/// # Errors
/// The engine's.
pub async fn by_id(connection: &mut AnyConnection, id: &Id) -> Result<Option<AlarmRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE id = $1"));
    let row = query(sql).bind(id.as_str()).fetch_optional(&mut *connection).await?;
    row.as_ref().map(read).transpose()
}

pub(super) fn read(row: &AnyRow) -> Result<AlarmRow, StoreError> {
    let kind = Kind::of(&row.try_get::<String, _>("kind")?).ok_or(StoreError::Corrupt("alarm.kind"))?;
    Ok(AlarmRow {
        id: id_of(&row.try_get::<String, _>("id")?)?,
        kind,
        about: row.try_get("about")?,
        cause: row.try_get("cause")?,
        reason: row.try_get("reason")?,
        raised_at: Timestamp::from_micros(row.try_get("at")?),
        times: row.try_get("times")?,
        state: read_state(row)?,
        resolved_at: row.try_get::<Option<i64>, _>("resolved_at")?.map(Timestamp::from_micros),
        version: row.try_get("version")?,
    })
}

fn read_state(row: &AnyRow) -> Result<State, StoreError> {
    let who = |column: &'static str| read_who(row, column)?.ok_or(StoreError::Corrupt("alarm: nobody there"));
    Ok(match row.try_get::<String, _>("state")?.as_str() {
        "open" => State::Open,
        "taken" => State::Taken { by: who("taken")? },
        "resolving" => State::Resolving { taken_by: who("taken")?, request: read_request(row)? },
        "resolved" => State::Resolved { request: read_request(row)?, approved_by: who("approved")? },
        _ => return Err(StoreError::Corrupt("alarm.state")),
    })
}

fn read_request(row: &AnyRow) -> Result<Request, StoreError> {
    let text: String = row.try_get("resolution")?;
    let amount = Money::from_minor(row.try_get("amount")?);
    Ok(Request {
        resolution: Resolution::parse(&text, amount).ok_or(StoreError::Corrupt("alarm.resolution"))?,
        by: read_who(row, "asked")?.ok_or(StoreError::Corrupt("alarm: nobody asked"))?,
        reason: row.try_get("asked_reason")?,
        at: Timestamp::from_micros(row.try_get("asked_at")?),
    })
}

fn read_who(row: &AnyRow, column: &str) -> Result<Option<Who>, StoreError> {
    let actor: Option<String> = row.try_get(format!("{column}_actor").as_str())?;
    let name: Option<String> = row.try_get(format!("{column}_name").as_str())?;
    Ok(actor.zip(name).map(|(actor, name)| Who { actor, name }))
}
