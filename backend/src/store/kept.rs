//! A payment with everything that rests on it, as rows: what an anchor keeps of it, and what is written again where the
//! database was put back. Columns are taken as they are, so that a newer one is kept without a word here.

use super::StoreError;
use serde_json::{Map, Value};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Column, Row, query};
use std::collections::BTreeMap;

/// How a table's rows are written again where some of them are here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    /// Whatever is here of the payment goes, the kept rows come.
    Replace,
    /// Rows of kept alarms, by this column, come in place of those that are here; others stay, as an alarm that was raised since.
    OfAlarms(&'static str),
    /// Others point to them: a row that is here stays, and takes this column of the kept one.
    Merge(Option<&'static str>),
}

/// Tables in the order in which they may be written, how a payment's rows are found, and how they are written again.
const TABLES: [(&str, &str, How); 17] = [
    ("payment", "id = $1", How::Replace),
    ("payment_item", "payment_id = $1", How::Replace),
    ("payment_event", "payment_id = $1", How::Replace),
    ("payment_order", "payment_id = $1", How::Replace),
    ("journal_entry", "payment_id = $1", How::Replace),
    ("journal_posting", "entry_id IN (SELECT id FROM journal_entry WHERE payment_id = $1)", How::Replace),
    ("receipt", "payment_id = $1", How::Replace),
    ("hosted_posting", "item_id IN (SELECT id FROM payment_item WHERE payment_id = $1)", How::Merge(Some("status"))),
    ("hosted_reversal", "item_id IN (SELECT id FROM payment_item WHERE payment_id = $1)", How::Merge(None)),
    ("refund", "payment_id = $1", How::Replace),
    ("refund_share", "refund_id IN (SELECT id FROM refund WHERE payment_id = $1)", How::Replace),
    ("refund_taken", "item_id IN (SELECT id FROM payment_item WHERE payment_id = $1)", How::Replace),
    ("refund_event", "refund_id IN (SELECT id FROM refund WHERE payment_id = $1)", How::Replace),
    (
        "outbox",
        "cause = 'receipt:' || $1 OR cause = 'void:' || $1 OR cause IN (SELECT 'refund:' || id FROM refund WHERE payment_id = $1)",
        How::Replace,
    ),
    ("alarm", "about = $1 OR about IN (SELECT id FROM refund WHERE payment_id = $1)", How::OfAlarms("id")),
    ("alarm_event", ABOUT_ALARM, How::OfAlarms("alarm_id")),
    ("alarm_key", ABOUT_ALARM, How::OfAlarms("alarm_id")),
];
const ABOUT_ALARM: &str = "alarm_id IN (SELECT id FROM alarm WHERE about = $1 OR about IN (SELECT id FROM refund WHERE payment_id = $1))";
/// The chain gives an entry written again a place of its own, and so does the biller's registry a posting. An entry that is
/// here and sealed keeps the place it has.
const CHAIN: [&str; 4] = ["sequence", "previous_hash", "hash", "registry_sequence"];

/// A payment's rows, by table.
pub type Rows = Map<String, Value>;

/// Every row of a payment; `None`: there is none.
///
/// # Errors
/// The engine's.
pub async fn read(connection: &mut AnyConnection, payment: &str) -> Result<Option<Rows>, StoreError> {
    let mut tables = Rows::new();
    for (table, which, _) in TABLES {
        let sql = AssertSqlSafe(format!("SELECT * FROM {table} WHERE {which}"));
        let rows = query(sql).bind(payment).fetch_all(&mut *connection).await?;
        let rows = rows.iter().map(as_json).collect::<Result<Vec<_>, _>>()?;
        tables.insert(table.to_owned(), Value::Array(rows));
    }
    let there = table(&tables, "payment").next().is_some();
    Ok(there.then_some(tables))
}

pub(super) fn as_json(row: &AnyRow) -> Result<Value, StoreError> {
    let mut columns = Map::new();
    for (place, column) in row.columns().iter().enumerate() {
        let value = match row.try_get::<Option<i64>, _>(place) {
            Ok(number) => number.map(Value::from),
            Err(_) => row.try_get::<Option<String>, _>(place)?.map(Value::from),
        };
        // What is NULL is left out, and NULL again when it is written.
        if let Some(value) = value {
            columns.insert(column.name().to_owned(), value);
        }
    }
    Ok(Value::Object(columns))
}

/// The version of a payment's row.
#[must_use]
pub fn version(rows: &Rows) -> Option<i64> {
    table(rows, "payment").next()?.get("version")?.as_i64()
}

/// A table's kept rows; none where the table was not kept yet.
pub fn table<'a>(rows: &'a Rows, name: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    rows.get(name).and_then(Value::as_array).into_iter().flatten()
}

/// True when something that is kept is not here, or only as it was before: the payment, or one of its refund cases.
#[must_use]
pub fn is_behind(here: Option<&Rows>, kept: &Rows) -> bool {
    let Some(here) = here else { return true };
    version(here) < version(kept) || version(here) == version(kept) && !refunds_behind(here, kept).is_empty()
}

/// Refund cases that are kept and not here, or only as they were before.
#[must_use]
pub fn refunds_behind(here: &Rows, kept: &Rows) -> Vec<String> {
    let version_of = |row: &Value| row.get("version").and_then(Value::as_i64);
    let behind = |case: &&Value| table(here, "refund").find(|row| row["id"] == case["id"]).and_then(version_of) < version_of(case);
    table(kept, "refund").filter(behind).filter_map(|case| Some(case.get("id")?.as_str()?.to_owned())).collect()
}

/// What of a refund case never changes: its request, its shares, its events, and, once there is one, the decision.
const FIXED: [(&str, &[&str]); 3] = [
    ("refund", &["payment_id", "body_hash", "total", "reason", "requested_by", "requested_name", "created_at"]),
    ("refund_share", &["refund_id", "item_id", "amount", "fee"]),
    ("refund_event", &["event", "at"]),
];
const DECISION: [&str; 4] = ["decided_by", "decided_name", "decided_at", "decision_note"];

/// The row of a kept refund case that is not here as it was kept, though it can never change. `None`: there is none.
#[must_use]
pub fn refund_changed(here: &Rows, kept: &Rows) -> Option<String> {
    for (name, fixed) in FIXED {
        for then in table(kept, name) {
            let decided = then.get("decided_by").is_some();
            let mut columns = fixed.iter().chain(DECISION.iter().filter(|_| decided));
            let key = |row: &Value| {
                (row.get("id").cloned(), row.get("refund_id").cloned(), row.get("version").filter(|_| name == "refund_event").cloned())
            };
            let now = table(here, name).find(|row| key(row) == key(then));
            let same = now.is_some_and(|now| columns.all(|column| now.get(*column) == then.get(*column)));
            if !same {
                let id = then.get("refund_id").or_else(|| then.get("id")).and_then(Value::as_str).unwrap_or_default();
                return Some(format!("{name} of the refund {id}"));
            }
        }
    }
    None
}

/// What of a kept alarm case is not here, or not as it was kept. `None`: there is none.
#[must_use]
pub fn alarm_changed(here: &Rows, kept: &Rows) -> Option<String> {
    const RAISED: [&str; 5] = ["kind", "about", "cause", "reason", "at"];
    let same = |now: &Value, then: &Value, columns: &[&str]| columns.iter().all(|column| now.get(*column) == then.get(*column));
    for then in table(kept, "alarm") {
        let resolved = then.get("state").and_then(Value::as_str) == Some("resolved");
        let stays = |now: &Value| same(now, then, &RAISED) && (!resolved || now == then);
        if !table(here, "alarm").any(|now| now.get("id") == then.get("id") && stays(now)) {
            return Some(format!("the alarm {}", then.get("id").and_then(Value::as_str).unwrap_or_default()));
        }
    }
    // The trail is never rewritten.
    let lost = table(kept, "alarm_event").find(|then| !table(here, "alarm_event").any(|now| now == *then))?;
    Some(format!("the trail of the alarm {}", lost.get("alarm_id").and_then(Value::as_str).unwrap_or_default()))
}

/// Writes a payment's rows in place of whatever is there of it; it keeps no bill from others afterwards.
///
/// # Errors
/// [`StoreError::Constraint`] where a sealed entry is here that is not kept as it is, or a key is used again; the engine's.
pub async fn write(connection: &mut AnyConnection, payment: &str, rows: &Rows) -> Result<(), StoreError> {
    let here = read(connection, payment).await?.unwrap_or_default();
    let places = places(&here, rows)?;
    for (name, which, how) in TABLES.iter().rev() {
        match how {
            How::Replace => delete(connection, name, which, payment).await?,
            How::OfAlarms(key) => {
                for id in table(rows, "alarm").filter_map(|row| row.get("id")?.as_str()) {
                    delete(connection, name, &format!("{key} = $1"), id).await?;
                }
            }
            How::Merge(_) => {}
        }
    }
    delete(connection, "lease", "payment_id = $1", payment).await?;
    for (name, _, how) in TABLES {
        for row in table(rows, name) {
            let place = row.get("id").and_then(Value::as_str).and_then(|id| places.get(id)).filter(|_| name == "journal_entry");
            insert(connection, name, row, place, how).await?;
        }
    }
    Ok(())
}

async fn delete(connection: &mut AnyConnection, table: &str, which: &str, id: &str) -> Result<(), StoreError> {
    query(AssertSqlSafe(format!("DELETE FROM {table} WHERE {which}"))).bind(id).execute(&mut *connection).await?;
    Ok(())
}

/// The places of entries that are here and sealed. The chain cannot be written again in its middle: each of them must be kept,
/// and say the same.
fn places(here: &Rows, kept: &Rows) -> Result<BTreeMap<String, Map<String, Value>>, StoreError> {
    let plain = |row: &Value| {
        let columns = row.as_object().into_iter().flatten().filter(|(name, _)| !CHAIN.contains(&name.as_str()));
        columns.map(|(name, value)| (name.clone(), value.clone())).collect::<BTreeMap<_, _>>()
    };
    let postings = |rows: &Rows, id: &str| {
        let mut of_it: Vec<String> = table(rows, "journal_posting").filter(|row| row["entry_id"] == id).map(Value::to_string).collect();
        of_it.sort();
        of_it
    };
    let mut places = BTreeMap::new();
    for entry in table(here, "journal_entry").filter(|entry| entry.get("sequence").is_some()) {
        let id = entry["id"].as_str().unwrap_or_default();
        let same = table(kept, "journal_entry").any(|other| plain(other) == plain(entry)) && postings(here, id) == postings(kept, id);
        if !same {
            return Err(StoreError::Constraint(format!("the sealed entry {id} is not as it was anchored")));
        }
        let chain = entry.as_object().into_iter().flatten().filter(|(name, _)| CHAIN.contains(&name.as_str()));
        places.insert(id.to_owned(), chain.map(|(name, value)| (name.clone(), value.clone())).collect());
    }
    Ok(places)
}

async fn insert(
    connection: &mut AnyConnection,
    table: &str,
    row: &Value,
    place: Option<&Map<String, Value>>,
    how: How,
) -> Result<(), StoreError> {
    let columns = row.as_object().ok_or(StoreError::Corrupt("a kept row"))?;
    let columns = columns.iter().filter(|(name, _)| !CHAIN.contains(&name.as_str())).chain(place.into_iter().flatten());
    let columns: Vec<_> = columns.collect();
    // Names come out of a sealed anchor; they become part of a statement all the same.
    if columns.iter().any(|(name, _)| !name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')) {
        return Err(StoreError::Corrupt("a kept column"));
    }
    let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
    let places: Vec<String> = (1..=columns.len()).map(|place| format!("${place}")).collect();
    let conflict = match how {
        How::Merge(None) => " ON CONFLICT DO NOTHING".to_owned(),
        How::Merge(Some(column)) => format!(" ON CONFLICT (item_id) DO UPDATE SET {column} = excluded.{column}"),
        _ => String::new(),
    };
    let sql = format!("INSERT INTO {table} ({}) VALUES ({}){conflict}", names.join(", "), places.join(", "));
    let mut statement = query(AssertSqlSafe(sql));
    for (_, value) in columns {
        statement = match value {
            Value::Number(number) => statement.bind(number.as_i64().ok_or(StoreError::Corrupt("a kept number"))?),
            Value::String(text) => statement.bind(text.as_str()),
            _ => return Err(StoreError::Corrupt("a kept value")),
        };
    }
    statement.execute(&mut *connection).await?;
    Ok(())
}
