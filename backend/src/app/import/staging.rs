//! The course of an import once it holds its claim: stage, compare, check, switch; afterwards remove.

use super::errors_file::ErrorsFile;
use super::judge::{Judge, Reason, Rejected};
use super::opening::Opened;
use super::reading::{Batch, Reading, Unread, Whole};
use super::{ImportError, ImportOptions, Phase, Progress, Responsible, Summary};
use crate::app::random_id;
use crate::store::receivables_changes::{self, ChangeKind};
use crate::store::receivables_digest;
use crate::store::receivables_feed::{self, Staged};
use crate::store::receivables_past::{self, Place};
use crate::store::receivables_rows::{self, NewDoubt};
use crate::store::{Engine, Store, StoreError};
use shared::time::{Millis, Timestamp};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Rows compared or removed in one go.
const PAGE_ROWS: i64 = 5_000;
/// A comparison that finds nothing writes nothing, so it shows now and then that it lives.
const BEAT_EVERY_MS: Millis = 5_000;
/// A snapshot of fewer accounts says too little to compare a file with.
const ACCOUNTS_COMPARED_MIN: u64 = 10;

/// An import that holds its claim.
pub(super) struct Import<'a, C> {
    pub(super) store: &'a Store,
    pub(super) clock: &'a C,
    pub(super) progress: &'a mut (dyn FnMut(Progress) + Send),
    pub(super) staged: Staged,
    pub(super) previous: Option<i64>,
    /// Accounts of the snapshot before that were compared, and those of them without a row in this one.
    pub(super) compared: Compared,
    pub(super) errors: ErrorsFile,
    pub(super) summary: Summary,
}

/// What the file says of itself at its end is what was read. A sum can only be compared when every amount was read.
fn check_trailer(whole: &Whole) -> Result<(), ImportError> {
    let Some(said) = whole.trailer else { return Ok(()) };
    let differs = said.rows != whole.rows || whole.sum_minor.is_some_and(|sum| sum != said.sum_minor);
    if !differs {
        return Ok(());
    }
    Err(ImportError::Trailer { said: (said.rows, said.sum_minor), found: (whole.rows, whole.sum_minor) })
}

/// How the accounts of two snapshots compare.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Compared {
    accounts: u64,
    gone: u64,
}

impl<C: Fn() -> Timestamp> Import<'_, C> {
    /// Stages the file, checks it and puts it in force.
    pub(super) async fn stage(&mut self, opened: Opened, options: &ImportOptions) -> Result<(), ImportError> {
        self.remove_leftovers().await?;
        let total_bytes = opened.bytes_total;
        let mut reading = Reading::start(opened.frames, Judge::new(&options.charges, options.account_digits), options.batch_rows);
        while let Some(batch) = reading.batches.recv().await {
            let read_bytes = batch.bytes_read;
            self.take_in(batch).await?;
            self.report(Phase::Reading, read_bytes, total_bytes);
        }
        let whole = reading.finish().await.map_err(|unread| match unread {
            Unread::Io(error) => ImportError::Read(options.file.clone(), error),
            Unread::Refused(refused) => refused,
        })?;
        check_trailer(&whole)?;
        self.report(Phase::Comparing, total_bytes, total_bytes);
        self.carry_unknown().await?;
        self.check().await?;
        if options.force.is_none() {
            self.check_likeness(options, whole.trailer.is_some()).await?;
        }
        self.switch(whole, options.force.as_ref()).await
    }

    fn report(&mut self, phase: Phase, read_bytes: u64, total_bytes: u64) {
        (self.progress)(Progress { phase, read_bytes, total_bytes, rows: self.summary.rows });
    }

    async fn take_in(&mut self, batch: Batch) -> Result<(), ImportError> {
        let Batch { rows, mut rejected, doubts, .. } = batch;
        let rows = Arc::new(rows);
        let twice = self.write_rows(rows.clone(), doubts).await?;
        self.summary.rows += (rows.len() + rejected.len()) as u64;
        self.summary.accepted += (rows.len() - twice.len()) as u64;
        rejected.extend(twice.iter().map(|index| {
            let row = &rows[*index];
            let shown = [row.account.as_str(), row.charge.as_ref(), row.document.as_str()].join(" ").trim_end().to_owned();
            Rejected { line: row.line, reason: Reason::Duplicate, shown }
        }));
        self.summary.rejected += rejected.len() as u64;
        rejected.sort_by_key(|rejected| rejected.line);
        rejected.iter().try_for_each(|rejected| self.errors.add(rejected))
    }

    async fn write_rows(&self, rows: Arc<Vec<receivables_rows::NewRow>>, doubts: Vec<NewDoubt>) -> Result<Vec<usize>, ImportError> {
        let (staged, doubts, now) = (self.staged.clone(), Arc::new(doubts), (self.clock)());
        let begun = Instant::now();
        let twice = self
            .store
            .write(move |connection| {
                let (staged, rows, doubts) = (staged.clone(), rows.clone(), doubts.clone());
                Box::pin(async move { receivables_rows::stage(connection, &staged, &rows, &doubts, now).await })
            })
            .await?;
        give_way(self.store, begun).await;
        Ok(twice)
    }

    /// What the snapshot before knew and this file does not name stays unknown, never nothing owed.
    async fn carry_unknown(&mut self) -> Result<(), ImportError> {
        let Some(old) = self.previous else { return Ok(()) };
        let mut place = Some(Place::default());
        let mut beat_at = (self.clock)();
        // One for all pages: the cache of each connection counts.
        let mut connection = self.store.read().await?;
        while let Some(from) = place {
            let missing = receivables_past::missing(&mut connection, old, self.staged.snapshot, from, PAGE_ROWS).await?;
            place = missing.next;
            self.compared.accounts += missing.accounts;
            self.compared.gone += missing.gone;
            let now = (self.clock)();
            if !missing.doubts.is_empty() || now.ms_since(beat_at) > BEAT_EVERY_MS {
                self.summary.carried_unknown += self.write_doubts(missing.doubts, now).await?;
                beat_at = now;
            }
        }
        Ok(())
    }

    async fn write_doubts(&self, doubts: Vec<NewDoubt>, now: Timestamp) -> Result<u64, StoreError> {
        let (staged, doubts) = (self.staged.clone(), Arc::new(doubts));
        self.store
            .write(move |connection| {
                let (staged, doubts) = (staged.clone(), doubts.clone());
                Box::pin(async move { receivables_rows::stage_doubts(connection, &staged, &doubts, now).await })
            })
            .await
    }

    /// Nothing is switched to that is empty or not what was accepted. The error file is in place before the switch.
    async fn check(&mut self) -> Result<(), ImportError> {
        self.errors.put_in_place()?;
        let Summary { accepted, rejected, .. } = self.summary;
        if accepted == 0 {
            return Err(ImportError::NothingAccepted { rejected, errors: self.errors.path().to_owned() });
        }
        let mut connection = self.store.read().await?;
        let stored = receivables_rows::count(&mut connection, self.staged.snapshot).await?;
        if u64::try_from(stored) == Ok(accepted) { Ok(()) } else { Err(ImportError::Miscounted { accepted, stored }) }
    }

    /// A file that lacks most of what the one in force has, or its trailer, was most likely cut off, or its accounts were
    /// changed on the way. In force, it would make debts unknown and show others under accounts that nobody has.
    async fn check_likeness(&self, options: &ImportOptions, has_trailer: bool) -> Result<(), ImportError> {
        let Compared { accounts, gone } = self.compared;
        let kept = accounts.saturating_sub(gone);
        if accounts >= ACCOUNTS_COMPARED_MIN && kept * 100 < accounts * u64::from(options.accounts_percent_min) {
            let rows = self.summary.accepted;
            return Err(ImportError::Unlike { accounts, kept, rows, percent_min: options.accounts_percent_min });
        }
        let in_force = receivables_feed::in_force(&mut *self.store.read().await?, &self.staged.biller).await?;
        if !has_trailer && in_force.is_some_and(|in_force| in_force.has_trailer) {
            return Err(ImportError::TrailerMissing);
        }
        Ok(())
    }

    async fn switch(&self, whole: Whole, force: Option<&Responsible>) -> Result<(), ImportError> {
        let (digest, has_trailer) = (whole.digest, whole.trailer.is_some());
        let staged = self.staged.clone();
        let tally = Arc::new(receivables_digest::tally(&mut *self.store.read().await?, staged.snapshot).await?);
        let (force, previous, id, now) = (force.map(Responsible::checked).transpose()?, self.previous, random_id(), (self.clock)());
        let work = self.store.write(move |connection| {
            let (staged, digest, tally, force, id) = (staged.clone(), digest.clone(), tally.clone(), force.clone(), id.clone());
            Box::pin(async move {
                receivables_digest::note(connection, staged.snapshot, &tally).await?;
                receivables_feed::switch(connection, &staged, &digest, has_trailer).await?;
                let Some(force) = force else { return Ok(()) };
                receivables_changes::note(connection, &id, &staged.biller, (ChangeKind::Forced, previous), &force, now).await
            })
        });
        Ok(work.await?)
    }

    /// After the switch nothing can be lost any more: what cannot be removed now is removed by the next import.
    pub(super) async fn remove_replaced(&mut self) {
        if let Err(error) = self.remove_leftovers().await {
            tracing::warn!(%error, biller = self.staged.biller, "replaced rows are left for the next import to remove");
        }
    }

    async fn remove_leftovers(&mut self) -> Result<(), ImportError> {
        let (progress, summary) = (&mut *self.progress, &mut self.summary);
        let mut removed = |rows| {
            summary.removed += rows;
            progress(Progress { phase: Phase::Removing, read_bytes: 1, total_bytes: 1, rows: summary.rows });
        };
        remove_leftovers(self.store, &self.staged.biller, &mut removed).await
    }

    /// Lets the claim go and clears away what was staged, as far as that is possible now.
    pub(super) async fn give_up(&mut self) {
        let staged = self.staged.clone();
        let released = self.store.write(move |connection| {
            let staged = staged.clone();
            Box::pin(async move { receivables_feed::release(connection, &staged).await })
        });
        if released.await.is_ok() {
            self.remove_replaced().await;
        }
    }
}

/// SQLite has one writer at a time and its waiters do not queue: leave a gap in which a server gets its turn.
async fn give_way(store: &Store, begun: Instant) {
    if store.engine() == Engine::Sqlite {
        tokio::time::sleep((begun.elapsed() / 8).clamp(Duration::from_millis(1), Duration::from_millis(20))).await;
    }
}

/// Removes what is neither in force nor kept nor being staged, in bounded batches; `removed` hears of each.
pub(super) async fn remove_leftovers(store: &Store, biller: &str, removed: &mut (dyn FnMut(u64) + Send)) -> Result<(), ImportError> {
    loop {
        let mut connection = store.read().await?;
        let leftover = receivables_feed::leftover(&mut connection, biller).await?;
        drop(connection);
        let Some(snapshot) = leftover else { return Ok(()) };
        loop {
            let begun = Instant::now();
            let work =
                store.write(move |connection| Box::pin(async move { receivables_past::remove(connection, snapshot, PAGE_ROWS).await }));
            let rows = work.await?;
            removed(rows);
            if rows == 0 {
                break;
            }
            give_way(store, begun).await;
        }
    }
}
