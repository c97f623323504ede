//! SQLite's write-ahead log keeps every page as it was written, also of what was deleted since, until it is written over.
//! After somebody has left it is truncated: beside the request, for a moment at a time.

use super::StoreError;
use sqlx::{AnyConnection, Connection, Executor, Row};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// How long one try may keep the writer waiting while readers read from the log. A try that finds none of it free is
/// repeated by the job.
const PREPARE: &str = "PRAGMA busy_timeout = 50";

pub(super) struct Wal {
    url: String,
    due: AtomicBool,
}

impl Wal {
    /// Due at once: a server that was killed has left a log behind.
    pub(super) fn new(url: String) -> Self {
        Self { url, due: AtomicBool::new(true) }
    }

    pub(super) fn make_due(&self) {
        self.due.store(true, Ordering::Release);
    }

    /// Truncates the log when that is due. False: it still is.
    pub(super) async fn truncate(&self) -> Result<bool, StoreError> {
        if !self.due.swap(false, Ordering::AcqRel) {
            return Ok(true);
        }
        let done = truncate(&self.url).await;
        if !matches!(done, Ok(true)) {
            self.make_due();
        }
        done
    }
}

/// False: somebody reads from the log.
async fn truncate(url: &str) -> Result<bool, StoreError> {
    let mut connection = AnyConnection::connect(url).await?;
    connection.execute(PREPARE).await?;
    let row = connection.fetch_one("PRAGMA wal_checkpoint(TRUNCATE)").await?;
    let busy: i64 = row.try_get(0)?;
    connection.close().await?;
    Ok(busy == 0)
}

/// Nobody else on the machine reads a database's files. SQLite gives its log the mode of the database. `make`: the database
/// may be made.
pub(super) fn keep_private(path: &str, make: bool) {
    if path.is_empty() || path.starts_with(':') {
        return;
    }
    if Path::new(path).exists() {
        for ending in ["", "-wal", "-shm", "-journal", ".lock"] {
            crate::private::tighten(Path::new(&format!("{path}{ending}")));
        }
    } else if let Some(Err(error)) = make.then(|| crate::private::open(Path::new(path))) {
        // SQLite itself says what is wrong there.
        tracing::debug!(%error, "the database cannot be made");
    }
}
