//! The payment machine: `apply(payment, event, at)` → the payment after it, and what is to be done.
//!
//! Events are facts: what somebody outside answered, that the payer cancelled, that time passed.
//! Effects are intents: the caller stores them with the new state, performs them, and feeds the answers
//! back as events. *Don't know* is an answer like any other and is resolved by asking.
//!
//! What the caller owes the machine (`tests/simulation` shows what breaks without it):
//! - **One call at a time at the bank.** A payment's calls to the acquirer share one claim. The claim of a call that
//!   may change something there, once its answer is *don't know*, lasts until the call can no longer take effect:
//!   otherwise a status asked in between reads *held* and the money is taken twice.
//! - **No view of the past.** A [`BankView`] is applied only to the version of the payment it was asked for; every
//!   application that left an effect or a change makes a new version. The answer to a refund is taken only from the
//!   claim's present owner: it does not say which refund it means.
//! - **A tick means quiet.** [`Event::Tick`] comes only while nothing of the payment is stored to be done, claimed
//!   or on its way. An effect that was lost is not repeated: the tick makes the machine ask.
//! - **Leases last.** [`BankView::Held`] says `lease_live` as of the unit of work that applies it, and from there on
//!   the lease does not run out until [`Effect::ReleaseLeases`].
//! - **Ticks to the end.** They come until [`Payment::is_at_rest`], with pauses that may grow. A payment closed by a decline or a
//!   cancel at the bank is watched on, for another card may be tried on the bank's page; a captured one is asked about once
//!   more ([`Payment::recheck_at`]); and an item whose biller has not said what became of it is chased beside every end.

use super::alarm::alarm;
use super::{AlarmCause, Item, Outcome, Payment, Posting, State};
use crate::id::Id;
use crate::time::Timestamp;

use super::{machine_bank as bank, machine_items as items, machine_operator as operator, machine_refund as refund};

pub use super::event::{Answer, Applied, BankView, BillerAnswer, Effect, Event, TransitionError};

/// The number of these rules. One more with every change after which stored events would make another payment of
/// themselves: the audit replays only payments that were begun under the rules of now.
pub const RULES: i64 = 2;

/// The machine.
///
/// # Errors
/// [`TransitionError`]; the payment is as it was.
pub fn apply(payment: &Payment, event: &Event, at: Timestamp) -> Applied {
    let (after, mut effects) = follow(payment.clone(), event, at)?;
    // In one place, so that no way out of a state can forget it or do it twice.
    effects.extend(released(payment, &after));
    Ok((after, effects))
}

/// The bills that this change lets go.
fn released(before: &Payment, after: &Payment) -> Vec<Effect> {
    let held = |payment: &Payment, id: &Id| payment.items.iter().any(|i| i.id == *id && payment.holds_lease_of(i));
    let had = before.items.iter().filter(|i| before.holds_lease_of(i));
    let (kept, let_go): (Vec<&Item>, Vec<&Item>) = had.partition(|i| held(after, &i.id));
    match (let_go.is_empty(), kept.is_empty()) {
        (true, _) => vec![],
        (false, true) => vec![Effect::ReleaseLeases],
        (false, false) => let_go.iter().map(|i| Effect::ReleaseLease { id: i.id.clone() }).collect(),
    }
}

fn follow(next: Payment, event: &Event, at: Timestamp) -> Applied {
    match event {
        Event::Opened { attempt, answer } => opened(next, *attempt, *answer, at),
        Event::Bank(view) => bank::said(next, *view, at),
        Event::PayerCancelled => payer_cancelled(next),
        Event::Item { id, answer } => items::answered(next, id, answer, at),
        Event::CaptureAnswered(answer) => bank::capture_answered(next, *answer, at),
        Event::VoidAnswered(answer) => bank::void_answered(next, *answer),
        Event::RefundAsked { refund: case, amount } => refund::asked(next, case.clone(), *amount, at),
        Event::RefundAnswered(answer) => refund::answered(next, *answer),
        Event::Resolved { case, resolution } => operator::resolved(next, case, *resolution, at),
        Event::Tick => tick(next, at),
    }
}

fn opened(mut payment: Payment, attempt: u8, answer: Answer, at: Timestamp) -> Applied {
    match payment.state {
        State::Opening { attempt: current } if current == attempt => match answer {
            Answer::Yes => {
                payment.state = State::AtBank;
                Ok((payment, vec![]))
            }
            Answer::No => Ok(close(payment, Outcome::BankUnavailable)),
            Answer::Unknown => Ok(open_again(payment, attempt, at)),
        },
        _ => Err(TransitionError::NotExpected),
    }
}

fn open_again(mut payment: Payment, attempt: u8, at: Timestamp) -> (Payment, Vec<Effect>) {
    if attempt >= super::OPEN_ATTEMPTS_MAX || at >= payment.deadlines.open_until {
        return close(payment, Outcome::BankUnavailable);
    }
    let attempt = attempt + 1;
    payment.state = State::Opening { attempt };
    (payment, vec![Effect::OpenOrder { attempt }])
}

fn payer_cancelled(mut payment: Payment) -> Applied {
    match payment.state {
        // The page's address has reached nobody: the order cannot be paid.
        State::Opening { .. } => Ok(close(payment, Outcome::Cancelled)),
        State::AtBank => {
            payment.state = State::Abandoned { why: Outcome::Cancelled };
            Ok((payment, vec![Effect::AskBank]))
        }
        _ => Err(TransitionError::NotExpected),
    }
}

pub(super) fn tick(payment: Payment, at: Timestamp) -> Applied {
    let (payment, mut effects) = match payment.state {
        State::Opening { attempt } => open_again(payment, attempt, at),
        State::AtBank | State::Abandoned { .. } | State::Capturing { .. } | State::Voiding { .. } | State::Refunding { .. } => {
            let beside = items::chase_beside(&payment);
            (payment, [vec![Effect::AskBank], beside].concat())
        }
        State::Posting => items::chase(payment, at)?,
        State::Unwinding => {
            let effects = items::chase_beside(&payment);
            (payment, effects)
        }
        State::Captured { .. } | State::Closed { .. } => after_the_end(payment, at)?,
    };
    let payment = alarm_when_overdue(payment, &mut effects, at);
    Ok((payment, effects))
}

/// The payer's side has ended; the order may still be paid with another card, the capture is asked about once more, and
/// an item's biller may still owe its word.
fn after_the_end(payment: Payment, at: Timestamp) -> Applied {
    let ask = payment.watched || payment.recheck_at().is_some_and(|due| at >= due);
    let mut effects = if ask { vec![Effect::AskBank] } else { vec![] };
    effects.extend(items::chase_beside(&payment));
    if effects.is_empty() { Err(TransitionError::NotExpected) } else { Ok((payment, effects)) }
}

/// What stays unknown past its deadline is told to the operator, once.
fn alarm_when_overdue(mut payment: Payment, effects: &mut Vec<Effect>, at: Timestamp) -> Payment {
    let (since, cause) = match payment.state {
        State::Refunding { .. } => (payment.refund_asked_at, AlarmCause::Overdue),
        State::Voiding { .. } if payment.refusals >= bank::VOID_REFUSALS_MAX => (payment.held_at, AlarmCause::VoidRefused),
        _ if payment.has_open_items() => (payment.held_at, AlarmCause::BillerSilent),
        // Given up at the bank's next word, with an alarm of its own; if the bank says nothing more, this one comes.
        State::Capturing { .. } if bank::is_refused_for_good(&payment, at) => {
            (payment.held_at.map(|held| held.plus_ms(payment.deadlines.alarm_after_ms)), AlarmCause::Overdue)
        }
        // Told already, by its own cause.
        State::Captured { .. } if payment.difference.is_undecided() => return payment,
        // Pauses have jitter: as long again, and it was asked in vain.
        State::Captured { .. } => (payment.recheck_at().map(|due| due.plus_ms(payment.deadlines.recheck_after_ms)), AlarmCause::Overdue),
        _ => (payment.held_at, AlarmCause::Overdue),
    };
    let since = since.unwrap_or(payment.deadlines.watch_until);
    let since = payment.asked_again_at.map_or(since, |again| again.max(since));
    if !payment.is_at_rest() && at.ms_since(since) > payment.deadlines.alarm_after_ms {
        effects.extend(alarm(&mut payment, cause));
    }
    payment
}

/// Ends without money taken. What goes wrong after an end is told again.
pub(super) fn close(mut payment: Payment, outcome: Outcome) -> (Payment, Vec<Effect>) {
    clear_alarms(&mut payment);
    payment.state = State::Closed { outcome };
    (payment, vec![])
}

/// An end was reached. A biller that still owes its word is not told of twice.
pub(super) fn clear_alarms(payment: &mut Payment) {
    let open = payment.has_open_items();
    payment.alarms.retain(|cause| open && *cause == AlarmCause::BillerSilent);
}

/// Every item is settled: take what was accepted, or give everything back.
pub(super) fn settle(payment: Payment) -> Applied {
    if !payment.items.iter().all(|i| i.posting.is_settled()) {
        return Ok((payment, vec![]));
    }
    settle_what_is_known(payment)
}

/// Takes what was accepted, or gives everything back; what is not known yet is chased beside it.
pub(super) fn settle_what_is_known(mut payment: Payment) -> Applied {
    if payment.items.iter().any(|i| i.posting.is_accepted()) {
        let amount = payment.accepted_total().ok_or(TransitionError::Amount)?;
        payment.refusals = 0;
        payment.state = State::Capturing { amount };
        return Ok((payment, vec![Effect::Capture { amount }]));
    }
    let effects = bank::begin_void(&mut payment, Outcome::NothingAccepted);
    Ok((payment, effects))
}

/// One effect for each item that `wanted` names.
pub(super) fn each_item(payment: &Payment, wanted: impl Fn(&Item) -> bool, effect: impl Fn(Id) -> Effect) -> Vec<Effect> {
    payment.items.iter().filter(|i| wanted(i)).map(|i| effect(i.id.clone())).collect()
}

/// Marks every planned item as sent.
pub(super) fn send_all(payment: &mut Payment) -> Vec<Effect> {
    for item in &mut payment.items {
        item.posting = Posting::Sent;
    }
    each_item(payment, |_| true, |id| Effect::PostItem { id })
}
