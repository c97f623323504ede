//! One payment against the books of others: the bank's order, each biller's posting.

use super::AuditReport;
use crate::app::{App, AppError};
use crate::connectors::acquirer::OrderStatus;
use crate::store::hosted;
use crate::store::payments::{self, ItemRow, PaymentRow};
use shared::payment::machine::BillerAnswer;
use shared::payment::{Item, Posting, State};

pub(super) async fn check(app: &App, row: &PaymentRow, report: &mut AuditReport) -> Result<(), AppError> {
    check_bank(app, row, report).await;
    let planned = payments::items(&mut *app.store().read().await?, &row.id).await?;
    for item in &row.life.payment.items {
        if item.posting == Posting::Planned {
            continue;
        }
        let answer = match app.remote(&item.biller) {
            Some(port) => port.status(&item.id).await,
            None => in_our_book(app, row, planned.iter().find(|p| p.id == item.id), item, report).await?,
        };
        check_posting(row, item, &answer, report);
    }
    Ok(())
}

/// What a hosted biller was paid is what its debts are lessened by: it must be what was to be paid.
async fn in_our_book(
    app: &App,
    row: &PaymentRow,
    planned: Option<&ItemRow>,
    item: &Item,
    report: &mut AuditReport,
) -> Result<BillerAnswer, AppError> {
    let mut connection = app.store().read().await?;
    if let Some(booked) = hosted::booked(&mut connection, &item.id).await? {
        let as_planned = planned.is_some_and(|p| {
            (&p.biller, &p.charge, &p.account, p.amount) == (&booked.biller, &booked.charge, &booked.account, booked.amount)
        });
        if !as_planned {
            report.find(format!("payment {}, item {}: booked as {} qəpik for another share", row.id, item.id, booked.amount.minor()));
        }
    }
    Ok(hosted::status(&mut connection, &item.id).await?)
}

async fn check_bank(app: &App, row: &PaymentRow, report: &mut AuditReport) {
    let (Some(order), Some(bank)) = (row.facts.order.as_deref(), app.acquirer(&row.acquirer)) else { return };
    let status = bank.status(order).await.status;
    if status == OrderStatus::Unknown {
        report.unanswered += 1;
        return;
    }
    report.orders += 1;
    let agrees = match (&row.life.payment.state, &status) {
        (State::Captured { amount, refunded }, OrderStatus::Cleared { amount: taken }) => taken == amount && refunded.minor() == 0,
        (State::Captured { refunded, .. }, OrderStatus::Refunded { amount: given }) => given == refunded,
        (State::Captured { .. }, _) | (State::Closed { .. }, OrderStatus::Held { .. } | OrderStatus::Cleared { .. }) => false,
        // What has not ended may be ahead of us or behind.
        _ => true,
    };
    if !agrees {
        report.find(format!("payment {}: the bank's book says {status:?}", row.id));
    }
}

fn check_posting(row: &PaymentRow, item: &Item, answer: &BillerAnswer, report: &mut AuditReport) {
    if *answer == BillerAnswer::Unknown {
        report.unanswered += 1;
        return;
    }
    report.postings += 1;
    let agrees = match (&item.posting, answer) {
        (Posting::Accepted { reference, .. }, BillerAnswer::Accepted { reference: theirs, .. }) => reference == theirs,
        (Posting::Refused { .. }, BillerAnswer::Refused { .. } | BillerAnswer::NotFound)
        | (Posting::Cancelled, BillerAnswer::Tombstoned)
        | (Posting::Reversed, BillerAnswer::Reversed) => true,
        (posting, _) => !posting.is_settled(),
    };
    if !agrees {
        report.find(format!("payment {}, item {}: {} has {answer:?}", row.id, item.id, item.biller));
    }
}
