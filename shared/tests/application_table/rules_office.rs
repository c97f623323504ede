//! What must never be, over the whole table: who may decide, and who has it.

use crate::cells::{always, cells, stays};
use shared::application::{Actor, Application, Approver, Event, State, TransitionError};

/// Who decides by this event, if it is a decision.
const fn decides(event: &Event) -> Option<&Actor> {
    match event {
        Event::Taken { by } | Event::CorrectionAsked { by } | Event::Approved { by } | Event::Rejected { by } => Some(by),
        _ => None,
    }
}

#[test]
fn nobody_takes_frees_or_decides_an_application_of_their_own() {
    always("own", |cell, _, _| match &cell.event {
        Event::Released { by } | Event::Freed { by } => *by != cell.before.applicant,
        event => decides(event).is_none_or(|by| *by != cell.before.applicant),
    });
}

#[test]
fn only_who_has_it_decides() {
    for cell in cells() {
        let (Event::CorrectionAsked { by } | Event::Approved { by } | Event::Rejected { by } | Event::Released { by }) = &cell.event else {
            continue;
        };
        match cell.before.officer() {
            Some(officer) if officer == by => assert!(cell.after.is_ok(), "{:?}", cell.event),
            Some(_) => assert_eq!(cell.after, Err(TransitionError::NotYours)),
            None => assert_eq!(cell.after, Err(TransitionError::NotExpected)),
        }
    }
}

#[test]
fn nobody_takes_what_another_has() {
    for cell in cells() {
        if let (Event::Taken { by }, Some(officer)) = (&cell.event, cell.before.officer()) {
            let error = if by == officer { TransitionError::NotExpected } else { TransitionError::NotYours };
            assert_eq!(cell.after, Err(error), "{:?} {:?}", cell.before.state, cell.event);
        }
    }
}

#[test]
fn the_second_person_is_another_than_the_first() {
    fn first(application: &Application) -> Option<&Actor> {
        if let Some(Approver::Officer { by }) = &application.approved_by { Some(by) } else { None }
    }
    always("second", |cell, _, _| decides(&cell.event).is_none_or(|by| first(&cell.before) != Some(by)));
    stays("second", |a| !matches!(&a.approved_by, Some(Approver::Two { first, second }) if first == second));
    stays("second", |a| !matches!(&a.state, State::SecondReview { officer } if officer.as_ref() == first(a) || first(a).is_none()));
}

#[test]
fn nothing_goes_on_to_the_biller_without_as_many_persons_as_the_rule_wants() {
    stays("approved", |a| {
        let approved = match &a.approved_by {
            Some(Approver::Rule) => a.rule.by_rule,
            Some(Approver::Officer { .. }) => !a.rule.second_person,
            Some(Approver::Two { .. }) => true,
            None => false,
        };
        !matches!(a.state, State::Checking { .. } | State::Signing { .. } | State::Issued { .. }) || approved
    });
}

#[test]
fn an_approval_comes_only_from_who_approves_and_is_gone_when_officers_look_anew() {
    always("approval", |cell, after, _| {
        let by = |by: &Actor| cell.event == Event::Approved { by: by.clone() };
        after.approved_by == cell.before.approved_by
            || match &after.approved_by {
                Some(Approver::Officer { by: now }) => by(now) && cell.before.approved_by.is_none(),
                Some(Approver::Two { first, second }) => {
                    by(second) && cell.before.approved_by == Some(Approver::Officer { by: first.clone() })
                }
                Some(Approver::Rule) => false,
                None => true,
            }
    });
    stays("approval", |a| {
        let anew = match &a.state {
            State::Registered | State::UnderReview { .. } => true,
            State::CorrectionAsked { officer, .. } => officer.is_some(),
            _ => false,
        };
        !anew || a.approved_by.is_none()
    });
}

#[test]
fn an_officer_who_has_it_loses_it_only_by_their_own_act_a_supervisors_or_the_citizens() {
    always("hold", |cell, after, _| {
        let kept = cell.before.officer().is_none() || after.officer() == cell.before.officer();
        let own = match &cell.event {
            Event::Released { by } => Some(by) == cell.before.officer(),
            event => decides(event).is_some_and(|by| Some(by) == cell.before.officer()),
        };
        kept || own || matches!(cell.event, Event::Freed { .. } | Event::Withdrawn)
    });
}

#[test]
fn who_asked_gets_the_answer_and_only_an_application_that_a_debt_stopped_goes_straight_on() {
    for cell in cells().iter().filter(|c| c.event == Event::Answered) {
        let State::CorrectionAsked { officer, .. } = &cell.before.state else {
            assert_eq!(cell.after, Err(TransitionError::NotExpected));
            continue;
        };
        let (after, _) = cell.after.as_ref().unwrap();
        let expected = match officer {
            Some(officer) => State::UnderReview { officer: officer.clone() },
            None if cell.before.waits_for_debt() => State::Checking { since: cell.at },
            None => State::Registered,
        };
        assert_eq!(after.state, expected);
    }
}

#[test]
fn a_supervisor_can_free_whatever_an_officer_or_a_silent_biller_holds() {
    for cell in cells().iter().filter(|c| matches!(&c.event, Event::Freed { by } if *by != c.before.applicant)) {
        let held = cell.before.officer().is_some()
            || matches!(cell.before.state, State::Checking { .. } | State::CorrectionAsked { officer: Some(_), .. });
        assert_eq!(cell.after.is_ok(), held, "{:?}", cell.before.state);
        if let Ok((after, _)) = &cell.after {
            assert!(after.officer().is_none() && !matches!(after.state, State::CorrectionAsked { officer: Some(_), .. }));
        }
    }
}
