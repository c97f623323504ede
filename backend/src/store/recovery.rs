//! What `kommunal recover` did.

use super::StoreError;
use shared::id::Id;
use shared::time::Timestamp;
use sqlx::{AnyConnection, Row, query};

/// One thing that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveryRow {
    /// Identifier.
    pub id: Id,
    /// The payment, be it here or not.
    pub payment: String,
    /// The bank's order, or empty.
    pub order: String,
    /// What: `restored`, `adopted`, `asked`, `voided`, `given_back`, `reversed`, `ended`, `waiting`, `alarm`.
    pub what: String,
    /// Who.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// Notes it.
///
/// # Errors
/// The engine's.
pub async fn note(connection: &mut AnyConnection, row: &RecoveryRow) -> Result<(), StoreError> {
    query("INSERT INTO recovery (id, payment_id, order_ref, what, by_name, reason, at) VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(row.id.as_str())
        .bind(row.payment.as_str())
        .bind(row.order.as_str())
        .bind(row.what.as_str())
        .bind(row.by.as_str())
        .bind(row.reason.as_str())
        .bind(row.at.micros())
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// What was done last about an order of a payment that is not here.
///
/// # Errors
/// The engine's.
pub async fn last_of(connection: &mut AnyConnection, payment: &str) -> Result<Option<String>, StoreError> {
    let row = query("SELECT what FROM recovery WHERE payment_id = $1 ORDER BY at DESC, id LIMIT 1")
        .bind(payment)
        .fetch_optional(&mut *connection)
        .await?;
    row.map(|row| Ok(row.try_get("what")?)).transpose()
}
