//! What differs between the two engines: opening, locking, preparing connections, and how a write begins and retries.

use super::{StoreError, Work};
use sqlx::AnyConnection;
use sqlx::{AnyPool, Connection, Executor};
use std::time::Duration;

/// A database engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// SQLite: many readers, one writer that commits units of work together.
    Sqlite,
    /// PostgreSQL, or an engine that speaks its protocol: many writers, retry on conflict.
    Postgres,
}

/// A connection that was used this short a time ago is taken to be alive.
const IDLE_TRUSTED: Duration = Duration::from_secs(1);
/// Most tries of one unit of work on PostgreSQL.
const TRIES_MAX: u32 = 12;

impl Engine {
    /// Reads the engine off a URL: `sqlite:PATH` or `postgres://…`.
    ///
    /// # Errors
    /// [`StoreError::Url`].
    pub fn of_url(url: &str) -> Result<Self, StoreError> {
        match url.split_once(':').map(|(scheme, _)| scheme) {
            Some("sqlite") => Ok(Self::Sqlite),
            Some("postgres" | "postgresql") => Ok(Self::Postgres),
            _ => Err(StoreError::Url("expected sqlite:PATH or postgres://…".to_owned())),
        }
    }

    /// SQLite files are made when missing.
    pub(super) fn full_url(self, url: &str) -> String {
        match self {
            Self::Sqlite if !url.contains('?') => format!("{url}?mode=rwc"),
            _ => url.to_owned(),
        }
    }

    /// Takes the lock that only one server of a SQLite file can hold.
    pub(super) fn lock(self, url: &str) -> Result<Option<std::fs::File>, StoreError> {
        if self == Self::Postgres {
            return Ok(None);
        }
        let path = url.trim_start_matches("sqlite:").trim_start_matches("//").split('?').next().unwrap_or("");
        let file = std::fs::File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(format!("{path}.lock"))
            .map_err(|e| StoreError::Url(format!("{path}.lock: {e}")))?;
        file.try_lock().map_err(|_| StoreError::Taken)?;
        Ok(Some(file))
    }

    pub(super) async fn migrate(self, url: &str) -> Result<(), StoreError> {
        let mut connection = AnyConnection::connect(url).await?;
        self.prepare_writer(&mut connection).await?;
        let mut migrator = sqlx::migrate!("./migrations");
        // Engines that speak PostgreSQL's protocol need not know advisory locks.
        migrator.set_locking(false);
        migrator.run(&mut connection).await.map_err(|e| StoreError::Unknown(e.to_string()))?;
        connection.close().await?;
        Ok(())
    }

    pub(super) async fn prepare_reader(self, connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
        if self == Self::Sqlite {
            connection.execute("PRAGMA busy_timeout = 10000; PRAGMA query_only = ON; PRAGMA cache_size = -16000").await?;
        }
        Ok(())
    }

    /// A server may have gone away since a connection was last used; a file has not.
    pub(super) async fn still_there(self, connection: &mut AnyConnection, idle_for: Duration) -> Result<bool, sqlx::Error> {
        if self == Self::Postgres && idle_for > IDLE_TRUSTED {
            connection.ping().await?;
        }
        Ok(true)
    }

    /// FULL: an acknowledged unit of work survives power loss.
    pub(super) async fn prepare_writer(self, connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
        if self == Self::Sqlite {
            connection
                .execute("PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -64000")
                .await?;
        }
        Ok(())
    }
}

/// PostgreSQL: begin, work, commit; again when the engine asks for it.
pub(super) async fn write_with_retry<T, F>(pool: &AnyPool, work: F) -> Result<T, StoreError>
where
    F: for<'c> Fn(&'c mut AnyConnection) -> Work<'c, T> + Send + Sync,
{
    let mut pause_ms = 2;
    for _ in 1..TRIES_MAX {
        match write_once(pool, &work).await {
            Err(StoreError::Retry) => tokio::time::sleep(Duration::from_millis(pause_ms)).await,
            other => return other,
        }
        pause_ms = (pause_ms * 2).min(200);
    }
    write_once(pool, &work).await
}

async fn write_once<T, F>(pool: &AnyPool, work: &F) -> Result<T, StoreError>
where
    F: for<'c> Fn(&'c mut AnyConnection) -> Work<'c, T> + Send + Sync,
{
    let mut transaction = pool.begin().await?;
    match work(&mut transaction).await {
        Ok(value) => {
            transaction.commit().await?;
            Ok(value)
        }
        Err(error) => {
            transaction.rollback().await?;
            Err(error)
        }
    }
}
