//! Every state × every event of the refund case's machine: as a committed table that shows each change as a difference,
//! as rules that hold over all of it, and as lives with lost, doubled and late answers.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod lives;
#[path = "../common/rng.rs"]
mod rng;
mod samples;
#[path = "../common/table.rs"]
mod table;

use samples::{TIMES, at_minute, cells, events, states};
use shared::money::Money;
use shared::payment::Resolution;
use shared::refund::machine::{Effect, Event, ReversalAnswer, TransitionError, UNHEARD_MS, apply};
use shared::refund::{Refund, Reversal, State, resolutions};
use table::all_occur;

#[test]
fn the_machine_does_what_the_table_says() {
    table::compare(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/refund_table/table.txt"), &samples::render());
}

#[test]
fn no_state_event_or_effect_is_missing_from_the_table() {
    all_occur(samples::STATES, states().iter().map(|r| samples::state(&r.state)));
    all_occur(samples::EVENTS, events().iter().map(samples::event));
    all_occur(samples::REVERSALS, states().iter().flat_map(|r| &r.shares).map(|s| samples::reversal(&s.reversal)));
    let said = events();
    let answers = said.iter().filter_map(|e| if let Event::Share { answer, .. } = e { Some(samples::answer(answer)) } else { None });
    all_occur(samples::ANSWERS, answers);
    let cells = cells();
    let done = || cells.iter().filter_map(|c| c.after.as_ref().ok());
    // A case begins there, and nothing leads back.
    all_occur(&samples::STATES[1..], done().map(|(after, _)| samples::state(&after.state)));
    all_occur(samples::EFFECTS, done().flat_map(|(_, effects)| effects).map(samples::effect));
    all_occur(samples::ERRORS, cells.iter().filter_map(|c| c.after.as_ref().err()).map(samples::error));
}

fn always(rule: &str, holds: impl Fn(&samples::Cell, &Refund, &[Effect]) -> bool) {
    for cell in cells() {
        if let Ok((after, effects)) = &cell.after {
            assert!(holds(&cell, after, effects), "{rule}: {:?} {:?} → {:?} {effects:?}", cell.before, cell.event, after.state);
        }
    }
}

fn count(effects: &[Effect], is: impl Fn(&Effect) -> bool) -> usize {
    effects.iter().filter(|e| is(e)).count()
}

#[test]
fn money_is_recorded_exactly_on_the_banks_yes() {
    always("RecordRefund", |cell, after, effects| {
        let yes = cell.before.state == State::AtBank && matches!(after.state, State::Reversing | State::Done);
        count(effects, |e| *e == Effect::RecordRefund) == usize::from(yes) && (!yes || cell.event == Event::BankYes)
    });
}

#[test]
fn the_payer_is_told_once_of_the_banks_yes_or_no() {
    always("Tell", |cell, after, effects| {
        let told = count(effects, |e| matches!(e, Effect::TellRefunded | Effect::TellRefused));
        told == usize::from(cell.before.bank_at.is_none() && after.bank_at.is_some())
    });
}

#[test]
fn each_share_is_recorded_exactly_when_it_settles() {
    always("shares", |cell, after, effects| {
        cell.before.shares.iter().zip(&after.shares).all(|(old, new)| {
            let reversed = old.reversal != new.reversal && matches!(new.reversal, Reversal::Reversed { .. });
            let cost = old.reversal != new.reversal && matches!(new.reversal, Reversal::OperatorCost { .. });
            // Written off, and its biller had not been heard: the one share that may settle once more.
            let late = cell.before.unheard.contains(&old.id);
            let kept = !old.reversal.is_settled() || old.reversal == new.reversal || late && !after.unheard.contains(&old.id);
            kept && count(effects, |e| *e == Effect::RecordReversed { id: new.id.clone() }) == usize::from(reversed && !late)
                && count(effects, |e| *e == Effect::RecordRecovered { id: new.id.clone() }) == usize::from(reversed && late)
                && count(effects, |e| *e == Effect::RecordCost { id: new.id.clone() }) == usize::from(cost && !late)
        })
    });
}

#[test]
fn no_biller_is_asked_before_the_bank_has_given_the_money_back() {
    always("bank first", |cell, after, effects| {
        let asked = count(effects, |e| matches!(e, Effect::Reverse { .. } | Effect::AskReversal { .. }));
        asked == 0 || matches!(cell.before.state, State::Reversing | State::Done) && after.bank_at.is_some()
    });
}

#[test]
fn a_case_is_done_once_every_share_is_settled() {
    always("Done", |_, after, _| {
        let settled = after.shares.iter().all(|s| s.reversal.is_settled());
        (after.state == State::Done) == (settled && after.bank_at.is_some() && after.state != State::BankRefused)
            && after.is_ended() == after.ended_at.is_some()
    });
}

#[test]
fn shares_are_free_again_exactly_when_nothing_will_be_given_back() {
    always("ReleaseShares", |cell, after, effects| {
        count(effects, |e| *e == Effect::ReleaseShares) == usize::from(cell.before.holds_shares() && !after.holds_shares())
    });
}

#[test]
fn only_persons_and_the_payments_own_transaction_lead_to_the_bank() {
    always("AskPayment", |cell, _, effects| {
        let asked = count(effects, |e| *e == Effect::AskPayment);
        let again = matches!(cell.event, Event::Tick | Event::Resolved { .. });
        asked == 0 || cell.event == Event::Approved || cell.before.state == State::Requested && again
    });
}

#[test]
fn dont_know_is_answered_by_waiting() {
    always("Unknown", |cell, after, effects| {
        let unknown = matches!(cell.event, Event::Share { answer: ReversalAnswer::Unknown, .. });
        !unknown || effects.is_empty() && *after == cell.before
    });
}

#[test]
fn every_case_that_waits_for_a_machine_reacts_to_a_tick() {
    for refund in states() {
        for at in TIMES.map(|(_, minute)| at_minute(minute)) {
            let waits = matches!(refund.state, State::Requested | State::Reversing) || !refund.unheard.is_empty();
            match apply(&refund, &Event::Tick, at) {
                Err(error) => assert!(!waits && error == TransitionError::NotExpected, "{:?}", refund.state),
                Ok((_, effects)) => assert!(waits && !effects.is_empty(), "{:?}", refund.state),
            }
        }
    }
}

#[test]
fn a_person_is_offered_exactly_what_the_machine_takes() {
    let names = |all: Vec<Resolution>| all.into_iter().map(Resolution::as_str).collect::<Vec<_>>();
    for refund in states() {
        let offered = resolutions(&refund, at_minute(6));
        let open = refund.shares.iter().filter(|share| !share.reversal.is_settled()).map(|share| share.amount.minor()).sum::<i64>();
        let expected = match refund.state {
            State::Requested => vec!["ask_again"],
            State::Reversing if open > 0 => vec!["ask_again", "write_off"],
            State::Done | State::Rejected | State::BankRefused => vec!["no_action"],
            _ => vec![],
        };
        assert!(offered.iter().all(|way| way.amount() == Money::ZERO || way.amount().minor() == open), "{offered:?}");
        assert_eq!(names(offered), expected, "{:?}", refund.state);
    }
}

#[test]
fn a_biller_is_asked_about_what_was_written_off_until_it_answers_or_a_month_has_passed() {
    let before = states().into_iter().find(|refund| !refund.unheard.is_empty()).unwrap();
    let asked = vec![Effect::AskReversal { id: samples::id('a') }];
    assert_eq!(apply(&before, &Event::Tick, at_minute(300)), Ok((before.clone(), asked)));
    let (over, effects) = apply(&before, &Event::Tick, at_minute(5).plus_ms(UNHEARD_MS)).unwrap();
    assert!(effects.is_empty() && over.unheard.is_empty() && over.state == State::Done);
    assert!(apply(&over, &Event::Tick, at_minute(300)).is_err(), "it is asleep for good");
}

#[test]
fn what_is_written_off_is_every_open_share_and_the_last_word() {
    for before in states().into_iter().filter(|refund| refund.state == State::Reversing) {
        let way = resolutions(&before, at_minute(6)).pop().unwrap();
        let (after, effects) = apply(&before, &Event::Resolved { case: samples::id('x'), resolution: way }, at_minute(6)).unwrap();
        let recorded = count(&effects, |effect| matches!(effect, Effect::RecordCost { .. }));
        let open = before.shares.iter().filter(|share| !share.reversal.is_settled()).count();
        assert_eq!((after.state, recorded, effects.len()), (State::Done, open, open));
    }
}
