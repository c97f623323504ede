//! All rows of one person, by the keyed digest of their FIN: read for whoever asks what is kept of them, removed when it must end.

use super::StoreError;
use super::kept::as_json;
use super::retention;
use serde_json::{Map, Value};
use shared::id::Id;
use shared::retention::Kind;
use shared::time::Timestamp;
use sqlx::AnyConnection;
use sqlx::{AssertSqlSafe, Row, query};

/// Rows of one table; nobody has so many.
const ROWS_MAX: i64 = 10_000;

/// What is read of a person, `$1`: name in the answer, statement. Files are listed, not read.
const TABLES: [(&str, &str); 11] = [
    (
        "applications",
        "SELECT number, class, stage, state, answers, register, said, officer_name, created_at, updated_at, due_at, ended_at \
         FROM application WHERE applicant = $1 ORDER BY created_at",
    ),
    (
        "events",
        "SELECT e.application, e.version, e.event, e.stage, e.by_name, e.reason, e.words, e.at FROM application p \
         JOIN application_event e ON e.application = p.number WHERE p.applicant = $1 ORDER BY e.at, e.version",
    ),
    (
        "notes",
        "SELECT n.application, n.by_name, n.words, n.at FROM application p \
         JOIN application_note n ON n.application = p.number WHERE p.applicant = $1 ORDER BY n.at",
    ),
    (
        "looked_at",
        "SELECT r.application, r.what, r.by_name, r.at FROM application p \
         JOIN application_reading r ON r.application = p.number WHERE p.applicant = $1 ORDER BY r.at",
    ),
    ("attachments", "SELECT id, application, name, kind, size, created_at FROM attachment WHERE owner = $1 ORDER BY created_at"),
    (
        "certificates",
        "SELECT c.number, c.application, c.class, c.account, c.issued_at, c.as_of, c.valid_until, c.statement, c.ended_at, c.ended_how, \
         c.ended_reason, c.ended_words FROM application p JOIN certificate c ON c.application = p.number \
         WHERE p.applicant = $1 ORDER BY c.issued_at",
    ),
    (
        "certificate_files",
        "SELECT f.certificate, f.lang, CAST(LENGTH(f.content) AS BIGINT) AS size FROM application p \
         JOIN certificate c ON c.application = p.number JOIN certificate_file f ON f.certificate = c.number \
         WHERE p.applicant = $1 ORDER BY f.certificate, f.position",
    ),
    (
        "document_links",
        "SELECT l.application, l.expires_at FROM application p JOIN document_link l ON l.application = p.number \
         WHERE p.applicant = $1 ORDER BY l.expires_at",
    ),
    (
        "messages",
        "SELECT o.kind, o.channel, o.cause, o.created_at, o.tries, o.ended FROM outbox o WHERE o.kind LIKE 'application-%' \
         AND EXISTS (SELECT 1 FROM application p WHERE p.applicant = $1 AND o.cause LIKE o.kind || ':' || p.number || ':%') \
         ORDER BY o.created_at",
    ),
    ("sessions", "SELECT name, fin, roles, created_at, used_at, ends_at FROM session WHERE actor = $1 ORDER BY created_at"),
    (
        "mobile_proofs",
        "SELECT purpose, mobile, created_at, expires_at, proven_at FROM mobile_proof \
         WHERE subject = $1 OR subject IN (SELECT number FROM application WHERE applicant = $1) ORDER BY created_at",
    ),
];

/// Everything of a person, by table, in the order of [`TABLES`]' names.
///
/// # Errors
/// The engine's.
pub async fn everything(connection: &mut AnyConnection, actor: &str) -> Result<Map<String, Value>, StoreError> {
    let mut tables = Map::new();
    for (name, sql) in TABLES {
        let rows = query(AssertSqlSafe(format!("{sql} LIMIT $2"))).bind(actor).bind(ROWS_MAX).fetch_all(&mut *connection).await?;
        let rows = rows.iter().map(as_json).collect::<Result<Vec<_>, _>>()?;
        tables.insert(name.to_owned(), Value::Array(rows));
    }
    Ok(tables)
}

/// Numbers of a person's applications that have not ended.
///
/// # Errors
/// The engine's.
pub async fn running(connection: &mut AnyConnection, actor: &str) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT number FROM application WHERE applicant = $1 AND ended_at IS NULL ORDER BY created_at, number LIMIT $2";
    numbers(connection, sql, actor).await
}

/// Numbers of a person's applications that have ended.
///
/// # Errors
/// The engine's.
pub async fn ended(connection: &mut AnyConnection, actor: &str) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT number FROM application WHERE applicant = $1 AND ended_at IS NOT NULL ORDER BY created_at, number LIMIT $2";
    numbers(connection, sql, actor).await
}

async fn numbers(connection: &mut AnyConnection, sql: &'static str, actor: &str) -> Result<Vec<String>, StoreError> {
    let rows = query(sql).bind(actor).bind(ROWS_MAX).fetch_all(&mut *connection).await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

/// Ends whatever a person is at: sessions, also at a kiosk. Answers the applications that have not ended.
///
/// # Errors
/// The engine's.
pub async fn sign_out(connection: &mut AnyConnection, actor: &str) -> Result<Vec<String>, StoreError> {
    let running = running(connection, actor).await?;
    if running.is_empty() {
        let sql = "DELETE FROM kiosk_session WHERE person_hash IN (SELECT token_hash FROM session WHERE actor = $1)";
        query(sql).bind(actor).execute(&mut *connection).await?;
        query("DELETE FROM session WHERE actor = $1").bind(actor).execute(&mut *connection).await?;
    }
    Ok(running)
}

/// Empties an application that has ended, and removes the codes sent to its citizen's mobile (nine national digits).
///
/// # Errors
/// The engine's.
pub async fn end_application(connection: &mut AnyConnection, number: &str, mobile: Option<&str>, now: Timestamp) -> Result<(), StoreError> {
    if let Some(mobile) = mobile {
        query("DELETE FROM mobile_proof WHERE mobile = $1").bind(mobile).execute(&mut *connection).await?;
        query("DELETE FROM mobile_gate WHERE gate LIKE '% ' || $1").bind(mobile).execute(&mut *connection).await?;
    }
    retention::end(connection, Kind::Applications, number, now).await
}

/// One file of a person that belongs to no application. False: there is none.
///
/// # Errors
/// The engine's.
pub async fn end_loose_file(connection: &mut AnyConnection, actor: &str, now: Timestamp) -> Result<bool, StoreError> {
    let row = query("SELECT id FROM attachment WHERE owner = $1 AND application IS NULL LIMIT 1")
        .bind(actor)
        .fetch_optional(&mut *connection)
        .await?;
    let Some(row) = row else { return Ok(false) };
    retention::end(connection, Kind::LooseAttachments, &row.try_get::<String, _>("id")?, now).await?;
    Ok(true)
}

/// Removes what else names a person, and writes down that they were erased: by whom, and why.
///
/// # Errors
/// The engine's.
pub async fn note_erasure(
    connection: &mut AnyConnection,
    id: &Id,
    actor: &str,
    applications: i64,
    (by, reason): (&str, &str),
    now: Timestamp,
) -> Result<(), StoreError> {
    query("DELETE FROM mobile_gate WHERE gate IN (SELECT 'mobile ' || mobile FROM mobile_proof WHERE subject = $1)")
        .bind(actor)
        .execute(&mut *connection)
        .await?;
    query("DELETE FROM mobile_gate WHERE gate = 'application ' || $1").bind(actor).execute(&mut *connection).await?;
    query("DELETE FROM mobile_proof WHERE subject = $1").bind(actor).execute(&mut *connection).await?;
    query("INSERT INTO erasure (id, about, applications, by_name, reason, at) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(id.as_str())
        .bind(actor)
        .bind(applications)
        .bind(by)
        .bind(reason)
        .bind(now.micros())
        .execute(&mut *connection)
        .await?;
    Ok(())
}
