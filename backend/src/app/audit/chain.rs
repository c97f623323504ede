//! The journal by itself: each entry balances, the sealed ones form one chain without a gap.

use super::AuditReport;
use crate::app::seal::chain_hash;
use crate::app::{App, AppError};
use crate::store::journal::{self, EntryRow, GENESIS};

const PAGE: i64 = 500;

pub(super) async fn check(app: &App, report: &mut AuditReport) -> Result<(), AppError> {
    let mut connection = app.store().read().await?;
    let (mut sequence, mut previous) = (0, GENESIS.to_owned());
    loop {
        let page = journal::sealed_after(&mut connection, sequence, PAGE).await?;
        if page.is_empty() {
            break;
        }
        for entry in &page {
            check_balance(entry, report);
            check_link(entry, sequence + 1, &previous, report);
            sequence = entry.sequence.unwrap_or(sequence + 1);
            previous = entry.hash.clone().unwrap_or_default();
        }
    }
    let waiting = journal::unsealed(&mut connection, 100_000).await?;
    report.unsealed = waiting.len() as u64;
    for entry in &waiting {
        check_balance(entry, report);
    }
    Ok(())
}

fn check_balance(entry: &EntryRow, report: &mut AuditReport) {
    report.entries += 1;
    let sum: i128 = entry.postings.iter().map(|(_, amount)| i128::from(*amount)).sum();
    if sum != 0 || entry.postings.len() < 2 {
        report.find(format!("entry {} does not balance: {sum} qəpik over {} postings", entry.id, entry.postings.len()));
    }
}

fn check_link(entry: &EntryRow, expected: i64, previous: &str, report: &mut AuditReport) {
    let sequence = entry.sequence.unwrap_or_default();
    if sequence != expected {
        report.find(format!("entry {} is number {sequence} in the chain, expected {expected}", entry.id));
    }
    if entry.previous_hash.as_deref() != Some(previous) {
        report.find(format!("entry {} does not name the entry before it", entry.id));
    }
    if entry.hash.as_deref() != Some(chain_hash(previous, &entry.canonical(sequence)).as_str()) {
        report.find(format!("entry {} was changed after it was sealed", entry.id));
    }
}
