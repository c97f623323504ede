//! The snapshot before: what it knew and the new one does not name, and its removal. Each in bounded batches.
//!
//! PostgreSQL's statistics know nothing yet of a snapshot staged a moment ago and take it for empty. So its rows are
//! looked up one by one (`ORDER BY … LIMIT 1` cannot be turned into a join) in the order of the primary key.

use super::StoreError;
use super::receivables_rows::{NewDoubt, read_doubt};
use sqlx::AnyConnection;
use sqlx::{Row, query};
use std::collections::HashSet;

/// Where a comparison of two snapshots stands.
#[derive(Debug, Clone, Default)]
pub struct Place {
    account: String,
    doubt: Option<(i64, String, String)>,
    rows_done: bool,
}

/// A part of a comparison.
pub struct Missing {
    /// What the old snapshot knew or doubted and the new one does not name, with the number to find it under.
    pub doubts: Vec<NewDoubt>,
    /// Accounts of the old snapshot that were compared.
    pub accounts: u64,
    /// Those of them that the new one has no row of.
    pub gone: u64,
    /// Where the next part begins; `None` at the end.
    pub next: Option<Place>,
}

/// Compares some `limit` rows of the old snapshot with the new one. All rows of one account come together.
///
/// # Errors
/// The engine's.
pub async fn missing(connection: &mut AnyConnection, old: i64, new: i64, from: Place, limit: i64) -> Result<Missing, StoreError> {
    if from.rows_done {
        missing_doubts(connection, old, new, from, limit).await
    } else {
        missing_rows(connection, old, new, from, limit).await
    }
}

async fn missing_rows(connection: &mut AnyConnection, old: i64, new: i64, from: Place, limit: i64) -> Result<Missing, StoreError> {
    let page = query(
        "SELECT MAX(account) AS last, COUNT(DISTINCT account) AS accounts FROM \
         (SELECT account FROM receivable WHERE snapshot_id = $1 AND account > $2 ORDER BY account LIMIT $3) AS page",
    )
    .bind(old)
    .bind(from.account.as_str())
    .bind(limit)
    .fetch_one(&mut *connection)
    .await?;
    let Some(last) = page.try_get::<Option<String>, _>("last")? else {
        return Ok(Missing { doubts: Vec::new(), accounts: 0, gone: 0, next: Some(Place { rows_done: true, ..from }) });
    };
    // An account that the new file has elsewhere is found under its new number, not under the old one.
    let rows = query(
        "SELECT DISTINCT o.account, o.charge, o.phone, (SELECT n.phone FROM receivable n \
           WHERE n.snapshot_id = $2 AND n.account = o.account ORDER BY n.charge, n.document LIMIT 1) AS new_phone \
         FROM receivable o WHERE o.snapshot_id = $1 AND o.account > $3 AND o.account <= $4 AND (SELECT n.line FROM receivable n \
           WHERE n.snapshot_id = $2 AND n.account = o.account AND n.charge = o.charge ORDER BY n.document LIMIT 1) IS NULL",
    )
    .bind(old)
    .bind(new)
    .bind(from.account.as_str())
    .bind(last.as_str())
    .fetch_all(&mut *connection)
    .await?;
    let (mut doubts, mut gone) = (Vec::with_capacity(rows.len()), HashSet::new());
    for row in &rows {
        let doubt = read_doubt(row)?;
        match row.try_get("new_phone")? {
            Some(phone) => doubts.push(doubt.at(phone)),
            None => {
                gone.insert(row.try_get::<String, _>("account")?);
                doubts.push(doubt);
            }
        }
    }
    let accounts = u64::try_from(page.try_get::<i64, _>("accounts")?).unwrap_or(0);
    Ok(Missing { doubts, accounts, gone: gone.len() as u64, next: Some(Place { account: last, ..from }) })
}

/// A doubt lives until a file names what it is about: the account and charge, the account when every charge was in
/// doubt, the number when the account could not be read.
async fn missing_doubts(connection: &mut AnyConnection, old: i64, new: i64, from: Place, limit: i64) -> Result<Missing, StoreError> {
    let (phone, account, charge) = from.doubt.clone().unwrap_or((-1, String::new(), String::new()));
    let rows = query(
        "SELECT o.phone, o.account, o.charge, CASE WHEN o.account = '?' || CAST(o.phone AS TEXT) \
           THEN (SELECT n.line FROM receivable n WHERE n.snapshot_id = $2 AND n.phone = o.phone LIMIT 1) \
           WHEN o.charge = '' THEN (SELECT n.line FROM receivable n \
             WHERE n.snapshot_id = $2 AND n.account = o.account ORDER BY n.charge, n.document LIMIT 1) \
           ELSE (SELECT n.line FROM receivable n \
             WHERE n.snapshot_id = $2 AND n.account = o.account AND n.charge = o.charge ORDER BY n.document LIMIT 1) END AS named_in \
         FROM receivable_doubt o WHERE o.snapshot_id = $1 AND (o.phone, o.account, o.charge) > ($3, $4, $5) \
         ORDER BY o.phone, o.account, o.charge LIMIT $6",
    )
    .bind(old)
    .bind(new)
    .bind(phone)
    .bind(account)
    .bind(charge)
    .bind(limit)
    .fetch_all(&mut *connection)
    .await?;
    let Some(last) = rows.last() else { return Ok(Missing { doubts: Vec::new(), accounts: 0, gone: 0, next: None }) };
    let doubt = Some((last.try_get("phone")?, last.try_get("account")?, last.try_get("charge")?));
    let mut doubts = Vec::new();
    for row in &rows {
        if row.try_get::<Option<i64>, _>("named_in")?.is_none() {
            doubts.push(read_doubt(row)?);
        }
    }
    Ok(Missing { doubts, accounts: 0, gone: 0, next: Some(Place { doubt, ..from }) })
}

/// Removes at most `limit` rows of a snapshot, and at last the snapshot itself. Answers how many rows went; none:
/// nothing is left of it.
///
/// # Errors
/// The engine's.
pub async fn remove(connection: &mut AnyConnection, snapshot: i64, limit: i64) -> Result<u64, StoreError> {
    for sql in [
        "DELETE FROM receivable WHERE snapshot_id = $1 AND (account, charge, document) IN \
         (SELECT account, charge, document FROM receivable WHERE snapshot_id = $1 LIMIT $2)",
        "DELETE FROM receivable_doubt WHERE snapshot_id = $1 AND (phone, account, charge) IN \
         (SELECT phone, account, charge FROM receivable_doubt WHERE snapshot_id = $1 LIMIT $2)",
    ] {
        let done = query(sql).bind(snapshot).bind(limit).execute(&mut *connection).await?.rows_affected();
        if done > 0 {
            return Ok(done);
        }
    }
    query("DELETE FROM receivable_snapshot WHERE id = $1").bind(snapshot).execute(&mut *connection).await?;
    Ok(0)
}
