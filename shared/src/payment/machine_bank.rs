//! The machine's half that listens to the acquirer.

use super::alarm::{alarm, only_alarm};
use super::machine::{Answer, Applied, BankView, Effect, TransitionError, clear_alarms, close, each_item, send_all};
use super::{AlarmCause, Outcome, Payment, Posting, State};
use super::{machine_captured as captured_machine, machine_refund as refund};
use crate::money::Money;
use crate::time::Timestamp;

/// A void refused so often, and past the alarm's time, is an alarm of its own cause.
pub(super) const VOID_REFUSALS_MAX: u8 = 5;

pub(super) fn said(payment: Payment, view: BankView, at: Timestamp) -> Applied {
    if view == BankView::Unknown {
        return match payment.state {
            State::Opening { .. } => Err(TransitionError::NotExpected),
            _ => Ok((payment, vec![])),
        };
    }
    if view == BankView::NoOrder {
        return no_order(payment, at);
    }
    match payment.state.clone() {
        State::AtBank => while_paying(payment, view, at),
        State::Abandoned { why } => after_abandoning(payment, view, why, at),
        State::Capturing { amount } => while_capturing(payment, view, amount, at),
        State::Voiding { why } => while_voiding(payment, view, why, at),
        State::Refunding { .. } => refund::said(payment, view),
        State::Captured { amount, refunded } => captured_machine::said(payment, view, amount, refunded, at),
        State::Closed { outcome } => after_closing(payment, view, outcome, at),
        State::Posting => while_posting(payment, view),
        State::Opening { .. } | State::Unwinding => Err(TransitionError::NotExpected),
    }
}

/// The bank does not know the order. While nobody can have paid that ends by time; later a person must look.
fn no_order(mut payment: Payment, at: Timestamp) -> Applied {
    let over = at >= payment.deadlines.watch_until;
    match payment.state {
        State::AtBank if at >= payment.deadlines.pay_until => {
            payment.state = State::Abandoned { why: Outcome::Expired };
            Ok((payment, vec![]))
        }
        State::Abandoned { why } if over => {
            let effects = alarm(&mut payment, AlarmCause::OrderUnknown);
            let (payment, _) = close(payment, why);
            Ok((payment, effects))
        }
        State::Closed { .. } if payment.watched && over => {
            payment.watched = false;
            Ok((payment, vec![]))
        }
        State::AtBank | State::Abandoned { .. } => Ok((payment, vec![])),
        State::Closed { .. } if payment.watched => Ok((payment, vec![])),
        State::Captured { .. } if !is_recheck(&payment, at) => Err(TransitionError::NotExpected),
        State::Opening { .. } | State::Unwinding | State::Closed { .. } => Err(TransitionError::NotExpected),
        State::Captured { .. } => {
            payment.rechecked = true;
            only_alarm(payment, AlarmCause::OrderUnknown)
        }
        State::Posting | State::Capturing { .. } | State::Voiding { .. } | State::Refunding { .. } => {
            only_alarm(payment, AlarmCause::OrderUnknown)
        }
    }
}

pub(super) fn is_recheck(payment: &Payment, at: Timestamp) -> bool {
    payment.recheck_at().is_some_and(|due| at >= due)
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
        BankView::Cleared { .. } | BankView::Refunded { .. } => only_alarm(payment, cause_of(view)),
        BankView::Waiting | BankView::NoOrder | BankView::Unknown => Ok((payment, vec![])),
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
        let mut effects = alarm(&mut payment, AlarmCause::HeldOtherSum);
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

pub(super) fn begin_void(payment: &mut Payment, why: Outcome) -> Vec<Effect> {
    payment.refusals = 0;
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
        BankView::Cleared { .. } | BankView::Refunded { .. } => only_alarm(payment, cause_of(view)),
        BankView::Waiting | BankView::NoOrder | BankView::Unknown => Ok((payment, vec![])),
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
        BankView::Cleared { .. } => only_alarm(payment, cause_of(view)),
        _ if payment.watched && is_last_word(&payment, view, at) => {
            payment.watched = false;
            Ok((payment, vec![]))
        }
        _ => Err(TransitionError::NotExpected),
    }
}

/// What a word of the bank's that fits nothing asked of it is a case of.
pub(super) const fn cause_of(view: BankView) -> AlarmCause {
    match view {
        BankView::Cleared { .. } => AlarmCause::TakenUnasked,
        BankView::Refunded { .. } => AlarmCause::GivenBackUnasked,
        _ => AlarmCause::BankContradicts,
    }
}

/// While billers are told, the bank is asked nothing; a hold that is gone is noticed at capture.
fn while_posting(payment: Payment, view: BankView) -> Applied {
    match view {
        BankView::Held { .. } | BankView::Waiting => Ok((payment, vec![])),
        _ => only_alarm(payment, cause_of(view)),
    }
}

fn while_capturing(payment: Payment, view: BankView, amount: Money, at: Timestamp) -> Applied {
    match view {
        BankView::Cleared { amount: taken } if taken == amount => Ok(captured(payment, amount, at)),
        // Asked and still held, all of it: the capture never happened.
        BankView::Held { amount: held, .. } if Some(held) == payment.total() => {
            if is_refused_for_good(&payment, at) {
                return Ok(give_up_capture(payment));
            }
            Ok((payment, vec![Effect::Capture { amount }]))
        }
        BankView::Voided | BankView::Expired | BankView::Cancelled | BankView::Declined { .. } => Ok(unwind(payment)),
        BankView::Held { .. } => only_alarm(payment, AlarmCause::HeldOtherSum),
        BankView::Cleared { .. } => only_alarm(payment, AlarmCause::TakenOtherSum),
        BankView::Refunded { .. } | BankView::Waiting => only_alarm(payment, cause_of(view)),
        BankView::NoOrder | BankView::Unknown => Ok((payment, vec![])),
    }
}

/// The bank has said no to the capture again and again, and shows the hold untouched.
pub(super) fn is_refused_for_good(payment: &Payment, at: Timestamp) -> bool {
    let most = payment.deadlines.capture_refusals_max;
    let late = payment.held_at.is_some_and(|held| at.ms_since(held) >= payment.deadlines.alarm_after_ms);
    most > 0 && payment.refusals >= most && late
}

/// The payer is not kept waiting: the hold is given back at once, and the bookings are taken back beside it.
fn give_up_capture(mut payment: Payment) -> (Payment, Vec<Effect>) {
    let mut effects = alarm(&mut payment, AlarmCause::CaptureRefused);
    effects.extend(take_bookings_back(&mut payment));
    effects.extend(begin_void(&mut payment, Outcome::CaptureRefused));
    (payment, effects)
}

fn take_bookings_back(payment: &mut Payment) -> Vec<Effect> {
    let effects = each_item(payment, |i| i.posting.is_accepted(), |id| Effect::ReverseItem { id });
    for item in payment.items.iter_mut().filter(|i| i.posting.is_accepted()) {
        item.posting = Posting::Reversing;
    }
    effects
}

pub(super) fn captured(mut payment: Payment, amount: Money, at: Timestamp) -> (Payment, Vec<Effect>) {
    payment.captured_at = Some(at);
    clear_alarms(&mut payment);
    payment.state = State::Captured { amount, refunded: Money::ZERO };
    (payment, vec![Effect::RecordCapture { amount }])
}

fn unwind(mut payment: Payment) -> (Payment, Vec<Effect>) {
    let mut effects = alarm(&mut payment, AlarmCause::HoldLost);
    effects.extend(take_bookings_back(&mut payment));
    payment.state = State::Unwinding;
    (payment, effects)
}

fn while_voiding(payment: Payment, view: BankView, why: Outcome, at: Timestamp) -> Applied {
    match view {
        BankView::Held { .. } => Ok((payment, vec![Effect::Void])),
        BankView::Voided | BankView::Cancelled | BankView::Expired | BankView::Declined { .. } => Ok(close_on(payment, view, why, at)),
        BankView::Cleared { .. } | BankView::Refunded { .. } | BankView::Waiting => only_alarm(payment, cause_of(view)),
        BankView::NoOrder | BankView::Unknown => Ok((payment, vec![])),
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
        (State::Capturing { .. }, Answer::No) => Ok(refused(payment)),
        (State::Capturing { .. }, Answer::Unknown) => Ok((payment, vec![])),
        _ => Err(TransitionError::NotExpected),
    }
}

fn refused(mut payment: Payment) -> (Payment, Vec<Effect>) {
    payment.refusals = payment.refusals.saturating_add(1);
    (payment, vec![])
}

pub(super) fn void_answered(payment: Payment, answer: Answer) -> Applied {
    match (&payment.state, answer) {
        (State::Voiding { why }, Answer::Yes) => {
            let why = *why;
            Ok(close(payment, why))
        }
        // As with a capture.
        (State::Voiding { .. }, Answer::No) => Ok(refused(payment)),
        (State::Voiding { .. }, Answer::Unknown) => Ok((payment, vec![])),
        _ => Err(TransitionError::NotExpected),
    }
}
