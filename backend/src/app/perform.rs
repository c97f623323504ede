//! Making the calls the machine wants: each under its lease, none inside a transaction, each answered with a report.

use super::advance::{Report, Said};
use super::{App, AppError, counterparts};
use crate::connectors::acquirer::{Acquirer, Done, NewOrder, OpenAnswer};
use crate::connectors::biller::PostingRequest;
use crate::store::hosted::{self, HostedPosting};
use crate::store::hosted_reversals;
use crate::store::payments::{self, BookedBy, Facts, ItemRow, PaymentRow};
use crate::store::process::InFlight;
use shared::format::Lang;
use shared::id::Id;
use shared::money::Money;
use shared::payment::machine::{Answer, BillerAnswer, Effect, Event};
use shared::time::Millis;

/// Before the payment's reference in an order's description: by it the audit knows the bank's orders as ours.
pub(super) const ORDER_WORDS: &str = "Kommunal ";

/// The longest a call may take before its connector gives up, in milliseconds.
pub(super) fn timeout_ms(app: &App) -> Millis {
    let banks = app.config().acquirer.iter().map(|a| match a {
        crate::config::AcquirerConfig::Kapital { settings, .. } => settings.timeout_ms,
    });
    let billers = app.config().biller.iter().filter_map(|b| b.remote.as_ref()).map(|r| r.timeout_ms);
    Millis::try_from(banks.chain(billers).max().unwrap_or(0)).unwrap_or(Millis::MAX)
}

/// Makes one call.
///
/// # Errors
/// The store's, before anything was sent, or an invariant's.
pub(super) async fn perform(app: &App, id: &Id, call: &InFlight<Effect>) -> Result<Report, AppError> {
    let mut connection = app.store().read().await?;
    let row = payments::by_id(&mut connection, id).await?.ok_or(AppError::NotFound)?;
    let items = payments::items(&mut connection, id).await?;
    drop(connection);
    Ok(match &call.effect {
        Effect::OpenOrder { attempt } => open(app, &row, *attempt).await?,
        Effect::PostItem { id } | Effect::AskItem { id } | Effect::CancelItem { id } | Effect::ReverseItem { id } => {
            let item = items.iter().find(|i| i.id == *id).ok_or(AppError::Internal("an item is gone"))?;
            Report::event(Event::Item { id: id.clone(), answer: at_biller(app, &row, &call.effect, item).await? })
        }
        effect => at_bank(app, &row, effect).await?,
    })
}

fn bank<'a>(app: &'a App, row: &PaymentRow) -> Result<&'a Acquirer, AppError> {
    app.acquirer(&row.acquirer).ok_or(AppError::Internal("a payment's acquirer is not configured"))
}

async fn open(app: &App, row: &PaymentRow, attempt: u8) -> Result<Report, AppError> {
    let portal = &app.config().server.public_url;
    let begun_at = if row.public_url.is_empty() { portal } else { &row.public_url };
    let order = NewOrder {
        amount: row.total,
        lang: Lang::from_tag(&row.lang).unwrap_or_default(),
        description: format!("{ORDER_WORDS}{}", row.id),
        return_url: format!("{begun_at}/pay/return/{}", row.id),
    };
    let (answer, facts) = match bank(app, row)?.open(&order).await {
        OpenAnswer::Opened { order, redirect } => (Answer::Yes, Facts { order: Some(order), redirect: Some(redirect), ..Facts::default() }),
        OpenAnswer::Refused { code } => {
            tracing::warn!(payment = %row.id, code, "the bank refused to open an order");
            (Answer::No, Facts::default())
        }
        OpenAnswer::Unknown { why } => {
            tracing::warn!(payment = %row.id, why, "the bank did not say whether it opened an order");
            (Answer::Unknown, Facts::default())
        }
    };
    Ok(Report { facts, ..Report::event(Event::Opened { attempt, answer }) })
}

async fn at_bank(app: &App, row: &PaymentRow, effect: &Effect) -> Result<Report, AppError> {
    let bank = bank(app, row)?;
    let order = row.facts.order.as_deref().ok_or(AppError::Internal("a payment has no order to ask for"))?;
    Ok(match effect {
        Effect::Capture { amount } => changed(row, bank.capture(order, *amount).await, Event::CaptureAnswered),
        Effect::Void => changed(row, bank.void(order).await, Event::VoidAnswered),
        Effect::Refund { amount } => changed(row, bank.refund(order, *amount).await, Event::RefundAnswered),
        _ => {
            let report = bank.status(order).await;
            if let Some(why) = &report.why {
                tracing::warn!(payment = %row.id, why, "the bank's status is not clear");
            }
            let facts = Facts { card_used: report.card_used, approval: report.approval, ..Facts::default() };
            Report { said: Said::Bank(report.status, report.sums.taken), facts, approval: None }
        }
    })
}

fn changed(row: &PaymentRow, done: Done, event: impl Fn(Answer) -> Event) -> Report {
    if let Some(why) = &done.why {
        tracing::warn!(payment = %row.id, why, answer = ?done.answer, "the bank did not do as asked");
    }
    let facts = Facts { approval: done.approval, ..Facts::default() };
    Report { facts, ..Report::event(event(done.answer)) }
}

async fn at_biller(app: &App, row: &PaymentRow, effect: &Effect, item: &ItemRow) -> Result<BillerAnswer, AppError> {
    match (counterparts::book_of(app, &item.biller, item.booked_by), app.remote(&item.biller)) {
        (Some(BookedBy::Remote), Some(port)) => {
            let posting = PostingRequest {
                id: item.id.clone(),
                account: &item.account,
                charge: &item.charge,
                amount: item.amount,
                // The same at every try: it is part of what the key names.
                paid_at: row.life.payment.held_at.unwrap_or(row.created_at),
            };
            Ok(match effect {
                Effect::PostItem { .. } => port.post(&posting).await,
                Effect::CancelItem { .. } => port.cancel(&item.id).await,
                Effect::ReverseItem { .. } => port.reverse(&item.id, item.amount).await,
                _ => port.status(&item.id).await,
            })
        }
        (Some(BookedBy::Hosted), _) => at_hosted(app, effect, item).await,
        // Neither yes nor no: what it has in its own book nobody can see from here.
        (Some(BookedBy::Remote) | None, _) => {
            counterparts::alarm(app, row, &item.biller).await;
            Ok(BillerAnswer::Unknown)
        }
    }
}

async fn at_hosted(app: &App, effect: &Effect, item: &ItemRow) -> Result<BillerAnswer, AppError> {
    let posting = HostedPosting {
        item: item.id.clone(),
        biller: item.biller.clone(),
        charge: item.charge.clone(),
        account: item.account.clone(),
        amount: Money::from_minor(item.amount.minor()),
    };
    let (now, effect) = (app.clock().now(), effect.clone());
    let answer = app.store().write(move |connection| {
        let (posting, effect) = (posting.clone(), effect.clone());
        Box::pin(async move {
            match effect {
                Effect::PostItem { .. } => hosted::post(connection, &posting, now).await,
                Effect::CancelItem { .. } => hosted::cancel(connection, &posting, now).await,
                Effect::ReverseItem { .. } => hosted_reversals::reverse(connection, &posting.item, now).await,
                _ => hosted::status(connection, &posting.item).await,
            }
        })
    });
    // A store that does not say whether it booked is a biller that does not say.
    Ok(answer.await.unwrap_or(BillerAnswer::Unknown))
}
