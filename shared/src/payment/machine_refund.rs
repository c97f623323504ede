//! The machine's half that gives money back: one refund at a time, each a case's, and the bank's answer is the case's news.

use super::alarm::{alarm, only_alarm};
use super::machine::{Answer, Applied, BankView, Effect, TransitionError};
use super::machine_bank::cause_of;
use super::machine_captured::hear;
use super::{AlarmCause, Payment, State};
use crate::id::Id;
use crate::money::Money;
use crate::time::Timestamp;

/// A refund under way.
struct Pending {
    amount: Money,
    refunded: Money,
    asked: Money,
    refund: Option<Id>,
}

impl Pending {
    fn of(payment: &Payment) -> Result<Self, TransitionError> {
        match payment.state.clone() {
            State::Refunding { amount, refunded, asked, refund } => Ok(Self { amount, refunded, asked, refund }),
            _ => Err(TransitionError::NotExpected),
        }
    }
}

pub(super) fn asked(mut payment: Payment, refund: Option<Id>, asked: Money, at: Timestamp) -> Applied {
    let State::Captured { amount, refunded } = payment.state else {
        return Err(TransitionError::NotExpected);
    };
    let after = refunded.checked_add(asked).ok_or(TransitionError::Amount)?;
    if !asked.is_positive() || after > amount {
        return Err(TransitionError::Amount);
    }
    let unasked = payment.difference.unasked();
    // What it was is decided first, or two sums would be one and one sum two.
    if unasked != Money::ZERO && (unasked != asked || refund.is_none()) {
        return Err(TransitionError::NotExpected);
    }
    payment.refund_asked_at = Some(at);
    payment.alarms.clear();
    let mut effects: Vec<Effect> = refund.iter().map(|refund| Effect::RecordRefundTaken { refund: refund.clone() }).collect();
    // The bank gave back this very sum in its cabinet or by a chargeback: if it still says so, it has been given.
    let asks = unasked == asked || payment.ask_first;
    effects.push(if asks { Effect::AskBank } else { Effect::Refund { amount: asked } });
    payment.state = State::Refunding { amount, refunded, asked, refund };
    Ok((payment, effects))
}

pub(super) fn answered(payment: Payment, answer: Answer) -> Applied {
    let pending = Pending::of(&payment)?;
    match answer {
        Answer::Yes => done(payment, pending),
        Answer::No => Ok(refused(payment, pending)),
        // It may still be on its way: asked at the next tick.
        Answer::Unknown => Ok((payment, vec![])),
    }
}

fn done(mut payment: Payment, Pending { amount, refunded, asked, refund }: Pending) -> Applied {
    let refunded = refunded.checked_add(asked).ok_or(TransitionError::Amount)?;
    payment.state = State::Captured { amount, refunded };
    Ok((payment, vec![Effect::RecordRefund { refund, amount: asked }]))
}

/// The case ends, and a person is called: the payer was to have the money.
fn refused(mut payment: Payment, Pending { amount, refunded, refund, .. }: Pending) -> (Payment, Vec<Effect>) {
    payment.state = State::Captured { amount, refunded };
    let mut effects: Vec<Effect> = refund.into_iter().map(|refund| Effect::RecordRefundRefused { refund }).collect();
    effects.extend(alarm(&mut payment, AlarmCause::RefundRefused));
    (payment, effects)
}

/// By two persons' word it was not given back. The bank is asked once more: should it say otherwise, that is a sum given
/// back unasked.
pub(super) fn not_given(payment: Payment) -> Applied {
    let Pending { amount, refunded, refund, .. } = Pending::of(&payment)?;
    let state = State::Captured { amount, refunded };
    let payment = Payment { state, rechecked: false, ask_first: true, ..payment };
    Ok((payment, refund.into_iter().map(|refund| Effect::RecordRefundRefused { refund }).collect()))
}

/// The bank's status while a refund is under way.
pub(super) fn said(mut payment: Payment, view: BankView) -> Applied {
    let pending = Pending::of(&payment)?;
    let known = payment.difference.given(pending.refunded).ok_or(TransitionError::Amount)?;
    let (taken, given) = match view {
        BankView::Unknown => return Ok((payment, vec![])),
        BankView::Cleared { amount } => (Some(amount), Money::ZERO),
        BankView::Refunded { amount, taken } => (taken, amount),
        _ => return only_alarm(payment, cause_of(view)),
    };
    if given < known {
        return only_alarm(payment, AlarmCause::BankContradicts);
    }
    // Money is money: what the bank gave back since, if it is enough, is this refund, and only what is left an excess or
    // unasked. Less than this refund: it was not carried out, and is asked for again.
    let (amount, asked, before) = (pending.amount, pending.asked, pending.refunded);
    let is_done = Some(given) >= known.checked_add(asked);
    payment.ask_first = false;
    if is_done {
        let refunded = before.checked_add(asked).ok_or(TransitionError::Amount)?;
        let (mut payment, mut effects) = done(payment, pending)?;
        effects.extend(hear(&mut payment, (amount, taken), (refunded, given))?);
        // By this word alone: the bank is asked once more.
        payment.rechecked = false;
        return Ok((payment, effects));
    }
    let mut effects = hear(&mut payment, (amount, taken), (before, given))?;
    // What was given back unasked is decided before more goes out.
    if payment.difference.unasked() == Money::ZERO {
        effects.push(Effect::Refund { amount: asked });
    }
    Ok((payment, effects))
}
