//! The registry of payments and reversals that each hosted biller is handed (`docs/payment-registry.md`): entered by a
//! job, written as CSV or camt.054, read over the API with a cursor, acknowledged by the biller.

mod ack;
mod caller;
mod camt054;
pub mod cli;
mod csv;
mod file;

pub use ack::{AckError, AckWish, acknowledge};
pub use caller::{Caller, Signed, verified};
pub use file::write;

pub use crate::store::payment_registry::{Entry, EntryKind};

use super::AppError;
use crate::store::payment_registry::{self, Totals};
use crate::store::{Store, StoreError, payment_registry_acks};

/// Entries of one unit of work.
const BATCH: i64 = 500;
/// Most entries of one page.
pub const PAGE_MAX: i64 = 500;

/// Enters what hosted billers booked since, in bounded batches. Answers how many entries were made.
///
/// # Errors
/// The store's. Another that was quicker is not one.
pub async fn enter(store: &Store) -> Result<usize, AppError> {
    let mut total = 0;
    loop {
        let waiting = payment_registry::waiting(&mut *store.read().await?).await?;
        let Some(biller) = waiting else { return Ok(total) };
        let entered = store.write(move |connection| {
            let biller = biller.clone();
            Box::pin(async move { payment_registry::enter(connection, &biller, BATCH).await })
        });
        match entered.await {
            Ok(0) | Err(StoreError::Constraint(_)) => return Ok(total),
            Ok(count) => total += usize::try_from(count).unwrap_or(0),
            Err(error) => return Err(error.into()),
        }
    }
}

/// A part of a biller's registry.
#[derive(Debug)]
pub struct Page {
    /// In order.
    pub entries: Vec<Entry>,
    /// Totals of these entries.
    pub totals: Totals,
    /// The registry's last entry.
    pub last: i64,
    /// Up to which entry the biller has acknowledged.
    pub acknowledged: i64,
}

/// The entries after one, at most `limit` and [`PAGE_MAX`].
///
/// # Errors
/// The store's.
pub async fn page(store: &Store, biller: &str, after: i64, limit: i64) -> Result<Page, StoreError> {
    let mut connection = store.read().await?;
    let last = payment_registry::totals_of_all(&mut connection, biller).await?.sequence;
    let entries = payment_registry::page(&mut connection, biller, after, last, limit.clamp(1, PAGE_MAX)).await?;
    let until = entries.last().map_or(after, |entry| entry.sequence);
    let totals = match entries.is_empty() {
        true => Totals::default(),
        false => range(&mut connection, biller, after, until).await?,
    };
    let acknowledged = payment_registry_acks::last(&mut connection, biller).await?.map_or(0, |ack| ack.until);
    Ok(Page { entries, totals, last, acknowledged })
}

/// Totals of the entries after one and up to another.
async fn range(connection: &mut sqlx::AnyConnection, biller: &str, after: i64, until: i64) -> Result<Totals, StoreError> {
    let missing = StoreError::Corrupt("payment_registry_entry.sequence");
    let Some(upto) = payment_registry::totals(connection, biller, until).await? else { return Err(missing) };
    let Some(before) = payment_registry::totals(connection, biller, after).await? else { return Err(missing) };
    Ok(upto.since(before))
}
