//! What the audit reads of alarm cases.

use super::StoreError;
use super::alarms::{AlarmRow, COLUMNS, read};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row, query};
use std::collections::HashMap;

/// An alarm case as it is stored: what cannot be read is a finding, not an error.
#[derive(Debug, Clone)]
pub struct AuditAlarm {
    /// 32 hexadecimal digits.
    pub id: String,
    /// The payment's reference, the refund's key or the application's number.
    pub about: String,
    /// `None`: it cannot be read.
    pub row: Option<AlarmRow>,
    /// In the order of the versions they led to.
    pub trail: Vec<AuditLine>,
}

/// A line of a case's trail.
#[derive(Debug, Clone)]
pub struct AuditLine {
    /// The version that it made.
    pub version: i64,
    /// `raised_again`, `taken`, `released`, `note`, `resolution_asked`, `approved`, `declined`.
    pub what: String,
    /// Actor and name; `None`: the system.
    pub by: Option<(String, String)>,
    /// The note or the reason; may be empty.
    pub words: String,
}

/// Of a range of payments: about them and about their refunds.
const OF_PAYMENTS: &str = "(kind = 'payment' AND about > $1 AND about <= $2 \
                           OR kind = 'refund' AND about IN (SELECT r.id FROM refund r WHERE r.payment_id > $1 AND r.payment_id <= $2))";
/// About what is neither a payment nor a refund.
const OF_OTHERS: &str = "(kind NOT IN ('payment', 'refund') AND id > $1 AND id <= $2)";

/// The cases about a range of payments and their refunds, by time.
pub(super) async fn of_payments(connection: &mut AnyConnection, bounds: (&str, &str)) -> Result<Vec<AuditAlarm>, StoreError> {
    cases(connection, OF_PAYMENTS, bounds).await
}

/// Cases about anything else, by identifier, after this one.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn others_after(connection: &mut AnyConnection, after: &str, limit: i64) -> Result<Vec<AuditAlarm>, StoreError> {
    let sql = "SELECT id FROM alarm WHERE kind NOT IN ('payment', 'refund') AND id > $1 ORDER BY id LIMIT $2";
    let rows = query(sql).bind(after).bind(limit).fetch_all(&mut *connection).await?;
    let Some(last) = rows.last() else { return Ok(vec![]) };
    let until: String = last.try_get("id")?;
    cases(connection, OF_OTHERS, (after, &until)).await
}

async fn cases(connection: &mut AnyConnection, which: &str, bounds: (&str, &str)) -> Result<Vec<AuditAlarm>, StoreError> {
    let lines = format!(
        "SELECT alarm_id, version, what, by_actor, by_name, words FROM alarm_event \
         WHERE alarm_id IN (SELECT id FROM alarm WHERE {which}) ORDER BY alarm_id, version"
    );
    let mut trails: HashMap<String, Vec<AuditLine>> = HashMap::new();
    for row in &query(AssertSqlSafe(lines)).bind(bounds.0).bind(bounds.1).fetch_all(&mut *connection).await? {
        trails.entry(row.try_get("alarm_id")?).or_default().push(read_line(row)?);
    }
    let cases = format!("{COLUMNS} WHERE {which} ORDER BY at, id");
    let rows = query(AssertSqlSafe(cases)).bind(bounds.0).bind(bounds.1).fetch_all(&mut *connection).await?;
    rows.iter().map(|row| read_alarm(row, &mut trails)).collect()
}

fn read_alarm(row: &AnyRow, trails: &mut HashMap<String, Vec<AuditLine>>) -> Result<AuditAlarm, StoreError> {
    let id: String = row.try_get("id")?;
    let trail = trails.remove(&id).unwrap_or_default();
    Ok(AuditAlarm { about: row.try_get("about")?, row: read(row).ok(), trail, id })
}

fn read_line(row: &AnyRow) -> Result<AuditLine, sqlx::Error> {
    let (actor, name): (Option<String>, Option<String>) = (row.try_get("by_actor")?, row.try_get("by_name")?);
    Ok(AuditLine { version: row.try_get("version")?, what: row.try_get("what")?, by: actor.zip(name), words: row.try_get("words")? })
}
