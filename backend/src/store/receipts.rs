//! Receipts: exactly one for each captured payment.

use super::StoreError;
use super::payments::id_of;
use shared::id::Id;
use shared::money::Money;
use shared::time::Timestamp;
use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use sqlx::{Row, query};

/// A receipt's row.
#[derive(Clone)]
pub struct ReceiptRow {
    /// `KM-2026-…`.
    pub number: String,
    /// Its payment.
    pub payment: Id,
    /// Lets its holder see it.
    pub code: String,
    /// What was taken.
    pub amount: Money,
    /// When.
    pub issued_at: Timestamp,
}

/// Writes a receipt.
///
/// # Errors
/// [`StoreError::Constraint`] when the payment has one, or the number is taken.
pub async fn insert(connection: &mut AnyConnection, receipt: &ReceiptRow) -> Result<(), StoreError> {
    query("INSERT INTO receipt (number, payment_id, code, amount, issued_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(receipt.number.as_str())
        .bind(receipt.payment.as_str())
        .bind(receipt.code.as_str())
        .bind(receipt.amount.minor())
        .bind(receipt.issued_at.micros())
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// A receipt by its number.
///
/// # Errors
/// The engine's.
pub async fn by_number(connection: &mut AnyConnection, number: &str) -> Result<Option<ReceiptRow>, StoreError> {
    let row = query("SELECT number, payment_id, code, amount, issued_at FROM receipt WHERE number = $1")
        .bind(number)
        .fetch_optional(&mut *connection)
        .await?;
    row.as_ref().map(read).transpose()
}

/// The receipt of a payment.
///
/// # Errors
/// The engine's.
pub async fn of_payment(connection: &mut AnyConnection, payment: &Id) -> Result<Option<ReceiptRow>, StoreError> {
    let row = query("SELECT number, payment_id, code, amount, issued_at FROM receipt WHERE payment_id = $1")
        .bind(payment.as_str())
        .fetch_optional(&mut *connection)
        .await?;
    row.as_ref().map(read).transpose()
}

fn read(row: &AnyRow) -> Result<ReceiptRow, StoreError> {
    Ok(ReceiptRow {
        number: row.try_get("number")?,
        payment: id_of(&row.try_get::<String, _>("payment_id")?)?,
        code: row.try_get("code")?,
        amount: Money::from_minor(row.try_get("amount")?),
        issued_at: Timestamp::from_micros(row.try_get("issued_at")?),
    })
}
