//! Reads and judges a file on a thread of its own, while the database takes in the batch before.

use super::frames::Frames;
use super::judge::{Judge, Rejected};
use super::opening::Hashed;
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

/// A file being read.
pub(super) struct Reading {
    pub(super) batches: mpsc::Receiver<Batch>,
    thread: tokio::task::JoinHandle<io::Result<String>>,
}

impl Reading {
    /// Begins to read. Stops by itself when nobody takes the batches any more.
    pub(super) fn start(frames: Frames<Hashed>, judge: Judge, batch_rows: usize) -> Self {
        let (send, batches) = mpsc::channel(AHEAD_MAX);
        let thread = tokio::task::spawn_blocking(move || read(frames, judge, batch_rows.max(1), &send));
        Self { batches, thread }
    }

    /// The digest of the whole file, when every batch was taken.
    pub(super) async fn finish(self) -> io::Result<String> {
        drop(self.batches);
        self.thread.await.map_err(io::Error::other)?
    }
}

fn read(mut frames: Frames<Hashed>, mut judge: Judge, batch_rows: usize, send: &mpsc::Sender<Batch>) -> io::Result<String> {
    let mut batch = Batch::default();
    while let Some(frame) = frames.next()? {
        match judge.judge(&frame) {
            Ok(row) => batch.rows.push(row),
            Err((rejected, doubt)) => {
                batch.rejected.push(rejected);
                batch.doubts.extend(doubt);
            }
        }
        if batch.rows.len() + batch.rejected.len() >= batch_rows {
            batch.bytes_read = frames.bytes_read();
            if send.blocking_send(std::mem::take(&mut batch)).is_err() {
                return Err(io::ErrorKind::Interrupted.into());
            }
        }
    }
    batch.bytes_read = frames.bytes_read();
    // The taker may have gone away: then nobody wants the digest either.
    let _ = send.blocking_send(batch);
    Ok(frames.into_source().digest())
}
