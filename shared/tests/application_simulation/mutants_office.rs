//! The machine, each time broken in one way somebody could break it, on the side of the office and the citizen. The
//! simulation must notice.

use shared::application::machine::{Applied, Effect, Event, TransitionError, apply};
use shared::application::{Application, Approver, Stage, State};
use shared::time::Timestamp;

pub(crate) fn forgets_to_tell(application: &Application, event: &Event, at: Timestamp) -> Applied {
    let (next, mut effects) = apply(application, event, at)?;
    effects.retain(|e| *e != Effect::Notify { stage: Stage::UnderReview });
    Ok((next, effects))
}

pub(crate) fn tells_twice(application: &Application, event: &Event, at: Timestamp) -> Applied {
    let (next, mut effects) = apply(application, event, at)?;
    if *event == Event::Tick && !next.is_ended() {
        effects.push(Effect::Notify { stage: next.stage() });
    }
    Ok((next, effects))
}

/// The machine, told that somebody else had sent it.
fn as_a_strangers(application: &Application, event: &Event, at: Timestamp) -> Applied {
    let stranger = Application { applicant: "stranger".to_owned(), ..application.clone() };
    let (next, effects) = apply(&stranger, event, at)?;
    Ok((Application { applicant: application.applicant.clone(), ..next }, effects))
}

pub(crate) fn lets_the_owner_decide(application: &Application, event: &Event, at: Timestamp) -> Applied {
    if matches!(event, Event::Freed { .. }) { apply(application, event, at) } else { as_a_strangers(application, event, at) }
}

pub(crate) fn lets_the_owner_free(application: &Application, event: &Event, at: Timestamp) -> Applied {
    if matches!(event, Event::Freed { .. }) { as_a_strangers(application, event, at) } else { apply(application, event, at) }
}

pub(crate) fn skips_the_second_person(application: &Application, event: &Event, at: Timestamp) -> Applied {
    let mut alone = application.clone();
    alone.rule.second_person = false;
    let (mut next, effects) = apply(&alone, event, at)?;
    next.rule = application.rule;
    Ok((next, effects))
}

/// Forgets who was first, not that somebody was.
pub(crate) fn lets_one_be_two(application: &Application, event: &Event, at: Timestamp) -> Applied {
    let mut anonymous = application.clone();
    if let Some(Approver::Officer { by }) = &mut anonymous.approved_by {
        *by = "somebody".to_owned();
    }
    apply(&anonymous, event, at)
}

pub(crate) fn keeps_an_approval(application: &Application, event: &Event, at: Timestamp) -> Applied {
    let (mut next, effects) = apply(application, event, at)?;
    if matches!(event, Event::CorrectionAsked { .. }) {
        next.approved_by = application.approved_by.clone();
    }
    Ok((next, effects))
}

/// Whoever presses is taken for who has it.
pub(crate) fn lets_another_decide(application: &Application, event: &Event, at: Timestamp) -> Applied {
    match (event, application.officer()) {
        (Event::Rejected { .. }, Some(officer)) => apply(application, &Event::Rejected { by: officer.clone() }, at),
        _ => apply(application, event, at),
    }
}

pub(crate) fn gives_it_away(application: &Application, event: &Event, at: Timestamp) -> Applied {
    let applied = apply(application, event, at);
    match (event, &application.state) {
        (Event::Taken { by }, State::UnderReview { .. }) if applied == Err(TransitionError::NotYours) && *by != application.applicant => {
            Ok((Application { state: State::UnderReview { officer: by.clone() }, ..application.clone() }, vec![]))
        }
        _ => applied,
    }
}

pub(crate) fn forgets_a_pause(application: &Application, event: &Event, at: Timestamp) -> Applied {
    let (next, effects) = apply(application, event, at)?;
    Ok((Application { due_at: application.due_at, ..next }, effects))
}

/// Only an answer sets it going again.
pub(crate) fn leaves_the_clock_standing(application: &Application, event: &Event, at: Timestamp) -> Applied {
    let (next, effects) = apply(application, event, at)?;
    let due_at = if *event == Event::Answered { next.due_at } else { application.due_at };
    Ok((Application { due_at, ..next }, effects))
}

pub(crate) fn forgets_the_deadline(application: &Application, event: &Event, at: Timestamp) -> Applied {
    match (&application.state, event) {
        (State::CorrectionAsked { .. }, Event::Tick) => Err(TransitionError::NotExpected),
        _ => apply(application, event, at),
    }
}

/// From a biller that no longer knows the account.
pub(crate) fn cannot_be_freed(application: &Application, event: &Event, at: Timestamp) -> Applied {
    match (&application.state, event) {
        (State::Checking { .. }, Event::Freed { .. }) => Err(TransitionError::NotExpected),
        _ => apply(application, event, at),
    }
}
