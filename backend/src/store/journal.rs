//! The journal: append-only entries, and the one sealer that chains them.

use super::StoreError;
use shared::id::Id;
use shared::ledger::JournalEntry;
use shared::time::Timestamp;
use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use sqlx::{Row, query};

/// The hash before the first entry.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Appends an entry, unchained.
///
/// # Errors
/// [`StoreError::Constraint`] when its cause is recorded already.
pub async fn append(
    connection: &mut AnyConnection,
    id: &Id,
    payment: &Id,
    cause: &str,
    entry: &JournalEntry,
    at: Timestamp,
) -> Result<(), StoreError> {
    query("INSERT INTO journal_entry (id, payment_id, kind, cause, at) VALUES ($1, $2, $3, $4, $5)")
        .bind(id.as_str())
        .bind(payment.as_str())
        .bind(entry.kind().as_str())
        .bind(cause)
        .bind(at.micros())
        .execute(&mut *connection)
        .await?;
    for posting in entry.postings() {
        query("INSERT INTO journal_posting (entry_id, account, amount) VALUES ($1, $2, $3)")
            .bind(id.as_str())
            .bind(posting.account.as_str())
            .bind(posting.amount.minor())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// An entry as stored.
#[derive(Debug, Clone)]
pub struct EntryRow {
    /// Identifier.
    pub id: String,
    /// Its payment.
    pub payment: String,
    /// `capture` or `refund`.
    pub kind: String,
    /// What made it; unique.
    pub cause: String,
    /// When.
    pub at: i64,
    /// Place in the chain, from 1; `None`: not sealed yet.
    pub sequence: Option<i64>,
    /// The entry before it in the chain.
    pub previous_hash: Option<String>,
    /// Its own hash.
    pub hash: Option<String>,
    /// Account and amount, by account.
    pub postings: Vec<(String, i64)>,
}

impl EntryRow {
    /// The text that its hash covers, together with the hash before it.
    #[must_use]
    pub fn canonical(&self, sequence: i64) -> String {
        use std::fmt::Write;
        let mut text = format!("{sequence}\n{}\n{}\n{}\n{}\n{}", self.id, self.payment, self.kind, self.cause, self.at);
        for (account, amount) in &self.postings {
            // Writing to a String cannot fail.
            let _ = write!(text, "\n{account}={amount}");
        }
        text
    }
}

const COLUMNS: &str = "SELECT id, payment_id, kind, cause, at, sequence, previous_hash, hash FROM journal_entry";

/// Entries not sealed yet, oldest first.
///
/// # Errors
/// The engine's.
pub async fn unsealed(connection: &mut AnyConnection, limit: i64) -> Result<Vec<EntryRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE sequence IS NULL ORDER BY at, id LIMIT $1"));
    let rows = query(sql).bind(limit).fetch_all(&mut *connection).await?;
    with_postings(connection, &rows).await
}

/// Sealed entries after a place in the chain, in order.
///
/// # Errors
/// The engine's.
pub async fn sealed_after(connection: &mut AnyConnection, sequence: i64, limit: i64) -> Result<Vec<EntryRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE sequence > $1 ORDER BY sequence LIMIT $2"));
    let rows = query(sql).bind(sequence).bind(limit).fetch_all(&mut *connection).await?;
    with_postings(connection, &rows).await
}

/// The entries of a payment.
///
/// # Errors
/// The engine's.
pub async fn of_payment(connection: &mut AnyConnection, payment: &str) -> Result<Vec<EntryRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE payment_id = $1 ORDER BY at, id"));
    let rows = query(sql).bind(payment).fetch_all(&mut *connection).await?;
    with_postings(connection, &rows).await
}

/// The chain's last place and hash; (0, [`GENESIS`]) before the first.
///
/// # Errors
/// The engine's.
pub async fn head(connection: &mut AnyConnection) -> Result<(i64, String), StoreError> {
    let row = query("SELECT sequence, hash FROM journal_entry WHERE sequence IS NOT NULL ORDER BY sequence DESC LIMIT 1")
        .fetch_optional(&mut *connection)
        .await?;
    match row {
        Some(row) => Ok((row.try_get("sequence")?, row.try_get("hash")?)),
        None => Ok((0, GENESIS.to_owned())),
    }
}

/// Gives an entry its place in the chain. Two sealers cannot both: the place is unique.
///
/// # Errors
/// [`StoreError::Stale`] when it was sealed meanwhile.
pub async fn seal(connection: &mut AnyConnection, id: &str, sequence: i64, previous: &str, hash: &str) -> Result<(), StoreError> {
    let changed = query("UPDATE journal_entry SET sequence = $1, previous_hash = $2, hash = $3 WHERE id = $4 AND sequence IS NULL")
        .bind(sequence)
        .bind(previous)
        .bind(hash)
        .bind(id)
        .execute(&mut *connection)
        .await?;
    if changed.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Balance of every account.
///
/// # Errors
/// The engine's.
pub async fn balances(connection: &mut AnyConnection) -> Result<Vec<(String, i64)>, StoreError> {
    let rows = query("SELECT account, CAST(SUM(amount) AS BIGINT) AS balance FROM journal_posting GROUP BY account ORDER BY account")
        .fetch_all(&mut *connection)
        .await?;
    rows.iter().map(|row| Ok((row.try_get("account")?, row.try_get("balance")?))).collect()
}

async fn with_postings(connection: &mut AnyConnection, rows: &[AnyRow]) -> Result<Vec<EntryRow>, StoreError> {
    let mut entries = Vec::with_capacity(rows.len());
    for row in rows {
        let id: String = row.try_get("id")?;
        let postings =
            query("SELECT account, amount FROM journal_posting WHERE entry_id = $1").bind(id.as_str()).fetch_all(&mut *connection).await?;
        let mut postings: Vec<(String, i64)> =
            postings.iter().map(|p| Ok((p.try_get("account")?, p.try_get("amount")?))).collect::<Result<_, StoreError>>()?;
        // The engines order text differently; the hash needs one order.
        postings.sort();
        entries.push(EntryRow {
            id,
            payment: row.try_get("payment_id")?,
            kind: row.try_get("kind")?,
            cause: row.try_get("cause")?,
            at: row.try_get("at")?,
            sequence: row.try_get("sequence")?,
            previous_hash: row.try_get("previous_hash")?,
            hash: row.try_get("hash")?,
            postings,
        });
    }
    Ok(entries)
}
