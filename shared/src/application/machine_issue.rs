//! The part of the machine that speaks with the biller and the signer: from approved to issued.

use super::event::{Applied, Effect, Seen, TransitionError};
use super::machine::ask_citizen;
use super::{Application, DEBT_FRESH_MS, State};
use crate::time::Timestamp;

/// Approved: the biller is asked once more.
pub(super) fn check(mut application: Application, at: Timestamp) -> (Application, Vec<Effect>) {
    application.state = State::Checking { since: at };
    (application, vec![Effect::AskDebt])
}

pub(super) fn debt(mut application: Application, seen: Seen, fresh: &str, asked_at: Timestamp, at: Timestamp) -> Applied {
    // An answer to a question of before the citizen paid, or was found to owe, is no answer to this one.
    let since = match application.state {
        State::Checking { since } if asked_at >= since => since,
        // Two had asked: the older answer came first, and the newer one says that it is no longer so.
        State::Signing { asked_at: before, .. } if asked_at > before && owed(seen) => before,
        _ => return Err(TransitionError::NotExpected),
    };
    match seen {
        _ if is_stale(asked_at, at) => {}
        Seen::Clear { as_of } => {
            let number = application.number.get_or_insert_with(|| fresh.to_owned()).clone();
            application.state = State::Signing { since, number: number.clone(), as_of, asked_at };
            return Ok((application, vec![Effect::Sign { number, as_of }]));
        }
        Seen::Owed { .. } => ask_citizen(&mut application, None, at),
        Seen::Unknown => {}
    }
    Ok((application, vec![]))
}

pub(super) fn signed(mut application: Application, signed: &str, on: Timestamp, at: Timestamp) -> Applied {
    let State::Signing { since, number, as_of, asked_at } = &application.state else {
        return Err(TransitionError::NotExpected);
    };
    // A signature that lay about since an earlier answer says what may no longer be so.
    if number != signed || *as_of != on {
        return Err(TransitionError::NotExpected);
    }
    if is_stale(*asked_at, at) {
        application.state = State::Checking { since: *since };
        return Ok((application, vec![Effect::AskDebt]));
    }
    let number = number.clone();
    application.state = State::Issued { number: number.clone() };
    Ok((application, vec![Effect::RecordCertificate { number }]))
}

pub(super) fn not_signed(application: Application, number: &str) -> Applied {
    match &application.state {
        State::Signing { number: mine, .. } if mine == number => Ok((application, vec![])),
        _ => Err(TransitionError::NotExpected),
    }
}

pub(super) fn tick(mut application: Application, at: Timestamp) -> Applied {
    let (since, effect) = match application.state.clone() {
        State::CorrectionAsked { until, .. } if at > until => {
            application.state = State::Rejected { by: None };
            return Ok((application, vec![]));
        }
        State::Checking { since } => (since, Effect::AskDebt),
        State::Signing { since, asked_at, .. } if is_stale(asked_at, at) => {
            application.state = State::Checking { since };
            (since, Effect::AskDebt)
        }
        State::Signing { since, number, as_of, .. } => (since, Effect::Sign { number, as_of }),
        _ => return Err(TransitionError::NotExpected),
    };
    let mut effects = vec![effect];
    effects.extend(overdue(&mut application, since, at));
    Ok((application, effects))
}

const fn owed(seen: Seen) -> bool {
    matches!(seen, Seen::Owed { .. })
}

/// Counted from the question, never from the time the answer is of: a biller that sends a file a day answers of last
/// night however often it is asked, and one whose clock is fast would stay fresh for ever.
fn is_stale(asked_at: Timestamp, at: Timestamp) -> bool {
    at.ms_since(asked_at) > DEBT_FRESH_MS
}

/// What stays undone past its time is told to the operator, once.
fn overdue(application: &mut Application, since: Timestamp, at: Timestamp) -> Option<Effect> {
    let late = at.ms_since(since) > application.rule.alarm_after_ms && !application.alarmed;
    application.alarmed |= late;
    late.then_some(Effect::Alarm)
}
