//! The application machine: `apply(application, event, at)` → the application after it, and what is to be done.
//!
//! What the caller owes the machine:
//! - **A tick means quiet.** [`Event::Tick`] comes only while nothing of the application is stored to be done, claimed or
//!   on its way. An effect that was lost is not repeated: the tick makes the machine ask again.
//! - **Signed means stored.** [`Event::Signed`] is applied in the unit of work that stores the certificate, and it is
//!   stored only when [`Effect::RecordCertificate`] says so; a signature that reached no store never left the server and
//!   is made again under the same number.
//! - **Numbers are new.** The number in [`Event::Debt`] was never used; the database refuses one that was.
//! - **One click, one event.** A person's request that is sent twice carries the same key and is applied once; two that
//!   come at once are applied one after the other, each to the application as it then is.

use super::machine_issue::{check, debt, not_signed, signed, tick};
use super::{Actor, Application, Approver, Rule, Stage, State};
use crate::time::Timestamp;

pub use super::event::{Applied, Effect, Event, Seen, TransitionError};

/// A new application, as it is sent. By rule it goes straight to the biller's answer.
#[must_use]
pub fn register(rule: Rule, applicant: Actor, due_at: Timestamp, at: Timestamp) -> (Application, Vec<Effect>) {
    let mut application =
        Application { state: State::Registered, rule, applicant, due_at, paused_at: None, approved_by: None, number: None, alarmed: false };
    // By rule this is the only message until it is issued or found to owe: two at once would say the same.
    let mut effects = vec![Effect::Notify { stage: Stage::Registered }];
    if rule.by_rule {
        application.approved_by = Some(Approver::Rule);
        application.state = State::Checking { since: at };
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
    // In one place, so that no way into a stage can forget to tell the citizen, tell twice, or leave the clock standing.
    let stage = after.stage();
    if stage != before {
        effects.push(Effect::Notify { stage });
        after.alarmed = false;
        turn_clock(&mut after, at);
    }
    Ok((after, effects))
}

/// The promised time stands still until the citizen answers. It goes on with whatever ends the waiting: one that was
/// withdrawn while the citizen was asked was not late.
fn turn_clock(application: &mut Application, at: Timestamp) {
    if let Some(paused_at) = application.paused_at.take() {
        application.due_at = application.due_at.plus_ms(at.ms_since(paused_at).max(0));
    }
    application.paused_at = (application.stage() == Stage::CorrectionAsked).then_some(at);
}

fn follow(next: Application, event: &Event, at: Timestamp) -> Applied {
    match event {
        Event::Taken { by } => taken(next, by),
        Event::Released { by } => released(next, by),
        Event::Freed { by } => freed(next, by),
        Event::CorrectionAsked { by } => correction_asked(next, by, at),
        Event::Answered => answered(next, at),
        Event::Approved { by } => approved(next, by, at),
        Event::Rejected { by } => rejected(next, by),
        Event::Withdrawn => withdrawn(next),
        Event::Debt { seen, number, asked_at } => debt(next, *seen, number, (*asked_at).min(at), at),
        Event::Signed { number, as_of } => signed(next, number, *as_of, at),
        Event::NotSigned { number } => not_signed(next, number),
        Event::Tick => tick(next, at),
    }
}

fn taken(mut application: Application, by: &Actor) -> Applied {
    let state = match &application.state {
        State::Registered => State::UnderReview { officer: by.clone() },
        State::SecondReview { officer: None } => State::SecondReview { officer: Some(by.clone()) },
        _ if application.officer().is_some_and(|officer| officer != by) => return Err(TransitionError::NotYours),
        _ => return Err(TransitionError::NotExpected),
    };
    may_decide(&application, by)?;
    application.state = state;
    Ok((application, vec![]))
}

fn released(application: Application, by: &Actor) -> Applied {
    has_it(&application, by)?;
    put_back(application)
}

/// Whoever could free their own application could choose who decides on it.
fn freed(application: Application, by: &Actor) -> Applied {
    let own = application.applicant == *by;
    let freed = put_back(application)?;
    if own { Err(TransitionError::OwnApplication) } else { Ok(freed) }
}

fn put_back(mut application: Application) -> Applied {
    application.state = match application.state {
        State::UnderReview { .. } => State::Registered,
        State::SecondReview { officer: Some(_) } => State::SecondReview { officer: None },
        // Whoever asked for the correction will not be there to read the answer.
        State::CorrectionAsked { officer: Some(_), until } => State::CorrectionAsked { officer: None, until },
        // A biller that no longer knows the account never answers: without this only the citizen could end it.
        State::Checking { .. } => {
            application.approved_by = None;
            State::Registered
        }
        _ => return Err(TransitionError::NotExpected),
    };
    Ok((application, vec![]))
}

fn correction_asked(mut application: Application, by: &Actor, at: Timestamp) -> Applied {
    has_it(&application, by)?;
    // What was approved is about to change.
    application.approved_by = None;
    ask_citizen(&mut application, Some(by.clone()), at);
    Ok((application, vec![]))
}

/// Waits for the citizen.
pub(super) fn ask_citizen(application: &mut Application, officer: Option<Actor>, at: Timestamp) {
    application.state = State::CorrectionAsked { officer, until: at.plus_ms(application.rule.answer_within_ms) };
}

fn answered(mut application: Application, at: Timestamp) -> Applied {
    let State::CorrectionAsked { officer, .. } = application.state.clone() else {
        return Err(TransitionError::NotExpected);
    };
    match officer {
        Some(officer) => application.state = State::UnderReview { officer },
        // Only the debt stood in its way: whoever had approved it has nothing new to look at.
        None if application.waits_for_debt() => return Ok(check(application, at)),
        None => application.state = State::Registered,
    }
    Ok((application, vec![]))
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
