//! The machine's half that listens to the billers.

use super::machine::{Applied, BillerAnswer, Effect, TransitionError, alarm, close, settle};
use super::{Outcome, Payment, Posting, State};
use crate::id::Id;
use crate::time::Timestamp;

pub(super) fn answered(payment: Payment, id: &Id, answer: &BillerAnswer, at: Timestamp) -> Applied {
    let index = payment.items.iter().position(|i| i.id == *id).ok_or(TransitionError::UnknownItem)?;
    match payment.state {
        State::Posting => while_posting(payment, index, answer, at),
        State::Unwinding => while_unwinding(payment, index, answer),
        _ => Err(TransitionError::NotExpected),
    }
}

fn while_posting(mut payment: Payment, index: usize, answer: &BillerAnswer, at: Timestamp) -> Applied {
    let overdue = is_overdue(&payment, at);
    let item = &mut payment.items[index];
    if item.posting.is_settled() {
        return Err(TransitionError::NotExpected);
    }
    let cancelling = item.posting == Posting::Cancelling;
    let id = item.id.clone();
    match answer {
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
        // The key makes posting again safe; past the deadline only a tombstone is.
        BillerAnswer::NotFound if cancelling || overdue => {
            item.posting = Posting::Cancelling;
            Ok((payment, vec![Effect::CancelItem { id }]))
        }
        BillerAnswer::NotFound => Ok((payment, vec![Effect::PostItem { id }])),
        BillerAnswer::Reversed => {
            let effects = alarm(&mut payment);
            Ok((payment, effects))
        }
        BillerAnswer::Unknown => Ok((payment, vec![])),
    }
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
