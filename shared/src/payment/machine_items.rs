//! The machine's half that listens to the billers.

use super::alarm::{alarm, only_alarm};
use super::machine::{Applied, BillerAnswer, Effect, TransitionError, close, settle, settle_what_is_known};
use super::machine_bank::begin_void;
use super::{AlarmCause, Item, Outcome, Payment, Posting, State};
use crate::id::Id;
use crate::time::{Millis, Timestamp};

pub(super) fn answered(payment: Payment, id: &Id, answer: &BillerAnswer, at: Timestamp) -> Applied {
    let found = payment.items.iter().position(|i| i.id == *id);
    let index = found.ok_or(TransitionError::UnknownItem)?;
    if contradicts(&payment.items[index].posting, answer) {
        return only_alarm(payment, AlarmCause::BillerContradicts);
    }
    match payment.state {
        State::Posting => while_posting(payment, index, answer, at),
        State::Unwinding => while_unwinding(payment, index, answer),
        _ if payment.items[index].posting.is_open() => beside(payment, index, answer),
        _ => Err(TransitionError::NotExpected),
    }
}

/// The biller takes back its own final word. No late or doubled answer can look like this: a person must look.
const fn contradicts(posting: &Posting, answer: &BillerAnswer) -> bool {
    use BillerAnswer as A;
    match posting {
        Posting::Accepted { .. } => matches!(answer, A::Refused { .. } | A::Tombstoned | A::Reversed),
        Posting::Refused { .. } => matches!(answer, A::Accepted { .. } | A::Reversed),
        Posting::Cancelled => matches!(answer, A::Accepted { .. } | A::Refused { .. } | A::Reversed),
        _ => false,
    }
}

fn while_posting(mut payment: Payment, index: usize, answer: &BillerAnswer, at: Timestamp) -> Applied {
    let overdue = is_overdue(&payment, at);
    let item = &mut payment.items[index];
    if item.posting.is_settled() {
        return Err(TransitionError::NotExpected);
    }
    match answer {
        BillerAnswer::NotFound if item.posting == Posting::Cancelling => Ok((payment, vec![])),
        // The key makes posting again safe; past the deadline only a tombstone is.
        BillerAnswer::NotFound => {
            let id = item.id.clone();
            if overdue {
                item.posting = Posting::Cancelling;
                return Ok((payment, vec![Effect::CancelItem { id }]));
            }
            Ok((payment, vec![Effect::PostItem { id }]))
        }
        BillerAnswer::Unknown => Ok((payment, vec![])),
        BillerAnswer::Accepted { reference, at } => {
            item.posting = Posting::Accepted { reference: reference.clone(), at: *at };
            settle(payment)
        }
        BillerAnswer::Refused { code } => {
            item.posting = Posting::Refused { code: code.clone() };
            settle(payment)
        }
        BillerAnswer::Tombstoned => {
            item.posting = Posting::Cancelled;
            settle(payment)
        }
        BillerAnswer::Reversed => reversed_unasked(payment, index),
    }
}

/// Booked and taken back by the biller itself: nothing is booked, nothing may be taken, and a person should know.
fn reversed_unasked(mut payment: Payment, index: usize) -> Applied {
    payment.items[index].posting = Posting::Reversed;
    let mut effects = alarm(&mut payment, AlarmCause::BillerTookBack);
    let (payment, more) = settle(payment)?;
    effects.extend(more);
    Ok((payment, effects))
}

/// Ends once every booking is taken back; what a silent biller has not said is chased beside the end.
fn while_unwinding(payment: Payment, index: usize, answer: &BillerAnswer) -> Applied {
    if !payment.items[index].posting.is_open() {
        return Err(TransitionError::NotExpected);
    }
    let (payment, effects) = beside(payment, index, answer)?;
    let (payment, more) = unwound(payment);
    Ok((payment, [effects, more].concat()))
}

/// The payment has gone on without this item: what is booked now is taken back, for nothing is taken for it.
fn beside(mut payment: Payment, index: usize, answer: &BillerAnswer) -> Applied {
    let item = &mut payment.items[index];
    match (&item.posting, answer) {
        (Posting::Reversing, BillerAnswer::Reversed) => item.posting = Posting::Reversed,
        // Late, or still so: the reversal is asked for again at the next tick.
        (Posting::Reversing, BillerAnswer::Accepted { .. }) | (_, BillerAnswer::NotFound | BillerAnswer::Unknown) => {}
        (Posting::Reversing, _) => return only_alarm(payment, AlarmCause::ReversalRefused),
        (_, BillerAnswer::Tombstoned) => item.posting = Posting::Cancelled,
        (_, BillerAnswer::Refused { code }) => item.posting = Posting::Refused { code: code.clone() },
        (_, BillerAnswer::Accepted { .. }) => {
            item.posting = Posting::Reversing;
            let id = item.id.clone();
            return Ok((payment, vec![Effect::ReverseItem { id }]));
        }
        (_, BillerAnswer::Reversed) => {
            item.posting = Posting::Reversed;
            return only_alarm(payment, AlarmCause::BillerTookBack);
        }
    }
    Ok((payment, vec![]))
}

/// Once nothing is booked any more: ends, or gives a hold back that is still there.
pub(super) fn unwound(mut payment: Payment) -> (Payment, Vec<Effect>) {
    if payment.items.iter().any(|i| i.posting == Posting::Reversing) || payment.hold_kept && payment.has_open_items() {
        return (payment, vec![]);
    }
    if payment.hold_kept {
        payment.hold_kept = false;
        let effects = begin_void(&mut payment, Outcome::NothingAccepted);
        return (payment, effects);
    }
    close(payment, Outcome::HoldLost)
}

fn is_overdue(payment: &Payment, at: Timestamp) -> bool {
    is_past(payment, payment.deadlines.post_window_ms, at)
}

/// Asked to cancel, and silent for long enough: the payment goes on without it.
fn goes_on_without_the_silent(payment: &Payment, at: Timestamp) -> bool {
    let after_ms = payment.deadlines.silent_after_ms;
    let asked = payment.items.iter().all(|i| i.posting.is_settled() || i.posting == Posting::Cancelling);
    after_ms > 0 && asked && is_past(payment, after_ms, at)
}

fn is_past(payment: &Payment, after_hold_ms: Millis, at: Timestamp) -> bool {
    payment.held_at.is_some_and(|held| at.ms_since(held) >= after_hold_ms)
}

/// Asks after items without an answer; past the deadline asks for tombstones instead.
pub(super) fn chase(mut payment: Payment, at: Timestamp) -> Applied {
    if goes_on_without_the_silent(&payment, at) {
        let cancels = chase_beside(&payment);
        let (payment, effects) = settle_what_is_known(payment)?;
        return Ok((payment, [effects, cancels].concat()));
    }
    let overdue = is_overdue(&payment, at);
    let mut effects = vec![];
    for item in &mut payment.items {
        let id = item.id.clone();
        match item.posting {
            Posting::Sent if overdue => {
                item.posting = Posting::Cancelling;
                effects.push(Effect::CancelItem { id });
            }
            Posting::Sent => effects.push(Effect::AskItem { id }),
            Posting::Cancelling => effects.push(Effect::CancelItem { id }),
            _ => {}
        }
    }
    Ok((payment, effects))
}

/// Asks again for tombstones and for bookings to be taken back.
pub(super) fn chase_beside(payment: &Payment) -> Vec<Effect> {
    let ask = |item: &Item| match item.posting {
        Posting::Cancelling => Some(Effect::CancelItem { id: item.id.clone() }),
        Posting::Reversing => Some(Effect::ReverseItem { id: item.id.clone() }),
        _ => None,
    };
    payment.items.iter().filter_map(ask).collect()
}
