//! Everything that is kept of a person, as JSON.

use super::{PersonError, actor};
use crate::app::{App, AppError};
use crate::store::person;
use serde_json::{Map, Value, json};
use shared::time::Timestamp;

/// Columns that hold JSON of their own.
const JSON: [&str; 4] = ["answers", "register", "said", "event"];

/// What the answer says of payments.
const PAYMENTS: &str = "Payments name no person and are not listed: whoever has a receipt's number and code sees it.";

/// Every row of a person, by table; times in RFC 3339, files as their names and sizes.
///
/// # Errors
/// [`PersonError::Fin`] or the store's.
pub async fn export(app: &App, fin: &str) -> Result<Value, PersonError> {
    let actor = actor(app, fin)?;
    let mut connection = app.store().read().await.map_err(AppError::from)?;
    let tables = person::everything(&mut connection, &actor).await.map_err(AppError::from)?;
    let mut answer: Map<String, Value> = tables.into_iter().map(|(name, rows)| (name, readable(rows))).collect();
    answer.insert("at".to_owned(), json!(app.clock().now().rfc3339()));
    answer.insert("payments".to_owned(), json!(PAYMENTS));
    Ok(Value::Object(answer))
}

fn readable(rows: Value) -> Value {
    let Value::Array(rows) = rows else { return rows };
    let column = |(name, value): (String, Value)| {
        let value = match &value {
            Value::Number(number) if is_time(&name) => number.as_i64().map(|at| json!(Timestamp::from_micros(at).rfc3339())),
            Value::String(text) if JSON.contains(&name.as_str()) => serde_json::from_str(text).ok(),
            _ => None,
        }
        .unwrap_or(value);
        (name, value)
    };
    let row = |row: Value| match row {
        Value::Object(columns) => Value::Object(columns.into_iter().map(column).collect()),
        other => other,
    };
    Value::Array(rows.into_iter().map(row).collect())
}

fn is_time(column: &str) -> bool {
    column == "at" || column == "as_of" || column.ends_with("_at")
}
