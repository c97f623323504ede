//! What this installation is: one row, made at the first start.

use super::{Store, StoreError};
use shared::time::Timestamp;
use sqlx::{Row, query};

/// The installation's secret: 64 hex digits. Keys bill identifiers and digests of addresses. Made from `candidate` once.
///
/// # Errors
/// The engine's.
pub async fn secret(store: &Store, candidate: String, now: Timestamp) -> Result<String, StoreError> {
    store
        .write(move |connection| {
            let candidate = candidate.clone();
            Box::pin(async move {
                query("INSERT INTO instance (id, secret, created_at) VALUES (1, $1, $2) ON CONFLICT DO NOTHING")
                    .bind(candidate)
                    .bind(now.micros())
                    .execute(&mut *connection)
                    .await?;
                let row = query("SELECT secret FROM instance WHERE id = 1").fetch_one(&mut *connection).await?;
                Ok(row.try_get("secret")?)
            })
        })
        .await
}
