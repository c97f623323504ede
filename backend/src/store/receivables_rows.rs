//! Staging the rows of a file, finding what it no longer names, and removing replaced snapshots: all in bounded
//! batches beside a running server.

use super::receivables_feed::{Staged, beat};
use super::{StoreError, receivables_bills::NAMELESS};
use shared::biller::Account;
use shared::money::Money;
use shared::numbering::Landline;
use shared::time::Timestamp;
use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row, query};
use std::collections::HashMap;
use std::fmt::Write;
use std::sync::Arc;

/// Rows of one INSERT. SQLite looks each numbered place up in a list, so the time of a statement grows with the square
/// of its places: 500 rows at once are eight times slower than 14. PostgreSQL pays for the round trip instead.
const INSERT_ROWS_SQLITE: usize = 14;
const INSERT_ROWS_POSTGRES: usize = 100;
/// Places of a row: everything but the snapshot.
const ROW_PLACES: usize = 9;

/// A row to stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRow {
    /// Its place in the file.
    pub line: i64,
    /// Nine national digits as a number.
    pub phone: i64,
    /// Subscriber code.
    pub account: Account,
    /// Kind of charge.
    pub charge: Arc<str>,
    /// Number of the bill, or empty.
    pub document: String,
    /// Owed when positive, paid ahead when negative.
    pub amount: Money,
    /// `YYYY-MM` or empty.
    pub period: String,
    /// `YYYY-MM-DD` or empty.
    pub due: String,
    /// Masked: the name itself is never stored.
    pub holder_masked: String,
}

/// Something the snapshot cannot vouch for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDoubt {
    phone: i64,
    account: String,
    charge: String,
}

impl NewDoubt {
    /// From what could be read of a row; without a charge every charge is in doubt. `None` when neither account nor
    /// phone could be read.
    #[must_use]
    pub fn of(phone: Option<&Landline>, account: Option<&Account>, charge: Option<&str>) -> Option<Self> {
        let account = match (account, phone) {
            (Some(account), _) => account.as_str().to_owned(),
            (None, Some(phone)) => format!("{NAMELESS}{}", phone.national()),
            (None, None) => return None,
        };
        let phone = phone.map_or(0, phone_number);
        Some(Self { phone, account, charge: charge.unwrap_or("").to_owned() })
    }

    /// The same, to be found under another number.
    pub(super) fn at(self, phone: i64) -> Self {
        Self { phone, ..self }
    }

    fn of_row(row: &NewRow) -> Self {
        Self { phone: row.phone, account: row.account.as_str().to_owned(), charge: row.charge.as_ref().to_owned() }
    }
}

/// A fixed line as the number that is stored. National numbers open with no zero.
#[must_use]
pub fn phone_number(line: &Landline) -> i64 {
    line.national().bytes().fold(0, |number, digit| number * 10 + i64::from(digit - b'0'))
}

/// Stages rows and doubts. Answers the indices of the rows refused because an earlier one has their account, charge
/// and document; what those two say is in doubt then.
///
/// # Errors
/// [`StoreError::Stale`] when another import took over, or the engine's.
pub async fn stage(
    connection: &mut AnyConnection,
    staged: &Staged,
    rows: &[NewRow],
    doubts: &[NewDoubt],
    now: Timestamp,
) -> Result<Vec<usize>, StoreError> {
    beat(connection, staged, now).await?;
    let mut twice = Vec::new();
    let size = insert_rows(connection);
    for (part, chunk) in rows.chunks(size).enumerate() {
        let written = insert(connection, staged.snapshot, chunk).await?;
        if written < chunk.len() {
            let refused = find_refused(connection, staged.snapshot, chunk).await?;
            twice.extend(refused.into_iter().map(|index| part * size + index));
        }
    }
    let of_twice: Vec<NewDoubt> = twice.iter().map(|index| NewDoubt::of_row(&rows[*index])).collect();
    insert_doubts(connection, staged.snapshot, doubts).await?;
    insert_doubts(connection, staged.snapshot, &of_twice).await?;
    Ok(twice)
}

/// Notes doubts alone; answers how many were new.
///
/// # Errors
/// [`StoreError::Stale`] when another import took over, or the engine's.
pub async fn stage_doubts(connection: &mut AnyConnection, staged: &Staged, doubts: &[NewDoubt], now: Timestamp) -> Result<u64, StoreError> {
    beat(connection, staged, now).await?;
    insert_doubts(connection, staged.snapshot, doubts).await
}

fn insert_rows(connection: &AnyConnection) -> usize {
    if connection.backend_name() == "SQLite" { INSERT_ROWS_SQLITE } else { INSERT_ROWS_POSTGRES }
}

async fn insert(connection: &mut AnyConnection, snapshot: i64, rows: &[NewRow]) -> Result<usize, StoreError> {
    let full = rows.len() == insert_rows(connection);
    let mut statement = query(AssertSqlSafe(insert_sql(rows.len()))).persistent(full).bind(snapshot);
    for row in rows {
        statement = statement
            .bind(row.phone)
            .bind(row.account.as_str())
            .bind(row.charge.as_ref())
            .bind(row.document.as_str())
            .bind(row.amount.minor())
            .bind(row.period.as_str())
            .bind(row.due.as_str())
            .bind(row.holder_masked.as_str())
            .bind(row.line);
    }
    let done = statement.execute(&mut *connection).await?;
    Ok(usize::try_from(done.rows_affected()).unwrap_or(usize::MAX))
}

fn insert_sql(rows: usize) -> String {
    let head = "INSERT INTO receivable (snapshot_id, phone, account, charge, document, amount, period, due, holder, line) VALUES";
    values_sql(head, rows, ROW_PLACES)
}

/// Rows of numbered places behind the snapshot's, `$1`.
fn values_sql(head: &str, rows: usize, places: usize) -> String {
    let mut sql = String::with_capacity(head.len() + rows * (places * 6 + 6) + 30);
    sql.push_str(head);
    for row in 0..rows {
        sql.push_str(if row == 0 { " ($1" } else { ", ($1" });
        for place in 0..places {
            // Writing to a string cannot fail.
            let _ = write!(sql, ", ${}", row * places + place + 2);
        }
        sql.push(')');
    }
    sql.push_str(" ON CONFLICT DO NOTHING");
    sql
}

/// Which rows of a chunk are not the ones stored under their key.
async fn find_refused(connection: &mut AnyConnection, snapshot: i64, rows: &[NewRow]) -> Result<Vec<usize>, StoreError> {
    let keys: Vec<String> = (0..rows.len()).map(|i| format!("(${}, ${}, ${})", i * 3 + 2, i * 3 + 3, i * 3 + 4)).collect();
    let sql = format!(
        "SELECT account, charge, document, line FROM receivable WHERE snapshot_id = $1 AND (account, charge, document) IN (VALUES {})",
        keys.join(", ")
    );
    let mut statement = query(AssertSqlSafe(sql)).persistent(false).bind(snapshot);
    for row in rows {
        statement = statement.bind(row.account.as_str()).bind(row.charge.as_ref()).bind(row.document.as_str());
    }
    let stored = statement.fetch_all(&mut *connection).await?;
    let mut lines: HashMap<(String, String, String), i64> = HashMap::with_capacity(stored.len());
    for row in &stored {
        lines.insert((row.try_get("account")?, row.try_get("charge")?, row.try_get("document")?), row.try_get("line")?);
    }
    let line_of = |row: &NewRow| lines.get(&(row.account.as_str().to_owned(), row.charge.as_ref().to_owned(), row.document.clone()));
    Ok((0..rows.len()).filter(|index| line_of(&rows[*index]) != Some(&rows[*index].line)).collect())
}

async fn insert_doubts(connection: &mut AnyConnection, snapshot: i64, doubts: &[NewDoubt]) -> Result<u64, StoreError> {
    let mut written = 0;
    let size = insert_rows(connection);
    for chunk in doubts.chunks(size) {
        let sql = values_sql("INSERT INTO receivable_doubt (snapshot_id, phone, account, charge) VALUES", chunk.len(), 3);
        let mut statement = query(AssertSqlSafe(sql)).persistent(chunk.len() == size).bind(snapshot);
        for doubt in chunk {
            statement = statement.bind(doubt.phone).bind(doubt.account.as_str()).bind(doubt.charge.as_str());
        }
        written += statement.execute(&mut *connection).await?.rows_affected();
    }
    Ok(written)
}

/// How many rows a snapshot has.
///
/// # Errors
/// The engine's.
pub async fn count(connection: &mut AnyConnection, snapshot: i64) -> Result<i64, StoreError> {
    let row = query("SELECT COUNT(*) AS n FROM receivable WHERE snapshot_id = $1").bind(snapshot).fetch_one(&mut *connection).await?;
    Ok(row.try_get("n")?)
}

pub(super) fn read_doubt(row: &AnyRow) -> Result<NewDoubt, StoreError> {
    Ok(NewDoubt { phone: row.try_get("phone")?, account: row.try_get("account")?, charge: row.try_get("charge")? })
}
