//! The course of an import once it holds its claim: stage, compare, check, switch; afterwards remove.

use super::errors_file::ErrorsFile;
use super::judge::{Judge, Reason, Rejected};
use super::opening::Opened;
use super::reading::{Batch, Reading};
use super::{ImportError, ImportOptions, Phase, Progress, Summary};
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

/// An import that holds its claim.
pub(super) struct Import<'a, C> {
    pub(super) store: &'a Store,
    pub(super) clock: &'a C,
    pub(super) progress: &'a mut (dyn FnMut(Progress) + Send),
    pub(super) staged: Staged,
    pub(super) previous: Option<i64>,
    pub(super) errors: ErrorsFile,
    pub(super) summary: Summary,
}

impl<C: Fn() -> Timestamp> Import<'_, C> {
    /// Stages the file, checks it and puts it in force.
    pub(super) async fn stage(&mut self, opened: Opened, options: &ImportOptions) -> Result<(), ImportError> {
        self.remove_leftovers().await?;
        let total_bytes = opened.bytes_total;
        let mut reading = Reading::start(opened.frames, Judge::new(&options.charges), options.batch_rows);
        while let Some(batch) = reading.batches.recv().await {
            let read_bytes = batch.bytes_read;
            self.take_in(batch).await?;
            self.report(Phase::Reading, read_bytes, total_bytes);
        }
        let digest = reading.finish().await.map_err(|error| ImportError::Read(options.file.clone(), error))?;
        self.report(Phase::Comparing, total_bytes, total_bytes);
        self.carry_unknown().await?;
        self.check().await?;
        self.switch(digest).await
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
        self.give_way(begun).await;
        Ok(twice)
    }

    /// SQLite has one writer at a time and its waiters do not queue: leave a gap in which a server gets its turn.
    async fn give_way(&self, begun: Instant) {
        if self.store.engine() == Engine::Sqlite {
            tokio::time::sleep((begun.elapsed() / 8).clamp(Duration::from_millis(1), Duration::from_millis(20))).await;
        }
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

    async fn switch(&self, digest: String) -> Result<(), ImportError> {
        let staged = self.staged.clone();
        let work = self.store.write(move |connection| {
            let (staged, digest) = (staged.clone(), digest.clone());
            Box::pin(async move { receivables_feed::switch(connection, &staged, &digest).await })
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
        loop {
            let mut connection = self.store.read().await?;
            let leftover = receivables_feed::leftover(&mut connection, &self.staged.biller).await?;
            drop(connection);
            let Some(snapshot) = leftover else { return Ok(()) };
            self.remove(snapshot).await?;
        }
    }

    async fn remove(&mut self, snapshot: i64) -> Result<(), ImportError> {
        loop {
            let begun = Instant::now();
            let work = self
                .store
                .write(move |connection| Box::pin(async move { receivables_past::remove(connection, snapshot, PAGE_ROWS).await }));
            let removed = work.await?;
            self.summary.removed += removed;
            self.report(Phase::Removing, 1, 1);
            if removed == 0 {
                return Ok(());
            }
            self.give_way(begun).await;
        }
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
