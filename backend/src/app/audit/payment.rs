//! One payment against our own records: captured ⇔ one capture entry ⇔ one receipt, sums equal.

use super::AuditReport;
use crate::app::{App, AppError};
use crate::store::journal::{self, EntryRow};
use crate::store::payments::{self, ItemRow, PaymentRow};
use crate::store::receipts;
use shared::ledger::capture_entry;
use shared::payment::State;

pub(super) async fn check(app: &App, row: &PaymentRow, report: &mut AuditReport) -> Result<(), AppError> {
    let mut connection = app.store().read().await?;
    let entries = journal::of_payment(&mut connection, row.id.as_str()).await?;
    let receipt = receipts::of_payment(&mut connection, &row.id).await?;
    let items = payments::items(&mut connection, &row.id).await?;
    report.payments += 1;
    check_rows(row, &items, report);
    report.open += u64::from(!row.life.payment.is_ended());
    let captures: Vec<&EntryRow> = entries.iter().filter(|e| e.kind == "capture").collect();
    match row.life.payment.state {
        State::Captured { amount, refunded } | State::Refunding { amount, refunded, .. } => {
            report.captured += 1;
            report.taken_minor += amount.minor() - refunded.minor();
            check_capture(row, &captures, report);
            check_refunds(row, &entries, refunded.minor(), report);
            if receipt.as_ref().map(|r| r.amount) != Some(amount) {
                report.find(format!("payment {}: its receipt does not say {} qəpik", row.id, amount.minor()));
            }
            if row.life.payment.accepted_total() != Some(amount) {
                report.find(format!("payment {}: taken {} qəpik, accepted another sum", row.id, amount.minor()));
            }
        }
        _ => {
            if !entries.is_empty() || receipt.is_some() {
                report.find(format!("payment {}: not captured, yet it has entries or a receipt", row.id));
            }
        }
    }
    Ok(())
}

/// What the columns say, by which others count and print, is what the machine remembers.
fn check_rows(row: &PaymentRow, items: &[ItemRow], report: &mut AuditReport) {
    let payment = &row.life.payment;
    if row.state != payments::state_name(payment) || Some(row.total) != payment.total() {
        report.find(format!("payment {}: its row says {} and {} qəpik, its memory otherwise", row.id, row.state, row.total.minor()));
    }
    let planned = items.iter().map(|item| (&item.id, item.biller.as_str(), item.amount, item.fee));
    if !planned.eq(payment.items.iter().map(|item| (&item.id, item.biller.as_str(), item.amount, item.fee))) {
        report.find(format!("payment {}: its shares are not those it was started with", row.id));
    }
}

fn check_capture(row: &PaymentRow, captures: &[&EntryRow], report: &mut AuditReport) {
    let [entry] = captures else {
        report.find(format!("payment {}: captured, with {} capture entries", row.id, captures.len()));
        return;
    };
    let expected = capture_entry(&row.life.payment, &row.acquirer).map(|e| {
        let mut postings: Vec<(String, i64)> = e.postings().iter().map(|p| (p.account.as_str().to_owned(), p.amount.minor())).collect();
        postings.sort();
        postings
    });
    if expected.as_ref() != Ok(&entry.postings) {
        report.find(format!("payment {}: its capture entry does not say what was accepted", row.id));
    }
}

fn check_refunds(row: &PaymentRow, entries: &[EntryRow], refunded: i64, report: &mut AuditReport) {
    let account = format!("acquirer:{}", row.acquirer);
    let given = entries.iter().filter(|e| e.kind == "refund").flat_map(|e| &e.postings);
    let given: i64 = given.filter(|(name, _)| *name == account).map(|(_, amount)| -amount).sum();
    if given != refunded {
        report.find(format!("payment {}: {refunded} qəpik given back, {given} by the journal", row.id));
    }
}
