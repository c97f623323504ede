//! What hosted billers gave back, in part or whole: each reversal a row of its own, under a key of its own. A posting of
//! which nothing is left is `reversed`.

use super::StoreError;
use super::hosted::{HostedPosting, booked, reference_of, status};
use shared::id::Id;
use shared::money::Money;
use shared::payment::machine::BillerAnswer;
use shared::refund::machine::ReversalAnswer;
use shared::time::Timestamp;
use sqlx::AnyConnection;
use sqlx::{Row, query};

/// Takes a booked share back whole, under the item's own key.
///
/// # Errors
/// The engine's.
pub async fn reverse(connection: &mut AnyConnection, item: &Id, now: Timestamp) -> Result<BillerAnswer, StoreError> {
    if let BillerAnswer::Accepted { .. } = status(connection, item).await? {
        let left = remaining(connection, item).await?;
        reverse_part(connection, item, item, left, now).await?;
    }
    status(connection, item).await
}

/// Takes a part of a booked share back, or what is left of it; the same key again answers what it answered before.
///
/// # Errors
/// The engine's; [`StoreError::Stale`] when somebody else took back at the same time.
pub async fn reverse_part(
    connection: &mut AnyConnection,
    item: &Id,
    reversal: &Id,
    amount: Money,
    now: Timestamp,
) -> Result<ReversalAnswer, StoreError> {
    let before = reversal_status(connection, reversal).await?;
    if before != ReversalAnswer::NotFound {
        return Ok(before);
    }
    let Some(posting) = booked(connection, item).await? else { return Ok(refused("not_reversible")) };
    if !matches!(status(connection, item).await?, BillerAnswer::Accepted { .. }) {
        return Ok(refused("not_reversible"));
    }
    // Locks the posting: two reversals at once are counted one after the other.
    query("UPDATE hosted_posting SET status = status WHERE item_id = $1").bind(item.as_str()).execute(&mut *connection).await?;
    let left = remaining(connection, item).await?;
    if !amount.is_positive() || amount > left {
        return Ok(refused("amount_not_allowed"));
    }
    insert(connection, &posting, reversal, amount, now).await?;
    if amount == left {
        query("UPDATE hosted_posting SET status = 'reversed' WHERE item_id = $1").bind(item.as_str()).execute(&mut *connection).await?;
    }
    reversal_status(connection, reversal).await
}

/// What became of a reversal.
///
/// # Errors
/// The engine's.
pub async fn reversal_status(connection: &mut AnyConnection, reversal: &Id) -> Result<ReversalAnswer, StoreError> {
    let row = query("SELECT at FROM hosted_reversal WHERE id = $1").bind(reversal.as_str()).fetch_optional(&mut *connection).await?;
    Ok(match row {
        Some(row) => ReversalAnswer::Reversed { at: Timestamp::from_micros(row.try_get("at")?) },
        None => ReversalAnswer::NotFound,
    })
}

/// What is left of a booked share.
///
/// # Errors
/// The engine's.
pub async fn remaining(connection: &mut AnyConnection, item: &Id) -> Result<Money, StoreError> {
    let row = query(
        "SELECT CAST(COALESCE(SUM(p.amount), 0) - COALESCE((SELECT SUM(r.amount) FROM hosted_reversal r WHERE r.item_id = $1), 0) \
         AS BIGINT) AS remaining FROM hosted_posting p WHERE p.item_id = $1 AND p.status IN ('accepted', 'reversed')",
    )
    .bind(item.as_str())
    .fetch_one(&mut *connection)
    .await?;
    Ok(Money::from_minor(row.try_get("remaining")?))
}

fn refused(code: &str) -> ReversalAnswer {
    ReversalAnswer::Refused { code: code.to_owned() }
}

async fn insert(
    connection: &mut AnyConnection,
    posting: &HostedPosting,
    reversal: &Id,
    amount: Money,
    now: Timestamp,
) -> Result<(), StoreError> {
    query(
        "INSERT INTO hosted_reversal (id, item_id, biller, charge, account, amount, reference, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(reversal.as_str())
    .bind(posting.item.as_str())
    .bind(posting.biller.as_str())
    .bind(posting.charge.as_str())
    .bind(posting.account.as_str())
    .bind(amount.minor())
    .bind(reference_of(reversal))
    .bind(now.micros())
    .execute(&mut *connection)
    .await?;
    Ok(())
}
