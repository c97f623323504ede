//! The officers' queue: pages in one order, the most urgent first, and the search by exact numbers.

use super::StoreError;
use super::applications::{ApplicationRow, COLUMNS, read_row};
use shared::time::Timestamp;
use sqlx::AnyConnection;
use sqlx::{AssertSqlSafe, Row, query};

/// Counts stop here: nobody reads more.
const COUNTED_MAX: i64 = 1000;

/// Which ones. Empty texts do not filter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Shelf.
    pub shelf: &'static str,
    /// Who has it.
    pub officer: Option<String>,
    /// Stage's text form.
    pub stage: String,
    /// Class's text form.
    pub class: String,
    /// Digests of which it must be found by one; none: all.
    pub digests: Vec<String>,
    /// Whose own are left out.
    pub not_of: String,
    /// Its number.
    pub number: Option<String>,
}

/// A page after a place in the order.
///
/// # Errors
/// The engine's.
pub async fn page(
    connection: &mut AnyConnection,
    filter: &Filter,
    after: (Timestamp, &str),
    limit: i64,
) -> Result<Vec<ApplicationRow>, StoreError> {
    let mut sql = format!("{COLUMNS} WHERE (due_at > $1 OR (due_at = $1 AND number > $2))");
    let mut values: Vec<&str> = vec![];
    let mut add = |condition: &str, value| {
        values.push(value);
        sql.push_str(&condition.replace('?', &format!("${}", values.len() + 2)));
    };
    if !filter.shelf.is_empty() {
        add(" AND shelf = ?", filter.shelf);
    }
    if let Some(officer) = &filter.officer {
        add(" AND officer = ?", officer);
    }
    if !filter.stage.is_empty() {
        add(" AND stage = ?", &filter.stage);
    }
    if !filter.class.is_empty() {
        add(" AND class = ?", &filter.class);
    }
    if !filter.not_of.is_empty() {
        add(" AND applicant <> ?", &filter.not_of);
    }
    if let Some(number) = &filter.number {
        add(" AND number = ?", number);
    }
    for (index, digest) in filter.digests.iter().enumerate() {
        let begin = if index == 0 { " AND number IN (SELECT application FROM application_find WHERE digest IN (?" } else { ", ?" };
        add(begin, digest);
    }
    if !filter.digests.is_empty() {
        sql.push_str("))");
    }
    let limit = limit.clamp(1, 200);
    sql.push_str(&format!(" ORDER BY due_at, number LIMIT {limit}"));
    let mut query = query(AssertSqlSafe(sql)).bind(after.0.micros()).bind(after.1);
    for value in values {
        query = query.bind(value);
    }
    let rows = query.fetch_all(&mut *connection).await?;
    rows.iter().map(read_row).collect()
}

/// How many: nobody has them, this officer has them, a correction is waited for, being made, ended, all, overdue.
///
/// # Errors
/// The engine's.
pub async fn counts(connection: &mut AnyConnection, officer: &str, now: Timestamp) -> Result<[i64; 7], StoreError> {
    let of_shelf = "WHERE shelf = $1";
    let wanted = [
        (of_shelf, "waiting"),
        ("WHERE officer = $1", officer),
        (of_shelf, "asked"),
        (of_shelf, "making"),
        (of_shelf, "ended"),
        ("WHERE number > $1", ""),
    ];
    let mut counted = [0; 7];
    for (place, (condition, value)) in wanted.into_iter().enumerate() {
        let row = query(AssertSqlSafe(count(condition))).bind(value).fetch_one(&mut *connection).await?;
        counted[place] = row.try_get("n")?;
    }
    // A clock stands still while a correction is waited for.
    let overdue = count("WHERE shelf IN ('waiting', 'held', 'making') AND due_at < $1");
    let row = query(AssertSqlSafe(overdue)).bind(now.micros()).fetch_one(&mut *connection).await?;
    counted[6] = row.try_get("n")?;
    Ok(counted)
}

fn count(condition: &str) -> String {
    format!("SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM application {condition} AND erased_at IS NULL LIMIT {COUNTED_MAX}) AS counted")
}

/// Lets an application be found by a digest.
///
/// # Errors
/// The engine's.
pub async fn add_digest(connection: &mut AnyConnection, digest: &str, application: &str) -> Result<(), StoreError> {
    query("INSERT INTO application_find (digest, application) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .bind(digest)
        .bind(application)
        .execute(&mut *connection)
        .await?;
    Ok(())
}
