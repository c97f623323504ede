//! Applications: their life, what was sent, their events.

use super::StoreError;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use shared::application::machine::Effect;
use shared::application::{Actor, Answers, Application, Stage, State};
use shared::name::{Identity, identity};
use shared::time::Timestamp;
use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use sqlx::{Row, query};

/// What the machine remembers, and which of its effects are on their way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Life {
    /// The machine's memory.
    pub application: Application,
    /// Calls claimed by somebody and not answered.
    pub in_flight: Vec<InFlight>,
    /// Number of the next call.
    pub next_call: i64,
    /// Ticks since the state last changed: spaces the next one.
    pub ticks: u32,
    /// Until when an answer was promised when it was sent: what was added since are the citizen's pauses.
    pub promised_at: Timestamp,
}

/// A call under a claim. Once the claim has lapsed nobody is performing it: its answer is *don't know*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InFlight {
    /// Its number within the application.
    pub call: i64,
    /// What is being done.
    pub effect: Effect,
    /// Until when the claim holds; later than any time-out of the call.
    pub until: Timestamp,
}

/// What the registers and the biller said when the application was sent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Register {
    /// Surname, name, patronymic.
    pub name: String,
    /// FIN.
    pub fin: String,
    /// Identity document.
    pub document: String,
    /// Registered address.
    pub address: String,
    /// The time of the population register's answer.
    pub as_of: Timestamp,
    /// Company's name; empty when residential.
    pub company: String,
    /// Its VÖEN; empty when residential.
    pub voen: String,
    /// The company's register names the applicant; true when residential.
    pub acts: bool,
    /// The holder's name as the biller has it.
    pub holder: String,
    /// The holder's FIN or VÖEN as the biller has it; empty where it gives none, and in rows of before it could.
    pub holder_id: String,
}

impl Register {
    /// Whom the certificate is about: the company, or the person.
    #[must_use]
    pub fn holder_number(&self) -> &str {
        if self.voen.is_empty() { &self.fin } else { &self.voen }
    }

    /// Is it the biller's holder? By number alone.
    #[must_use]
    pub fn identity(&self) -> Identity {
        identity(self.holder_number(), &self.holder_id)
    }

    /// The company's name, or the person's.
    #[must_use]
    pub fn holder_name(&self) -> &str {
        if self.voen.is_empty() { &self.name } else { &self.company }
    }
}

/// A template's identifier and an officer's own words.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Words {
    /// Template; may be empty.
    pub reason: String,
    /// Own words; may be empty.
    pub text: String,
}

/// What officer and citizen said to each other last.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Said {
    /// The correction asked for last.
    pub correction: Words,
    /// The citizen's words with the answer to it.
    pub answer: String,
    /// Why it was rejected.
    pub rejection: Words,
}

/// An application's row.
#[derive(Debug, Clone)]
pub struct ApplicationRow {
    /// `M-2026-…`.
    pub number: String,
    /// Digest of the request that made it, and of who sent it.
    pub body_hash: String,
    /// One live application per person, class and account.
    pub live_key: String,
    /// What was sent, as corrected since.
    pub answers: Answers,
    /// What was said of it from outside.
    pub register: Register,
    /// What was said between office and citizen.
    pub said: Said,
    /// Address of the brand under which it was sent.
    pub public_url: String,
    /// The machine.
    pub life: Life,
    /// Name of who has it.
    pub officer_name: Option<String>,
    /// Compared on every change.
    pub version: i64,
    /// When it was sent.
    pub created_at: Timestamp,
    /// When the jobs look at it next; `None`: never.
    pub wake_at: Option<Timestamp>,
    /// Once ended: from sent to ended without the citizen's pauses, in milliseconds, and whether that was too late.
    pub worked: Option<(i64, bool)>,
}

/// An event as it is kept.
#[derive(Debug, Clone, Default)]
pub struct NewEvent {
    /// The machine's event as JSON.
    pub event: String,
    /// The stage that was reached by it.
    pub stage: Option<Stage>,
    /// Which officer.
    pub by: Option<(Actor, String)>,
    /// What was said with it.
    pub words: Words,
}

/// Writes a new application with its first event.
///
/// # Errors
/// [`StoreError::Constraint`] when its number or its key exists, or the person has a live one for the account.
pub async fn insert(connection: &mut AnyConnection, key: &str, row: &ApplicationRow, event: &NewEvent) -> Result<(), StoreError> {
    query(
        "INSERT INTO application (number, idempotency_key, body_hash, applicant, live_key, class, answers, register, said, public_url, \
         state, stage, shelf, machine, version, created_at, updated_at, due_at, wake_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, $17, $18)",
    )
    .bind(row.number.as_str())
    .bind(key)
    .bind(row.body_hash.as_str())
    .bind(row.life.application.applicant.as_str())
    .bind(row.live_key.as_str())
    .bind(row.answers.class().as_str())
    .bind(to_json(&row.answers)?)
    .bind(to_json(&row.register)?)
    .bind(to_json(&row.said)?)
    .bind(row.public_url.as_str())
    .bind(state_name(&row.life.application))
    .bind(row.life.application.stage().as_str())
    .bind(shelf(&row.life.application))
    .bind(to_json(&row.life)?)
    .bind(row.version)
    .bind(row.created_at.micros())
    .bind(row.life.application.due_at.micros())
    .bind(row.wake_at.map(Timestamp::micros))
    .execute(&mut *connection)
    .await?;
    note_event(connection, row, event, row.created_at).await
}

/// Writes a changed application and the event that changed it; without one only claims changed.
///
/// # Errors
/// [`StoreError::Stale`] when somebody else changed it since it was read.
pub async fn save(
    connection: &mut AnyConnection,
    row: &mut ApplicationRow,
    event: Option<&NewEvent>,
    at: Timestamp,
) -> Result<(), StoreError> {
    let application = &row.life.application;
    let ended = application.is_ended();
    let changed = query(
        "UPDATE application SET state = $1, stage = $2, shelf = $3, machine = $4, version = $5, answers = $6, said = $7, officer = $8, \
         officer_name = $9, due_at = $10, wake_at = $11, updated_at = $12, ended_at = $13, worked_ms = $14, late = $15, \
         live_key = $16 WHERE number = $17 AND version = $18",
    )
    .bind(state_name(application))
    .bind(application.stage().as_str())
    .bind(shelf(application))
    .bind(to_json(&row.life)?)
    .bind(row.version + 1)
    .bind(to_json(&row.answers)?)
    .bind(to_json(&row.said)?)
    .bind(application.officer().map(String::as_str))
    .bind(row.officer_name.as_deref())
    .bind(application.due_at.micros())
    .bind(row.wake_at.map(Timestamp::micros))
    .bind(at.micros())
    .bind(ended.then_some(at.micros()))
    .bind(row.worked.map(|(ms, _)| ms))
    .bind(row.worked.map(|(_, late)| i64::from(late)))
    .bind((!ended).then_some(row.live_key.as_str()))
    .bind(row.number.as_str())
    .bind(row.version)
    .execute(&mut *connection)
    .await?;
    if changed.rows_affected() != 1 {
        return Err(StoreError::Stale);
    }
    row.version += 1;
    match event {
        Some(event) => note_event(connection, row, event, at).await,
        None => Ok(()),
    }
}

async fn note_event(connection: &mut AnyConnection, row: &ApplicationRow, event: &NewEvent, at: Timestamp) -> Result<(), StoreError> {
    query(
        "INSERT INTO application_event (application, version, event, stage, by_actor, by_name, reason, words, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(row.number.as_str())
    .bind(row.version)
    .bind(event.event.as_str())
    .bind(event.stage.map(Stage::as_str))
    .bind(event.by.as_ref().map(|(actor, _)| actor.as_str()))
    .bind(event.by.as_ref().map(|(_, name)| name.as_str()))
    .bind(event.words.reason.as_str())
    .bind(event.words.text.as_str())
    .bind(at.micros())
    .execute(&mut *connection)
    .await?;
    Ok(())
}

/// Whatever is read of applications begins here: one whose data has ended is not there any more.
pub(super) const COLUMNS: &str = "SELECT number, body_hash, live_key, answers, register, said, public_url, machine, officer_name, version, \
                                  created_at, wake_at, worked_ms, late \
                                  FROM (SELECT * FROM application WHERE erased_at IS NULL) AS application";

/// An application by its number.
///
/// # Errors
/// The engine's.
pub async fn by_number(connection: &mut AnyConnection, number: &str) -> Result<Option<ApplicationRow>, StoreError> {
    one(connection, "number", number).await
}

/// An application by the key of the attempt that made it.
///
/// # Errors
/// The engine's.
pub async fn by_key(connection: &mut AnyConnection, key: &str) -> Result<Option<ApplicationRow>, StoreError> {
    one(connection, "idempotency_key", key).await
}

/// The live application of a person for a class and an account.
///
/// # Errors
/// The engine's.
pub async fn live(connection: &mut AnyConnection, live_key: &str) -> Result<Option<ApplicationRow>, StoreError> {
    one(connection, "live_key", live_key).await
}

async fn one(connection: &mut AnyConnection, column: &'static str, value: &str) -> Result<Option<ApplicationRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE {column} = $1"));
    let row = query(sql).bind(value).fetch_optional(&mut *connection).await?;
    row.as_ref().map(read_row).transpose()
}

/// A person's own, newest first, before a given one.
///
/// # Errors
/// The engine's.
pub async fn of_applicant(
    connection: &mut AnyConnection,
    applicant: &str,
    before: (Timestamp, &str),
    limit: i64,
) -> Result<Vec<ApplicationRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "{COLUMNS} WHERE applicant = $1 AND (created_at < $2 OR (created_at = $2 AND number < $3)) \
         ORDER BY created_at DESC, number DESC LIMIT $4"
    ));
    let (at, number) = before;
    let rows = query(sql).bind(applicant).bind(at.micros()).bind(number).bind(limit).fetch_all(&mut *connection).await?;
    rows.iter().map(read_row).collect()
}

/// Applications the jobs should look at now, the longest waiting first.
///
/// # Errors
/// The engine's.
pub async fn due(connection: &mut AnyConnection, now: Timestamp, limit: i64) -> Result<Vec<String>, StoreError> {
    let rows = query("SELECT number FROM application WHERE wake_at IS NOT NULL AND wake_at <= $1 ORDER BY wake_at LIMIT $2")
        .bind(now.micros())
        .bind(limit)
        .fetch_all(&mut *connection)
        .await?;
    rows.iter().map(|row| Ok(row.try_get("number")?)).collect()
}

/// A page of applications in the numbers' order, after a given one; only those that the jobs look at, or all.
///
/// # Errors
/// The engine's.
pub async fn page_after(connection: &mut AnyConnection, after: &str, waking: bool, limit: i64) -> Result<Vec<ApplicationRow>, StoreError> {
    let only = if waking { "wake_at IS NOT NULL AND" } else { "" };
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE {only} number > $1 ORDER BY number LIMIT $2"));
    let rows = query(sql).bind(after).bind(limit).fetch_all(&mut *connection).await?;
    rows.iter().map(read_row).collect()
}

/// The name of a state as the column holds it.
#[must_use]
pub const fn state_name(application: &Application) -> &'static str {
    match application.state {
        State::Registered => "registered",
        State::UnderReview { .. } => "under_review",
        State::CorrectionAsked { .. } => "correction_asked",
        State::SecondReview { .. } => "second_review",
        State::Checking { .. } => "checking",
        State::Signing { .. } => "signing",
        State::Issued { .. } => "issued",
        State::Rejected { .. } => "rejected",
        State::Withdrawn => "withdrawn",
    }
}

/// Where an application lies in the office.
#[must_use]
pub const fn shelf(application: &Application) -> &'static str {
    match &application.state {
        State::Registered | State::SecondReview { officer: None } => "waiting",
        State::UnderReview { .. } | State::SecondReview { officer: Some(_) } => "held",
        State::CorrectionAsked { .. } => "asked",
        State::Checking { .. } | State::Signing { .. } => "making",
        State::Issued { .. } | State::Rejected { .. } | State::Withdrawn => "ended",
    }
}

pub(super) fn read_row(row: &AnyRow) -> Result<ApplicationRow, StoreError> {
    let text = |column: &'static str| row.try_get::<String, _>(column);
    let worked: Option<i64> = row.try_get("worked_ms")?;
    let late: Option<i64> = row.try_get("late")?;
    Ok(ApplicationRow {
        number: text("number")?,
        body_hash: text("body_hash")?,
        live_key: row.try_get::<Option<String>, _>("live_key")?.unwrap_or_default(),
        answers: from_json(&text("answers")?)?,
        register: from_json(&text("register")?)?,
        said: from_json(&text("said")?)?,
        public_url: text("public_url")?,
        life: from_json(&text("machine")?)?,
        officer_name: row.try_get("officer_name")?,
        version: row.try_get("version")?,
        created_at: Timestamp::from_micros(row.try_get("created_at")?),
        wake_at: row.try_get::<Option<i64>, _>("wake_at")?.map(Timestamp::from_micros),
        worked: worked.map(|ms| (ms, late == Some(1))),
    })
}

fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Corrupt("application"))
}

fn to_json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Corrupt("application"))
}
