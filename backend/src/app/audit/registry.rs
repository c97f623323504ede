//! A payment's postings and reversals beside the registry that its hosted billers are handed: one entry each, as it was booked;
//! and each registry as a whole: no gaps, totals that add up.

use super::payment::Rows;
use super::report::{AuditReport, Kind};
use crate::store::audit::{AuditHosted, AuditRegistryEntry, AuditReversal, registry_gaps};
use crate::store::{Snapshot, StoreError};

pub(super) fn check(rows: &Rows<'_>, report: &mut AuditReport) {
    let id = rows.row.id.as_str();
    let entries = rows.range.registry.get(id).map_or(&[][..], Vec::as_slice);
    let reversals = rows.range.reversals.get(id).map_or(&[][..], Vec::as_slice);
    let postings = rows.range.hosted.get(id).map_or(&[][..], Vec::as_slice);
    let mut expected = vec![];
    for posting in postings {
        expected.extend(posting.registry.map(|sequence| payment_entry(posting, sequence)));
        let taken_back = reversals.iter().filter(|reversal| reversal.item == posting.item);
        expected.extend(taken_back.filter_map(|reversal| Some(reversal_entry(posting, reversal, reversal.registry?))));
    }
    for wanted in &expected {
        if !entries.contains(wanted) {
            let words = format!("entry {} of the registry of {} is not the {} {}", wanted.sequence, wanted.biller, wanted.kind, wanted.id);
            report.find(Kind::RegistryDiffers, Some(id), words);
        }
    }
    for entry in entries {
        if !expected.iter().any(|wanted| (wanted.sequence, &wanted.biller) == (entry.sequence, &entry.biller)) {
            let words = format!("entry {} of the registry of {} tells of nothing that was booked", entry.sequence, entry.biller);
            report.find(Kind::RegistryDiffers, Some(id), words);
        }
    }
    // What was given up before it was booked is told to nobody.
    if postings.iter().any(|posting| posting.status == "cancelled" && posting.registry.is_some()) {
        report.find(Kind::RegistryDiffers, Some(id), "a posting that was given up stands in a registry");
    }
}

fn payment_entry(posting: &AuditHosted, sequence: i64) -> AuditRegistryEntry {
    AuditRegistryEntry {
        biller: posting.biller.clone(),
        sequence,
        kind: "payment".to_owned(),
        id: posting.item.clone(),
        item: posting.item.clone(),
        charge: posting.charge.clone(),
        account: posting.account.clone(),
        amount: posting.amount,
        reference: posting.reference.clone(),
        at: posting.at,
    }
}

fn reversal_entry(posting: &AuditHosted, reversal: &AuditReversal, sequence: i64) -> AuditRegistryEntry {
    AuditRegistryEntry {
        kind: "reversal".to_owned(),
        id: reversal.id.clone(),
        amount: reversal.amount,
        reference: reversal.reference.clone(),
        at: reversal.at,
        ..payment_entry(posting, sequence)
    }
}

/// Every registry as a whole.
pub(super) async fn check_whole(snapshot: &mut Snapshot, report: &mut AuditReport) -> Result<(), StoreError> {
    for (biller, sequence) in registry_gaps(snapshot.connection()).await? {
        let words = format!("the registry of {biller}: before entry {sequence} one is missing, doubled or changed");
        report.find(Kind::RegistryDiffers, None, words);
    }
    Ok(())
}
