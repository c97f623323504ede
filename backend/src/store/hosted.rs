//! The book of the billers that we host: what they were paid through us. It answers as a remote biller would:
//! idempotent by key, with tombstones. What it gave back is in [`reversals`](super::hosted_reversals).

use super::StoreError;
use shared::id::Id;
use shared::money::Money;
use shared::payment::machine::BillerAnswer;
use shared::time::Timestamp;
use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use sqlx::{Row, query};

/// A share to book.
#[derive(Debug, Clone)]
pub struct HostedPosting {
    /// Its key.
    pub item: Id,
    /// Whose book.
    pub biller: String,
    /// For what.
    pub charge: String,
    /// To which account.
    pub account: String,
    /// How much.
    pub amount: Money,
}

/// Books a share; the same key again answers what it answered before.
///
/// # Errors
/// The engine's.
pub async fn post(connection: &mut AnyConnection, posting: &HostedPosting, now: Timestamp) -> Result<BillerAnswer, StoreError> {
    put(connection, posting, "accepted", now).await?;
    status(connection, &posting.item).await
}

/// Gives a share up: leaves a tombstone unless it was booked before.
///
/// # Errors
/// The engine's.
pub async fn cancel(connection: &mut AnyConnection, posting: &HostedPosting, now: Timestamp) -> Result<BillerAnswer, StoreError> {
    put(connection, posting, "cancelled", now).await?;
    status(connection, &posting.item).await
}

/// What became of a share.
///
/// # Errors
/// The engine's.
pub async fn status(connection: &mut AnyConnection, item: &Id) -> Result<BillerAnswer, StoreError> {
    let row = query("SELECT status, reference, at FROM hosted_posting WHERE item_id = $1")
        .bind(item.as_str())
        .fetch_optional(&mut *connection)
        .await?;
    row.as_ref().map_or(Ok(BillerAnswer::NotFound), answer)
}

/// What a share was booked as; `None`: nothing lies under its key.
///
/// # Errors
/// The engine's.
pub async fn booked(connection: &mut AnyConnection, item: &Id) -> Result<Option<HostedPosting>, StoreError> {
    let row = query("SELECT biller, charge, account, amount FROM hosted_posting WHERE item_id = $1")
        .bind(item.as_str())
        .fetch_optional(&mut *connection)
        .await?;
    let read = |row: AnyRow| {
        Ok(HostedPosting {
            item: item.clone(),
            biller: row.try_get("biller")?,
            charge: row.try_get("charge")?,
            account: row.try_get("account")?,
            amount: Money::from_minor(row.try_get("amount")?),
        })
    };
    row.map(read).transpose()
}

async fn put(connection: &mut AnyConnection, posting: &HostedPosting, status: &str, now: Timestamp) -> Result<(), StoreError> {
    query(
        "INSERT INTO hosted_posting (item_id, biller, charge, account, amount, status, reference, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (item_id) DO NOTHING",
    )
    .bind(posting.item.as_str())
    .bind(posting.biller.as_str())
    .bind(posting.charge.as_str())
    .bind(posting.account.as_str())
    .bind(posting.amount.minor())
    .bind(status)
    .bind(reference_of(&posting.item))
    .bind(now.micros())
    .execute(&mut *connection)
    .await?;
    Ok(())
}

/// Ten digits of a key: what the biller's register shows.
pub(super) fn reference_of(item: &Id) -> String {
    item.as_str()[..10].to_uppercase()
}

fn answer(row: &AnyRow) -> Result<BillerAnswer, StoreError> {
    let status: String = row.try_get("status")?;
    Ok(match status.as_str() {
        "accepted" => BillerAnswer::Accepted { reference: row.try_get("reference")?, at: Timestamp::from_micros(row.try_get("at")?) },
        "cancelled" => BillerAnswer::Tombstoned,
        "reversed" => BillerAnswer::Reversed,
        _ => return Err(StoreError::Corrupt("hosted_posting.status")),
    })
}
