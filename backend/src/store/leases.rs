//! Leases: one live payment per payable, and patience with those who let one lapse again and again. A payable goes by its
//! bill's identifier, a keyed digest: whoever names a bill can take its lease before its biller is asked what it is.

use super::StoreError;
use shared::id::Id;
use shared::time::{Millis, Timestamp};
use sqlx::AnyConnection;
use sqlx::{AssertSqlSafe, Row, query};
use std::collections::HashMap;

/// Leases one address may let lapse unpaid, per payable, before it must wait.
const FREE_TIMES: i64 = 3;
/// First wait; doubled each time after.
const WAIT_MS: Millis = 5 * 60 * 1000;
/// Longest wait.
const WAIT_MS_MAX: Millis = 12 * 60 * 60 * 1000;
/// After this long without a lapse the count starts anew.
const FORGET_MS: Millis = 24 * 60 * 60 * 1000;

/// How the holder is called that is only an attempt at a payment yet: this and a digest of its key.
pub const ATTEMPT: &str = "attempt:";

/// Takes the lease on a payable when nobody holds it. `false`: somebody does. The holder is a payment or an [`ATTEMPT`].
///
/// # Errors
/// The engine's.
pub async fn take(
    connection: &mut AnyConnection,
    payable: &str,
    holder: &str,
    address: &str,
    until: Timestamp,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let taken = query(
        "INSERT INTO lease (payable, payment_id, address_digest, expires_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (payable) DO UPDATE SET payment_id = $2, address_digest = $3, expires_at = $4 \
         WHERE lease.expires_at <= $5",
    )
    .bind(payable)
    .bind(holder)
    .bind(address)
    .bind(until.micros())
    .bind(now.micros())
    .execute(&mut *connection)
    .await?;
    Ok(taken.rows_affected() == 1)
}

/// Gives a lease from the attempt that took it to the payment that was made of it. `false`: it has run out, or is
/// somebody else's by now.
///
/// # Errors
/// The engine's.
pub async fn hand_over(
    connection: &mut AnyConnection,
    payable: &str,
    attempt: &str,
    payment: &Id,
    until: Timestamp,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let sql = "UPDATE lease SET payment_id = $1, expires_at = $2 WHERE payable = $3 AND payment_id = $4 AND expires_at > $5";
    let given = query(sql)
        .bind(payment.as_str())
        .bind(until.micros())
        .bind(payable)
        .bind(attempt)
        .bind(now.micros())
        .execute(&mut *connection)
        .await?;
    Ok(given.rows_affected() == 1)
}

/// [`take`], also when the payment itself holds the lease, live or not.
///
/// # Errors
/// The engine's.
pub async fn take_or_keep(
    connection: &mut AnyConnection,
    payable: &str,
    payment: &Id,
    address: &str,
    until: Timestamp,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let kept = query("UPDATE lease SET expires_at = $1 WHERE payable = $2 AND payment_id = $3")
        .bind(until.micros())
        .bind(payable)
        .bind(payment.as_str())
        .execute(&mut *connection)
        .await?;
    if kept.rows_affected() == 1 { Ok(true) } else { take(connection, payable, payment.as_str(), address, until, now).await }
}

/// Who holds the lease on a payable, a payment or an attempt at one, and for how long at most; `None` when it is free.
///
/// # Errors
/// The engine's.
pub async fn held_by(connection: &mut AnyConnection, payable: &str, now: Timestamp) -> Result<Option<(String, Millis)>, StoreError> {
    let row = query("SELECT payment_id, expires_at FROM lease WHERE payable = $1 AND expires_at > $2")
        .bind(payable)
        .bind(now.micros())
        .fetch_optional(&mut *connection)
        .await?;
    row.map(|row| Ok((row.try_get("payment_id")?, Timestamp::from_micros(row.try_get("expires_at")?).ms_since(now)))).transpose()
}

/// Payables as they were written before they went by their bill's identifier: biller, charge and account in clear.
///
/// # Errors
/// The engine's.
pub async fn named_in_clear(connection: &mut AnyConnection) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT payable FROM lease WHERE payable LIKE '%|%' UNION SELECT payable FROM lease_abandoned WHERE payable LIKE '%|%'";
    let rows = query(sql).fetch_all(&mut *connection).await?;
    rows.iter().map(|row| Ok(row.try_get("payable")?)).collect()
}

/// Gives a payable its name of now, unless something goes by it already.
///
/// # Errors
/// The engine's.
pub async fn rename(connection: &mut AnyConnection, before: &str, now: &str) -> Result<(), StoreError> {
    let free = "UPDATE lease SET payable = $1 WHERE payable = $2 AND NOT EXISTS (SELECT 1 FROM lease l WHERE l.payable = $1)";
    query(free).bind(now).bind(before).execute(&mut *connection).await?;
    let same = "NOT EXISTS (SELECT 1 FROM lease_abandoned l WHERE l.payable = $1 AND l.address_digest = lease_abandoned.address_digest)";
    let free = format!("UPDATE lease_abandoned SET payable = $1 WHERE payable = $2 AND {same}");
    query(AssertSqlSafe(free)).bind(now).bind(before).execute(&mut *connection).await?;
    Ok(())
}

/// Places in the statement of [`live_for_each`]; always all of them, so that one statement is prepared.
const PLACES: usize = 16;

/// For how long each of these payables is leased at most, in their order; zero for those that are free.
///
/// # Errors
/// The engine's.
pub async fn live_for_each(connection: &mut AnyConnection, payables: &[String], now: Timestamp) -> Result<Vec<Millis>, StoreError> {
    let places: Vec<String> = (0..PLACES).map(|place| format!("${}", place + 2)).collect();
    let sql = format!("SELECT payable, expires_at FROM lease WHERE expires_at > $1 AND payable IN ({})", places.join(", "));
    let mut live = HashMap::new();
    for some in payables.chunks(PLACES) {
        let mut statement = query(AssertSqlSafe(sql.clone())).bind(now.micros());
        for place in 0..PLACES {
            statement = statement.bind(some.get(place).map_or("", String::as_str));
        }
        for row in statement.fetch_all(&mut *connection).await? {
            let expires_at = Timestamp::from_micros(row.try_get("expires_at")?);
            live.insert(row.try_get::<String, _>("payable")?, expires_at.ms_since(now));
        }
    }
    Ok(payables.iter().map(|payable| live.get(payable).copied().unwrap_or(0)).collect())
}

/// True when the payment still holds a live lease on each of its `count` payables.
///
/// # Errors
/// The engine's.
pub async fn all_live(connection: &mut AnyConnection, payment: &Id, count: usize, now: Timestamp) -> Result<bool, StoreError> {
    let row = query("SELECT COUNT(*) AS n FROM lease WHERE payment_id = $1 AND expires_at > $2")
        .bind(payment.as_str())
        .bind(now.micros())
        .fetch_one(&mut *connection)
        .await?;
    Ok(usize::try_from(row.try_get::<i64, _>("n")?) == Ok(count))
}

/// Keeps a payment's leases for as long as its money is held.
///
/// # Errors
/// The engine's.
pub async fn extend(connection: &mut AnyConnection, payment: &Id, until: Timestamp) -> Result<(), StoreError> {
    query("UPDATE lease SET expires_at = $1 WHERE payment_id = $2")
        .bind(until.micros())
        .bind(payment.as_str())
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// Lets a payment's payables go, and tells which they were.
///
/// # Errors
/// The engine's.
pub async fn release(connection: &mut AnyConnection, payment: &Id) -> Result<Vec<String>, StoreError> {
    let rows =
        query("DELETE FROM lease WHERE payment_id = $1 RETURNING payable").bind(payment.as_str()).fetch_all(&mut *connection).await?;
    rows.iter().map(|row| Ok(row.try_get("payable")?)).collect()
}

/// An attempt came to nothing.
///
/// # Errors
/// The engine's.
pub async fn give_back(connection: &mut AnyConnection, attempt: &str) -> Result<(), StoreError> {
    query("DELETE FROM lease WHERE payment_id = $1").bind(attempt).execute(&mut *connection).await?;
    Ok(())
}

/// Lets one payable go.
///
/// # Errors
/// The engine's.
pub async fn release_one(connection: &mut AnyConnection, payment: &Id, payable: &str) -> Result<(), StoreError> {
    query("DELETE FROM lease WHERE payment_id = $1 AND payable = $2")
        .bind(payment.as_str())
        .bind(payable)
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// How long this address must leave a payable alone because it let it lapse too often; `None`: it need not.
///
/// # Errors
/// The engine's.
pub async fn must_wait(connection: &mut AnyConnection, payable: &str, address: &str, now: Timestamp) -> Result<Option<Millis>, StoreError> {
    let row = query("SELECT wait_until FROM lease_abandoned WHERE payable = $1 AND address_digest = $2 AND wait_until > $3")
        .bind(payable)
        .bind(address)
        .bind(now.micros())
        .fetch_optional(&mut *connection)
        .await?;
    row.map(|row| Ok(Timestamp::from_micros(row.try_get("wait_until")?).ms_since(now))).transpose()
}

/// Notes that this address let a payable lapse unpaid.
///
/// # Errors
/// The engine's.
pub async fn note_abandoned(connection: &mut AnyConnection, payable: &str, address: &str, now: Timestamp) -> Result<(), StoreError> {
    let row = query("SELECT times, last_at FROM lease_abandoned WHERE payable = $1 AND address_digest = $2")
        .bind(payable)
        .bind(address)
        .fetch_optional(&mut *connection)
        .await?;
    let before = match row {
        Some(row) if now.ms_since(Timestamp::from_micros(row.try_get("last_at")?)) < FORGET_MS => row.try_get::<i64, _>("times")?,
        _ => 0,
    };
    let times = before.saturating_add(1);
    query(
        "INSERT INTO lease_abandoned (payable, address_digest, times, last_at, wait_until) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (payable, address_digest) DO UPDATE SET times = $3, last_at = $4, wait_until = $5",
    )
    .bind(payable)
    .bind(address)
    .bind(times)
    .bind(now.micros())
    .bind(now.plus_ms(wait_after(times)).micros())
    .execute(&mut *connection)
    .await?;
    Ok(())
}

/// Takes away what no longer matters, a bounded number at a time.
///
/// # Errors
/// The engine's.
pub async fn forget_old(connection: &mut AnyConnection, now: Timestamp) -> Result<(), StoreError> {
    query("DELETE FROM lease_abandoned WHERE last_at < $1 AND wait_until < $2")
        .bind(now.plus_ms(-FORGET_MS).micros())
        .bind(now.micros())
        .execute(&mut *connection)
        .await?;
    Ok(())
}

fn wait_after(times: i64) -> Millis {
    if times < FREE_TIMES {
        return 0;
    }
    let doublings = u32::try_from(times - FREE_TIMES).unwrap_or(u32::MAX).min(20);
    (WAIT_MS << doublings).min(WAIT_MS_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_grows_and_is_bounded() {
        assert_eq!(wait_after(2), 0);
        assert_eq!(wait_after(3), WAIT_MS);
        assert_eq!(wait_after(4), 2 * WAIT_MS);
        assert_eq!(wait_after(i64::MAX), WAIT_MS_MAX);
    }
}
