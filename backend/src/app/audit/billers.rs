//! A payment beside the books of the billers that keep their own.

use super::books::{Live, Look};
use super::lists::Lists;
use super::refunds::Left;
use super::report::Kind;
use crate::app::App;
use crate::app::counterparts::book_of;
use crate::connectors::biller::ListedPosting;
use crate::store::audit::AuditItem;
use crate::store::payments::BookedBy;
use shared::money::Money;
use shared::payment::machine::BillerAnswer;
use shared::payment::{Item, Posting};

pub(super) async fn look(app: &App, lists: Option<&Lists>, live: &Live, look: &mut Look) {
    for item in live.payment.items.iter().filter(|item| item.posting != Posting::Planned) {
        let planned = live.items.iter().find(|planned| planned.id == item.id.as_str());
        // The books of hosted billers are our own tables: the snapshot compares them.
        if book_of(app, &item.biller, planned.and_then(|planned| planned.booked_by)) == Some(BookedBy::Hosted) {
            continue;
        }
        let Some(port) = app.remote(&item.biller) else {
            look.silent.push(format!("{}, which is not configured here as it was,", item.biller));
            continue;
        };
        if let (Some(listed), Some(planned)) = (lists.and_then(|lists| lists.posting(&item.biller, item.id.as_str())), planned) {
            compare_listed(item, planned, listed, &live.left, look);
            continue;
        }
        let answer = port.status(&item.id).await;
        compare(item, &answer, &live.left, look);
    }
}

/// The list says sums and accounts, too.
fn compare_listed(item: &Item, planned: &AuditItem, listed: &ListedPosting, left: &Left, look: &mut Look) {
    look.postings += 1;
    let same_share = (&planned.account, &planned.charge, planned.amount) == (&listed.account, &listed.charge, listed.amount.minor());
    let words = || {
        let (amount, left) = (listed.amount.minor(), listed.remaining.minor());
        let theirs = format!("{} {amount} qəpik of {} for {}, {left} of it left", listed.status, listed.charge, listed.account);
        format!("item {}: {} lists {theirs}; we {:?}", item.id, item.biller, item.posting)
    };
    if listed.status != "cancelled" && !same_share {
        look.sure.push((Kind::BillerDiffers, words()));
        return;
    }
    let agrees = match &item.posting {
        Posting::Accepted { reference, .. } => {
            let remaining = item.amount.minor() - left.reversed(item.id.as_str());
            let status = if remaining == 0 { "reversed" } else { "accepted" };
            let as_left = listed.status == status && listed.remaining.minor() == remaining;
            *reference == listed.reference && (left.is_moving(item.id.as_str()) || as_left)
        }
        Posting::WrittenOff => listed.status == "accepted" && listed.remaining == listed.amount,
        Posting::Refused { .. } => listed.status == "refused",
        Posting::Cancelled => listed.status == "cancelled",
        Posting::Reversed => listed.status == "reversed" && listed.remaining == Money::ZERO,
        _ => true,
    };
    if !agrees {
        look.differs.push((Kind::BillerDiffers, words()));
    }
}

fn compare(item: &Item, answer: &BillerAnswer, left: &Left, look: &mut Look) {
    if *answer == BillerAnswer::Unknown {
        look.silent.push(item.biller.clone());
        return;
    }
    look.postings += 1;
    let (id, whole) = (item.id.as_str(), item.amount.minor());
    let agrees = match (&item.posting, answer) {
        (Posting::Accepted { reference, .. }, BillerAnswer::Accepted { reference: theirs, .. }) => {
            reference == theirs && (left.is_moving(id) || left.reversed(id) < whole)
        }
        (Posting::Accepted { .. }, BillerAnswer::Reversed) => left.is_moving(id) || left.reversed(id) == whole,
        (Posting::Refused { .. }, BillerAnswer::Refused { .. } | BillerAnswer::NotFound)
        | (Posting::Cancelled, BillerAnswer::Tombstoned)
        | (Posting::Reversed, BillerAnswer::Reversed)
        | (Posting::WrittenOff, BillerAnswer::Accepted { .. }) => true,
        (posting, _) => !posting.is_settled(),
    };
    if !agrees {
        look.differs.push((Kind::BillerDiffers, format!("item {}: {} has {answer:?}, we {:?}", item.id, item.biller, item.posting)));
    }
}
