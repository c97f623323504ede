//! Cases as operators see them, and what went back of each bill as its payer sees it.

use super::Who;
use crate::app::{App, AppError};
use crate::store::payments::{self, ItemRow, PaymentRow};
use crate::store::receipts;
use crate::store::refunds::{self, RefundRow, Show};
use shared::api::refunds::{
    REFUNDS_PAGE, RefundShareView, RefundState, RefundView, RefundablePayment, RefundableShare, RefundsPage, ShareOutcome,
};
use shared::id::Id;
use shared::money::Money;
use shared::payment::State as PaymentState;
use shared::person::mask_account;
use shared::refund::{Reversal, Share, State};
use shared::time::Timestamp;
use sqlx::AnyConnection;

/// Which page of the list.
#[derive(Debug, Clone, Default)]
pub struct Listed {
    /// `approval`, `open` or `all`.
    pub show: String,
    /// From the page before.
    pub after: String,
}

/// A page of cases, the newest first.
///
/// # Errors
/// The store's.
pub async fn list(app: &App, who: &Who, wanted: &Listed) -> Result<RefundsPage, AppError> {
    let show = match wanted.show.as_str() {
        "approval" => Show::Approval,
        "open" => Show::Open,
        _ => Show::All,
    };
    let limit = REFUNDS_PAGE as i64;
    let mut connection = app.store().read().await?;
    let found = refunds::page(&mut connection, show, place(&wanted.after), limit + 1).await?;
    let next =
        found.get(REFUNDS_PAGE).and_then(|_| found.get(REFUNDS_PAGE - 1)).map(|row| format!("{}-{}", row.created_at.micros(), row.id));
    let mut rows = vec![];
    for row in found.iter().take(REFUNDS_PAGE) {
        rows.push(compose(&mut connection, row, who).await?);
    }
    Ok(RefundsPage { rows, next })
}

fn place(after: &str) -> Option<(Timestamp, String)> {
    let (at, id) = after.split_once('-')?;
    Some((Timestamp::from_micros(at.parse().ok()?), Id::parse(id)?.as_str().to_owned()))
}

/// One case.
///
/// # Errors
/// [`AppError::NotFound`] or the store's.
pub async fn one(app: &App, who: &Who, id: &str) -> Result<RefundView, AppError> {
    let id = Id::parse(id).ok_or(AppError::NotFound)?;
    let mut connection = app.store().read().await?;
    let row = refunds::by_id(&mut connection, &id).await?.ok_or(AppError::NotFound)?;
    compose(&mut connection, &row, who).await
}

pub(super) async fn one_row(app: &App, row: &RefundRow, who: &Who) -> Result<RefundView, AppError> {
    compose(&mut *app.store().read().await?, row, who).await
}

async fn compose(connection: &mut AnyConnection, row: &RefundRow, who: &Who) -> Result<RefundView, AppError> {
    let items = payments::items(connection, &row.payment).await?;
    let receipt = receipts::of_payment(connection, &row.payment).await?;
    let refund = &row.life.refund;
    let shares = refund.shares.iter().filter_map(|share| {
        let item = items.iter().find(|item| item.id == share.item)?;
        Some(share_view(share, item, refund.state))
    });
    let waits = refund.state == State::AwaitingApproval && !who.is(&row.requested_by, &row.requested_name);
    Ok(RefundView {
        id: row.id.as_str().to_owned(),
        payment: row.payment.as_str().to_owned(),
        receipt: receipt.map(|r| r.number).unwrap_or_default(),
        state: state(refund.state),
        shares: shares.collect(),
        total_minor: row.total.minor(),
        reason: row.reason.clone(),
        requested_by: row.requested_name.clone(),
        requested_at: row.created_at.rfc3339(),
        decided_by: row.decided.as_ref().map(|d| d.name.clone()),
        decided_at: row.decided.as_ref().map(|d| d.at.rfc3339()),
        decision_note: row.decision_note.clone(),
        bank_at: refund.bank_at.map(Timestamp::rfc3339),
        ended_at: refund.ended_at.map(Timestamp::rfc3339),
        alarmed: refund.alarmed,
        may: if waits { vec!["approve".to_owned(), "reject".to_owned()] } else { vec![] },
    })
}

const fn state(state: State) -> RefundState {
    match state {
        State::AwaitingApproval => RefundState::AwaitingApproval,
        State::Requested => RefundState::Requested,
        State::AtBank => RefundState::AtBank,
        State::Reversing => RefundState::Reversing,
        State::Done => RefundState::Done,
        State::Rejected => RefundState::Rejected,
        State::BankRefused => RefundState::BankRefused,
    }
}

fn share_view(share: &Share, item: &ItemRow, state: State) -> RefundShareView {
    let (outcome, code, at) = match &share.reversal {
        Reversal::Planned | Reversal::Asked if state == State::Reversing => (ShareOutcome::Asked, None, None),
        Reversal::Planned | Reversal::Asked => (ShareOutcome::Waiting, None, None),
        Reversal::Reversed { at } => (ShareOutcome::Reversed, None, Some(*at)),
        Reversal::OperatorCost { code, at } => (ShareOutcome::OperatorCost, Some(code.clone()), Some(*at)),
        Reversal::FeeOnly => (ShareOutcome::FeeOnly, None, None),
    };
    RefundShareView {
        item: share.item.as_str().to_owned(),
        biller: share.biller.clone(),
        charge: item.charge.clone(),
        account: mask_account(&item.account),
        amount_minor: share.amount.minor(),
        fee_minor: share.fee.minor(),
        outcome,
        code,
        at: at.map(Timestamp::rfc3339),
    }
}

/// What a payment took and no case has taken back or is about to.
pub(super) fn money_of(payment: &PaymentRow, cases: &[RefundRow]) -> Money {
    let (PaymentState::Captured { amount, refunded } | PaymentState::Refunding { amount, refunded, .. }) = payment.life.payment.state
    else {
        return Money::ZERO;
    };
    let before_the_bank = |row: &&RefundRow| row.life.refund.bank_at.is_none() && row.life.refund.holds_shares();
    let open = Money::sum(cases.iter().filter(before_the_bank).map(|row| row.total)).unwrap_or(amount);
    amount.checked_sub(refunded).and_then(|left| left.checked_sub(open)).unwrap_or_default()
}

/// What can still be given back, bill by bill.
pub(super) async fn refundable(app: &App, connection: &mut AnyConnection, payment: &PaymentRow) -> Result<RefundablePayment, AppError> {
    let (PaymentState::Captured { amount, refunded } | PaymentState::Refunding { amount, refunded, .. }) = payment.life.payment.state
    else {
        return Err(AppError::NotNow);
    };
    let items = payments::items(connection, &payment.id).await?;
    let receipt = receipts::of_payment(connection, &payment.id).await?;
    let mut shares = vec![];
    for item in &items {
        let is_taken = payment.life.payment.items.iter().any(|i| i.id == item.id && i.posting.is_accepted());
        if is_taken {
            let (taken, fee) = refunds::taken(connection, &item.id).await?;
            shares.push(RefundableShare {
                item: item.id.as_str().to_owned(),
                biller: item.biller.clone(),
                charge: item.charge.clone(),
                account: mask_account(&item.account),
                amount_minor: item.amount.minor(),
                fee_minor: item.fee.minor(),
                left_minor: item.amount.minor() - taken.minor(),
                left_fee_minor: item.fee.minor() - fee.minor(),
            });
        }
    }
    Ok(RefundablePayment {
        payment: payment.id.as_str().to_owned(),
        receipt: receipt.map(|r| r.number).unwrap_or_default(),
        captured_at: payment.life.payment.captured_at.map(Timestamp::rfc3339).unwrap_or_default(),
        captured_minor: amount.minor(),
        refunded_minor: refunded.minor(),
        shares,
        second_person_above_minor: app.config().refund.second_person_above_minor,
    })
}

/// What the bank gave back of an item, amount and fee together.
pub(in crate::app) struct Returned {
    pub(in crate::app) item: Id,
    pub(in crate::app) sum: Money,
}

/// What the bank gave back of a payment's items.
///
/// # Errors
/// The store's.
pub(in crate::app) async fn returned(connection: &mut AnyConnection, payment: &Id) -> Result<Vec<Returned>, AppError> {
    let cases = refunds::of_payment(connection, payment).await?;
    let given = cases.iter().filter(|row| matches!(row.life.refund.state, State::Reversing | State::Done));
    let shares = given.flat_map(|row| &row.life.refund.shares);
    Ok(shares.map(|share| Returned { item: share.item.clone(), sum: share.total().unwrap_or_default() }).collect())
}
