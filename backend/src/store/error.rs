//! What can come back from the store.

use thiserror::Error;

/// A store error. [`StoreError::Unknown`] means *don't know*: the work may or may not be durable.
#[derive(Debug, Error)]
pub enum StoreError {
    /// A constraint said no (a key that exists already); nothing was written.
    #[error("constraint: {0}")]
    Constraint(String),
    /// The row changed since it was read; nothing was written.
    #[error("the row changed meanwhile")]
    Stale,
    /// A stored value does not parse: the database was changed from outside or by a newer version.
    #[error("stored value: {0}")]
    Corrupt(&'static str),
    /// A stored state does not parse, and why.
    #[error("stored {what}: {why}")]
    Unreadable {
        /// Table and column.
        what: &'static str,
        /// The parser's words: positions and field names, never values of the payer's.
        why: String,
    },
    /// Somebody else is paying one of the bills; nothing was written.
    #[error("leased")]
    Leased {
        /// For how long at most, in milliseconds.
        for_ms: i64,
    },
    /// The same attempt, sent twice at once, has taken one of the bills; nothing was written.
    #[error("leased by the same attempt")]
    OwnLease,
    /// This address let one of the bills lapse too often; nothing was written.
    #[error("must wait")]
    MustWait {
        /// How long, in milliseconds.
        for_ms: i64,
    },
    /// The engine failed. The unit of work may or may not be durable.
    #[error("database: {0}")]
    Unknown(String),
    /// PostgreSQL asks for the unit of work to be run again.
    #[error("serialization conflict")]
    Retry,
    /// Another server holds this SQLite file.
    #[error("another server is using this database file")]
    Taken,
    /// The database URL is of no engine we know.
    #[error("database URL: {0}")]
    Url(String),
}

impl StoreError {
    /// True when the unit of work surely wrote nothing and its connection is sound.
    #[must_use]
    pub(super) const fn is_clean(&self) -> bool {
        matches!(
            self,
            Self::Constraint(_)
                | Self::Stale
                | Self::Corrupt(_)
                | Self::Unreadable { .. }
                | Self::Leased { .. }
                | Self::OwnLease
                | Self::MustWait { .. }
        )
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::error::ErrorKind;
        let Some(database) = error.as_database_error() else { return Self::Unknown(error.to_string()) };
        match database.kind() {
            ErrorKind::Other => {}
            _ => return Self::Constraint(database.message().to_owned()),
        }
        // PostgreSQL: serialization_failure, deadlock_detected.
        match database.code().as_deref() {
            Some("40001" | "40P01") => Self::Retry,
            _ => Self::Unknown(database.message().to_owned()),
        }
    }
}
