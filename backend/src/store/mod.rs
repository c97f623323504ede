//! Every line of SQL, for both engines alike. What differs between them lives in [`engine`] and `writer`.
//!
//! Reads take any connection; a write is a *unit of work*: a closure that runs inside one transaction and may run
//! again, so it must not reach outside. Its answer comes after the commit.

pub mod alarms;
pub mod alarms_list;
pub mod applications;
pub mod applications_figures;
pub mod applications_queue;
pub mod applications_trail;
pub mod applications_wake;
pub mod attachments;
pub mod audit;
mod audit_alarms;
mod audit_refunds;
mod audit_registry;
mod audit_tables;
pub mod certificates;
mod engine;
mod error;
pub mod hosted;
pub mod hosted_reversals;
pub mod instance;
pub mod journal;
pub mod kept;
pub mod kiosk_sessions;
pub mod kiosks;
pub mod leases;
pub mod letter_counts;
pub mod outbox;
mod payment_items;
pub mod payment_registry;
pub mod payment_registry_acks;
pub mod payments;
pub mod payments_open;
pub mod person;
pub mod process;
pub mod proofs;
pub mod receipts;
pub mod receivables;
mod receivables_bills;
pub mod receivables_changes;
pub mod receivables_digest;
pub mod receivables_feed;
pub mod receivables_past;
pub mod receivables_rows;
pub mod recovery;
pub mod refunds;
pub mod retention;
pub mod security_events;
pub mod sessions;
pub mod sign_ins;
mod snapshot;
pub mod transfers;
mod wal;
mod writer;

pub use engine::Engine;
pub use error::StoreError;
pub use snapshot::Snapshot;

use sqlx::AnyConnection;
use sqlx::any::AnyPoolOptions;
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyPool};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// A boxed future of a unit of work.
pub type Work<'c, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'c>>;

/// Largest pool of readers (SQLite) or connections (PostgreSQL).
const CONNECTIONS_MAX: u32 = 16;

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    engine: Engine,
    pool: AnyPool,
    writer: Option<writer::Writer>,
    wal: Option<Arc<wal::Wal>>,
    /// Held while this server runs on a SQLite file; the system frees it when the process ends, however it ends.
    lock: Option<Arc<std::fs::File>>,
}

impl Store {
    /// Opens the database as its one server: takes a SQLite file's lock, brings the schema up to date.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when another server runs on the file, [`StoreError::Url`], or the engine's.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let engine = Engine::of_url(url)?;
        let lock = engine.lock(url)?;
        let mut store = Self::connect(url).await?;
        store.lock = lock.map(Arc::new);
        Ok(store)
    }

    /// Opens the database beside a running server, as commands do: no lock, bounded batches.
    ///
    /// # Errors
    /// [`StoreError::Url`] or the engine's.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        let engine = Engine::of_url(url)?;
        sqlx::any::install_default_drivers();
        let full_url = engine.full_url(url);
        engine.check_privacy(url)?;
        engine.migrate(&full_url).await?;
        let pool = AnyPoolOptions::new()
            .max_connections(CONNECTIONS_MAX)
            // Not before every use: that is a round trip more for each read.
            .test_before_acquire(false)
            .before_acquire(move |connection, idle| Box::pin(async move { engine.still_there(connection, idle.idle_for).await }))
            .after_connect(move |connection, _| Box::pin(async move { engine.prepare_reader(connection).await }))
            .connect(&full_url)
            .await?;
        let (writer, wal) = match engine {
            Engine::Sqlite => (Some(writer::Writer::start(full_url.clone()).await?), Some(Arc::new(wal::Wal::new(full_url)))),
            Engine::Postgres => (None, None),
        };
        Ok(Self { engine, pool, writer, wal, lock: None })
    }

    /// Which engine.
    #[must_use]
    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// A connection to read with.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] when none can be had.
    pub async fn read(&self) -> Result<PoolConnection<Any>, StoreError> {
        Ok(self.pool.acquire().await?)
    }

    /// Runs a unit of work and answers after its commit.
    ///
    /// # Errors
    /// The work's own, or [`StoreError::Unknown`]: whether it is durable is then resolved by its keys.
    pub async fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'c> Fn(&'c mut AnyConnection) -> Work<'c, T> + Send + Sync + 'static,
    {
        match &self.writer {
            Some(writer) => writer.write(work).await,
            None => engine::write_with_retry(&self.pool, work).await,
        }
    }

    /// Somebody has left: what was deleted of them leaves the disk soon, too.
    pub fn forget_deleted(&self) {
        if let Some(wal) = &self.wal {
            wal.make_due();
        }
    }

    /// The job behind [`Store::forget_deleted`]; a try that finds readers in the log is repeated at the next. False: it did.
    ///
    /// # Errors
    /// The engine's.
    pub async fn truncate_log(&self) -> Result<bool, StoreError> {
        match &self.wal {
            Some(wal) => wal.truncate().await,
            None => Ok(true),
        }
    }

    /// Asks the database the least.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] when it does not answer.
    pub async fn is_reachable(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").execute(&mut *self.read().await?).await?;
        Ok(())
    }

    /// What the database's clock says, in microseconds since 1970; `None`: it has none of its own.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] when it does not answer.
    pub async fn time(&self) -> Result<Option<i64>, StoreError> {
        Ok(self.engine.time(&mut *self.read().await?).await?)
    }

    /// How many payments are in each state.
    ///
    /// # Errors
    /// The engine's.
    pub async fn payments_by_state(&self) -> Result<Vec<(String, i64)>, StoreError> {
        payments::count_by_state(&mut *self.read().await?).await
    }

    /// Lets the connections go; units of work under way finish first.
    pub async fn close(&self) {
        if let Some(writer) = &self.writer {
            writer.close().await;
        }
        self.pool.close().await;
    }
}
