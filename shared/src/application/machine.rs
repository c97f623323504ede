//! The application machine: `apply(application, event, at)` → the application after it, and what is to be done.
//!
//! What the caller owes the machine:
//! - **A tick means quiet.** [`Event::Tick`] comes only while nothing of the application is stored to be done, claimed or
//!   on its way. An effect that was lost is not repeated: the tick makes the machine ask again.
//! - **Signed means stored.** [`Event::Signed`] is applied in the unit of work that stores the certificate; a signature
//!   that reached no store never left the server and is made again under the same number.
//! - **Numbers are new.** The number in [`Event::Debt`] was never used; the database refuses one that was.

use super::{Actor, Application, Approver, DEBT_FRESH_MS, Rule, Stage, State};
use crate::time::Timestamp;

pub use super::event::{Applied, Effect, Event, Seen, TransitionError};

/// A new application, as it is sent. By rule it goes straight to the biller's answer.
#[must_use]
pub fn register(rule: Rule, applicant: Actor, due_at: Timestamp, at: Timestamp) -> (Application, Vec<Effect>) {
    let mut application =
        Application { state: State::Registered, rule, applicant, due_at, paused_at: None, approved_by: None, alarmed: false };
    let mut effects = vec![Effect::Notify { stage: Stage::Registered }];
    if rule.by_rule {
        application.approved_by = Some(Approver::Rule);
        application.state = State::Checking { since: at, number: None };
        effects.push(Effect::AskDebt);
    }
    (application, effects)
}

/// The machine.
///
/// # Errors
/// [`TransitionError`]; the application is as it was.
pub fn apply(application: &Application, event: &Event, at: Timestamp) -> Applied {
    let before = application.stage();
    let (mut after, mut effects) = follow(application.clone(), event, at)?;
    // In one place, so that no way into a stage can forget to tell the citizen or tell twice.
    let stage = after.stage();
    if stage != before {
        effects.push(Effect::Notify { stage });
        after.alarmed = false;
    }
    Ok((after, effects))
}

fn follow(next: Application, event: &Event, at: Timestamp) -> Applied {
    match event {
        Event::Taken { by } => taken(next, by),
        Event::Released { by } => released(next, by),
        Event::Freed { .. } => put_back(next),
        Event::CorrectionAsked { by } => correction_asked(next, by, at),
        Event::Answered => answered(next, at),
        Event::Approved { by } => approved(next, by, at),
        Event::Rejected { by } => rejected(next, by),
        Event::Withdrawn => withdrawn(next),
        Event::Debt { seen, number } => debt(next, *seen, number, at),
        Event::Signed { number } => signed(next, number),
        Event::NotSigned { number } => not_signed(next, number),
        Event::Tick => tick(next, at),
    }
}

fn taken(mut application: Application, by: &Actor) -> Applied {
    may_decide(&application, by)?;
    application.state = match application.state {
        State::Registered => State::UnderReview { officer: by.clone() },
        State::SecondReview { officer: None } => State::SecondReview { officer: Some(by.clone()) },
        _ => return Err(TransitionError::NotExpected),
    };
    Ok((application, vec![]))
}

fn released(application: Application, by: &Actor) -> Applied {
    has_it(&application, by)?;
    put_back(application)
}

fn put_back(mut application: Application) -> Applied {
    application.state = match application.state {
        State::UnderReview { .. } => State::Registered,
        State::SecondReview { officer: Some(_) } => State::SecondReview { officer: None },
        // Whoever asked for the correction will not be there to read the answer.
        State::CorrectionAsked { officer: Some(_), until } => State::CorrectionAsked { officer: None, until },
        _ => return Err(TransitionError::NotExpected),
    };
    Ok((application, vec![]))
}

fn correction_asked(mut application: Application, by: &Actor, at: Timestamp) -> Applied {
    has_it(&application, by)?;
    application.approved_by = None;
    pause(&mut application, Some(by.clone()), at);
    Ok((application, vec![]))
}

/// The promised time stands still until the citizen answers.
fn pause(application: &mut Application, officer: Option<Actor>, at: Timestamp) {
    application.paused_at = Some(at);
    application.state = State::CorrectionAsked { officer, until: at.plus_ms(application.rule.answer_within_ms) };
}

fn answered(mut application: Application, at: Timestamp) -> Applied {
    let State::CorrectionAsked { officer, .. } = application.state.clone() else {
        return Err(TransitionError::NotExpected);
    };
    if let Some(paused_at) = application.paused_at.take() {
        application.due_at = application.due_at.plus_ms(at.ms_since(paused_at).max(0));
    }
    match officer {
        Some(officer) => {
            application.state = State::UnderReview { officer };
            Ok((application, vec![]))
        }
        // Only the debt stood in its way: whoever had approved it has nothing new to look at.
        None if application.approved_by.is_some() => Ok(check(application, at)),
        None => {
            application.state = State::Registered;
            Ok((application, vec![]))
        }
    }
}

fn approved(mut application: Application, by: &Actor, at: Timestamp) -> Applied {
    has_it(&application, by)?;
    may_decide(&application, by)?;
    let first = application.approved_by.take();
    application.approved_by = Some(match first {
        Some(Approver::Officer { by: first }) => Approver::Two { first, second: by.clone() },
        _ => Approver::Officer { by: by.clone() },
    });
    if application.rule.second_person && !matches!(application.approved_by, Some(Approver::Two { .. })) {
        application.state = State::SecondReview { officer: None };
        return Ok((application, vec![]));
    }
    Ok(check(application, at))
}

fn check(mut application: Application, at: Timestamp) -> (Application, Vec<Effect>) {
    application.state = State::Checking { since: at, number: None };
    (application, vec![Effect::AskDebt])
}

fn rejected(mut application: Application, by: &Actor) -> Applied {
    has_it(&application, by)?;
    may_decide(&application, by)?;
    application.state = State::Rejected { by: Some(by.clone()) };
    Ok((application, vec![]))
}

/// Once it is being signed it is too late.
fn withdrawn(mut application: Application) -> Applied {
    match application.state {
        State::Registered
        | State::UnderReview { .. }
        | State::SecondReview { .. }
        | State::CorrectionAsked { .. }
        | State::Checking { .. } => {
            application.state = State::Withdrawn;
            Ok((application, vec![]))
        }
        _ => Err(TransitionError::NotExpected),
    }
}

fn debt(mut application: Application, seen: Seen, fresh: &str, at: Timestamp) -> Applied {
    let State::Checking { since, number } = application.state.clone() else {
        return Err(TransitionError::NotExpected);
    };
    match seen {
        Seen::Clear { as_of } => {
            let number = number.unwrap_or_else(|| fresh.to_owned());
            application.state = State::Signing { since, number: number.clone(), as_of };
            Ok((application, vec![Effect::Sign { number, as_of }]))
        }
        Seen::Owed { .. } => {
            pause(&mut application, None, at);
            Ok((application, vec![]))
        }
        Seen::Unknown => Ok((application, vec![])),
    }
}

fn signed(mut application: Application, number: &str) -> Applied {
    match &application.state {
        State::Signing { number: mine, .. } if mine == number => {
            application.state = State::Issued { number: number.to_owned() };
            Ok((application, vec![Effect::RecordCertificate { number: number.to_owned() }]))
        }
        _ => Err(TransitionError::NotExpected),
    }
}

fn not_signed(application: Application, number: &str) -> Applied {
    match &application.state {
        State::Signing { number: mine, .. } if mine == number => Ok((application, vec![])),
        _ => Err(TransitionError::NotExpected),
    }
}

fn tick(mut application: Application, at: Timestamp) -> Applied {
    match application.state.clone() {
        State::CorrectionAsked { until, .. } if at > until => {
            application.state = State::Rejected { by: None };
            Ok((application, vec![]))
        }
        State::Checking { since, .. } => {
            let mut effects = vec![Effect::AskDebt];
            effects.extend(overdue(&mut application, since, at));
            Ok((application, effects))
        }
        State::Signing { since, number, as_of } => {
            let stale = at.ms_since(as_of) > DEBT_FRESH_MS;
            let effect = if stale { Effect::AskDebt } else { Effect::Sign { number: number.clone(), as_of } };
            if stale {
                application.state = State::Checking { since, number: Some(number) };
            }
            let mut effects = vec![effect];
            effects.extend(overdue(&mut application, since, at));
            Ok((application, effects))
        }
        _ => Err(TransitionError::NotExpected),
    }
}

/// What stays undone past its time is told to the operator, once.
fn overdue(application: &mut Application, since: Timestamp, at: Timestamp) -> Option<Effect> {
    let late = at.ms_since(since) > application.rule.alarm_after_ms && !application.alarmed;
    application.alarmed |= late;
    late.then_some(Effect::Alarm)
}

fn has_it(application: &Application, by: &Actor) -> Result<(), TransitionError> {
    match application.officer() {
        Some(officer) if officer == by => Ok(()),
        Some(_) => Err(TransitionError::NotYours),
        None => Err(TransitionError::NotExpected),
    }
}

/// Nobody decides on their own, and the second person is another than the first.
fn may_decide(application: &Application, by: &Actor) -> Result<(), TransitionError> {
    let first = matches!(&application.approved_by, Some(Approver::Officer { by: first }) if first == by);
    if first || application.applicant == *by { Err(TransitionError::OwnApplication) } else { Ok(()) }
}
