//! Takes a biller's receivables file in: staged beside the snapshot in force, checked, switched to at once.
//! `docs/receivables.md` has the form. Memory does not grow with the file; a crash at any point leaves the snapshot
//! in force as it was, and the next import clears away what the crashed one staged.

pub mod cli;
mod errors_file;
mod frames;
mod judge;
mod opening;
mod reading;
mod staging;
mod undo;
mod words;

pub use crate::store::receivables_changes::{ChangeRow, Responsible};
pub use judge::Reason;
pub use undo::{Undo, undo};

use crate::store::receivables_feed::{self, Claimed, Staged, Wish};
use crate::store::{Store, StoreError, receivables_changes};
use errors_file::ErrorsFile;
use opening::Head;
use shared::time::{Millis, Timestamp};
use staging::{Compared, Import};
use std::path::PathBuf;
use std::{fmt, io};

/// Rows of one unit of work unless told otherwise.
pub const BATCH_ROWS: usize = 5_000;
/// An import without a sign of life for this long is dead.
const DEAD_AFTER_MS: Millis = 30_000;
/// How far a biller's clock may be ahead of ours.
const AHEAD_MAX_MS: Millis = 3_600_000;

/// What to take in.
#[derive(Debug, Clone)]
pub struct ImportOptions {
    /// Whose file.
    pub biller: String,
    /// The kinds of charge it may name.
    pub charges: Vec<String>,
    /// The file.
    pub file: PathBuf,
    /// Where rejected rows go; `FILE.errors.csv` when absent.
    pub errors: Option<PathBuf>,
    /// Rows of one unit of work: [`BATCH_ROWS`].
    pub batch_rows: usize,
    /// Digits of each account; absent or 0: any form.
    pub account_digits: Option<u8>,
    /// Least share of the accounts in force that a file must name, in percent.
    pub accounts_percent_min: u8,
    /// Who says that it is to be taken in though it names too few of the accounts in force, or lacks the trailer that the file
    /// before had.
    pub force: Option<Responsible>,
}

impl Default for ImportOptions {
    fn default() -> Self {
        Self {
            biller: String::new(),
            charges: Vec::new(),
            file: PathBuf::new(),
            errors: None,
            batch_rows: BATCH_ROWS,
            account_digits: None,
            accounts_percent_min: 0,
            force: None,
        }
    }
}

impl ImportOptions {
    /// Where rejected rows go.
    #[must_use]
    pub fn errors_path(&self) -> PathBuf {
        self.errors.clone().unwrap_or_else(|| {
            let mut name = self.file.as_os_str().to_owned();
            name.push(".errors.csv");
            name.into()
        })
    }
}

/// What an import is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Reads the file and stages it.
    Reading,
    /// Looks for what the snapshot before knew and this one does not name.
    Comparing,
    /// Removes replaced rows; the new snapshot is in force.
    Removing,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What it is doing.
    pub phase: Phase,
    /// Bytes of the file read and staged.
    pub read_bytes: u64,
    /// Bytes of the file.
    pub total_bytes: u64,
    /// Rows read, rejected ones among them.
    pub rows: u64,
}

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// Rows read.
    pub rows: u64,
    /// Rows in force now.
    pub accepted: u64,
    /// Rows in the error file.
    pub rejected: u64,
    /// Accounts' charges that the snapshot before had and this one does not name.
    pub carried_unknown: u64,
    /// Rows of replaced or given-up snapshots removed.
    pub removed: u64,
    /// The moment the file shows.
    pub as_of: Timestamp,
    /// How long it took.
    pub elapsed_ms: Millis,
    /// The very same file was in force already: nothing was done.
    pub unchanged: bool,
}

/// Why a file was not taken in. Nothing is changed then: the snapshot in force stays.
#[derive(Debug)]
pub enum ImportError {
    /// The file cannot be read.
    Read(PathBuf, io::Error),
    /// A directory or a device.
    NotAFile(PathBuf),
    /// The error file cannot be written.
    ErrorsFile(PathBuf, io::Error),
    /// The error file would be the file itself.
    ErrorsInPlaceOfFile,
    /// UTF-16.
    Utf16,
    /// A spreadsheet's own format.
    Spreadsheet,
    /// No `# as_of=`.
    AsOfMissing,
    /// A head line has no time that can be read.
    HeadTime {
        /// Its number.
        line: i64,
    },
    /// `registry_until` is no sequence number.
    HeadSequence {
        /// Its number.
        line: i64,
    },
    /// A head line says what another said.
    HeadTwice {
        /// Its number.
        line: i64,
    },
    /// `payments_until` is later than `as_of`.
    PaymentsAfter,
    /// `payments_until` is older than that of the snapshot in force.
    PaymentsBehind {
        /// What the one in force has.
        in_force: Timestamp,
    },
    /// `registry_until` is less than that of the snapshot in force.
    RegistryBehind {
        /// What the one in force has.
        in_force: i64,
    },
    /// `registry_until` names an entry that there is not.
    RegistryAhead {
        /// The last there is.
        last: i64,
    },
    /// The trailer cannot be read.
    TrailerForm {
        /// Its number.
        line: i64,
    },
    /// A row stands after the trailer.
    AfterTrailer {
        /// Its number.
        line: i64,
    },
    /// Rows or their sum are not what the trailer says.
    Trailer {
        /// Rows and sum in qəpik as the file says.
        said: (u64, i64),
        /// As they were read; no sum when one amount could not be.
        found: (u64, Option<i64>),
    },
    /// The snapshot in force came with a trailer and this file has none.
    TrailerMissing,
    /// The file names too few of the accounts in force.
    Unlike {
        /// Accounts in force.
        accounts: u64,
        /// Those that the file names too.
        kept: u64,
        /// Rows of the file.
        rows: u64,
        /// Least share of them, in percent.
        percent_min: u8,
    },
    /// There is no snapshot before to put back in force.
    NothingToUndo,
    /// What is done against the checks is done by somebody, for a reason.
    Nobody,
    /// Other columns than the form's.
    Columns {
        /// What stands there, shortened.
        found: String,
    },
    /// `as_of` lies ahead: in force, it would block every file until then.
    Future {
        /// What the file says.
        as_of: Timestamp,
    },
    /// Older than the snapshot in force.
    Older {
        /// What the file says.
        as_of: Timestamp,
        /// What the one in force says.
        in_force: Timestamp,
    },
    /// Of the same moment as the snapshot in force, with another content.
    SameMoment {
        /// What both say.
        as_of: Timestamp,
    },
    /// Another import of the biller is under way.
    Running {
        /// How long ago it gave a sign of life.
        beat_ms: Millis,
        /// When it would count as dead.
        free_in_ms: Millis,
    },
    /// This import was thought dead and another one took its place.
    TakenOver,
    /// No row could be accepted.
    NothingAccepted {
        /// Rows rejected.
        rejected: u64,
        /// Where they are.
        errors: PathBuf,
    },
    /// The check before the switch: the rows stored are not those that were accepted.
    Miscounted {
        /// Rows accepted.
        accepted: u64,
        /// Rows found.
        stored: i64,
    },
    /// The database.
    Store(StoreError),
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        words::why(self, f)
    }
}

impl std::error::Error for ImportError {}

impl From<StoreError> for ImportError {
    fn from(error: StoreError) -> Self {
        match error {
            // Nothing but a lost claim makes an import's unit of work stale.
            StoreError::Stale => Self::TakenOver,
            other => Self::Store(other),
        }
    }
}

/// Longest name and longest reason, in characters.
const NAME_MAX: usize = 120;
const REASON_MAX: usize = 500;

impl Responsible {
    /// Without space around; both are there, in bounds and of one line.
    pub(super) fn checked(&self) -> Result<Self, ImportError> {
        let line = |text: &str, most: usize| {
            let text = text.trim();
            let fits = !text.is_empty() && text.chars().count() <= most && !text.chars().any(char::is_control);
            fits.then(|| text.to_owned()).ok_or(ImportError::Nobody)
        };
        Ok(Self { by: line(&self.by, NAME_MAX)?, reason: line(&self.reason, REASON_MAX)? })
    }
}

/// What persons did with a biller's files against the checks, the newest first.
///
/// # Errors
/// The store's.
pub async fn changes(store: &Store, biller: &str) -> Result<Vec<ChangeRow>, StoreError> {
    receivables_changes::of_biller(&mut *store.read().await?, biller).await
}

/// Takes a file in. Look-ups read the snapshot in force until the one row that switches.
///
/// # Errors
/// [`ImportError`]: nothing is changed then.
pub async fn run(
    store: &Store,
    options: &ImportOptions,
    clock: impl Fn() -> Timestamp,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Summary, ImportError> {
    let started = clock();
    options.force.as_ref().map(Responsible::checked).transpose()?;
    let opened = opening::open(options)?;
    let head = opened.head;
    let errors = ErrorsFile::new(checked_errors_path(options)?);
    if head.as_of > started.plus_ms(AHEAD_MAX_MS) {
        return Err(ImportError::Future { as_of: head.as_of });
    }
    if is_in_force(store, options, head).await? {
        return Ok(Summary { elapsed_ms: clock().ms_since(started), unchanged: true, ..blank_summary(head) });
    }
    let (staged, previous) = claim(store, options, head, started).await?;
    let mut import =
        Import { store, clock: &clock, progress, staged, previous, compared: Compared::default(), errors, summary: blank_summary(head) };
    let outcome = import.stage(opened, options).await;
    if let Err(error) = outcome {
        import.give_up().await;
        return Err(error);
    }
    import.remove_replaced().await;
    Ok(Summary { elapsed_ms: clock().ms_since(started), ..import.summary })
}

const fn blank_summary(head: Head) -> Summary {
    Summary { rows: 0, accepted: 0, rejected: 0, carried_unknown: 0, removed: 0, as_of: head.as_of, elapsed_ms: 0, unchanged: false }
}

fn checked_errors_path(options: &ImportOptions) -> Result<PathBuf, ImportError> {
    let path = options.errors_path();
    let same = match (path.canonicalize(), options.file.canonicalize()) {
        (Ok(errors), Ok(file)) => errors == file,
        _ => false,
    };
    if same { Err(ImportError::ErrorsInPlaceOfFile) } else { Ok(path) }
}

/// True for the very file in force. Only one of the same moment can be it.
async fn is_in_force(store: &Store, options: &ImportOptions, head: Head) -> Result<bool, ImportError> {
    let mut connection = store.read().await?;
    let Some(in_force) = receivables_feed::in_force(&mut connection, &options.biller).await? else { return Ok(false) };
    drop(connection);
    if in_force.as_of > head.as_of {
        return Err(ImportError::Older { as_of: head.as_of, in_force: in_force.as_of });
    }
    if in_force.as_of < head.as_of {
        return Ok(false);
    }
    let path = options.file.clone();
    let digest = tokio::task::spawn_blocking(move || opening::digest(&path)).await.map_err(io::Error::other).flatten();
    let digest = digest.map_err(|error| ImportError::Read(options.file.clone(), error))?;
    if digest == in_force.digest { Ok(true) } else { Err(ImportError::SameMoment { as_of: head.as_of }) }
}

async fn claim(store: &Store, options: &ImportOptions, head: Head, now: Timestamp) -> Result<(Staged, Option<i64>), ImportError> {
    let wish = Wish {
        biller: options.biller.clone(),
        as_of: head.as_of,
        payments_until: head.payments_until,
        registry_until: head.registry_until,
        now,
        dead_before: now.plus_ms(-DEAD_AFTER_MS),
    };
    let claimed = store
        .write(move |connection| {
            let wish = wish.clone();
            Box::pin(async move { receivables_feed::claim(connection, &wish).await })
        })
        .await?;
    match claimed {
        Claimed::Yes { snapshot, previous } => Ok((Staged { biller: options.biller.clone(), snapshot }, previous)),
        Claimed::NotNewer { in_force } if in_force == head.as_of => Err(ImportError::SameMoment { as_of: head.as_of }),
        Claimed::NotNewer { in_force } => Err(ImportError::Older { as_of: head.as_of, in_force }),
        Claimed::PaymentsBehind { in_force } => Err(ImportError::PaymentsBehind { in_force }),
        Claimed::RegistryBehind { in_force } => Err(ImportError::RegistryBehind { in_force }),
        Claimed::RegistryAhead { last } => Err(ImportError::RegistryAhead { last }),
        Claimed::Running { beat_at } => Err(running(now, beat_at)),
    }
}

const fn running(now: Timestamp, beat_at: Timestamp) -> ImportError {
    let beat_ms = now.ms_since(beat_at);
    ImportError::Running { beat_ms, free_in_ms: DEAD_AFTER_MS - beat_ms }
}
