//! A payment's shares in the book of the billers we host: their debts are lessened by what stands there.

use super::payment::{Rows, Rules};
use super::refunds::Left;
use super::report::{AuditReport, Kind};
use crate::app::counterparts::book_of;
use crate::store::audit::{AuditHosted, AuditItem};
use crate::store::payments::BookedBy;
use shared::payment::{Item, Payment, Posting};

pub(super) fn check(rows: &Rows<'_>, payment: &Payment, left: &Left, rules: &Rules, report: &mut AuditReport) {
    let id = rows.row.id.as_str();
    let booked = rows.range.hosted.get(id).map_or(&[][..], Vec::as_slice);
    // The stored word, and where a share's row is gone what is configured.
    let book = |item: &str, biller: &str| {
        let planned = rows.items.iter().find(|planned| planned.id == item);
        book_of(&rules.app, biller, planned.and_then(|planned| planned.booked_by))
    };
    for posting in booked {
        let planned = rows.items.iter().find(|item| item.id == posting.item);
        if !planned.is_some_and(|item| is_share(item, posting)) {
            let words = format!("item {} is booked as {} qəpik for another share", posting.item, posting.amount);
            report.find(Kind::HostedDiffers, Some(id), words);
        }
        if planned.is_some_and(|item| book(&item.id, &item.biller) == Some(BookedBy::Remote)) {
            let words = format!("item {} stands in our book, and was to be booked in its biller's own", posting.item);
            report.find(Kind::HostedDiffers, Some(id), words);
        }
        if let Some(item) = payment.items.iter().find(|item| item.id.as_str() == posting.item)
            && let Some(words) = differs(item, posting, left)
        {
            report.find(Kind::HostedDiffers, Some(id), format!("item {}: {words}", posting.item));
        }
    }
    let is_hosted = |item: &&Item| book(item.id.as_str(), &item.biller) == Some(BookedBy::Hosted);
    for item in payment.items.iter().filter(is_hosted) {
        let stands = matches!(
            item.posting,
            Posting::Accepted { .. } | Posting::Cancelled | Posting::Reversing | Posting::Reversed | Posting::WrittenOff
        );
        if stands && !booked.iter().any(|posting| posting.item == item.id.as_str()) {
            report.find(Kind::HostedDiffers, Some(id), format!("item {}: nothing stands in the book of {}", item.id, item.biller));
        }
    }
}

fn is_share(item: &AuditItem, posting: &AuditHosted) -> bool {
    (&item.biller, &item.charge, &item.account, item.amount) == (&posting.biller, &posting.charge, &posting.account, posting.amount)
}

/// So much was taken back of it, and it is said to be taken back whole exactly when it was.
fn is_left(posting: &AuditHosted, reversed: i64) -> bool {
    let status = if reversed == posting.amount { "reversed" } else { "accepted" };
    posting.reversed == reversed && posting.status == status
}

/// What the payment remembers of its share, and what stands in the book.
fn differs(item: &Item, posting: &AuditHosted, left: &Left) -> Option<String> {
    let (status, whole) = (posting.status.as_str(), posting.reversed == 0);
    let agrees = match &item.posting {
        Posting::Sent | Posting::Cancelling => true,
        Posting::Accepted { reference, at } => {
            let same = *reference == posting.reference && at.micros() == posting.at;
            same && (left.is_moving(&posting.item) || is_left(posting, left.reversed(&posting.item)))
        }
        Posting::WrittenOff => status == "accepted" && whole,
        Posting::Cancelled => status == "cancelled" && whole,
        Posting::Reversing => status != "cancelled",
        Posting::Reversed => status == "reversed",
        Posting::Planned | Posting::Refused { .. } => false,
    };
    let words = || format!("booked as {status}, {} of it taken back; the payment remembers {:?}", posting.reversed, item.posting);
    (!agrees).then(words)
}
