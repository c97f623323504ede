//! The journal by itself: each entry balances, the sealed ones form one chain without a gap.

use super::report::{AuditReport, Kind};
use crate::app::seal::chain_hash;
use crate::store::journal::{self, EntryRow, GENESIS};
use crate::store::{Snapshot, StoreError};

const PAGE: i64 = 500;

/// Where the chain was begun at, and where it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) sequence: i64,
    pub(super) hash: String,
}

impl Head {
    pub(super) fn genesis() -> Self {
        Self { sequence: 0, hash: GENESIS.to_owned() }
    }
}

/// Follows the chain from a place; `seen` hears of every sealed entry.
pub(super) async fn check(
    snapshot: &mut Snapshot,
    from: Head,
    report: &mut AuditReport,
    mut seen: impl FnMut(&EntryRow, &mut AuditReport),
) -> Result<Head, StoreError> {
    let mut head = from;
    loop {
        let page = journal::sealed_after(snapshot.connection(), head.sequence, PAGE).await?;
        if page.is_empty() {
            break;
        }
        for entry in &page {
            check_balance(entry, report);
            check_link(entry, &head, report);
            head.sequence = entry.sequence.unwrap_or(head.sequence + 1);
            head.hash = entry.hash.clone().unwrap_or_default();
            seen(entry, report);
        }
    }
    let waiting = journal::unsealed(snapshot.connection(), 100_000).await?;
    report.unsealed = waiting.len() as u64;
    for entry in &waiting {
        check_balance(entry, report);
    }
    Ok(head)
}

fn check_balance(entry: &EntryRow, report: &mut AuditReport) {
    report.entries += 1;
    let sum: i128 = entry.postings.iter().map(|(_, amount)| i128::from(*amount)).sum();
    if sum != 0 || entry.postings.len() < 2 {
        let words = format!("entry {} does not balance: {sum} qəpik over {} postings", entry.id, entry.postings.len());
        report.find(Kind::EntryUnbalanced, Some(&entry.payment), words);
    }
}

fn check_link(entry: &EntryRow, before: &Head, report: &mut AuditReport) {
    let (sequence, expected) = (entry.sequence.unwrap_or_default(), before.sequence + 1);
    if sequence != expected {
        let words = format!("entry {} is number {sequence} in the chain, expected {expected}", entry.id);
        report.find(Kind::ChainBroken, Some(&entry.payment), words);
    }
    if entry.previous_hash.as_deref() != Some(before.hash.as_str()) {
        report.find(Kind::ChainBroken, Some(&entry.payment), format!("entry {} does not name the entry before it", entry.id));
    }
    if entry.hash.as_deref() != Some(chain_hash(&before.hash, &entry.canonical(sequence)).as_str()) {
        report.find(Kind::EntryChanged, Some(&entry.payment), format!("entry {} was changed after it was sealed", entry.id));
    }
}
