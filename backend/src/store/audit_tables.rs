//! What the audit asks of whole tables: rows that belong to nothing, counts, snapshots of receivables.

use super::StoreError;
use sqlx::AnyConnection;
use sqlx::{Row, query};
use std::collections::HashSet;

/// Rows named at most; the audit counts no further.
const NAMED_MAX: i64 = 200;

/// A row that belongs to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stray {
    /// Its table.
    pub table: &'static str,
    /// Its key.
    pub key: String,
}

/// Hosted postings of no payment's share, reversals of no posting, alarms of no refund, postings of no entry.
///
/// # Errors
/// The engine's.
pub async fn strays(connection: &mut AnyConnection) -> Result<Vec<Stray>, StoreError> {
    let mut found = vec![];
    for (table, sql) in [
        (
            "hosted_posting",
            "SELECT h.item_id AS k FROM hosted_posting h \
             WHERE NOT EXISTS (SELECT 1 FROM payment_item i WHERE i.id = h.item_id) ORDER BY h.item_id LIMIT $1",
        ),
        (
            "hosted_reversal",
            "SELECT r.id AS k FROM hosted_reversal r WHERE NOT EXISTS (SELECT 1 FROM hosted_posting h \
             WHERE h.item_id = r.item_id AND h.biller = r.biller AND h.charge = r.charge AND h.account = r.account) ORDER BY r.id LIMIT $1",
        ),
        (
            "alarm",
            "SELECT a.id AS k FROM alarm a \
             WHERE a.kind = 'refund' AND NOT EXISTS (SELECT 1 FROM refund r WHERE r.id = a.about) ORDER BY a.id LIMIT $1",
        ),
        (
            "journal_posting",
            "SELECT p.entry_id AS k FROM journal_posting p \
             WHERE NOT EXISTS (SELECT 1 FROM journal_entry e WHERE e.id = p.entry_id) ORDER BY p.entry_id LIMIT $1",
        ),
    ] {
        let rows = query(sql).bind(NAMED_MAX).fetch_all(&mut *connection).await?;
        for row in &rows {
            found.push(Stray { table, key: row.try_get("k")? });
        }
    }
    Ok(found)
}

/// Orders of one acquirer that more than one payment names.
///
/// # Errors
/// The engine's.
pub async fn shared_orders(connection: &mut AnyConnection) -> Result<Vec<String>, StoreError> {
    let rows = query(
        "SELECT o.order_ref FROM payment_order o JOIN payment p ON p.id = o.payment_id WHERE o.order_ref IS NOT NULL \
         GROUP BY p.acquirer, o.order_ref HAVING COUNT(*) > 1 ORDER BY o.order_ref LIMIT $1",
    )
    .bind(NAMED_MAX)
    .fetch_all(&mut *connection)
    .await?;
    rows.iter().map(|row| Ok(row.try_get("order_ref")?)).collect()
}

/// Payments that were named since a place in the chain and its time: by the journal, by a refund or by an alarm.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn touched_since(connection: &mut AnyConnection, sequence: i64, at: i64) -> Result<HashSet<String>, StoreError> {
    let rows = query(
        "SELECT payment_id AS id FROM journal_entry WHERE sequence > $1 OR sequence IS NULL \
         UNION SELECT r.payment_id FROM refund r WHERE r.wake_at IS NOT NULL OR r.created_at >= $2 \
         OR EXISTS (SELECT 1 FROM refund_event e WHERE e.refund_id = r.id AND e.at >= $2) \
         UNION SELECT a.about FROM alarm a WHERE a.at >= $2 OR EXISTS (SELECT 1 FROM alarm_event e WHERE e.alarm_id = a.id AND e.at >= $2)",
    )
    .bind(sequence)
    .bind(at)
    .fetch_all(&mut *connection)
    .await?;
    rows.iter().map(|row| Ok(row.try_get("id")?)).collect()
}

/// Notes that the rules of this number move payments from now on, unless it is known.
///
/// # Errors
/// The engine's.
pub async fn note_rules(connection: &mut AnyConnection, rules: i64, now: i64) -> Result<(), StoreError> {
    query("INSERT INTO machine_rules (rules, since) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .bind(rules)
        .bind(now)
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// Since when the rules of this number move payments; `None`: they never did here.
///
/// # Errors
/// The engine's.
pub async fn read_rules_since(connection: &mut AnyConnection, rules: i64) -> Result<Option<i64>, StoreError> {
    let row = query("SELECT since FROM machine_rules WHERE rules = $1").bind(rules).fetch_optional(&mut *connection).await?;
    row.map(|row| Ok(row.try_get("since")?)).transpose()
}
