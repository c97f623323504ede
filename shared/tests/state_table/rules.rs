//! What must never be, over the whole table.

use crate::cells::{Cell, always, cells};
use crate::samples::{TIMES, at_minute, states};
use shared::payment::machine::{Answer, BankView, BillerAnswer, Effect, Event, TransitionError, apply};
use shared::payment::{AlarmCause, Outcome, Payment, Posting, State};

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
        let settled = after.items.iter().all(|i| i.posting.is_settled() || i.posting == Posting::Cancelling);
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
        let watched = cell.before.watched && cell.event == Event::Tick || matches!(cell.event, Event::Resolved { .. });
        !closed
            || effects.iter().all(|e| {
                matches!(e, Effect::Alarm { .. })
                    || *e == Effect::Void && void
                    || *e == Effect::AskBank && watched
                    || is_about_an_open_item(cell, e)
            })
    });
}

#[test]
fn void_is_asked_only_while_voiding_and_only_when_nothing_is_accepted() {
    always("Void", |cell, after, effects| {
        let voids = count(effects, |e| *e == Effect::Void);
        let entered = matches!(after.state, State::Voiding { .. }) && !matches!(cell.before.state, State::Voiding { .. });
        let empty = after.items.iter().all(|i| !i.posting.is_accepted());
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
        let recorded: i64 = effects.iter().map(|e| if let Effect::RecordRefund { amount, .. } = e { amount.minor() } else { 0 }).sum();
        now - before == recorded && now <= taken
    });
}

/// Each bill is let go once: when the payment no longer keeps it from others.
#[test]
fn leases_are_released_exactly_when_the_payment_stops_holding_them() {
    always("ReleaseLeases", |cell, after, effects| {
        let held = |payment: &Payment| payment.items.iter().filter(|i| payment.holds_lease_of(i)).map(|i| i.id.clone()).collect::<Vec<_>>();
        let (had, has) = (held(&cell.before), held(after));
        let mut let_go: Vec<_> = had.iter().filter(|id| !has.contains(id)).collect();
        if count(effects, |e| *e == Effect::ReleaseLeases) == 1 && has.is_empty() {
            let_go.clear();
        }
        let one_by_one = effects.iter().filter_map(|e| if let Effect::ReleaseLease { id } = e { Some(id) } else { None });
        one_by_one.eq(let_go) && has.iter().all(|id| had.contains(id)) && count(effects, |e| *e == Effect::ReleaseLeases) <= 1
    });
}

/// What is not known of an item is asked for beside every end.
fn is_about_an_open_item(cell: &Cell, effect: &Effect) -> bool {
    match effect {
        Effect::CancelItem { id } | Effect::ReverseItem { id } | Effect::ReleaseLease { id } => {
            cell.before.items.iter().any(|i| i.id == *id && i.posting.is_open())
        }
        Effect::ReleaseLeases => cell.before.has_open_items(),
        _ => false,
    }
}

#[test]
fn every_payment_that_is_not_at_rest_reacts_to_a_tick() {
    for payment in states() {
        for at in TIMES.map(|(_, minute)| at_minute(minute)) {
            match apply(&payment, &Event::Tick, at) {
                Err(error) => assert!(
                    (payment.is_at_rest() || payment.awaits_recheck()) && error == TransitionError::NotExpected,
                    "{:?}",
                    payment.state
                ),
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
            let given_up = after.state == State::Voiding { why: Outcome::CaptureRefused };
            let unwinds = old.posting.is_accepted() && new.posting == Posting::Reversing && (after.state == State::Unwinding || given_up);
            let written_off = new.posting == Posting::WrittenOff && matches!(cell.event, Event::Resolved { .. });
            !old.posting.is_settled() || old.posting == new.posting || unwinds || written_off
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
        let raised = Payment { alarms: AlarmCause::ALL.to_vec(), ..cell.before.clone() };
        match (&cell.after, apply(&raised, &cell.event, cell.at)) {
            (Err(error), again) => assert_eq!(again, Err(*error)),
            (Ok(_), Err(error)) => panic!("{error:?}"),
            (Ok((after, effects)), Ok((again, quiet))) => {
                let without: Vec<Effect> = effects.iter().filter(|e| !matches!(e, Effect::Alarm { .. })).cloned().collect();
                assert_eq!((quiet, &again.state, &again.items), (without, &after.state, &after.items));
            }
        }
    }
}

/// M7: a capture refused for good, with the hold still there, is given up: the hold and the bookings are given back.
#[test]
fn m7_a_capture_refused_for_good_gives_everything_back() {
    let late = at_minute(300);
    let refused = states().into_iter().find(|p| matches!(p.state, State::Capturing { .. }) && p.refusals >= 2).unwrap();
    let held = BankView::Held { amount: refused.total().unwrap(), lease_live: true };
    let (after, effects) = apply(&refused, &Event::Bank(held), late).unwrap();
    assert_eq!(after.state, State::Voiding { why: Outcome::CaptureRefused });
    assert!(effects.contains(&Effect::Void) && effects.contains(&Effect::Alarm { cause: AlarmCause::CaptureRefused }), "{effects:?}");
    assert_eq!(count(&effects, |e| matches!(e, Effect::ReverseItem { .. })), 1);
    // Sooner, or with fewer refusals, it is asked for again.
    assert!(apply(&refused, &Event::Bank(held), at_minute(6)).unwrap().1.iter().any(is_capture));
    let (once, _) = apply(&Payment { refusals: 0, ..refused }, &Event::CaptureAnswered(Answer::No), late).unwrap();
    assert!(once.refusals == 1 && apply(&once, &Event::Bank(held), late).unwrap().1.iter().any(is_capture));
}

/// M8: past the second window what was accepted is taken; the silent item is chased beside it, its bill kept.
#[test]
fn m8_a_silent_biller_does_not_keep_the_accepted_item_waiting() {
    let waiting = states().into_iter().find(|p| p.state == State::Posting && p.items[0].posting == Posting::Cancelling).unwrap();
    let (after, effects) = apply(&waiting, &Event::Tick, at_minute(40)).unwrap();
    let id = waiting.items[0].id.clone();
    assert!(matches!(after.state, State::Capturing { .. }) && effects.iter().any(is_capture), "{effects:?}");
    assert!(effects.contains(&Effect::CancelItem { id: id.clone() }), "{effects:?}");
    let (captured, effects) = apply(&after, &Event::CaptureAnswered(Answer::Yes), at_minute(41)).unwrap();
    assert!(captured.is_ended() && !captured.is_at_rest());
    assert_eq!(effects.last(), Some(&Effect::ReleaseLease { id: waiting.items[1].id.clone() }));
    // It says that it booked after all: that is taken back, and then its bill is free.
    let booked = BillerAnswer::Accepted { reference: "late".to_owned(), at: at_minute(50) };
    let (late, effects) = apply(&captured, &Event::Item { id: id.clone(), answer: booked }, at_minute(50)).unwrap();
    assert_eq!(effects, [Effect::ReverseItem { id: id.clone() }]);
    let (ended, effects) = apply(&late, &Event::Item { id, answer: BillerAnswer::Reversed }, at_minute(51)).unwrap();
    assert_eq!((effects, ended.has_open_items()), (vec![Effect::ReleaseLeases], false));
    // Nobody says anything: a person is told.
    let (_, effects) = apply(&captured, &Event::Tick, at_minute(300)).unwrap();
    assert!(effects.contains(&Effect::Alarm { cause: AlarmCause::BillerSilent }), "{effects:?}");
}

/// M10: the order is asked about once more after the capture; another sum is an alarm with its own cause.
#[test]
fn m10_a_captured_payment_is_asked_about_once_more() {
    let captured = states().into_iter().find(|p| matches!(p.state, State::Captured { refunded, .. } if refunded.minor() == 0)).unwrap();
    let State::Captured { amount, .. } = captured.state else { unreachable!() };
    assert_eq!(apply(&captured, &Event::Tick, at_minute(40)), Err(TransitionError::NotExpected));
    let (_, effects) = apply(&captured, &Event::Tick, at_minute(96)).unwrap();
    assert_eq!(effects, [Effect::AskBank]);
    let (same, effects) = apply(&captured, &Event::Bank(BankView::Cleared { amount }), at_minute(96)).unwrap();
    assert!(same.is_at_rest() && effects.is_empty());
    let other = BankView::Cleared { amount: captured.total().unwrap() };
    let (wrong, effects) = apply(&captured, &Event::Bank(other), at_minute(96)).unwrap();
    assert!(!wrong.is_at_rest(), "it is asked about until two people have said what it was");
    assert_eq!(effects, [Effect::Alarm { cause: AlarmCause::TakenOtherSum }]);
}

/// M17: an order that the bank does not know ends by time, with an alarm.
#[test]
fn m17_an_order_that_the_bank_does_not_know_ends_by_time() {
    let asked = Event::Bank(BankView::NoOrder);
    let at_bank = states().into_iter().find(|p| p.state == State::AtBank).unwrap();
    assert_eq!(apply(&at_bank, &asked, at_minute(6)), Ok((at_bank.clone(), vec![])));
    let (given_up, effects) = apply(&at_bank, &asked, at_minute(15)).unwrap();
    assert_eq!((given_up.state.clone(), effects), (State::Abandoned { why: Outcome::Expired }, vec![Effect::ReleaseLeases]));
    let (ended, effects) = apply(&given_up, &asked, at_minute(30)).unwrap();
    assert_eq!(effects, [Effect::Alarm { cause: AlarmCause::OrderUnknown }]);
    assert!(ended.is_at_rest() && ended.state == State::Closed { outcome: Outcome::Expired });
}

/// The case's transaction is the payment's: it must hear of exactly what happened.
#[test]
fn a_case_hears_that_it_is_at_the_bank_and_what_the_bank_said() {
    fn case(payment: &Payment) -> Option<&shared::id::Id> {
        if let State::Refunding { refund, .. } = &payment.state { refund.as_ref() } else { None }
    }
    always("case", |cell, after, effects| {
        let (before, now) = (case(&cell.before), case(after));
        let taken = count(effects, |e| matches!(e, Effect::RecordRefundTaken { refund } if Some(refund) == now));
        let told = count(effects, |e| match e {
            Effect::RecordRefund { refund, .. } => refund.as_ref() == before && refund.is_some(),
            Effect::RecordRefundRefused { refund } => Some(refund) == before,
            _ => false,
        });
        let all = count(effects, |e| matches!(e, Effect::RecordRefundTaken { .. } | Effect::RecordRefundRefused { .. }));
        taken == usize::from(before.is_none() && now.is_some())
            && told == usize::from(before.is_some() && now.is_none())
            && all <= taken + told
    });
}
