//! When the jobs look at an application, apart from what changes it: its version stays, so that whoever has it before
//! them may still answer.

use super::StoreError;
use shared::time::Timestamp;
use sqlx::{AnyConnection, query};

/// Has the jobs look now at applications whose citizen is asked for something, and which are found by a digest.
///
/// # Errors
/// The engine's.
pub async fn wake_asked(connection: &mut AnyConnection, digest: &str, now: Timestamp) -> Result<(), StoreError> {
    query(
        "UPDATE application SET wake_at = $1 WHERE shelf = 'asked' AND wake_at > $1 \
         AND number IN (SELECT application FROM application_find WHERE digest = $2)",
    )
    .bind(now.micros())
    .bind(digest)
    .execute(&mut *connection)
    .await?;
    Ok(())
}

/// Puts the next look off. Nothing is done when the application is not of this version any more.
///
/// # Errors
/// The engine's.
pub async fn put_off(connection: &mut AnyConnection, number: &str, version: i64, until: Timestamp) -> Result<(), StoreError> {
    query("UPDATE application SET wake_at = $1 WHERE number = $2 AND version = $3")
        .bind(until.micros())
        .bind(number)
        .bind(version)
        .execute(&mut *connection)
        .await?;
    Ok(())
}
