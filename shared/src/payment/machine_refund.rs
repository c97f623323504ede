//! The machine's half that gives money back: one refund at a time, each a case's, and the bank's answer is the case's news.

use super::alarm::{alarm, only_alarm};
use super::machine::{Answer, Applied, BankView, Effect, TransitionError};
use super::machine_bank::cause_of;
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
    payment.refund_asked_at = Some(at);
    payment.alarms.clear();
    if asked == payment.difference.unasked && refund.is_some() {
        return Ok(given_already(payment, refund, asked, after));
    }
    let mut effects: Vec<Effect> = refund.iter().map(|refund| Effect::RecordRefundTaken { refund: refund.clone() }).collect();
    effects.push(Effect::Refund { amount: asked });
    payment.state = State::Refunding { amount, refunded, asked, refund };
    Ok((payment, effects))
}

/// The bank gave back this very sum before anybody asked, in its cabinet or by a chargeback: it is not asked again.
fn given_already(mut payment: Payment, refund: Option<Id>, asked: Money, after: Money) -> (Payment, Vec<Effect>) {
    if let State::Captured { refunded, .. } = &mut payment.state {
        *refunded = after;
    }
    payment.difference.unasked = Money::ZERO;
    let taken = refund.iter().map(|refund| Effect::RecordRefundTaken { refund: refund.clone() });
    let effects = taken.chain([Effect::RecordRefund { refund: refund.clone(), amount: asked }]).collect();
    (payment, effects)
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

fn is_beyond(payment: &Payment, given: Money, known: Money) -> bool {
    let owed = payment.difference.owed();
    owed.is_positive() && Some(given) == known.checked_add(owed)
}

fn with_excess(mut payment: Payment, then: impl FnOnce(Payment) -> Applied) -> Applied {
    let amount = payment.difference.owed();
    payment.difference.returned = payment.difference.excess;
    let (payment, mut effects) = then(payment)?;
    effects.insert(0, Effect::RecordReturned { amount });
    Ok((payment, effects))
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

/// The bank's status while a refund is under way.
pub(super) fn said(payment: Payment, view: BankView) -> Applied {
    let pending = Pending::of(&payment)?;
    let asked = pending.asked;
    let given_before = payment.difference.given(pending.refunded).and_then(|given| given.checked_add(payment.difference.unasked));
    let before = given_before.ok_or(TransitionError::Amount)?;
    let after = before.checked_add(asked).ok_or(TransitionError::Amount)?;
    match view {
        BankView::Refunded { amount: given } if given == after => done(payment, pending),
        // Beside the refund the bank gave back an excess, which the refund's sum does not hold.
        BankView::Refunded { amount: given } if is_beyond(&payment, given, after) => with_excess(payment, |payment| done(payment, pending)),
        BankView::Refunded { amount: given } if is_beyond(&payment, given, before) => {
            with_excess(payment, |payment| Ok((payment, vec![Effect::Refund { amount: asked }])))
        }
        // Asked, and the bank has given back no more than before: the refund never happened.
        BankView::Refunded { amount: given } if given == before => Ok((payment, vec![Effect::Refund { amount: asked }])),
        BankView::Cleared { amount: taken } if Some(taken) == payment.difference.taken(pending.amount) && before == Money::ZERO => {
            Ok((payment, vec![Effect::Refund { amount: asked }]))
        }
        BankView::Unknown => Ok((payment, vec![])),
        BankView::Cleared { .. } => only_alarm(payment, AlarmCause::TakenOtherSum),
        _ => only_alarm(payment, cause_of(view)),
    }
}
