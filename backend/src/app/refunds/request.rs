//! Asking for a refund. The key names the case: repeated it is the same case, with another body it is refused.

use super::process::Refunds;
use super::view::{self, money_of};
use super::{Who, words};
use crate::app::digest::{random_id, sha256};
use crate::app::process::{Input, advance};
use crate::app::{App, AppError};
use crate::store::payments::{self, PaymentRow};
use crate::store::process::Calls;
use crate::store::refunds::{self, RefundLife, RefundRow};
use crate::store::{StoreError, receipts};
use shared::api::refunds::{FindRefundable, RefundView, RefundablePayment, RequestRefund, RequestShare};
use shared::id::Id;
use shared::money::Money;
use shared::payment::{ITEMS_MAX, Item, State};
use shared::receipt::ReceiptNumber;
use shared::refund::{Refund, Reversal, Share};
use shared::typed::cleaned;
use shared::validation::{Code, FieldError};
use sqlx::AnyConnection;
use std::collections::BTreeSet;

const REASON_LENGTH_MIN: usize = 3;

/// What of a payment can still be given back.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::NotNow`] when nothing was taken, or the store's.
pub async fn find(app: &App, wanted: &FindRefundable) -> Result<RefundablePayment, AppError> {
    let mut connection = app.store().read().await?;
    let payment = payment_named(&mut connection, &wanted.payment).await?;
    view::refundable(app, &mut connection, &payment).await
}

/// Asks for a refund. Answers the case, which may have been asked for before under the same key.
///
/// # Errors
/// [`AppError::Invalid`], [`AppError::NotFound`], [`AppError::KeyReused`], [`AppError::NotNow`] when nothing was taken, or the
/// store's.
pub async fn request(app: &App, who: &Who, key: &Id, wanted: &RequestRefund) -> Result<RefundView, AppError> {
    let reason = words("reason", &wanted.reason, REASON_LENGTH_MIN)?;
    let payment = payment_named(&mut *app.store().read().await?, &wanted.payment).await?;
    let body_hash = body_hash(&payment.id, &wanted.shares, &reason)?;
    if let Some(known) = known(app, key, &body_hash).await? {
        return view::one_row(app, &known, who).await;
    }
    if !matches!(payment.life.payment.state, State::Captured { .. } | State::Refunding { .. }) {
        return Err(AppError::NotNow);
    }
    let shares = shares(&payment, &wanted.shares)?;
    let new = New { key: key.clone(), who: who.clone(), reason, body_hash, payment: payment.id.clone(), shares };
    match insert(app, new.clone()).await {
        Ok(true) => {}
        Ok(false) => return Err(too_much()),
        // The key was used meanwhile, or the item has not so much left.
        Err(StoreError::Constraint(_)) => match known(app, key, &new.body_hash).await? {
            Some(known) => return view::one_row(app, &known, who).await,
            None => return Err(too_much()),
        },
        Err(error) => return Err(error.into()),
    }
    // The jobs would do it as well; whoever asked is told sooner.
    let (row, _) = advance::<Refunds>(app, key, Input::tick()).await?;
    view::one_row(app, &row, who).await
}

fn too_much() -> AppError {
    AppError::field("shares", Code::AmountTooLarge)
}

async fn payment_named(connection: &mut AnyConnection, typed: &str) -> Result<PaymentRow, AppError> {
    let id = match (Id::parse(&cleaned(typed)), ReceiptNumber::parse(typed)) {
        (Some(id), _) => id,
        (None, Ok(number)) => receipts::by_number(connection, number.as_str()).await?.ok_or(AppError::NotFound)?.payment,
        (None, Err(_)) => return Err(AppError::NotFound),
    };
    payments::by_id(connection, &id).await?.ok_or(AppError::NotFound)
}

/// The same request in any order of its shares.
fn body_hash(payment: &Id, shares: &[RequestShare], reason: &str) -> Result<String, AppError> {
    let mut lines: Vec<String> = shares.iter().map(|s| format!("{}={}+{}", s.item, s.amount_minor, s.fee_minor)).collect();
    lines.sort();
    Ok(sha256(&[format!("{payment}\n{}\n{reason}", lines.join("\n")).as_bytes()]))
}

async fn known(app: &App, key: &Id, body_hash: &str) -> Result<Option<RefundRow>, AppError> {
    match refunds::by_id(&mut *app.store().read().await?, key).await? {
        Some(row) if row.body_hash == body_hash => Ok(Some(row)),
        Some(_) => Err(AppError::KeyReused),
        None => Ok(None),
    }
}

/// What is asked for against what was taken, each bill once.
fn shares(payment: &PaymentRow, wanted: &[RequestShare]) -> Result<Vec<(Share, Item)>, AppError> {
    if wanted.is_empty() {
        return Err(AppError::field("shares", Code::NothingChosen));
    }
    if wanted.len() > ITEMS_MAX {
        return Err(AppError::field("shares", FieldError::with_limit(Code::TooMany, ITEMS_MAX as i64)));
    }
    let mut seen = BTreeSet::new();
    wanted.iter().map(|share| share_of(payment, share, seen.insert(share.item.clone()))).collect()
}

fn share_of(payment: &PaymentRow, wanted: &RequestShare, is_first: bool) -> Result<(Share, Item), AppError> {
    if !is_first {
        return Err(AppError::field("shares", Code::Twice));
    }
    let accepted = payment.life.payment.items.iter().filter(|item| item.posting.is_accepted());
    let item = accepted.into_iter().find(|item| item.id.as_str() == wanted.item);
    let item = item.ok_or_else(|| AppError::field("shares", Code::ChoiceUnknown))?.clone();
    let (amount, fee) = (Money::from_minor(wanted.amount_minor), Money::from_minor(wanted.fee_minor));
    let none = amount.minor() < 0 || fee.minor() < 0 || amount.minor() == 0 && fee.minor() == 0;
    if none {
        return Err(AppError::field("shares", Code::AmountZero));
    }
    if amount > item.amount || fee > item.fee {
        return Err(too_much());
    }
    let id = random_id();
    Ok((Share { id, item: item.id.clone(), biller: item.biller.clone(), amount, fee, reversal: Reversal::Planned }, item))
}

#[derive(Clone)]
struct New {
    key: Id,
    who: Who,
    reason: String,
    body_hash: String,
    payment: Id,
    shares: Vec<(Share, Item)>,
}

/// False: the payment has not so much left.
async fn insert(app: &App, new: New) -> Result<bool, StoreError> {
    let app_ = app.clone();
    app.store()
        .write(move |connection| {
            let (app, new) = (app_.clone(), new.clone());
            Box::pin(async move { insert_in(&app, connection, new).await })
        })
        .await
}

async fn insert_in(app: &App, connection: &mut AnyConnection, new: New) -> Result<bool, StoreError> {
    let now = app.clock().now();
    // Of two requests at once, be they for different bills, the second counts the first.
    refunds::serialise(connection, &new.payment).await?;
    let Some(payment) = payments::by_id(connection, &new.payment).await? else { return Ok(false) };
    for (share, item) in &new.shares {
        refunds::take(connection, &item.id, (item.amount, item.fee), (share.amount, share.fee)).await?;
    }
    let earlier = refunds::of_payment(connection, &payment.id).await?;
    let shares = new.shares.into_iter().map(|(share, _)| share).collect();
    let mut refund = Refund::new(shares, false, now, app.config().refund.alarm_after_s.saturating_mul(1000));
    let Some(total) = refund.total() else { return Ok(false) };
    if total > money_of(&payment, &earlier) {
        return Err(StoreError::Constraint("more than was taken".to_owned()));
    }
    // Many small refunds of one payment are one large one.
    let before = Money::sum(earlier.iter().filter(|r| r.life.refund.holds_shares()).map(|r| r.total)).unwrap_or_default();
    let together = before.minor().saturating_add(total.minor());
    if together > app.config().refund.second_person_above_minor {
        refund = Refund::new(refund.shares, true, now, refund.alarm_after_ms);
    }
    let wake_at = (refund.state == shared::refund::State::Requested).then_some(now);
    let row = RefundRow {
        id: new.key,
        payment: payment.id,
        body_hash: new.body_hash,
        total,
        reason: new.reason,
        requested_by: new.who.actor,
        requested_name: new.who.name,
        decided: None,
        decision_note: String::new(),
        life: RefundLife { refund, calls: Calls::new(now) },
        version: 1,
        created_at: now,
        wake_at,
    };
    refunds::insert(connection, &row).await?;
    Ok(true)
}
