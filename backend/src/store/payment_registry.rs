//! The registry of payments and reversals of hosted billers: entries under a sequence without gaps, one per biller.
//! What billers acknowledge lives in `payment_registry_acks`.

use super::StoreError;
use shared::time::Timestamp;
use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row, query};

/// A booked posting. One that was reversed whole enters too once its reversal has a row: first the payment, then the
/// reversal.
const POSTINGS: &str = "hosted_posting p WHERE p.registry_sequence IS NULL AND p.status <> 'cancelled' AND (p.status = 'accepted' \
     OR EXISTS (SELECT 1 FROM hosted_reversal r WHERE r.item_id = p.item_id))";
/// A reversal never stands before its payment.
const REVERSALS: &str = "hosted_reversal p WHERE p.registry_sequence IS NULL AND EXISTS (SELECT 1 FROM hosted_posting o \
     WHERE o.item_id = p.item_id AND o.registry_sequence IS NOT NULL)";

/// What an entry tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// A share booked.
    Payment,
    /// Taken back, whole or in part.
    Reversal,
}

impl EntryKind {
    /// Stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Payment => "payment",
            Self::Reversal => "reversal",
        }
    }
}

/// An entry, as it is handed out for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// From 1, without gaps.
    pub sequence: i64,
    /// What it tells of.
    pub kind: EntryKind,
    /// The posting's item or the reversal's id.
    pub id: String,
    /// The posting that is booked or taken back.
    pub item: String,
    /// Kind of charge.
    pub charge: String,
    /// The biller's subscriber code.
    pub account: String,
    /// In qəpik, above zero for both kinds.
    pub amount_minor: i64,
    /// What the payer's receipt shows.
    pub reference: String,
    /// When it was booked.
    pub at: Timestamp,
}

/// Totals of a biller's entries from the first up to one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// The last entry that is counted; 0: none.
    pub sequence: i64,
    /// How many of them are payments; the others are reversals.
    pub payments: i64,
    /// Sum of the payments, in qəpik.
    pub paid_minor: i64,
    /// Sum of the reversals, in qəpik.
    pub reversed_minor: i64,
}

impl Totals {
    /// The totals of the entries after `earlier`.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Self {
        Self {
            sequence: self.sequence - earlier.sequence,
            payments: self.payments - earlier.payments,
            paid_minor: self.paid_minor - earlier.paid_minor,
            reversed_minor: self.reversed_minor - earlier.reversed_minor,
        }
    }

    /// How many entries: the sequence has no gaps.
    #[must_use]
    pub const fn entries(self) -> i64 {
        self.sequence
    }

    /// Payments less reversals, in qəpik.
    #[must_use]
    pub const fn net_minor(self) -> i64 {
        self.paid_minor - self.reversed_minor
    }
}

/// A biller with something to enter.
///
/// # Errors
/// The engine's.
pub async fn waiting(connection: &mut AnyConnection) -> Result<Option<String>, StoreError> {
    for from in [POSTINGS, REVERSALS] {
        let row = query(AssertSqlSafe(format!("SELECT p.biller FROM {from} LIMIT 1"))).fetch_optional(&mut *connection).await?;
        if let Some(row) = row {
            return Ok(Some(row.try_get("biller")?));
        }
    }
    Ok(None)
}

/// Enters at most `limit` postings, or reversals when no posting waits; answers how many. Two at once cannot both: the
/// sequence is unique.
///
/// # Errors
/// [`StoreError::Constraint`] when another was quicker, or the engine's.
pub async fn enter(connection: &mut AnyConnection, biller: &str, limit: i64) -> Result<u64, StoreError> {
    let before = totals_of_all(connection, biller).await?;
    let mut entered = insert(connection, biller, EntryKind::Payment, before, limit).await?;
    if entered == 0 {
        entered = insert(connection, biller, EntryKind::Reversal, before, limit).await?;
    }
    for (table, key, kind) in [("hosted_posting", "item_id", "payment"), ("hosted_reversal", "id", "reversal")] {
        let sql = format!(
            "UPDATE {table} SET registry_sequence = (SELECT e.sequence FROM payment_registry_entry e \
               WHERE e.kind = '{kind}' AND e.id = {table}.{key}) \
             WHERE {key} IN (SELECT e.id FROM payment_registry_entry e WHERE e.biller = $1 AND e.sequence > $2 AND e.kind = '{kind}')"
        );
        query(AssertSqlSafe(sql)).bind(biller).bind(before.sequence).execute(&mut *connection).await?;
    }
    Ok(entered)
}

async fn insert(connection: &mut AnyConnection, biller: &str, kind: EntryKind, before: Totals, limit: i64) -> Result<u64, StoreError> {
    let (from, id, payments, paid, reversed) = match kind {
        EntryKind::Payment => (POSTINGS, "item_id", "$3 + w.place", "$4 + w.total", "$5"),
        EntryKind::Reversal => (REVERSALS, "id", "$3", "$4", "$5 + w.total"),
    };
    let sql = format!(
        "INSERT INTO payment_registry_entry \
           (biller, sequence, kind, id, item_id, charge, account, amount, reference, at, payments, paid, reversed) \
         SELECT w.biller, $2 + w.place, '{kind}', w.id, w.item_id, w.charge, w.account, w.amount, w.reference, w.at, \
           {payments}, {paid}, {reversed} \
         FROM (SELECT b.*, CAST(ROW_NUMBER() OVER (ORDER BY b.at, b.id) AS BIGINT) AS place, \
             CAST(SUM(b.amount) OVER (ORDER BY b.at, b.id) AS BIGINT) AS total \
           FROM (SELECT p.{id} AS id, p.biller, p.item_id, p.charge, p.account, p.amount, p.reference, p.at \
             FROM {from} AND p.biller = $1 ORDER BY p.at, p.{id} LIMIT $6) AS b) AS w",
        kind = kind.as_str()
    );
    let done = query(AssertSqlSafe(sql))
        .bind(biller)
        .bind(before.sequence)
        .bind(before.payments)
        .bind(before.paid_minor)
        .bind(before.reversed_minor)
        .bind(limit)
        .execute(&mut *connection)
        .await?;
    Ok(done.rows_affected())
}

/// The totals up to a biller's last entry.
///
/// # Errors
/// The engine's.
pub async fn totals_of_all(connection: &mut AnyConnection, biller: &str) -> Result<Totals, StoreError> {
    let row =
        query("SELECT sequence, payments, paid, reversed FROM payment_registry_entry WHERE biller = $1 ORDER BY sequence DESC LIMIT 1")
            .bind(biller)
            .fetch_optional(&mut *connection)
            .await?;
    row.as_ref().map_or(Ok(Totals::default()), read_totals)
}

/// The totals up to an entry; `None` when there is none of this sequence. Up to 0 there is nothing.
///
/// # Errors
/// The engine's.
pub async fn totals(connection: &mut AnyConnection, biller: &str, sequence: i64) -> Result<Option<Totals>, StoreError> {
    if sequence == 0 {
        return Ok(Some(Totals::default()));
    }
    let row = query("SELECT sequence, payments, paid, reversed FROM payment_registry_entry WHERE biller = $1 AND sequence = $2")
        .bind(biller)
        .bind(sequence)
        .fetch_optional(&mut *connection)
        .await?;
    row.as_ref().map(read_totals).transpose()
}

fn read_totals(row: &AnyRow) -> Result<Totals, StoreError> {
    Ok(Totals {
        sequence: row.try_get("sequence")?,
        payments: row.try_get("payments")?,
        paid_minor: row.try_get("paid")?,
        reversed_minor: row.try_get("reversed")?,
    })
}

/// The entries after one and up to another, in order, at most `limit`.
///
/// # Errors
/// The engine's.
pub async fn page(connection: &mut AnyConnection, biller: &str, after: i64, until: i64, limit: i64) -> Result<Vec<Entry>, StoreError> {
    let rows = query(
        "SELECT sequence, kind, id, item_id, charge, account, amount, reference, at FROM payment_registry_entry \
         WHERE biller = $1 AND sequence > $2 AND sequence <= $3 ORDER BY sequence LIMIT $4",
    )
    .bind(biller)
    .bind(after)
    .bind(until)
    .bind(limit)
    .fetch_all(&mut *connection)
    .await?;
    rows.iter().map(read_entry).collect()
}

fn read_entry(row: &AnyRow) -> Result<Entry, StoreError> {
    let kind = match row.try_get::<&str, _>("kind")? {
        "payment" => EntryKind::Payment,
        "reversal" => EntryKind::Reversal,
        _ => return Err(StoreError::Corrupt("payment_registry_entry.kind")),
    };
    Ok(Entry {
        sequence: row.try_get("sequence")?,
        kind,
        id: row.try_get("id")?,
        item: row.try_get("item_id")?,
        charge: row.try_get("charge")?,
        account: row.try_get("account")?,
        amount_minor: row.try_get("amount")?,
        reference: row.try_get("reference")?,
        at: Timestamp::from_micros(row.try_get("at")?),
    })
}
