//! What the audit reads of the registries of payments that hosted billers are handed.

use super::StoreError;
use super::audit::{Grouped, grouped};
use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use sqlx::{Row, query};

/// Gaps named at most.
const NAMED_MAX: i64 = 50;

/// What a hosted biller took back.
#[derive(Debug, Clone)]
pub struct AuditReversal {
    /// The key under which it was asked for: a repeat is the same reversal.
    pub id: String,
    /// The item whose posting it lessens.
    pub item: String,
    /// In qəpik.
    pub amount: i64,
    /// What the biller's book calls it.
    pub reference: String,
    /// Microseconds since 1970, UTC.
    pub at: i64,
    /// Its place in the registry; `None`: not entered yet.
    pub registry: Option<i64>,
}

/// An entry of a registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRegistryEntry {
    /// The biller whose registry it stands in.
    pub biller: String,
    /// Its place in that registry, from 1 without a gap.
    pub sequence: i64,
    /// `payment` or `reversal`.
    pub kind: String,
    /// The posting's item or the reversal's key.
    pub id: String,
    /// The item that was posted.
    pub item: String,
    /// The charge's identifier in the configuration.
    pub charge: String,
    /// The subscriber's account at the biller, normalised.
    pub account: String,
    /// In qəpik.
    pub amount: i64,
    /// What the biller's book calls it.
    pub reference: String,
    /// Microseconds since 1970, UTC.
    pub at: i64,
}

/// A biller's registry up to an entry: its place, payments, what was paid and taken back, in qəpik.
pub type RegistryTotals = (i64, i64, i64, i64);

const REVERSALS: &str = "SELECT i.payment_id, r.id, r.item_id, r.amount, r.reference, r.at, r.registry_sequence FROM payment_item i \
                         JOIN hosted_reversal r ON r.item_id = i.id WHERE i.payment_id > $1 AND i.payment_id <= $2";
const ENTRIES: &str = "SELECT i.payment_id, e.biller, e.sequence, e.kind, e.id, e.item_id, e.charge, e.account, e.amount, e.reference, \
                       e.at FROM payment_item i JOIN payment_registry_entry e ON e.item_id = i.id \
                       WHERE i.payment_id > $1 AND i.payment_id <= $2 ORDER BY i.payment_id, e.sequence";

pub(super) async fn reversals(connection: &mut AnyConnection, bounds: (&str, &str)) -> Result<Grouped<AuditReversal>, StoreError> {
    grouped(connection, REVERSALS, bounds, |row| {
        Ok(AuditReversal {
            id: row.try_get("id")?,
            item: row.try_get("item_id")?,
            amount: row.try_get("amount")?,
            reference: row.try_get("reference")?,
            at: row.try_get("at")?,
            registry: row.try_get("registry_sequence")?,
        })
    })
    .await
}

pub(super) async fn entries(connection: &mut AnyConnection, bounds: (&str, &str)) -> Result<Grouped<AuditRegistryEntry>, StoreError> {
    grouped(connection, ENTRIES, bounds, read).await
}

fn read(row: &AnyRow) -> Result<AuditRegistryEntry, sqlx::Error> {
    Ok(AuditRegistryEntry {
        biller: row.try_get("biller")?,
        sequence: row.try_get("sequence")?,
        kind: row.try_get("kind")?,
        id: row.try_get("id")?,
        item: row.try_get("item_id")?,
        charge: row.try_get("charge")?,
        account: row.try_get("account")?,
        amount: row.try_get("amount")?,
        reference: row.try_get("reference")?,
        at: row.try_get("at")?,
    })
}

/// The first entry of each biller whose place or whose running totals are not those of the entries before it: biller and place.
///
/// # Errors
/// The engine's.
pub async fn registry_gaps(connection: &mut AnyConnection) -> Result<Vec<(String, i64)>, StoreError> {
    let rows = query(
        "SELECT biller, MIN(sequence) AS sequence FROM (SELECT biller, sequence, payments, paid, reversed, \
           ROW_NUMBER() OVER (PARTITION BY biller ORDER BY sequence) AS place, \
           SUM(CASE WHEN kind = 'payment' THEN 1 ELSE 0 END) OVER (PARTITION BY biller ORDER BY sequence) AS n, \
           SUM(CASE WHEN kind = 'payment' THEN amount ELSE 0 END) OVER (PARTITION BY biller ORDER BY sequence) AS plus, \
           SUM(CASE WHEN kind = 'payment' THEN 0 ELSE amount END) OVER (PARTITION BY biller ORDER BY sequence) AS minus \
           FROM payment_registry_entry) AS counted \
         WHERE sequence <> place OR payments <> n OR paid <> plus OR reversed <> minus GROUP BY biller ORDER BY biller LIMIT $1",
    )
    .bind(NAMED_MAX)
    .fetch_all(&mut *connection)
    .await?;
    rows.iter().map(|row| Ok((row.try_get("biller")?, row.try_get("sequence")?))).collect()
}

/// The totals of each biller's registry up to its last entry.
///
/// # Errors
/// The engine's.
pub async fn registry_totals(connection: &mut AnyConnection) -> Result<Vec<(String, RegistryTotals)>, StoreError> {
    let rows = query(
        "SELECT e.biller, e.sequence, e.payments, e.paid, e.reversed FROM payment_registry_entry e \
         JOIN (SELECT biller, MAX(sequence) AS last FROM payment_registry_entry GROUP BY biller) l \
           ON l.biller = e.biller AND l.last = e.sequence ORDER BY e.biller",
    )
    .fetch_all(&mut *connection)
    .await?;
    let read = |row: &AnyRow| {
        let totals = (row.try_get("sequence")?, row.try_get("payments")?, row.try_get("paid")?, row.try_get("reversed")?);
        Ok((row.try_get("biller")?, totals))
    };
    rows.iter().map(read).collect()
}
