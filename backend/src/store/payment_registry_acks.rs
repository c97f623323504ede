//! Up to where hosted billers have booked their registry, as they said themselves.

use super::StoreError;
use super::payment_registry::totals;
use shared::time::Timestamp;
use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use sqlx::{Row, query};

/// An acknowledgement: the entries after `from` up to `until` are booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ack {
    /// Where the one before ended; 0 before the first.
    pub from: i64,
    /// The last entry booked.
    pub until: i64,
    /// How many entries.
    pub entries: i64,
    /// Payments less reversals, in qəpik.
    pub total_minor: i64,
    /// Who said so.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// What became of a wish to acknowledge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acked {
    /// Noted.
    Yes(Ack),
    /// Said before, with the same figures.
    Before(Ack),
    /// There is no such entry yet.
    Ahead,
    /// More than this was acknowledged already.
    Behind {
        /// Up to here.
        until: i64,
    },
    /// Count or sum are others than ours.
    Differs {
        /// Where the one before ended.
        from: i64,
        /// Our count.
        entries: i64,
        /// Our sum, in qəpik.
        total_minor: i64,
    },
}

/// Notes that a biller has booked its registry up to an entry, if count and sum since the acknowledgement before are
/// ours.
///
/// # Errors
/// [`StoreError::Constraint`] when another came first at the same time, or the engine's.
pub async fn acknowledge(
    connection: &mut AnyConnection,
    biller: &str,
    until: i64,
    (entries, total_minor): (i64, i64),
    by: &str,
    at: Timestamp,
) -> Result<Acked, StoreError> {
    let last = last(connection, biller).await?;
    let from = last.as_ref().map_or(0, |ack| ack.until);
    if let Some(ack) = last.filter(|ack| ack.until == until && until > 0) {
        let same = (ack.entries, ack.total_minor) == (entries, total_minor);
        let (ours, total_minor) = (ack.entries, ack.total_minor);
        return Ok(if same { Acked::Before(ack) } else { Acked::Differs { from: ack.from, entries: ours, total_minor } });
    }
    if until <= from {
        return Ok(Acked::Behind { until: from });
    }
    let Some(upto) = totals(connection, biller, until).await? else { return Ok(Acked::Ahead) };
    let before = totals(connection, biller, from).await?.ok_or(StoreError::Corrupt("payment_registry_ack.until_sequence"))?;
    let range = upto.since(before);
    if (range.entries(), range.net_minor()) != (entries, total_minor) {
        return Ok(Acked::Differs { from, entries: range.entries(), total_minor: range.net_minor() });
    }
    let ack = Ack { from, until, entries, total_minor, by: by.to_owned(), at };
    insert(connection, biller, &ack).await?;
    Ok(Acked::Yes(ack))
}

async fn insert(connection: &mut AnyConnection, biller: &str, ack: &Ack) -> Result<(), StoreError> {
    query(
        "INSERT INTO payment_registry_ack (biller, from_sequence, until_sequence, entries, total, by_name, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(biller)
    .bind(ack.from)
    .bind(ack.until)
    .bind(ack.entries)
    .bind(ack.total_minor)
    .bind(ack.by.as_str())
    .bind(ack.at.micros())
    .execute(&mut *connection)
    .await?;
    Ok(())
}

/// A biller's last acknowledgement.
///
/// # Errors
/// The engine's.
pub async fn last(connection: &mut AnyConnection, biller: &str) -> Result<Option<Ack>, StoreError> {
    let row = query(
        "SELECT from_sequence, until_sequence, entries, total, by_name, at FROM payment_registry_ack \
         WHERE biller = $1 ORDER BY until_sequence DESC LIMIT 1",
    )
    .bind(biller)
    .fetch_optional(&mut *connection)
    .await?;
    row.as_ref().map(read).transpose()
}

/// Up to which entry a biller had acknowledged at a time; 0: none.
///
/// # Errors
/// The engine's.
pub async fn until_at(connection: &mut AnyConnection, biller: &str, at: Timestamp) -> Result<i64, StoreError> {
    let row = query("SELECT COALESCE(MAX(until_sequence), 0) AS until FROM payment_registry_ack WHERE biller = $1 AND at <= $2")
        .bind(biller)
        .bind(at.micros())
        .fetch_one(&mut *connection)
        .await?;
    Ok(row.try_get("until")?)
}

fn read(row: &AnyRow) -> Result<Ack, StoreError> {
    Ok(Ack {
        from: row.try_get("from_sequence")?,
        until: row.try_get("until_sequence")?,
        entries: row.try_get("entries")?,
        total_minor: row.try_get("total")?,
        by: row.try_get("by_name")?,
        at: Timestamp::from_micros(row.try_get("at")?),
    })
}
