//! What is stored beside a refund case's state: the columns that lists, jobs and people go by, who approved it, and what the
//! cases of a payment take of each bill.

use super::payment::Rows;
use super::report::{AuditReport, Kind};
use crate::store::audit::{AuditRefund, AuditShare, AuditTaken};
use crate::store::refunds::state_name;
use shared::refund::machine::Event;
use shared::refund::{Refund, State};
use std::collections::BTreeMap;

/// What of a case's row does not fit its state. `None`: it fits.
pub(super) fn differs(row: &AuditRefund, refund: &Refund) -> Option<String> {
    if row.state != state_name(refund) || row.created_at != refund.requested_at.micros() {
        return Some(format!("its row says {} of {}, its state otherwise", row.state, row.created_at));
    }
    let waits = matches!(refund.state, State::Requested | State::Reversing) || !refund.unheard.is_empty();
    if row.wake_at.is_none() && waits {
        return Some(format!("it is {} and nothing will ever look at it again", row.state));
    }
    let share = |share: &shared::refund::Share| AuditShare {
        id: share.id.as_str().to_owned(),
        item: share.item.as_str().to_owned(),
        amount: share.amount.minor(),
        fee: share.fee.minor(),
    };
    let mut shares: Vec<AuditShare> = refund.shares.iter().map(share).collect();
    shares.sort();
    if shares != row.shares {
        return Some(format!("its shares are stored as {:?}, its state says {shares:?}", row.shares));
    }
    if row.events.last().is_some_and(|last| last.version > row.version) {
        return Some("it has an event of a version that its row never reached".to_owned());
    }
    decision(row)
}

/// Who decided, and when, is written down exactly when somebody did; nobody decides on what they asked for.
fn decision(row: &AuditRefund) -> Option<String> {
    let decisions = row.events.iter().filter(|event| matches!(serde_json::from_str(&event.event), Ok(Event::Approved | Event::Rejected)));
    let decided: Vec<i64> = decisions.map(|event| event.at).collect();
    let written: Vec<i64> = row.decided.iter().map(|(_, at)| *at).collect();
    if decided != written {
        return Some(format!("it was decided about at {decided:?}, its row says {:?}", row.decided));
    }
    let own = row.decided.as_ref().is_some_and(|(by, _)| *by == row.requested_by);
    own.then(|| "it was decided about by who asked for it".to_owned())
}

/// What cases that are open or done take of each bill, together.
pub(super) fn check_taken(rows: &Rows<'_>, cases: &[Refund], report: &mut AuditReport) {
    let id = rows.row.id.as_str();
    let mut together: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
    for share in cases.iter().filter(|case| case.holds_shares()).flat_map(|case| &case.shares) {
        let (amount, fee) = together.entry(share.item.as_str()).or_default();
        *amount += share.amount.minor();
        *fee += share.fee.minor();
    }
    let stored: &[AuditTaken] = rows.range.taken.get(id).map_or(&[], Vec::as_slice);
    for taken in stored {
        let cases = together.remove(taken.item.as_str()).unwrap_or_default();
        let item = rows.items.iter().find(|item| item.id == taken.item).map(|item| (item.amount, item.fee));
        if taken.taken != cases || Some(taken.most) != item {
            let words = format!("refunds take {:?} of {:?} of the item {}, its cases {cases:?}", taken.taken, taken.most, taken.item);
            report.find(Kind::RefundDiffers, Some(id), words);
        }
    }
    for (item, cases) in together {
        report.find(Kind::RefundDiffers, Some(id), format!("nothing counts what refunds take of the item {item}: {cases:?}"));
    }
}
