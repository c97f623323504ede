//! A payment as its payer may see it.

use super::digest::{same, sha256};
use super::refunds::{self, Returned};
use super::{App, AppError};
use crate::store::payments::{self, ItemRow, PaymentRow};
use crate::store::receipts::{self, ReceiptRow};
use shared::api::payments::{ItemOutcome, ItemView, PaymentView, ReceiptRef, Stage};
use shared::biller::FeeRule;
use shared::id::Id;
use shared::money::Money;
use shared::numbering::Landline;
use shared::payment::{Outcome, Payment, Posting, State};
use shared::person::mask_account;
use shared::time::Timestamp;

/// A payment by its reference, for whoever has its secret. Another's payment is not told apart from none.
///
/// # Errors
/// [`AppError::NotFound`] or the store's.
pub async fn owned(app: &App, reference: &str, secret: &str) -> Result<PaymentRow, AppError> {
    let id = Id::parse(reference).ok_or(AppError::NotFound)?;
    let mut connection = app.store().read().await?;
    let row = payments::by_id(&mut connection, &id).await?.ok_or(AppError::NotFound)?;
    if same(&row.secret_hash, &sha256(&[secret.as_bytes()])) { Ok(row) } else { Err(AppError::NotFound) }
}

/// The view of a payment.
///
/// # Errors
/// The store's.
pub async fn view(app: &App, row: &PaymentRow) -> Result<PaymentView, AppError> {
    let mut connection = app.store().read().await?;
    let items = payments::items(&mut connection, &row.id).await?;
    let receipt = receipts::of_payment(&mut connection, &row.id).await?;
    let returned = refunds::returned(&mut connection, &row.id).await?;
    Ok(compose(row, &items, receipt.as_ref(), &returned))
}

/// Puts the view together.
pub(super) fn compose(row: &PaymentRow, items: &[ItemRow], receipt: Option<&ReceiptRow>, returned: &[Returned]) -> PaymentView {
    let payment = &row.life.payment;
    let (captured, refunded) = money_taken(payment);
    let fees = Money::sum(items.iter().map(|i| i.fee)).unwrap_or_default();
    PaymentView {
        reference: row.id.as_str().to_owned(),
        stage: stage(payment),
        outcome: outcome(payment),
        redirect: row.facts.redirect.clone().filter(|_| payment.state == State::AtBank),
        city: row.city.clone(),
        number: Landline::from_national(&row.phone).map(|l| l.display_local()).unwrap_or_default(),
        items: items.iter().map(|item| item_view(payment, item, returned)).collect(),
        total_minor: row.total.minor(),
        fee_minor: fees.minor(),
        fee_rule: row.fee_rule.filter(|rule| *rule != FeeRule::default()),
        captured_minor: captured.minor(),
        refunded_minor: refunded.minor(),
        card: row.card.clone(),
        card_used: row.facts.card_used.clone(),
        order: row.facts.order.clone(),
        approval: row.facts.approval.clone(),
        created_at: row.created_at.rfc3339(),
        held_at: payment.held_at.map(Timestamp::rfc3339),
        captured_at: payment.captured_at.map(Timestamp::rfc3339),
        receipt: receipt.map(|r| ReceiptRef { number: r.number.clone(), code: r.code.clone() }),
        emailed_to: (!row.email.is_empty() && receipt.is_some()).then(|| mask_email(&row.email)),
    }
}

fn stage(payment: &Payment) -> Stage {
    match &payment.state {
        State::Opening { .. } => Stage::Opening,
        State::AtBank => Stage::AtBank,
        State::Posting | State::Capturing { .. } | State::Unwinding | State::Refunding { .. } => Stage::Processing,
        // The bills are let go; a hold that may still come is given back.
        State::Abandoned { .. } | State::Voiding { .. } | State::Closed { .. } => Stage::NotPaid,
        State::Captured { amount, refunded } if amount == refunded => Stage::Refunded,
        State::Captured { .. } if payment.items.iter().all(|i| i.posting.is_accepted()) => Stage::Paid,
        State::Captured { .. } => Stage::PartlyPaid,
    }
}

pub(super) const fn outcome(payment: &Payment) -> Option<Outcome> {
    match payment.state {
        State::Abandoned { why } | State::Voiding { why } => Some(why),
        State::Closed { outcome } => Some(outcome),
        _ => None,
    }
}

pub(super) const fn money_taken(payment: &Payment) -> (Money, Money) {
    match payment.state {
        State::Captured { amount, refunded } | State::Refunding { amount, refunded, .. } => (amount, refunded),
        _ => (Money::ZERO, Money::ZERO),
    }
}

/// What went back of an item in all cases.
pub(super) fn returned_of(item: &ItemRow, returned: &[Returned]) -> Money {
    Money::sum(returned.iter().filter(|r| r.item == item.id).map(|r| r.sum)).unwrap_or_default()
}

fn item_view(payment: &Payment, item: &ItemRow, returned: &[Returned]) -> ItemView {
    let posting = payment.items.iter().find(|i| i.id == item.id).map(|i| &i.posting);
    let (reference, at) = match posting {
        Some(Posting::Accepted { reference, at }) => (Some(reference.clone()), Some(at.rfc3339())),
        _ => (None, None),
    };
    ItemView {
        biller: item.biller.clone(),
        charge: item.charge.clone(),
        account: mask_account(&item.account),
        amount_minor: item.amount.minor(),
        fee_minor: item.fee.minor(),
        outcome: posting.map_or(ItemOutcome::Waiting, item_outcome),
        reference,
        at,
        refunded_minor: returned_of(item, returned).minor(),
    }
}

/// What a posting means to the payer.
pub(super) const fn item_outcome(posting: &Posting) -> ItemOutcome {
    match posting {
        Posting::Planned | Posting::Sent | Posting::Cancelling | Posting::Reversing => ItemOutcome::Waiting,
        // Booked for good; that nobody paid is the operator's business.
        Posting::Accepted { .. } | Posting::WrittenOff => ItemOutcome::Accepted,
        Posting::Refused { .. } => ItemOutcome::Refused,
        Posting::Cancelled => ItemOutcome::Cancelled,
        Posting::Reversed => ItemOutcome::Reversed,
    }
}

/// `aysel@example.az` → `a••••@example.az`.
fn mask_email(email: &str) -> String {
    let (local, domain) = email.split_once('@').unwrap_or((email, ""));
    let first: String = local.chars().take(1).collect();
    format!("{first}••••@{domain}")
}
