//! The sealer: gives journal entries their place and hash in the chain, in batches.

use super::digest::sha256;
use super::{App, AppError};
use crate::store::{StoreError, journal};

/// Entries sealed in one unit of work.
const BATCH: i64 = 200;

/// Seals what waits. Answers how many entries were sealed.
///
/// # Errors
/// The store's. Another sealer that was quicker is not one.
pub async fn seal(app: &App) -> Result<usize, AppError> {
    let mut total = 0;
    loop {
        let sealed = app.store().write(|connection| {
            Box::pin(async move {
                let (mut sequence, mut previous) = journal::head(connection).await?;
                let waiting = journal::unsealed(connection, BATCH).await?;
                for entry in &waiting {
                    sequence += 1;
                    let hash = chain_hash(&previous, &entry.canonical(sequence));
                    journal::seal(connection, &entry.id, sequence, &previous, &hash).await?;
                    previous = hash;
                }
                Ok(waiting.len())
            })
        });
        match sealed.await {
            Ok(0) | Err(StoreError::Constraint(_) | StoreError::Stale) => return Ok(total),
            Ok(count) => total += count,
            Err(error) => return Err(error.into()),
        }
    }
}

/// SHA-256 over the hash before and the entry's canonical text.
pub(super) fn chain_hash(previous: &str, canonical: &str) -> String {
    sha256(&[previous.as_bytes(), b"\n", canonical.as_bytes()])
}
