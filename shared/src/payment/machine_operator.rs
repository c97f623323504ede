//! The machine's half that listens to operators: what a resolved alarm does to its payment.
//!
//! The caller feeds [`Event::Resolved`](super::machine::Event::Resolved) only while no call that may change something is
//! in flight: a capture on its way would take money that was just written off.

use super::machine::{Applied, Effect, Event, TransitionError, apply, close, each_item, tick};
use super::machine_bank::captured;
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

/// The bank's word on paper says what it took. More than our sum is the payer's; less, while nothing is captured, is ours.
fn take_as_captured(payment: Payment, case: &Id, taken: Money, at: Timestamp) -> Applied {
    if !taken.is_positive() || Some(taken) > taken_max(&payment) {
        return Err(TransitionError::Amount);
    }
    let (mut payment, mut effects, known) = match payment.state {
        State::Capturing { amount } => {
            let (payment, effects) = captured(payment, amount, at);
            (payment, effects, amount)
        }
        State::Captured { amount, .. } => {
            let known = payment.difference.taken(amount).filter(|known| taken > *known).ok_or(TransitionError::Amount)?;
            (payment, vec![], known)
        }
        _ => return Err(TransitionError::NotExpected),
    };
    let amount = taken.checked_sub(known).ok_or(TransitionError::Amount)?;
    let of = if amount.is_positive() { &mut payment.difference.excess } else { &mut payment.difference.short };
    *of = of.checked_add(Money::from_minor(amount.minor().abs())).ok_or(TransitionError::Amount)?;
    if amount != Money::ZERO {
        effects.push(Effect::RecordAdjustment { case: case.clone(), amount });
    }
    Ok((payment, effects))
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

/// Open: the billers keep what they booked and nobody pays for it. Captured: the bank's book stays below ours.
fn write_off(mut payment: Payment, case: &Id, amount: Money) -> Applied {
    if Some(amount) > write_off_max(&payment) || !amount.is_positive() {
        return Err(TransitionError::Amount);
    }
    let record = Effect::RecordWriteOff { case: case.clone(), amount };
    if let State::Captured { .. } = payment.state {
        payment.difference.write_off(amount).ok_or(TransitionError::Amount)?;
        return Ok((payment, vec![record]));
    }
    if Some(amount) != write_off_max(&payment) {
        return Err(TransitionError::Amount);
    }
    for item in payment.items.iter_mut().filter(|item| is_kept(&item.posting)) {
        item.posting = Posting::WrittenOff;
    }
    let (payment, mut effects) = close(payment, Outcome::HoldLost);
    effects.push(record);
    Ok((payment, effects))
}

/// The biller has it booked, as far as we know.
const fn is_kept(posting: &Posting) -> bool {
    matches!(posting, Posting::Accepted { .. } | Posting::Reversing)
}

/// The most that can be written off; while the payment is open it is the only sum. `None`: nothing can be.
fn write_off_max(payment: &Payment) -> Option<Money> {
    let most = match payment.state {
        State::Capturing { .. } | State::Unwinding => {
            Money::sum(payment.items.iter().filter(|item| is_kept(&item.posting)).map(|item| item.amount))?
        }
        State::Captured { amount, refunded } => {
            let lost = payment.difference.short.checked_add(payment.difference.given_off)?;
            amount.checked_sub(refunded)?.checked_sub(lost)?
        }
        _ => return None,
    };
    most.is_positive().then_some(most)
}

/// It has ended, or nothing is booked anywhere and the bank's word on paper says that nothing is held.
fn no_action(mut payment: Payment) -> Applied {
    let outcome = match payment.state {
        State::AtBank => Outcome::Cancelled,
        State::Abandoned { why } | State::Voiding { why } => why,
        State::Closed { outcome } => outcome,
        State::Captured { .. } => {
            give_up_open_items(&mut payment);
            return Ok((payment, vec![]));
        }
        _ => return Err(TransitionError::NotExpected),
    };
    payment.watched = false;
    give_up_open_items(&mut payment);
    Ok(close(payment, outcome))
}

/// A silent biller's word on paper: nothing of it is booked, and it is chased no more.
fn give_up_open_items(payment: &mut Payment) {
    for item in payment.items.iter_mut().filter(|item| item.posting.is_open()) {
        item.posting = if item.posting == Posting::Reversing { Posting::Reversed } else { Posting::Cancelled };
    }
}

/// The resolutions that the machine would take now; those with an amount carry the most that they take.
#[must_use]
pub fn resolutions(payment: &Payment, at: Timestamp) -> Vec<Resolution> {
    let most_taken = taken_max(payment).unwrap_or_default();
    let written_off = write_off_max(payment).unwrap_or_default();
    let all = [
        Resolution::AskAgain,
        Resolution::TakeAsCaptured { amount: most_taken },
        Resolution::ReverseAndVoid,
        Resolution::WriteOff { amount: written_off },
        Resolution::NoAction,
    ];
    let case = Id::from_bytes([0; 16]);
    let is_taken = |resolution: &Resolution| apply(payment, &Event::Resolved { case: case.clone(), resolution: *resolution }, at).is_ok();
    all.into_iter().filter(is_taken).collect()
}
