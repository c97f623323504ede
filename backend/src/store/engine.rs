//! What differs between the two engines: opening, locking, preparing connections, and how a write begins and retries.

use super::{StoreError, Work};
use rand::RngExt;
use shared::backoff::backoff_ms;
use shared::time::Millis;
use sqlx::AnyConnection;
use sqlx::migrate::MigrateError;
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use sqlx::{AnyPool, Connection, Executor, Row};
use std::path::Path;
use std::str::FromStr;
use std::time::{Duration, Instant};

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
/// Longest wait for another server that migrates the same database.
const MIGRATING_MAX: Duration = Duration::from_secs(30);
/// Bounds of the first and of the longest pause between two looks at it meanwhile.
const MIGRATING_PAUSE_MS: (Millis, Millis) = (50, 1_000);
/// Bounds of the first and of the longest pause between two of them.
const RETRY_MS: (Millis, Millis) = (4, 250);

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

    /// Before the database is opened: who on this machine and on the way to it may read what we write there.
    pub(super) fn check_privacy(self, url: &str) -> Result<(), StoreError> {
        match self {
            Self::Sqlite => super::wal::keep_private(file_of(url), self.full_url(url).contains("mode=rwc")),
            Self::Postgres => check_transport(url)?,
        }
        Ok(())
    }

    /// Takes the lock that only one server of a SQLite file can hold.
    pub(super) fn lock(self, url: &str) -> Result<Option<std::fs::File>, StoreError> {
        if self == Self::Postgres {
            return Ok(None);
        }
        let path = format!("{}.lock", file_of(url));
        let file = crate::private::open(Path::new(&path)).map_err(|e| StoreError::Url(format!("{path}: {e}")))?;
        file.try_lock().map_err(|_| StoreError::Taken)?;
        Ok(Some(file))
    }

    /// Brings the schema up to date. Servers that start together on an empty database run into each other: each migration
    /// is one transaction, so of two only one succeeds, and the other looks again what is still missing.
    pub(super) async fn migrate(self, url: &str) -> Result<(), StoreError> {
        let until = Instant::now() + MIGRATING_MAX;
        let (first, most) = MIGRATING_PAUSE_MS;
        for tries in 0.. {
            let mut connection = AnyConnection::connect(url).await?;
            self.prepare_writer(&mut connection).await?;
            match try_migrate(connection).await {
                Ok(()) => return Ok(()),
                Err(error) if may_be_anothers(&error) && Instant::now() < until => {
                    tracing::info!(%error, "another server may be migrating: trying again");
                    let pause_ms = backoff_ms(tries, rand::rng().random(), first, most);
                    tokio::time::sleep(Duration::from_millis(pause_ms.unsigned_abs())).await;
                }
                Err(error) => return Err(StoreError::Unknown(error.to_string())),
            }
        }
        Ok(())
    }

    pub(super) async fn prepare_reader(self, connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
        if self == Self::Sqlite {
            connection.execute("PRAGMA busy_timeout = 10000; PRAGMA query_only = ON; PRAGMA cache_size = -16000").await?;
        }
        Ok(())
    }

    /// SQLite reads one state in every transaction; PostgreSQL is asked for it.
    pub(super) async fn pin_snapshot(self, connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
        if self == Self::Postgres {
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY").await?;
        }
        Ok(())
    }

    /// The clock that all servers of a database have in common, in microseconds since 1970. `None`: a SQLite file has one
    /// server, on the same machine.
    pub(super) async fn time(self, connection: &mut AnyConnection) -> Result<Option<i64>, sqlx::Error> {
        if self == Self::Sqlite {
            return Ok(None);
        }
        let sql = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT) AS now";
        Ok(Some(sqlx::query(sql).fetch_one(&mut *connection).await?.try_get("now")?))
    }

    /// A server may have gone away since a connection was last used; a file has not.
    pub(super) async fn still_there(self, connection: &mut AnyConnection, idle_for: Duration) -> Result<bool, sqlx::Error> {
        if self == Self::Postgres && idle_for > IDLE_TRUSTED {
            connection.ping().await?;
        }
        Ok(true)
    }

    /// FULL: an acknowledged unit of work survives power loss. What is deleted is written over.
    pub(super) async fn prepare_writer(self, connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
        if self == Self::Sqlite {
            connection
                .execute("PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA cache_size = -64000")
                .await?;
        }
        Ok(())
    }
}

fn file_of(url: &str) -> &str {
    url.trim_start_matches("sqlite:").trim_start_matches("//").split('?').next().unwrap_or("")
}

/// `prefer`, which is meant where nothing is written, goes on without TLS when the server has none, or somebody between says
/// so. `disable` is written by whoever means it.
fn check_transport(url: &str) -> Result<(), StoreError> {
    let Ok(options) = PgConnectOptions::from_str(url) else { return Ok(()) };
    let is_here = options.get_socket().is_some() || options.get_host().starts_with('/') || crate::config::is_here(options.get_host());
    if is_here || !matches!(options.get_ssl_mode(), PgSslMode::Prefer | PgSslMode::Allow) {
        return Ok(());
    }
    Err(StoreError::Url(format!(
        "--database: without TLS whoever is on the way to {} reads and changes everything. Write sslmode=verify-full (and \
         sslrootcert=FILE) at the URL's end; or, if it is meant, sslmode=disable",
        options.get_host()
    )))
}

async fn try_migrate(mut connection: AnyConnection) -> Result<(), MigrateError> {
    let mut migrator = sqlx::migrate!("./migrations");
    // Engines that speak PostgreSQL's protocol need not know advisory locks.
    migrator.set_locking(false);
    migrator.run(&mut connection).await?;
    Ok(connection.close().await?)
}

/// True for what goes wrong when two migrate at once: a table that is there by now, a lock, a conflict. What is wrong
/// with the migrations themselves stays wrong.
fn may_be_anothers(error: &MigrateError) -> bool {
    match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error.as_database_error().is_some(),
        _ => false,
    }
}

/// PostgreSQL: begin, work, commit; again when the engine asks for it.
pub(super) async fn write_with_retry<T, F>(pool: &AnyPool, work: F) -> Result<T, StoreError>
where
    F: for<'c> Fn(&'c mut AnyConnection) -> Work<'c, T> + Send + Sync,
{
    for attempt in 0..TRIES_MAX - 1 {
        match write_once(pool, &work).await {
            Err(StoreError::Retry) => {
                let pause = backoff_ms(attempt, rand::rng().random(), RETRY_MS.0, RETRY_MS.1);
                tokio::time::sleep(Duration::from_millis(u64::try_from(pause).unwrap_or(0))).await;
            }
            other => return other,
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s15_postgresql_outside_without_tls_is_refused_unless_it_is_written() {
        let may = |url: &str| check_transport(url).map_err(|error| error.to_string());
        for here in ["postgres://k@127.0.0.1/k", "postgres://k@localhost:5432/k", "postgres://k@[::1]/k", "postgres://k@%2Frun%2Fpg/k"] {
            assert_eq!(may(here), Ok(()), "{here}");
        }
        for written in ["require", "verify-ca", "verify-full", "disable"] {
            assert_eq!(may(&format!("postgres://k@db.example.az/k?sslmode={written}")), Ok(()));
        }
        for plain in ["", "?sslmode=prefer", "?sslmode=allow"] {
            let said = may(&format!("postgres://k:hunter2@db.example.az/k{plain}")).err().unwrap_or_default();
            assert!(["--database", "db.example.az", "sslmode=verify-full"].iter().all(|part| said.contains(part)), "{said}");
            assert!(!said.contains("hunter2"), "{said}");
        }
    }
}
