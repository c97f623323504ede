//! The machine's half that listens to operators: what a resolved alarm does to its payment.
//!
//! The caller feeds [`Event::Resolved`](super::machine::Event::Resolved) only while no call that may change something is
//! in flight: a capture on its way would take money that was just written off.

use super::bank_book::Settled;
use super::machine::{Applied, Effect, Event, TransitionError, apply, close, each_item, tick};
use super::machine_bank::{begin_void, captured};
use super::machine_items::unwound;
use super::machine_refund::not_given;
use super::{Outcome, Payment, Posting, Resolution, State};
use crate::id::Id;
use crate::money::Money;
use crate::time::Timestamp;

pub(super) fn resolved(mut payment: Payment, case: &Id, resolution: Resolution, at: Timestamp) -> Applied {
    // What goes wrong from here on is told again.
    payment.alarms.clear();
    match resolution {
        Resolution::AskAgain => ask_again(payment, at),
        Resolution::TakeAsCaptured { amount } => take_as_captured(payment, case, amount, at),
        Resolution::ReverseAndVoid => reverse_and_void(payment),
        Resolution::WriteOff { amount } => write_off(payment, case, amount),
        Resolution::RefundNotGiven => not_given(payment),
        Resolution::NoAction => no_action(payment),
    }
}

/// As a tick, but its alarm's time begins anew; at rest the bank is asked once.
fn ask_again(mut payment: Payment, at: Timestamp) -> Applied {
    payment.asked_again_at = Some(at);
    if payment.is_at_rest() || payment.awaits_recheck() && !payment.has_open_items() {
        return Ok((payment, vec![Effect::AskBank]));
    }
    tick(payment, at)
}

/// The most that a bank is believed to have taken, in times of the payment's total: one that mixes up minor and major
/// units takes a hundred times as much; more is a slip of the operator's finger.
const TAKEN_TIMES_MAX: i64 = 100;

/// Not captured: the bank's word on paper says what it took. Captured: exactly what its last word was. More than our sum is
/// the payer's, less is ours.
fn take_as_captured(payment: Payment, case: &Id, taken: Money, at: Timestamp) -> Applied {
    if !taken.is_positive() {
        return Err(TransitionError::Amount);
    }
    let (mut payment, mut effects, known) = match payment.state {
        State::Capturing { .. } if Some(taken) > taken_max(&payment) => return Err(TransitionError::Amount),
        State::Capturing { amount } => {
            let (payment, effects) = captured(payment, amount, at);
            (payment, effects, amount)
        }
        State::Captured { amount, .. } if Some(taken) == last_taken(&payment) => {
            let known = payment.difference.taken(amount).ok_or(TransitionError::Amount)?;
            (Payment { rechecked: false, ..payment }, vec![], known)
        }
        State::Captured { .. } => return Err(TransitionError::Amount),
        _ => return Err(TransitionError::NotExpected),
    };
    let beyond = taken.checked_sub(known).ok_or(TransitionError::Amount)?;
    if beyond != Money::ZERO {
        let Settled { excess, short } = payment.difference.settle_taken(beyond).ok_or(TransitionError::Amount)?;
        effects.push(Effect::RecordAdjustment { case: case.clone(), excess, short });
    }
    Ok((payment, effects))
}

/// Captured, and by the bank's last word another sum: this one.
fn last_taken(payment: &Payment) -> Option<Money> {
    let State::Captured { amount, .. } = payment.state else { return None };
    let beyond = payment.difference.taken_beyond;
    (beyond != Money::ZERO).then(|| payment.difference.taken(amount)?.checked_add(beyond)).flatten()
}

fn taken_max(payment: &Payment) -> Option<Money> {
    let times = payment.total()?.minor().saturating_mul(TAKEN_TIMES_MAX);
    Some(Money::from_minor(times.min(Money::LIMIT_MINOR)))
}

/// What was booked is taken back, what is not settled is cancelled; then the hold is given back.
fn reverse_and_void(mut payment: Payment) -> Applied {
    match payment.state {
        State::AtBank => {
            payment.state = State::Abandoned { why: Outcome::Cancelled };
            Ok((payment, vec![Effect::AskBank]))
        }
        State::Posting | State::Capturing { .. } => {
            let mut effects = each_item(&payment, |i| i.posting.is_accepted(), |id| Effect::ReverseItem { id });
            effects.extend(each_item(&payment, |i| !i.posting.is_settled(), |id| Effect::CancelItem { id }));
            for item in &mut payment.items {
                item.posting = match &item.posting {
                    Posting::Accepted { .. } => Posting::Reversing,
                    posting if posting.is_settled() => posting.clone(),
                    _ => Posting::Cancelling,
                };
            }
            payment.hold_kept = true;
            payment.state = State::Unwinding;
            Ok((payment, effects))
        }
        _ => Err(TransitionError::NotExpected),
    }
}

/// Open: the billers keep what they booked and nobody pays for it, and a hold that may be there is given back. Captured:
/// what the bank gave back unasked is ours to bear.
fn write_off(mut payment: Payment, case: &Id, amount: Money) -> Applied {
    if Some(amount) != write_off_sum(&payment) {
        return Err(TransitionError::Amount);
    }
    let record = Effect::RecordWriteOff { case: case.clone(), amount };
    if let State::Captured { .. } = payment.state {
        return write_off_captured(payment, case, record);
    }
    for item in payment.items.iter_mut().filter(|item| is_kept(&item.posting)) {
        item.posting = Posting::WrittenOff;
    }
    let may_be_held = payment.hold_kept || matches!(payment.state, State::Capturing { .. });
    payment.hold_kept = false;
    let mut effects = vec![record];
    if may_be_held {
        effects.extend(begin_void(&mut payment, Outcome::HoldLost));
        return Ok((payment, effects));
    }
    let (payment, more) = close(payment, Outcome::HoldLost);
    effects.extend(more);
    Ok((payment, effects))
}

fn write_off_captured(mut payment: Payment, case: &Id, record: Effect) -> Applied {
    // The bank is asked once more whether it is so.
    payment.rechecked = false;
    if payment.difference.unasked() != Money::ZERO {
        payment.difference.write_off_unasked().ok_or(TransitionError::Amount)?;
        return Ok((payment, vec![record]));
    }
    let Settled { excess, short } = payment.difference.settle_taken(payment.difference.taken_beyond).ok_or(TransitionError::Amount)?;
    Ok((payment, vec![Effect::RecordAdjustment { case: case.clone(), excess, short }]))
}

/// The biller has it booked, as far as we know.
const fn is_kept(posting: &Posting) -> bool {
    matches!(posting, Posting::Accepted { .. } | Posting::Reversing)
}

/// The only sum that can be written off. `None`: nothing can be.
fn write_off_sum(payment: &Payment) -> Option<Money> {
    let most = match payment.state {
        State::Capturing { .. } | State::Unwinding => {
            Money::sum(payment.items.iter().filter(|item| is_kept(&item.posting)).map(|item| item.amount))?
        }
        // By its last word the bank has nothing: there is no sum that it took.
        State::Captured { .. } if last_taken(payment) == Some(Money::ZERO) => payment.difference.taken_beyond.negated(),
        State::Captured { .. } => payment.difference.unasked(),
        _ => return None,
    };
    most.is_positive().then_some(most)
}

/// It has ended, or by the word on paper of bank and billers nothing is held, given back or booked.
fn no_action(mut payment: Payment) -> Applied {
    let outcome = match payment.state {
        State::AtBank => Outcome::Cancelled,
        State::Abandoned { why } | State::Voiding { why } => why,
        State::Closed { outcome } => outcome,
        State::Captured { .. } => {
            give_up_open_items(&mut payment);
            return Ok((payment, vec![]));
        }
        State::Unwinding => return give_up_cancels(payment),
        _ => return Err(TransitionError::NotExpected),
    };
    payment.watched = false;
    give_up_open_items(&mut payment);
    Ok(close(payment, outcome))
}

/// Billers' word on paper: what they were asked to cancel was never booked. What they have booked is taken back or written off.
fn give_up_cancels(mut payment: Payment) -> Applied {
    let mut cancels = payment.items.iter_mut().filter(|item| item.posting == Posting::Cancelling).peekable();
    if cancels.peek().is_none() {
        return Err(TransitionError::NotExpected);
    }
    cancels.for_each(|item| item.posting = Posting::Cancelled);
    Ok(unwound(payment))
}

/// A silent biller's word on paper: nothing of it is booked, and it is chased no more.
fn give_up_open_items(payment: &mut Payment) {
    for item in payment.items.iter_mut().filter(|item| item.posting.is_open()) {
        item.posting = if item.posting == Posting::Reversing { Posting::Reversed } else { Posting::Cancelled };
    }
}

/// True where the machine takes exactly the sum that [`resolutions`] names, and no less.
#[must_use]
pub const fn is_exact(payment: &Payment, resolution: Resolution) -> bool {
    matches!(resolution, Resolution::WriteOff { .. }) || matches!(payment.state, State::Captured { .. })
}

/// The resolutions that the machine would take now; those with an amount carry the most that they take.
#[must_use]
pub fn resolutions(payment: &Payment, at: Timestamp) -> Vec<Resolution> {
    let most_taken = last_taken(payment).or_else(|| taken_max(payment)).unwrap_or_default();
    let written_off = write_off_sum(payment).unwrap_or_default();
    let all = [
        Resolution::AskAgain,
        Resolution::TakeAsCaptured { amount: most_taken },
        Resolution::ReverseAndVoid,
        Resolution::WriteOff { amount: written_off },
        Resolution::RefundNotGiven,
        Resolution::NoAction,
    ];
    let case = Id::from_bytes([0; 16]);
    let is_taken = |resolution: &Resolution| apply(payment, &Event::Resolved { case: case.clone(), resolution: *resolution }, at).is_ok();
    all.into_iter().filter(is_taken).collect()
}
