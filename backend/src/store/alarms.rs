//! What a person must look at.

use super::StoreError;
use shared::id::Id;
use shared::time::Timestamp;
use sqlx::AnyConnection;
use sqlx::{Row, query};

/// Raises an alarm about a payment or an application.
///
/// # Errors
/// The engine's.
pub async fn raise(connection: &mut AnyConnection, id: &Id, about: &str, reason: &str, at: Timestamp) -> Result<(), StoreError> {
    query("INSERT INTO alarm (id, about, reason, at) VALUES ($1, $2, $3, $4)")
        .bind(id.as_str())
        .bind(about)
        .bind(reason)
        .bind(at.micros())
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// How many were raised.
///
/// # Errors
/// The engine's.
pub async fn count(connection: &mut AnyConnection) -> Result<i64, StoreError> {
    let row = query("SELECT COUNT(*) AS n FROM alarm").fetch_one(&mut *connection).await?;
    Ok(row.try_get("n")?)
}
