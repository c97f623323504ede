//! What the audit reads of refund cases.

use super::StoreError;
use super::audit::{AuditEvent, Grouped, grouped, read_event};
use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use sqlx::{Row, query};

/// A refund case.
#[derive(Debug, Clone)]
pub struct AuditRefund {
    /// The key it was asked under.
    pub id: String,
    /// What goes back to the payer, fees included, in qəpik.
    pub total: i64,
    /// Name of the state.
    pub state: String,
    /// The stored state.
    pub machine: String,
    /// Compared on every change.
    pub version: i64,
    /// Stands for who asked.
    pub requested_by: String,
    /// Stands for who decided, and when, in microseconds.
    pub decided: Option<(String, i64)>,
    /// When it was asked for, in microseconds.
    pub created_at: i64,
    /// When the jobs look at it next.
    pub wake_at: Option<i64>,
    /// In the order of the versions they led to.
    pub events: Vec<AuditEvent>,
    /// In the order of their keys.
    pub shares: Vec<AuditShare>,
}

/// What a case gives back of an item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AuditShare {
    /// The key under which the biller is asked to take it back.
    pub id: String,
    /// The payment's item it is a share of.
    pub item: String,
    /// Without the fee, in qəpik.
    pub amount: i64,
    /// The fee that goes back with it, in qəpik.
    pub fee: i64,
}

/// What cases that are open or done take of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditTaken {
    /// The payment's item that it counts for.
    pub item: String,
    /// The whole item: amount and fee, in qəpik.
    pub most: (i64, i64),
    /// Taken of it: amount and fee, in qəpik.
    pub taken: (i64, i64),
}

const REFUNDS: &str = "SELECT payment_id, id, total, state, machine, version, requested_by, decided_by, decided_at, created_at, wake_at \
                       FROM refund WHERE payment_id > $1 AND payment_id <= $2 ORDER BY payment_id, created_at, id";
const EVENTS: &str = "SELECT e.refund_id AS payment_id, e.version, e.event, e.at FROM refund r \
                      JOIN refund_event e ON e.refund_id = r.id WHERE r.payment_id > $1 AND r.payment_id <= $2 \
                      ORDER BY e.refund_id, e.version";
const SHARES: &str = "SELECT s.refund_id AS payment_id, s.id, s.item_id, s.amount, s.fee FROM refund r \
                      JOIN refund_share s ON s.refund_id = r.id WHERE r.payment_id > $1 AND r.payment_id <= $2 ORDER BY s.id";
const TAKEN: &str = "SELECT i.payment_id, t.item_id, t.amount_most, t.fee_most, t.amount, t.fee FROM payment_item i \
                     JOIN refund_taken t ON t.item_id = i.id WHERE i.payment_id > $1 AND i.payment_id <= $2";

/// The refund cases of one payment, without their events and shares.
///
/// # Errors
/// The engine's.
pub async fn refunds_of(connection: &mut AnyConnection, payment: &str) -> Result<Vec<AuditRefund>, StoreError> {
    let rows = query(
        "SELECT id, total, state, machine, version, requested_by, decided_by, decided_at, created_at, wake_at \
         FROM refund WHERE payment_id = $1 ORDER BY created_at, id",
    )
    .bind(payment)
    .fetch_all(&mut *connection)
    .await?;
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

pub(super) async fn refunds(connection: &mut AnyConnection, bounds: (&str, &str)) -> Result<Grouped<AuditRefund>, StoreError> {
    let mut events = grouped(connection, EVENTS, bounds, read_event).await?;
    let mut shares = grouped(connection, SHARES, bounds, read_share).await?;
    let mut found = grouped(connection, REFUNDS, bounds, read).await?;
    for case in found.values_mut().flatten() {
        case.events = events.remove(&case.id).unwrap_or_default();
        case.shares = shares.remove(&case.id).unwrap_or_default();
    }
    Ok(found)
}

pub(super) async fn taken(connection: &mut AnyConnection, bounds: (&str, &str)) -> Result<Grouped<AuditTaken>, StoreError> {
    grouped(connection, TAKEN, bounds, |row| {
        Ok(AuditTaken {
            item: row.try_get("item_id")?,
            most: (row.try_get("amount_most")?, row.try_get("fee_most")?),
            taken: (row.try_get("amount")?, row.try_get("fee")?),
        })
    })
    .await
}

fn read(row: &AnyRow) -> Result<AuditRefund, sqlx::Error> {
    let (by, at): (Option<String>, Option<i64>) = (row.try_get("decided_by")?, row.try_get("decided_at")?);
    Ok(AuditRefund {
        id: row.try_get("id")?,
        total: row.try_get("total")?,
        state: row.try_get("state")?,
        machine: row.try_get("machine")?,
        version: row.try_get("version")?,
        requested_by: row.try_get("requested_by")?,
        decided: by.map(|by| (by, at.unwrap_or_default())),
        created_at: row.try_get("created_at")?,
        wake_at: row.try_get("wake_at")?,
        events: vec![],
        shares: vec![],
    })
}

fn read_share(row: &AnyRow) -> Result<AuditShare, sqlx::Error> {
    Ok(AuditShare { id: row.try_get("id")?, item: row.try_get("item_id")?, amount: row.try_get("amount")?, fee: row.try_get("fee")? })
}
