//! A biller's registry as a file: written page by page, so that its length does not matter.

use super::{PAGE_MAX, camt054, csv, range};
use crate::config::RegistryFormat;
use crate::store::payment_registry::{self, Entry, Totals};
use crate::store::{Store, StoreError};
use shared::time::Timestamp;
use std::io::{self, Write};
use thiserror::Error;

/// Why a file was not written.
#[derive(Debug, Error)]
pub enum FileError {
    /// There is no entry to begin after.
    #[error("there is no entry {0}")]
    After(i64),
    /// The disk.
    #[error("cannot write: {0}")]
    Io(#[from] io::Error),
    /// The database.
    #[error("{0}")]
    Store(#[from] StoreError),
}

/// What a file covers.
#[derive(Debug, Clone)]
pub(super) struct Covered<'a> {
    pub(super) biller: &'a str,
    pub(super) after: i64,
    /// Its last entry; `after` when there is none.
    pub(super) until: i64,
    pub(super) totals: Totals,
    /// When it is written.
    pub(super) at: Timestamp,
}

/// Writes the entries after one. Answers the last of them and the totals.
///
/// # Errors
/// [`FileError`].
pub async fn write(
    store: &Store,
    biller: &str,
    after: i64,
    format: RegistryFormat,
    at: Timestamp,
    out: &mut (dyn Write + Send),
) -> Result<(i64, Totals), FileError> {
    let mut connection = store.read().await?;
    let until = payment_registry::totals_of_all(&mut connection, biller).await?.sequence;
    if !(0..=until).contains(&after) {
        return Err(FileError::After(after));
    }
    let totals = range(&mut connection, biller, after, until).await?;
    let covered = Covered { biller, after, until, totals, at };
    let (head, row, foot): Form = match format {
        RegistryFormat::Csv => (csv::head, csv::row, csv::foot),
        RegistryFormat::Camt054 => (camt054::head, camt054::entry, camt054::foot),
    };
    head(out, &covered)?;
    let mut place = after;
    while place < until {
        let entries = payment_registry::page(&mut connection, biller, place, until, PAGE_MAX).await?;
        place = entries.last().ok_or(StoreError::Corrupt("payment_registry_entry.sequence"))?.sequence;
        entries.iter().try_for_each(|entry| row(out, entry))?;
    }
    foot(out, &covered)?;
    out.flush()?;
    Ok((until, totals))
}

type Frame = fn(&mut (dyn Write + Send), &Covered<'_>) -> io::Result<()>;
type Form = (Frame, fn(&mut (dyn Write + Send), &Entry) -> io::Result<()>, Frame);
