//! Reads and judges a file on a thread of its own, while the database takes in the batch before.

use super::ImportError;
use super::frames::{Frame, Frames};
use super::judge::{Judge, Rejected, amount_in};
use super::opening::{Hashed, Trailer, trailer};
use crate::store::receivables_rows::{NewDoubt, NewRow};
use std::io;
use tokio::sync::mpsc;

/// Batches read ahead of the database.
const AHEAD_MAX: usize = 2;

/// A part of a file, in its order.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) rows: Vec<NewRow>,
    pub(super) rejected: Vec<Rejected>,
    pub(super) doubts: Vec<NewDoubt>,
    /// Bytes of the file behind this batch.
    pub(super) bytes_read: u64,
}

/// What a whole file was, once it is read to its end.
pub(super) struct Whole {
    /// SHA-256, hex.
    pub(super) digest: String,
    pub(super) trailer: Option<Trailer>,
    /// Rows counted.
    pub(super) rows: u64,
    /// Their sum in qəpik; `None` when the amount of one cannot be read.
    pub(super) sum_minor: Option<i64>,
}

/// Why a file was not read to its end.
pub(super) enum Unread {
    Io(io::Error),
    Refused(ImportError),
}

impl From<io::Error> for Unread {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// A file being read.
pub(super) struct Reading {
    pub(super) batches: mpsc::Receiver<Batch>,
    thread: tokio::task::JoinHandle<Result<Whole, Unread>>,
}

impl Reading {
    /// Begins to read. Stops by itself when nobody takes the batches any more.
    pub(super) fn start(frames: Frames<Hashed>, judge: Judge, batch_rows: usize) -> Self {
        let (send, batches) = mpsc::channel(AHEAD_MAX);
        let thread = tokio::task::spawn_blocking(move || read(frames, judge, batch_rows.max(1), &send));
        Self { batches, thread }
    }

    /// What the whole file was, when every batch was taken.
    pub(super) async fn finish(self) -> Result<Whole, Unread> {
        drop(self.batches);
        self.thread.await.map_err(io::Error::other)?
    }
}

fn read(mut frames: Frames<Hashed>, mut judge: Judge, batch_rows: usize, send: &mpsc::Sender<Batch>) -> Result<Whole, Unread> {
    let mut batch = Batch::default();
    let mut whole = Whole { digest: String::new(), trailer: None, rows: 0, sum_minor: Some(0) };
    while let Some(frame) = frames.next()? {
        if frame.is_blank() || whole.ended(&frame).map_err(Unread::Refused)? {
            continue;
        }
        match judge.judge(&frame) {
            Ok(row) => {
                whole.count(Some(row.amount.minor()));
                batch.rows.push(row);
            }
            Err((rejected, doubt)) => {
                whole.count(amount_in(&frame).map(shared::money::Money::minor));
                batch.rejected.push(rejected);
                batch.doubts.extend(doubt);
            }
        }
        if batch.rows.len() + batch.rejected.len() >= batch_rows {
            batch.bytes_read = frames.bytes_read();
            if send.blocking_send(std::mem::take(&mut batch)).is_err() {
                return Err(io::Error::from(io::ErrorKind::Interrupted).into());
            }
        }
    }
    batch.bytes_read = frames.bytes_read();
    // The taker may have gone away: then nobody wants the digest either.
    let _ = send.blocking_send(batch);
    Ok(Whole { digest: frames.into_source().digest(), ..whole })
}

impl Whole {
    /// True for the trailer. Nothing may follow it: two files in one would be half believed.
    fn ended(&mut self, frame: &Frame<'_>) -> Result<bool, ImportError> {
        if self.trailer.is_some() {
            return Err(ImportError::AfterTrailer { line: frame.line });
        }
        let Some(read) = frame.comment().and_then(|text| trailer(&text, frame.line)) else { return Ok(false) };
        self.trailer = Some(read?);
        Ok(true)
    }

    fn count(&mut self, amount_minor: Option<i64>) {
        self.rows += 1;
        self.sum_minor = self.sum_minor.zip(amount_minor).and_then(|(sum, amount)| sum.checked_add(amount));
    }
}
