//! What must never be, over the whole table.

use crate::cells::{always, cells};
use crate::samples::{TIMES, at_minute, states};
use shared::payment::machine::{Answer, BankView, BillerAnswer, Effect, Event, TransitionError, apply};
use shared::payment::{Payment, Posting, State};

fn count(effects: &[Effect], is: impl Fn(&Effect) -> bool) -> usize {
    effects.iter().filter(|e| is(e)).count()
}

const fn is_capture(effect: &Effect) -> bool {
    matches!(effect, Effect::Capture { .. })
}

#[test]
fn capture_takes_what_was_accepted_once_every_item_is_settled() {
    always("Capture", |cell, after, effects| {
        let captures = count(effects, is_capture);
        let from = matches!(cell.before.state, State::Posting | State::Capturing { .. });
        let settled = after.items.iter().all(|i| i.posting.is_settled());
        let amount = after.accepted_total().unwrap();
        captures == 0
            || captures == 1
                && from
                && settled
                && amount.is_positive()
                && after.state == State::Capturing { amount }
                && effects.contains(&Effect::Capture { amount })
    });
}

#[test]
fn only_a_full_hold_seen_while_capturing_captures_again() {
    always("second Capture", |cell, _, effects| {
        let again = matches!(cell.before.state, State::Capturing { .. }) && count(effects, is_capture) > 0;
        !again || matches!(cell.event, Event::Bank(BankView::Held { amount, .. }) if Some(amount) == cell.before.total())
    });
}

#[test]
fn closed_does_nothing_but_watch_give_a_late_hold_back_or_call_a_person() {
    always("Closed", |cell, after, effects| {
        let closed = matches!(cell.before.state, State::Closed { .. });
        let void = matches!(after.state, State::Voiding { .. });
        let watched = cell.before.watched && cell.event == Event::Tick;
        !closed || effects.iter().all(|e| *e == Effect::Alarm || *e == Effect::Void && void || *e == Effect::AskBank && watched)
    });
}

#[test]
fn void_is_asked_only_while_voiding_and_only_when_nothing_is_accepted() {
    always("Void", |cell, after, effects| {
        let voids = count(effects, |e| *e == Effect::Void);
        let entered = matches!(after.state, State::Voiding { .. }) && !matches!(cell.before.state, State::Voiding { .. });
        let empty = after.items.iter().all(|i| !i.posting.is_accepted() && i.posting != Posting::Reversing);
        let allowed = matches!(after.state, State::Voiding { .. }) && empty;
        (voids == 0 || voids == 1 && allowed) && (!entered || voids == 1)
    });
}

#[test]
fn a_capture_is_recorded_exactly_on_entering_captured() {
    always("RecordCapture", |cell, after, effects| {
        let entered = matches!((&cell.before.state, &after.state), (State::Capturing { .. }, State::Captured { .. }));
        let amount = after.accepted_total().unwrap();
        count(effects, |e| matches!(e, Effect::RecordCapture { .. })) == usize::from(entered)
            && (!entered || effects.contains(&Effect::RecordCapture { amount }) && after.captured_at == Some(cell.at))
    });
}

#[test]
fn a_refund_is_recorded_exactly_when_what_was_given_back_grows_and_never_beyond_what_was_taken() {
    fn given_back(payment: &Payment) -> (i64, i64) {
        match &payment.state {
            State::Captured { amount, refunded } | State::Refunding { amount, refunded, .. } => (refunded.minor(), amount.minor()),
            _ => (0, 0),
        }
    }
    always("RecordRefund", |cell, after, effects| {
        let ((before, _), (now, taken)) = (given_back(&cell.before), given_back(after));
        let recorded: i64 = effects.iter().map(|e| if let Effect::RecordRefund { amount } = e { amount.minor() } else { 0 }).sum();
        now - before == recorded && now <= taken
    });
}

#[test]
fn leases_are_released_exactly_when_the_state_stops_holding_them() {
    always("ReleaseLeases", |cell, after, effects| {
        let stops = cell.before.holds_leases() && !after.holds_leases();
        let starts = !cell.before.holds_leases() && after.holds_leases();
        count(effects, |e| *e == Effect::ReleaseLeases) == usize::from(stops) && !starts
    });
}

#[test]
fn every_payment_that_is_not_at_rest_reacts_to_a_tick() {
    for payment in states() {
        for at in TIMES.map(|(_, minute)| at_minute(minute)) {
            match apply(&payment, &Event::Tick, at) {
                Err(error) => assert!(payment.is_at_rest() && error == TransitionError::NotExpected, "{:?}", payment.state),
                Ok((after, effects)) => assert!(after != payment || !effects.is_empty(), "{:?}", payment.state),
            }
        }
    }
}

#[test]
fn only_a_closed_payment_is_watched() {
    always("watched", |_, after, _| !after.watched || matches!(after.state, State::Closed { .. }));
}

#[test]
fn the_clock_alone_ends_nothing_that_somebody_may_have_paid() {
    always("Tick closes", |cell, after, _| {
        let closed = matches!(after.state, State::Closed { .. }) && !cell.before.is_ended();
        !(closed && cell.event == Event::Tick) || matches!(cell.before.state, State::Opening { .. })
    });
}

#[test]
fn dont_know_is_answered_by_waiting() {
    always("Unknown", |cell, _, effects| {
        let unknown = matches!(
            cell.event,
            Event::Bank(BankView::Unknown)
                | Event::Item { answer: BillerAnswer::Unknown, .. }
                | Event::CaptureAnswered(Answer::Unknown)
                | Event::VoidAnswered(Answer::Unknown)
                | Event::RefundAnswered(Answer::Unknown)
        );
        !unknown || effects.is_empty()
    });
}

#[test]
fn items_are_posted_only_while_posting_and_only_unanswered_ones() {
    always("PostItem", |_, after, effects| {
        effects.iter().all(|effect| match effect {
            Effect::PostItem { id } => {
                after.state == State::Posting && after.items.iter().any(|i| i.id == *id && i.posting == Posting::Sent)
            }
            _ => true,
        })
    });
}

#[test]
fn a_settled_item_stays_as_it_is_unless_its_booking_is_taken_back() {
    always("settled", |cell, after, _| {
        cell.before.items.iter().zip(&after.items).all(|(old, new)| {
            let unwinds = old.posting.is_accepted() && new.posting == Posting::Reversing && after.state == State::Unwinding;
            !old.posting.is_settled() || old.posting == new.posting || unwinds
        })
    });
}

#[test]
fn at_most_one_thing_is_changed_at_the_bank_at_a_time() {
    always("bank", |_, _, effects| {
        count(effects, |e| matches!(e, Effect::OpenOrder { .. } | Effect::Capture { .. } | Effect::Void | Effect::Refund { .. })) <= 1
    });
}

#[test]
fn an_alarm_is_raised_once_and_changes_nothing_else() {
    for cell in cells() {
        let raised = Payment { alarmed: true, ..cell.before.clone() };
        match (&cell.after, apply(&raised, &cell.event, cell.at)) {
            (Err(error), again) => assert_eq!(again, Err(*error)),
            (Ok(_), Err(error)) => panic!("{error:?}"),
            (Ok((after, effects)), Ok((again, quiet))) => {
                let without: Vec<Effect> = effects.iter().filter(|e| **e != Effect::Alarm).cloned().collect();
                assert_eq!((quiet, &again.state, &again.items), (without, &after.state, &after.items));
            }
        }
    }
}
