//! How many, how long: sums over events and ended applications, by civil day.

use super::StoreError;
use super::applications_trail::stage_of;
use shared::application::Stage;
use shared::time::Timestamp;
use sqlx::AnyConnection;
use sqlx::{Row, query};

/// How many reached a stage on a day: days since 1970 in Azerbaijan (UTC+4), stage, count.
///
/// # Errors
/// The engine's.
pub async fn by_day(connection: &mut AnyConnection, since: Timestamp) -> Result<Vec<(i64, Stage, i64)>, StoreError> {
    let rows = query(
        "SELECT (at + 14400000000) / 86400000000 AS day, stage, COUNT(*) AS n FROM application_event \
         WHERE stage IN ('registered', 'issued', 'rejected') AND at >= $1 GROUP BY 1, 2 ORDER BY 1",
    )
    .bind(since.micros())
    .fetch_all(&mut *connection)
    .await?;
    let mut counted = Vec::with_capacity(rows.len());
    for row in &rows {
        if let Some(stage) = stage_of(&row.try_get::<String, _>("stage")?) {
            counted.push((row.try_get("day")?, stage, row.try_get("n")?));
        }
    }
    Ok(counted)
}

/// How many are at each stage now.
///
/// # Errors
/// The engine's.
pub async fn by_stage(connection: &mut AnyConnection) -> Result<Vec<(Stage, i64)>, StoreError> {
    let rows = query("SELECT stage, COUNT(*) AS n FROM application GROUP BY stage").fetch_all(&mut *connection).await?;
    let mut counted = vec![];
    for row in &rows {
        if let Some(stage) = stage_of(&row.try_get::<String, _>("stage")?) {
            counted.push((stage, row.try_get("n")?));
        }
    }
    Ok(counted)
}

const ENDED: &str = "FROM application WHERE ended_at >= $1 AND stage IN ('issued', 'rejected') AND worked_ms IS NOT NULL";

/// Of those issued or rejected since: how many there are, and how many ended after the promised time.
///
/// # Errors
/// The engine's.
pub async fn ended(connection: &mut AnyConnection, since: Timestamp) -> Result<(i64, i64), StoreError> {
    let sql = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) AS n, CAST(COALESCE(SUM(late), 0) AS BIGINT) AS late {ENDED}"));
    let row = query(sql).bind(since.micros()).fetch_one(&mut *connection).await?;
    Ok((row.try_get("n")?, row.try_get("late")?))
}

/// Of the same: how many took longer than `above` and at most `up_to` milliseconds.
///
/// # Errors
/// The engine's.
pub async fn took(connection: &mut AnyConnection, since: Timestamp, above: i64, up_to: i64) -> Result<i64, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) AS n {ENDED} AND worked_ms > $2 AND worked_ms <= $3"));
    let row = query(sql).bind(since.micros()).bind(above).bind(up_to).fetch_one(&mut *connection).await?;
    Ok(row.try_get("n")?)
}

/// Of the same, how long the one at a place took, the quickest first, in milliseconds.
///
/// # Errors
/// The engine's.
pub async fn took_at(connection: &mut AnyConnection, since: Timestamp, place: i64) -> Result<Option<i64>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!("SELECT worked_ms {ENDED} ORDER BY worked_ms LIMIT 1 OFFSET $2"));
    let row = query(sql).bind(since.micros()).bind(place).fetch_optional(&mut *connection).await?;
    row.map(|row| Ok(row.try_get("worked_ms")?)).transpose()
}
