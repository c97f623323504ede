//! `kommunal audit`: rebuilds every payment and every journal entry from the events that were stored, compares every
//! table that money rests on, then the books of the bank and the billers, and says what it checked. It writes nothing;
//! how it ended is written down by [`super::operator::figures::note_audit`].
//!
//! Our own tables are read in one [`Snapshot`]: beside a busy server nothing in it moves. The books of others are live:
//! each payment is read again beside its answer ([`books`]).

mod alarms;
mod anchored;
mod bank;
mod billers;
mod books;
mod chain;
mod hosted;
mod leases;
pub(super) mod lists;
mod payment;
mod rebuild;
mod receivables;
mod refund_rows;
mod refunds;
mod registry;
mod report;

pub use report::{AuditReport, Finding, Kind, Verdict};

use super::{App, AppError, anchors};
use crate::store::journal::EntryRow;
use crate::store::{Snapshot, Store, StoreError, audit as rows, journal};
use anchored::Anchored;
use chain::Head;
use payment::Rules;
use shared::payment::machine::RULES;
use shared::time::Timestamp;
use std::collections::HashSet;

/// Payments read at once.
const PAGE: i64 = 200;

/// What to audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditOptions {
    /// Also the books of bank and billers.
    pub ask_outside: bool,
    /// Begin there, and only what changed since.
    pub since: Option<Since>,
}

/// A mark in the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// A place in the chain.
    Sequence(i64),
    /// The newest anchor.
    LastAnchor,
}

/// Checks everything. With `ask_outside` also the bank's and the billers' books.
///
/// # Errors
/// The store's.
pub async fn audit(app: &App, ask_outside: bool) -> Result<AuditReport, AppError> {
    audit_with(app, &AuditOptions { ask_outside, since: None }).await
}

/// Checks what is asked for.
///
/// # Errors
/// The store's.
pub async fn audit_with(app: &App, options: &AuditOptions) -> Result<AuditReport, AppError> {
    let mut report = AuditReport::default();
    // Before the snapshot: whatever is anchored now must be in it.
    let mut anchored = anchors::read(app).await?.map(|read| Anchored::of(read, &mut report));
    let mut snapshot = app.store().snapshot().await?;
    let mark = begin(options.since, anchored.as_mut(), &mut snapshot, &mut report).await?;
    let seen = |entry: &EntryRow, report: &mut AuditReport| {
        if let Some(anchored) = anchored.as_mut() {
            anchored.see(entry, report);
        }
    };
    let head = chain::check(&mut snapshot, mark.head, &mut report, seen).await?;
    check_payments(app, &mut snapshot, mark.changed.as_ref(), &mut report).await?;
    check_tables(&mut snapshot, &mut report).await?;
    registry::check_whole(&mut snapshot, &mut report).await?;
    alarms::check_others(&mut snapshot, &mut report).await?;
    let feeds = receivables::check(&mut snapshot, &mut report).await?;
    if mark.changed.is_none() {
        check_totals(&mut snapshot, &mut report).await?;
    }
    match &anchored {
        Some(anchored) => anchored.finish(app, &mut snapshot, &head, &feeds, &mut report).await?,
        None => report.note("the chain's head is anchored nowhere ([audit] anchors): a database that was put back looks like any other"),
    }
    // Questions outside take their time: the moment is let go first.
    drop(snapshot);
    if options.ask_outside {
        books::check(app, mark.changed.as_ref(), &mut report).await?;
    } else {
        report.note("the books of bank and billers were not compared (--offline)");
    }
    Ok(report)
}

/// Where an audit begins.
struct Mark {
    head: Head,
    /// `None`: everything.
    changed: Option<Changed>,
}

/// What happened after a mark.
pub(super) struct Changed {
    /// When the marked entry was booked, in microseconds since 1970.
    at: i64,
    /// Payments that the journal, a refund or an alarm names since, though they themselves did not change.
    touched: HashSet<String>,
}

/// Before a mark the chain is taken as the anchor says it was, or as it stands.
async fn begin(
    since: Option<Since>,
    anchored: Option<&mut Anchored>,
    snapshot: &mut Snapshot,
    report: &mut AuditReport,
) -> Result<Mark, AppError> {
    let place = match (since, anchored.as_ref()) {
        (None, _) => return Ok(Mark { head: Head::genesis(), changed: None }),
        (Some(Since::Sequence(place)), _) => place,
        (Some(Since::LastAnchor), anchored) => anchored.and_then(|anchored| anchored.newest_place()).unwrap_or_default(),
    };
    let there = journal::sealed_after(snapshot.connection(), place - 1, 1).await?;
    let Some(entry) = there.into_iter().next().filter(|entry| entry.sequence == Some(place)) else {
        report.note(format!("there is no entry {place} to begin at: everything was compared"));
        return Ok(Mark { head: Head::genesis(), changed: None });
    };
    report.note(format!("begun at entry {place}: totals, and payments of which nothing was written since, were not compared"));
    let anchor = anchored.and_then(|anchored| anchored.begin_at(place));
    if anchor.as_ref().is_some_and(|anchor| Some(&anchor.hash) != entry.hash.as_ref()) {
        report.find(Kind::AnchorDiffers, Some(&entry.payment), format!("entry {place} is not the one that was anchored"));
    }
    let head = anchor.unwrap_or(Head { sequence: place, hash: entry.hash.clone().unwrap_or_default() });
    let touched = rows::touched_since(snapshot.connection(), place, entry.at).await?;
    Ok(Mark { head, changed: Some(Changed { at: entry.at, touched }) })
}

/// True when a payment counts in an audit that begins at a mark.
fn counts(row: &rows::AuditPayment, changed: Option<&Changed>) -> bool {
    changed.is_none_or(|since| row.wake_at.is_some() || row.updated_at >= since.at || since.touched.contains(&row.id))
}

/// Notes at the start since when the machine's present rules move payments here.
///
/// # Errors
/// The store's.
pub(super) async fn note_rules(store: &Store, now: Timestamp) -> Result<(), StoreError> {
    if rows::read_rules_since(&mut *store.read().await?, RULES).await?.is_some() {
        return Ok(());
    }
    store.write(move |connection| Box::pin(rows::note_rules(connection, RULES, now.micros()))).await
}

async fn check_payments(app: &App, snapshot: &mut Snapshot, changed: Option<&Changed>, report: &mut AuditReport) -> Result<(), AppError> {
    let now = app.clock().now().micros();
    let since = rows::read_rules_since(snapshot.connection(), RULES).await?.unwrap_or(now);
    let rules = Rules { since, now, app: app.clone() };
    let mut after = String::new();
    loop {
        let range = rows::range_after(snapshot.connection(), &after, PAGE).await?;
        payment::check_strays(&range, report);
        for row in range.payments.iter().filter(|row| counts(row, changed)) {
            payment::check(&range, row, &rules, report);
        }
        match range.payments.last() {
            Some(last) if !range.reaches_end => last.id.clone_into(&mut after),
            _ => return Ok(()),
        }
    }
}

/// Rows that belong to nothing, and orders that belong to two.
async fn check_tables(snapshot: &mut Snapshot, report: &mut AuditReport) -> Result<(), AppError> {
    for stray in rows::strays(snapshot.connection()).await? {
        report.find(Kind::RowStray, None, format!("{} {} belongs to nothing", stray.table, stray.key));
    }
    for order in rows::shared_orders(snapshot.connection()).await? {
        report.find(Kind::OrderShared, None, format!("the bank's order {order} is named by more than one payment"));
    }
    Ok(())
}

/// All accounts together are zero, and what the banks owe us is what the payments say was taken.
async fn check_totals(snapshot: &mut Snapshot, report: &mut AuditReport) -> Result<(), AppError> {
    let balances = journal::balances(snapshot.connection()).await?;
    let sum: i64 = balances.iter().map(|(_, balance)| balance).sum();
    if sum != 0 {
        report.find(Kind::TotalsDiffer, None, format!("the accounts together are {sum} qəpik, not zero"));
    }
    let banks: i64 = balances.iter().filter(|(account, _)| account.starts_with("acquirer:")).map(|(_, balance)| balance).sum();
    if banks != report.taken_minor {
        let words = format!("the banks owe {banks} qəpik by the journal, {} by the payments", report.taken_minor);
        report.find(Kind::TotalsDiffer, None, words);
    }
    Ok(())
}
