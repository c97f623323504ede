//! Writing anchors: after each sealing, for everything that was sealed since the one before.

use super::kept::{self, Kept};
use super::{Anchor, Anchors, Recovered};
use crate::app::{App, AppError};
use crate::connectors::anchors::append;
use crate::store::journal::{self, EntryRow, GENESIS};
use crate::store::receivables_digest::feeds;
use crate::store::{Snapshot, StoreError, audit as rows, kept as store};
use std::collections::BTreeMap;

/// Entries of one anchor: with their payments a line of some ten kilobytes.
const ENTRIES_MAX: i64 = 200;

/// Anchors the chain's head unless it is anchored. Answers how many anchors were written.
///
/// # Errors
/// The store's, or that a file did not take it: then it is tried again at the next sealing.
pub async fn anchor(app: &App) -> Result<usize, AppError> {
    let Some(anchors) = app.anchors() else { return Ok(0) };
    let mut last = anchors.last.lock().await;
    let mut snapshot = app.store().snapshot().await?;
    if !is_there(&mut snapshot, last.as_ref()).await? {
        // At the start, or after somebody recovered beside us.
        *last = super::read(app).await?.and_then(|read| read.anchors.into_iter().next_back());
        drop(snapshot);
        snapshot = app.store().snapshot().await?;
    }
    let (base, keeps) = match last.as_ref() {
        None => (beginning(app), false),
        Some(anchor) if is_there(&mut snapshot, Some(anchor)).await? => (anchor.clone(), true),
        Some(anchor) => {
            let (sequence, at) = (anchor.sequence, anchor.at.as_str());
            tracing::error!(sequence, at, "the chain is not the one that was anchored: the database was put back; see kommunal recover");
            metrics::counter!("kommunal_anchors_failed_total").increment(1);
            return Ok(0);
        }
    };
    let (newest, written) = write_from(app, anchors, &mut snapshot, base, keeps, None).await?;
    if written > 0 {
        *last = Some(newest);
    }
    Ok(written)
}

/// Anchors the head after a person recovered, counting on from the last anchor that the chain still has.
pub(in crate::app) async fn anchor_recovery(app: &App, from: Option<Anchor>, recovered: Recovered) -> Result<(), AppError> {
    let Some(anchors) = app.anchors() else { return Ok(()) };
    let mut last = anchors.last.lock().await;
    let mut snapshot = app.store().snapshot().await?;
    let (base, keeps) = from.map_or_else(|| (beginning(app), false), |from| (from, true));
    let (newest, _) = write_from(app, anchors, &mut snapshot, base, keeps, Some(recovered)).await?;
    *last = Some(newest);
    Ok(())
}

/// Writes an anchor for each part of the chain after `base`. With nothing after it, only where one must be written.
async fn write_from(
    app: &App,
    anchors: &Anchors,
    snapshot: &mut Snapshot,
    base: Anchor,
    keeps: bool,
    mut recovered: Option<Recovered>,
) -> Result<(Anchor, usize), AppError> {
    let (mut newest, mut written) = (base, 0);
    loop {
        let entries = journal::sealed_after(snapshot.connection(), newest.sequence, ENTRIES_MAX).await?;
        let must = written == 0 && (recovered.is_some() || !keeps);
        if entries.is_empty() && !must {
            return Ok((newest, written));
        }
        newest = follow(app, snapshot, newest, &entries, keeps).await?;
        newest.recovered = recovered.take();
        write(anchors, &newest).await?;
        written += 1;
    }
}

/// True when the chain still has what was anchored. `None` is not there.
async fn is_there(snapshot: &mut Snapshot, anchor: Option<&Anchor>) -> Result<bool, StoreError> {
    let Some(anchor) = anchor else { return Ok(false) };
    let there = journal::sealed_after(snapshot.connection(), anchor.sequence - 1, 1).await?;
    Ok(anchor.sequence == 0 || there.first().is_some_and(|entry| anchor.is_of(entry)))
}

/// Before the first entry. An installation's first anchors cover its whole past, which is in every backup: nothing of it is kept.
fn beginning(app: &App) -> Anchor {
    Anchor {
        installation: app.installation(),
        sequence: 0,
        hash: GENESIS.to_owned(),
        at: String::new(),
        payments: 0,
        taken_minor: 0,
        feeds: BTreeMap::default(),
        registry: BTreeMap::default(),
        recovered: None,
        kept: None,
    }
}

/// The anchor after these entries.
async fn follow(app: &App, snapshot: &mut Snapshot, before: Anchor, entries: &[EntryRow], keeps: bool) -> Result<Anchor, AppError> {
    let mut next = Anchor { kept: None, recovered: None, at: app.clock().now().rfc3339(), ..before };
    let mut kept = Kept::new();
    for entry in entries {
        next.taken_minor += taken_minor(entry);
        next.sequence = entry.sequence.unwrap_or(next.sequence);
        next.hash = entry.hash.clone().unwrap_or_default();
        if keeps
            && !kept.contains_key(&entry.payment)
            && let Some(rows) = store::read(snapshot.connection(), &entry.payment).await?
        {
            kept.insert(entry.payment.clone(), rows);
        }
    }
    next.payments = rows::count_payments(snapshot.connection()).await?;
    let in_force = feeds(snapshot.connection()).await?.into_iter();
    next.feeds = in_force.filter_map(|feed| Some((feed.biller, (feed.snapshot, feed.taken_in?.2)))).collect();
    next.registry = rows::registry_totals(snapshot.connection()).await?.into_iter().collect();
    if !kept.is_empty() {
        next.kept = Some(kept::seal(app, &kept)?);
    }
    Ok(next)
}

/// What an entry adds to what the banks owe.
pub(in crate::app) fn taken_minor(entry: &EntryRow) -> i64 {
    entry.postings.iter().filter(|(account, _)| account.starts_with("acquirer:")).map(|(_, amount)| amount).sum()
}

/// Every file gets it; one that does not is told, and is enough for trying again.
async fn write(anchors: &Anchors, anchor: &Anchor) -> Result<(), AppError> {
    let text = serde_json::to_string(anchor).map_err(|_| AppError::Internal("an anchor does not serialise"))?;
    let (line, files) = (anchors.keys.sign(&text), anchors.files.clone());
    let done = tokio::task::spawn_blocking(move || {
        files.into_iter().filter_map(|file| append(&file, &line).err().map(|error| (file, error))).collect::<Vec<_>>()
    });
    let failed = done.await.map_err(|_| AppError::Internal("the anchors' writer ended"))?;
    for (file, error) in &failed {
        tracing::error!(file = %file.display(), %error, "an anchor could not be written");
        metrics::counter!("kommunal_anchors_failed_total").increment(1);
    }
    if failed.is_empty() { Ok(()) } else { Err(AppError::Internal("an anchor could not be written")) }
}
