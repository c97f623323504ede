//! How many letters were asked for in a day, by what they are counted for.

use super::StoreError;
use shared::time::{Millis, Timestamp};
use sqlx::{AnyConnection, Row, query};

const DAY_MS: Millis = 86_400_000;

/// The day (UTC) by its number, and how long it goes on.
fn day(now: Timestamp) -> (i64, Millis) {
    let ms = now.micros().div_euclid(1000);
    (ms.div_euclid(DAY_MS), DAY_MS - ms.rem_euclid(DAY_MS))
}

/// Counts one more letter for `about`, a keyed digest.
///
/// # Errors
/// [`StoreError::MustWait`] until the day ends, when there were `most` already; or the engine's.
pub async fn count(connection: &mut AnyConnection, about: &str, most: i64, now: Timestamp) -> Result<(), StoreError> {
    let (day, for_ms) = day(now);
    let sql = "INSERT INTO letter_count (about, day, letters) VALUES ($1, $2, 1) \
               ON CONFLICT (about, day) DO UPDATE SET letters = letter_count.letters + 1 RETURNING letters";
    let letters: i64 = query(sql).bind(about).bind(day).fetch_one(&mut *connection).await?.try_get("letters")?;
    if letters > most { Err(StoreError::MustWait { for_ms }) } else { Ok(()) }
}

/// Forgets the days before yesterday.
///
/// # Errors
/// [`StoreError::Unknown`] and [`StoreError::Retry`], of the engine.
pub async fn forget_old(connection: &mut AnyConnection, now: Timestamp) -> Result<(), StoreError> {
    query("DELETE FROM letter_count WHERE day < $1").bind(day(now).0 - 1).execute(&mut *connection).await?;
    Ok(())
}
