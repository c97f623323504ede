//! What must never be, over the whole table: stages, the promised time, the debt, the certificate.

use crate::cells::{always, cells, stays};
use crate::samples::{TIMES, at_minute, states};
use shared::application::machine::apply;
use shared::application::{Application, DEBT_FRESH_MS, Effect, Event, Seen, Stage, State, TransitionError};

fn count(effects: &[Effect], is: impl Fn(&Effect) -> bool) -> usize {
    effects.iter().filter(|e| is(e)).count()
}

const fn is_signing(application: &Application) -> bool {
    matches!(application.state, State::Signing { .. })
}

#[test]
fn an_end_is_an_end() {
    for cell in cells().iter().filter(|c| c.before.is_ended()) {
        assert_eq!(cell.after, Err(TransitionError::NotExpected), "{:?} {:?}", cell.before.state, cell.event);
    }
}

#[test]
fn only_signing_under_the_same_number_and_answer_leads_to_issued() {
    always("Issued", |cell, after, effects| {
        let State::Issued { number } = &after.state else {
            return count(effects, |e| matches!(e, Effect::RecordCertificate { .. })) == 0;
        };
        let State::Signing { number: mine, as_of, asked_at, .. } = &cell.before.state else { return false };
        mine == number
            && cell.event == Event::Signed { number: number.clone(), as_of: *as_of }
            && cell.at.ms_since(*asked_at) <= DEBT_FRESH_MS
            && effects[0] == Effect::RecordCertificate { number: number.clone() }
            && count(effects, |e| matches!(e, Effect::RecordCertificate { .. })) == 1
    });
}

#[test]
fn nothing_is_signed_without_a_clear_fresh_answer_to_this_question_in_this_very_step() {
    always("Signing", |cell, after, effects| {
        let signs = count(effects, |e| matches!(e, Effect::Sign { .. }));
        match (&cell.before.state, &after.state) {
            (State::Signing { number, as_of, .. }, State::Signing { .. }) => {
                let again = effects.contains(&Effect::Sign { number: number.clone(), as_of: *as_of });
                after.state == cell.before.state && signs == usize::from(again) && (cell.event == Event::Tick) == again
            }
            (State::Checking { since }, State::Signing { as_of: of, asked_at, .. }) => {
                let clear = matches!(&cell.event, Event::Debt { seen: Seen::Clear { as_of }, .. } if as_of == of);
                clear && asked_at >= since && cell.at.ms_since(*asked_at) <= DEBT_FRESH_MS && signs == 1
            }
            (_, State::Signing { .. }) => false,
            _ => signs == 0,
        }
    });
}

#[test]
fn an_answer_is_never_newer_than_the_clock() {
    stays("asked_at", |a| !matches!(a.state, State::Signing { asked_at, .. } if asked_at > at_minute(TIMES[2].1)));
    always("asked_at", |cell, after, _| !matches!(after.state, State::Signing { asked_at, .. } if asked_at > cell.at));
}

#[test]
fn dont_know_and_not_signed_are_answered_by_waiting() {
    always("Unknown", |cell, after, effects| {
        let waits = matches!(cell.event, Event::Debt { seen: Seen::Unknown, .. } | Event::NotSigned { .. });
        !waits || *after == cell.before && effects.is_empty()
    });
}

#[test]
fn owed_asks_the_citizen_and_keeps_who_approved() {
    always("Owed", |cell, after, _| {
        let owed = matches!(cell.event, Event::Debt { seen: Seen::Owed { .. }, .. }) && *after != cell.before;
        !owed || after.waits_for_debt() && after.approved_by == cell.before.approved_by
    });
}

#[test]
fn only_a_newer_owed_calls_back_what_is_being_signed() {
    always("called back", |cell, after, _| match (&cell.before.state, &cell.event) {
        (State::Signing { asked_at: before, .. }, Event::Debt { seen: Seen::Owed { .. }, asked_at, .. }) => {
            asked_at > before && (after.waits_for_debt() || *after == cell.before)
        }
        (State::Signing { .. }, Event::Debt { .. }) => false,
        _ => true,
    });
}

/// Too rare for the simulation: two questions, both answers late, a debt in between and a signer that fails.
#[test]
fn a_newer_owed_does_call_it_back() {
    let mut called_back = 0;
    for cell in cells().iter().filter(|c| is_signing(&c.before)) {
        if let Event::Debt { seen: Seen::Owed { .. }, asked_at, .. } = &cell.event
            && (at_minute(6)..=cell.at).contains(asked_at)
            && cell.at.ms_since(*asked_at) <= DEBT_FRESH_MS
        {
            assert!(cell.after.as_ref().unwrap().0.waits_for_debt());
            called_back += 1;
        }
    }
    assert_eq!(called_back, 2, "by one and by rule");
}

#[test]
fn once_it_is_being_signed_it_is_too_late_to_take_it_back_or_free_it() {
    for cell in cells().iter().filter(|c| is_signing(&c.before)) {
        let machines = matches!(cell.event, Event::Debt { .. } | Event::Signed { .. } | Event::NotSigned { .. } | Event::Tick);
        let too_late = !machines;
        assert!(!too_late || cell.after == Err(TransitionError::NotExpected), "{:?}", cell.event);
    }
}

#[test]
fn the_citizen_can_take_it_back_until_then() {
    for cell in cells().iter().filter(|c| c.event == Event::Withdrawn) {
        let withdrawn = matches!(&cell.after, Ok((after, _)) if after.state == State::Withdrawn);
        assert_eq!(withdrawn, !is_signing(&cell.before) && !cell.before.is_ended());
    }
}

#[test]
fn a_message_exactly_when_the_stage_changes() {
    always("Notify", |cell, after, effects| {
        let told: Vec<Stage> = effects.iter().filter_map(|e| if let Effect::Notify { stage } = e { Some(*stage) } else { None }).collect();
        let stage = after.stage();
        if stage == cell.before.stage() { told.is_empty() } else { told == [stage] }
    });
}

#[test]
fn a_number_set_aside_is_never_another_and_the_certificate_carries_it() {
    always("number", |cell, after, _| cell.before.number.is_none() || after.number == cell.before.number);
    stays("number", |a| match &a.state {
        State::Signing { number, .. } | State::Issued { number } => a.number.as_ref() == Some(number),
        _ => true,
    });
}

#[test]
fn a_number_is_set_aside_only_to_sign() {
    always("number", |cell, after, _| cell.before.number == after.number || is_signing(after));
}

#[test]
fn the_promised_time_stands_still_exactly_while_the_citizen_is_asked() {
    stays("paused", |a| a.paused_at.is_some() == (a.stage() == Stage::CorrectionAsked));
    always("due", |cell, after, _| {
        let moved = after.due_at.ms_since(cell.before.due_at);
        match cell.before.paused_at {
            Some(paused_at) if after.paused_at.is_none() => moved == cell.at.ms_since(paused_at),
            _ => moved == 0,
        }
    });
}

#[test]
fn a_citizen_gets_the_whole_time_to_answer() {
    always("until", |cell, after, _| match (&cell.before.state, &after.state) {
        (State::CorrectionAsked { until: before, .. }, State::CorrectionAsked { until, .. }) => before == until,
        (_, State::CorrectionAsked { until, .. }) => until.ms_since(cell.at) == after.rule.answer_within_ms,
        _ => true,
    });
}

#[test]
fn the_clock_alone_ends_only_what_the_citizen_left_unanswered() {
    always("Tick", |cell, after, _| {
        let late = matches!(cell.before.state, State::CorrectionAsked { until, .. } if cell.at > until);
        cell.event != Event::Tick || after.is_ended() == late
    });
}

#[test]
fn what_waits_for_a_machine_reacts_to_every_tick_and_what_waits_for_a_person_to_none() {
    for application in states() {
        for at in TIMES.map(|(_, minute)| at_minute(minute)) {
            let waits = matches!(application.state, State::Checking { .. } | State::Signing { .. });
            let late = matches!(application.state, State::CorrectionAsked { until, .. } if at > until);
            match apply(&application, &Event::Tick, at) {
                Err(error) => assert!(!waits && !late && error == TransitionError::NotExpected, "{:?}", application.state),
                Ok((after, effects)) => assert!((waits || late) && (after != application || !effects.is_empty())),
            }
        }
    }
}

#[test]
fn at_most_one_call_is_wanted_at_a_time() {
    always("calls", |_, _, effects| count(effects, |e| !e.is_record()) <= 1);
}

#[test]
fn an_alarm_is_raised_once_and_changes_nothing_else() {
    for cell in cells() {
        let raised = Application { alarmed: true, ..cell.before.clone() };
        let Ok((again, quiet)) = apply(&raised, &cell.event, cell.at) else {
            assert!(cell.after.is_err());
            continue;
        };
        let (after, effects) = cell.after.unwrap();
        let without: Vec<Effect> = effects.into_iter().filter(|e| *e != Effect::Alarm).collect();
        assert_eq!((quiet, &again.state, again.due_at), (without, &after.state, after.due_at));
        assert_eq!(again.alarmed, again.stage() == raised.stage(), "a new stage may raise a new one");
    }
}
