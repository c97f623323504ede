//! Acknowledgement: the biller has booked its registry up to an entry, and count and sum are what we have.

use crate::store::payment_registry_acks::{self, Ack, Acked};
use crate::store::{Store, StoreError};
use shared::money::Money;
use shared::time::Timestamp;
use thiserror::Error;

/// Longest name of who acknowledges, in characters.
const BY_MAX: usize = 80;

/// What a biller says it has booked.
#[derive(Debug, Clone)]
pub struct AckWish {
    /// Whose registry.
    pub biller: String,
    /// Up to this entry.
    pub until: i64,
    /// Entries since the acknowledgement before.
    pub entries: i64,
    /// Their payments less their reversals, in qəpik.
    pub total_minor: i64,
    /// Who says so.
    pub by: String,
}

/// Why nothing was noted.
#[derive(Debug, Error)]
pub enum AckError {
    /// Nobody says so.
    #[error("who acknowledges must be named, in at most {BY_MAX} characters")]
    By,
    /// There is no such entry.
    #[error("there is no entry {0} yet")]
    Ahead(i64),
    /// Less than was said before.
    #[error("entries up to {0} are acknowledged already")]
    Behind(i64),
    /// Count or sum are others.
    #[error(
        "after entry {from} up to this one there are {entries} entries with the sum {}: count or sum differ, nothing was noted",
        Money::from_minor(*total_minor).to_decimal()
    )]
    Differs {
        /// Where the acknowledgement before ended.
        from: i64,
        /// Our count.
        entries: i64,
        /// Our sum, in qəpik.
        total_minor: i64,
    },
    /// Two at the same moment.
    #[error("another acknowledgement came at the same moment; try again")]
    AtOnce,
    /// The database.
    #[error("{0}")]
    Store(StoreError),
}

/// Notes an acknowledgement. The same again answers the same.
///
/// # Errors
/// [`AckError`]: nothing is noted then.
pub async fn acknowledge(store: &Store, wish: AckWish, now: Timestamp) -> Result<Ack, AckError> {
    let by = wish.by.trim().to_owned();
    if by.is_empty() || by.chars().count() > BY_MAX || by.chars().any(char::is_control) {
        return Err(AckError::By);
    }
    let AckWish { biller, until, entries, total_minor, .. } = wish;
    let work = store.write(move |connection| {
        let (biller, by) = (biller.clone(), by.clone());
        Box::pin(async move { payment_registry_acks::acknowledge(connection, &biller, until, (entries, total_minor), &by, now).await })
    });
    match work.await {
        Ok(Acked::Yes(ack) | Acked::Before(ack)) => Ok(ack),
        Ok(Acked::Ahead) => Err(AckError::Ahead(until)),
        Ok(Acked::Behind { until }) => Err(AckError::Behind(until)),
        Ok(Acked::Differs { from, entries, total_minor }) => Err(AckError::Differs { from, entries, total_minor }),
        Err(StoreError::Constraint(_)) => Err(AckError::AtOnce),
        Err(error) => Err(AckError::Store(error)),
    }
}
