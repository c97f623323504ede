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
    let mut effects: Vec<Effect> = refund.iter().map(|refund| Effect::RecordRefundTaken { refund: refund.clone() }).collect();
    effects.push(Effect::Refund { amount: asked });
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

/// The bank's status while a refund is under way.
pub(super) fn said(payment: Payment, view: BankView) -> Applied {
    let pending = Pending::of(&payment)?;
    let (before, asked) = (pending.refunded, pending.asked);
    let after = before.checked_add(asked).ok_or(TransitionError::Amount)?;
    match view {
        BankView::Refunded { amount: given } if given == after => done(payment, pending),
        // Asked, and the bank has given back no more than before: the refund never happened.
        BankView::Refunded { amount: given } if given == before => Ok((payment, vec![Effect::Refund { amount: asked }])),
        BankView::Cleared { amount: taken } if taken == pending.amount && before == Money::ZERO => {
            Ok((payment, vec![Effect::Refund { amount: asked }]))
        }
        BankView::Unknown => Ok((payment, vec![])),
        BankView::Cleared { .. } => only_alarm(payment, AlarmCause::TakenOtherSum),
        _ => only_alarm(payment, cause_of(view)),
    }
}
