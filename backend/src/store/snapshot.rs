//! One state of the database, however busy its writers are: a read transaction in which nothing changes.

use super::{Store, StoreError};
use sqlx::{Any, AnyConnection, Transaction, query};

/// Reads of one moment. Dropped, it is over.
pub struct Snapshot {
    transaction: Transaction<'static, Any>,
}

impl Snapshot {
    /// The connection that sees only this moment.
    pub fn connection(&mut self) -> &mut AnyConnection {
        &mut self.transaction
    }
}

impl Store {
    /// Begins to read at this moment.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] when no connection can be had.
    pub async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        let mut transaction = self.pool.begin().await?;
        self.engine.pin_snapshot(&mut transaction).await?;
        // Both engines take their picture at the first row that is read, not at BEGIN.
        query("SELECT id FROM instance").fetch_optional(&mut *transaction).await?;
        Ok(Snapshot { transaction })
    }
}
