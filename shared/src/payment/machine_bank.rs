//! The machine's half that listens to the acquirer.

use super::machine::{Answer, Applied, BankView, Effect, TransitionError, alarm, close, each_item, send_all};
use super::{Outcome, Payment, Posting, State};
use crate::money::Money;
use crate::time::Timestamp;

pub(super) fn said(payment: Payment, view: BankView, at: Timestamp) -> Applied {
    if view == BankView::Unknown {
        return match payment.state {
            State::Opening { .. } => Err(TransitionError::NotExpected),
            _ => Ok((payment, vec![])),
        };
    }
    match payment.state.clone() {
        State::AtBank => while_paying(payment, view, at),
        State::Abandoned { why } => after_abandoning(payment, view, why, at),
        State::Capturing { amount } => while_capturing(payment, view, amount, at),
        State::Voiding { why } => while_voiding(payment, view, why, at),
        State::Refunding { amount, refunded, asked } => while_refunding(payment, view, amount, refunded, asked),
        State::Captured { amount, refunded } => after_capture(payment, view, amount, refunded),
        State::Closed { outcome } => after_closing(payment, view, outcome, at),
        State::Posting => while_posting(payment, view),
        State::Opening { .. } | State::Unwinding => Err(TransitionError::NotExpected),
    }
}

fn while_paying(mut payment: Payment, view: BankView, at: Timestamp) -> Applied {
    match view {
        BankView::Waiting if at >= payment.deadlines.pay_until => {
            payment.state = State::Abandoned { why: Outcome::Expired };
            Ok((payment, vec![]))
        }
        BankView::Held { amount, lease_live } => held(payment, amount, lease_live, at),
        BankView::Declined { outcome } => Ok(close_on(payment, view, outcome, at)),
        BankView::Cancelled | BankView::Voided => Ok(close_on(payment, view, Outcome::Cancelled, at)),
        BankView::Expired => Ok(close_on(payment, view, Outcome::Expired, at)),
        // Money taken that was only to be held: a wrongly set up terminal. A person must look.
        BankView::Cleared { .. } | BankView::Refunded { .. } => {
            let effects = alarm(&mut payment);
            Ok((payment, effects))
        }
        BankView::Waiting | BankView::Unknown => Ok((payment, vec![])),
    }
}

/// Closes on the bank's word, which may not be its last.
fn close_on(payment: Payment, view: BankView, outcome: Outcome, at: Timestamp) -> (Payment, Vec<Effect>) {
    let (mut payment, effects) = close(payment, outcome);
    payment.watched = !is_last_word(&payment, view, at);
    (payment, effects)
}

/// No card can be tried any more: the order's own life is over, or the time in which we look for one.
fn is_last_word(payment: &Payment, view: BankView, at: Timestamp) -> bool {
    matches!(view, BankView::Expired | BankView::Voided) || at >= payment.deadlines.watch_until
}

fn held(mut payment: Payment, amount: Money, lease_live: bool, at: Timestamp) -> Applied {
    payment.held_at = Some(at);
    if Some(amount) != payment.total() {
        let mut effects = alarm(&mut payment);
        effects.extend(begin_void(&mut payment, Outcome::AmountMismatch));
        return Ok((payment, effects));
    }
    if !lease_live {
        let effects = begin_void(&mut payment, Outcome::LeaseLost);
        return Ok((payment, effects));
    }
    payment.state = State::Posting;
    let effects = send_all(&mut payment);
    Ok((payment, effects))
}

fn begin_void(payment: &mut Payment, why: Outcome) -> Vec<Effect> {
    payment.state = State::Voiding { why };
    vec![Effect::Void]
}

/// Ends only on the bank's word: a hold that a silent bank hides must not be left behind.
fn after_abandoning(mut payment: Payment, view: BankView, why: Outcome, at: Timestamp) -> Applied {
    match view {
        BankView::Held { .. } => {
            payment.held_at = Some(at);
            let effects = begin_void(&mut payment, why);
            Ok((payment, effects))
        }
        BankView::Waiting if at >= payment.deadlines.watch_until => Ok(close_on(payment, view, why, at)),
        BankView::Declined { .. } | BankView::Cancelled | BankView::Expired | BankView::Voided => Ok(close_on(payment, view, why, at)),
        BankView::Cleared { .. } | BankView::Refunded { .. } => {
            let effects = alarm(&mut payment);
            Ok((payment, effects))
        }
        BankView::Waiting | BankView::Unknown => Ok((payment, vec![])),
    }
}

/// A hold found behind a closed payment (the payer tried another card at the bank's page) is given back.
fn after_closing(mut payment: Payment, view: BankView, outcome: Outcome, at: Timestamp) -> Applied {
    match view {
        BankView::Held { .. } => {
            payment.held_at = Some(at);
            payment.watched = false;
            let effects = begin_void(&mut payment, outcome);
            Ok((payment, effects))
        }
        BankView::Cleared { .. } => {
            let effects = alarm(&mut payment);
            Ok((payment, effects))
        }
        _ if payment.watched && is_last_word(&payment, view, at) => {
            payment.watched = false;
            Ok((payment, vec![]))
        }
        _ => Err(TransitionError::NotExpected),
    }
}

/// The bank shows more taken, or more given back, than we know of: a person must look. What it showed before the
/// last refund says less, never more.
fn after_capture(mut payment: Payment, view: BankView, taken: Money, refunded: Money) -> Applied {
    let wrong = match view {
        BankView::Cleared { amount } => amount != taken,
        BankView::Refunded { amount } => amount > refunded,
        BankView::Voided => true,
        _ => false,
    };
    if !wrong {
        return Err(TransitionError::NotExpected);
    }
    let effects = alarm(&mut payment);
    Ok((payment, effects))
}

/// While billers are told, the bank is asked nothing; a hold that is gone is noticed at capture.
fn while_posting(mut payment: Payment, view: BankView) -> Applied {
    match view {
        BankView::Held { .. } | BankView::Waiting => Ok((payment, vec![])),
        _ => {
            let effects = alarm(&mut payment);
            Ok((payment, effects))
        }
    }
}

fn while_capturing(mut payment: Payment, view: BankView, amount: Money, at: Timestamp) -> Applied {
    match view {
        BankView::Cleared { amount: taken } if taken == amount => Ok(captured(payment, amount, at)),
        // Asked and still held, all of it: the capture never happened.
        BankView::Held { amount: held, .. } if Some(held) == payment.total() => Ok((payment, vec![Effect::Capture { amount }])),
        BankView::Voided | BankView::Expired | BankView::Cancelled | BankView::Declined { .. } => Ok(unwind(payment)),
        BankView::Held { .. } | BankView::Cleared { .. } | BankView::Refunded { .. } | BankView::Waiting => {
            let effects = alarm(&mut payment);
            Ok((payment, effects))
        }
        BankView::Unknown => Ok((payment, vec![])),
    }
}

fn captured(mut payment: Payment, amount: Money, at: Timestamp) -> (Payment, Vec<Effect>) {
    payment.captured_at = Some(at);
    payment.alarmed = false;
    payment.state = State::Captured { amount, refunded: Money::ZERO };
    (payment, vec![Effect::RecordCapture { amount }])
}

fn unwind(mut payment: Payment) -> (Payment, Vec<Effect>) {
    let mut effects = alarm(&mut payment);
    effects.extend(each_item(&payment, |i| i.posting.is_accepted(), |id| Effect::ReverseItem { id }));
    for item in payment.items.iter_mut().filter(|i| i.posting.is_accepted()) {
        item.posting = Posting::Reversing;
    }
    payment.state = State::Unwinding;
    (payment, effects)
}

fn while_voiding(mut payment: Payment, view: BankView, why: Outcome, at: Timestamp) -> Applied {
    match view {
        BankView::Held { .. } => Ok((payment, vec![Effect::Void])),
        BankView::Voided | BankView::Cancelled | BankView::Expired | BankView::Declined { .. } => Ok(close_on(payment, view, why, at)),
        BankView::Cleared { .. } | BankView::Refunded { .. } | BankView::Waiting => {
            let effects = alarm(&mut payment);
            Ok((payment, effects))
        }
        BankView::Unknown => Ok((payment, vec![])),
    }
}

pub(super) fn capture_answered(payment: Payment, answer: Answer, at: Timestamp) -> Applied {
    match (&payment.state, answer) {
        (State::Capturing { amount }, Answer::Yes) => {
            let amount = *amount;
            Ok(captured(payment, amount, at))
        }
        // A no may mean "already done": the status tells. It is asked at the next tick, for a call without an answer
        // may still be on its way, and a bank that says no to the call and "held" to the question would be asked in a circle.
        (State::Capturing { .. }, Answer::No | Answer::Unknown) => Ok((payment, vec![])),
        _ => Err(TransitionError::NotExpected),
    }
}

pub(super) fn void_answered(payment: Payment, answer: Answer) -> Applied {
    match (&payment.state, answer) {
        (State::Voiding { why }, Answer::Yes) => {
            let why = *why;
            Ok(close(payment, why))
        }
        // As with a capture.
        (State::Voiding { .. }, Answer::No | Answer::Unknown) => Ok((payment, vec![])),
        _ => Err(TransitionError::NotExpected),
    }
}

pub(super) fn refund_asked(mut payment: Payment, asked: Money, at: Timestamp) -> Applied {
    let State::Captured { amount, refunded } = payment.state else {
        return Err(TransitionError::NotExpected);
    };
    let after = refunded.checked_add(asked).ok_or(TransitionError::Amount)?;
    if !asked.is_positive() || after > amount {
        return Err(TransitionError::Amount);
    }
    payment.refund_asked_at = Some(at);
    payment.alarmed = false;
    payment.state = State::Refunding { amount, refunded, asked };
    Ok((payment, vec![Effect::Refund { amount: asked }]))
}

pub(super) fn refund_answered(mut payment: Payment, answer: Answer) -> Applied {
    let State::Refunding { amount, refunded, asked } = payment.state else {
        return Err(TransitionError::NotExpected);
    };
    match answer {
        Answer::Yes => refund_done(payment, amount, refunded, asked),
        Answer::No => {
            payment.state = State::Captured { amount, refunded };
            let effects = alarm(&mut payment);
            Ok((payment, effects))
        }
        // It may still be on its way: asked at the next tick.
        Answer::Unknown => Ok((payment, vec![])),
    }
}

fn refund_done(mut payment: Payment, amount: Money, refunded: Money, asked: Money) -> Applied {
    let refunded = refunded.checked_add(asked).ok_or(TransitionError::Amount)?;
    payment.state = State::Captured { amount, refunded };
    Ok((payment, vec![Effect::RecordRefund { amount: asked }]))
}

fn while_refunding(mut payment: Payment, view: BankView, amount: Money, refunded: Money, asked: Money) -> Applied {
    let after = refunded.checked_add(asked).ok_or(TransitionError::Amount)?;
    match view {
        BankView::Refunded { amount: given } if given == after => refund_done(payment, amount, refunded, asked),
        // Asked, and the bank has given back no more than before: the refund never happened.
        BankView::Refunded { amount: given } if given == refunded => Ok((payment, vec![Effect::Refund { amount: asked }])),
        BankView::Cleared { amount: taken } if taken == amount && refunded == Money::ZERO => {
            Ok((payment, vec![Effect::Refund { amount: asked }]))
        }
        BankView::Unknown => Ok((payment, vec![])),
        _ => {
            let effects = alarm(&mut payment);
            Ok((payment, effects))
        }
    }
}
