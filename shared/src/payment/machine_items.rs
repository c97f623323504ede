//! The machine's half that listens to the billers.

use super::machine::{Applied, BillerAnswer, Effect, TransitionError, alarm, close, settle};
use super::{Outcome, Payment, Posting, State};
use crate::id::Id;
use crate::time::Timestamp;

pub(super) fn answered(mut payment: Payment, id: &Id, answer: &BillerAnswer, at: Timestamp) -> Applied {
    let found = payment.items.iter().position(|i| i.id == *id);
    let index = found.ok_or(TransitionError::UnknownItem)?;
    if contradicts(&payment.items[index].posting, answer) {
        let effects = alarm(&mut payment);
        return Ok((payment, effects));
    }
    match payment.state {
        State::Posting => while_posting(payment, index, answer, at),
        State::Unwinding => while_unwinding(payment, index, answer),
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
    let mut effects = alarm(&mut payment);
    let (payment, more) = settle(payment)?;
    effects.extend(more);
    Ok((payment, effects))
}

fn while_unwinding(mut payment: Payment, index: usize, answer: &BillerAnswer) -> Applied {
    let item = &mut payment.items[index];
    match (&item.posting, answer) {
        (Posting::Reversing, BillerAnswer::Reversed) => {
            item.posting = Posting::Reversed;
            if payment.items.iter().all(|i| i.posting.is_settled()) {
                return Ok(close(payment, Outcome::HoldLost));
            }
            Ok((payment, vec![]))
        }
        (Posting::Reversing, BillerAnswer::Unknown) => Ok((payment, vec![])),
        (Posting::Reversing, _) => {
            let effects = alarm(&mut payment);
            Ok((payment, effects))
        }
        _ => Err(TransitionError::NotExpected),
    }
}

fn is_overdue(payment: &Payment, at: Timestamp) -> bool {
    payment.held_at.is_some_and(|held| at.ms_since(held) >= payment.deadlines.post_window_ms)
}

/// Asks after items without an answer; past the deadline asks for tombstones instead.
pub(super) fn chase(mut payment: Payment, at: Timestamp) -> (Payment, Vec<Effect>) {
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
    (payment, effects)
}

/// Asks again for bookings to be taken back.
pub(super) fn chase_reversals(payment: Payment) -> (Payment, Vec<Effect>) {
    let effects =
        payment.items.iter().filter(|i| i.posting == Posting::Reversing).map(|i| Effect::ReverseItem { id: i.id.clone() }).collect();
    (payment, effects)
}
