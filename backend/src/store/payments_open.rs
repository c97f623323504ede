//! Payments as the operator looks for them: open ones as figures, any by what is known of it, one with its events.

use super::StoreError;
use super::payments::{PaymentRow, page_where};
use shared::id::Id;
use shared::time::Timestamp;
use sqlx::AnyConnection;
use sqlx::{Row, query};

/// Most events of one payment that are shown.
const EVENTS_MAX: i64 = 500;

/// Payments in one state that have not ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenRow {
    /// The state's name.
    pub state: String,
    /// How many.
    pub count: i64,
    /// What their payers were asked for, in qəpik.
    pub amount_minor: i64,
    /// When the oldest was begun.
    pub oldest: Timestamp,
    /// How many of them asked bank or biller again, because the question before brought no answer that moves them. None
    /// while the payer is at the bank's page.
    pub unanswered: i64,
}

/// Open payments by state. Reads the partial index of open payments only.
///
/// # Errors
/// The engine's.
pub async fn open_by_state(connection: &mut AnyConnection) -> Result<Vec<OpenRow>, StoreError> {
    let rows = query(
        "SELECT state, COUNT(*) AS n, CAST(SUM(total) AS BIGINT) AS amount, MIN(created_at) AS oldest, \
         CAST(SUM(CASE WHEN asks > 0 AND state NOT IN ('opening', 'at_bank', 'abandoned') THEN 1 ELSE 0 END) AS BIGINT) AS unanswered \
         FROM payment WHERE state NOT IN ('captured', 'closed') GROUP BY state",
    )
    .fetch_all(&mut *connection)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(OpenRow {
                state: row.try_get("state")?,
                count: row.try_get("n")?,
                amount_minor: row.try_get("amount")?,
                oldest: Timestamp::from_micros(row.try_get("oldest")?),
                unanswered: row.try_get("unanswered")?,
            })
        })
        .collect()
}

/// Which payments. Empty and absent: any.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Search {
    /// The payment itself.
    pub id: Option<Id>,
    /// The bank's order number.
    pub order: String,
    /// Nine national digits.
    pub phone: String,
    /// A state's name, or `open`.
    pub state: String,
    /// Begun at this time or later.
    pub from: Option<Timestamp>,
    /// Begun before.
    pub to: Option<Timestamp>,
    /// The last one of the page before: when it was begun, and its reference.
    pub after: Option<(i64, String)>,
}

/// A page of payments, the newest first.
///
/// # Errors
/// The engine's.
pub async fn search(connection: &mut AnyConnection, search: &Search, limit: i64) -> Result<Vec<PaymentRow>, StoreError> {
    let (mut conditions, mut values) = (vec![], vec![]);
    let mut add = |condition: &str, value: Value| {
        values.push(value);
        conditions.push(condition.replace('?', &format!("${}", values.len())));
    };
    if let Some(id) = &search.id {
        add("id = ?", Value::Text(id.as_str().to_owned()));
    }
    if !search.order.is_empty() {
        add("id IN (SELECT payment_id FROM payment_order WHERE order_ref = ?)", Value::Text(search.order.clone()));
    }
    if !search.phone.is_empty() {
        add("phone = ?", Value::Text(search.phone.clone()));
    }
    if !search.state.is_empty() && search.state != "open" {
        add("state = ?", Value::Text(search.state.clone()));
    }
    add("created_at >= ?", Value::Number(search.from.map_or(i64::MIN, Timestamp::micros)));
    add("created_at < ?", Value::Number(search.to.map_or(i64::MAX, Timestamp::micros)));
    if let Some((at, id)) = &search.after {
        add("created_at <= ?", Value::Number(*at));
        add("(created_at < ?", Value::Number(*at));
        add("id < ?)", Value::Text(id.clone()));
        // The last two belong together.
        let last = conditions.split_off(conditions.len() - 2).join(" OR ");
        conditions.push(last);
    }
    if search.state == "open" {
        conditions.push("state NOT IN ('captured', 'closed')".to_owned());
    }
    page_where(connection, &conditions.join(" AND "), values, limit).await
}

/// A bound value.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Text(String),
    Number(i64),
}

/// One event of a payment: the version that it made, its JSON, when.
///
/// # Errors
/// The engine's.
pub async fn events(connection: &mut AnyConnection, payment: &Id) -> Result<Vec<(i64, String, Timestamp)>, StoreError> {
    let rows = query("SELECT version, event, at FROM payment_event WHERE payment_id = $1 ORDER BY version LIMIT $2")
        .bind(payment.as_str())
        .bind(EVENTS_MAX)
        .fetch_all(&mut *connection)
        .await?;
    rows.iter().map(|row| Ok((row.try_get("version")?, row.try_get("event")?, Timestamp::from_micros(row.try_get("at")?)))).collect()
}

/// How an audit ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRunRow {
    /// When it ended.
    pub at: Timestamp,
    /// `clean`, `findings`, `not_checked`, `failed`.
    pub result: String,
    /// How many findings.
    pub findings: i64,
    /// Questions to banks and billers that were not answered.
    pub unanswered: i64,
}

/// Writes down how an audit ended.
///
/// # Errors
/// The engine's.
pub async fn note_audit(connection: &mut AnyConnection, id: &Id, run: &AuditRunRow) -> Result<(), StoreError> {
    query("INSERT INTO audit_run (id, at, result, findings, unanswered) VALUES ($1, $2, $3, $4, $5)")
        .bind(id.as_str())
        .bind(run.at.micros())
        .bind(run.result.as_str())
        .bind(run.findings)
        .bind(run.unanswered)
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// How the last audit ended; `None`: there was none.
///
/// # Errors
/// The engine's.
pub async fn last_audit(connection: &mut AnyConnection) -> Result<Option<AuditRunRow>, StoreError> {
    let row =
        query("SELECT at, result, findings, unanswered FROM audit_run ORDER BY at DESC LIMIT 1").fetch_optional(&mut *connection).await?;
    row.map(|row| {
        Ok(AuditRunRow {
            at: Timestamp::from_micros(row.try_get("at")?),
            result: row.try_get("result")?,
            findings: row.try_get("findings")?,
            unanswered: row.try_get("unanswered")?,
        })
    })
    .transpose()
}
