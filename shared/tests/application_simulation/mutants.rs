//! The machine, each time broken in one way somebody could break it, on the side of the biller and the signer. The
//! simulation must notice.

use shared::application::machine::{Applied, Effect, Event, Seen, apply};
use shared::application::{Application, State};
use shared::time::Timestamp;

/// As if the biller had said so just now.
fn read_as_clear(application: &Application, event: &Event, at: Timestamp, reads: fn(&Seen) -> bool) -> Applied {
    match event {
        Event::Debt { seen, number, .. } if reads(seen) => {
            let event = Event::Debt { seen: Seen::Clear { as_of: at }, number: format!("{number}A-0"), asked_at: at };
            apply(application, &event, at)
        }
        _ => apply(application, event, at),
    }
}

pub(crate) fn signs_on_unknown(application: &Application, event: &Event, at: Timestamp) -> Applied {
    read_as_clear(application, event, at, |seen| *seen == Seen::Unknown)
}

pub(crate) fn signs_on_owed(application: &Application, event: &Event, at: Timestamp) -> Applied {
    read_as_clear(application, event, at, |seen| matches!(seen, Seen::Owed { .. }))
}

/// With the state's own answer always fresh.
pub(crate) fn issues_when_stale(application: &Application, event: &Event, at: Timestamp) -> Applied {
    let mut application = application.clone();
    if let State::Signing { asked_at, .. } = &mut application.state {
        *asked_at = at;
    }
    apply(&application, event, at)
}

pub(crate) fn takes_an_old_answer(application: &Application, event: &Event, at: Timestamp) -> Applied {
    match event {
        Event::Debt { seen, number, .. } => apply(application, &Event::Debt { seen: *seen, number: number.clone(), asked_at: at }, at),
        _ => apply(application, event, at),
    }
}

/// Whatever answer it was made on.
pub(crate) fn takes_an_old_signature(application: &Application, event: &Event, at: Timestamp) -> Applied {
    match (&application.state, event) {
        (State::Signing { as_of, .. }, Event::Signed { number, .. }) => {
            apply(application, &Event::Signed { number: number.clone(), as_of: *as_of }, at)
        }
        _ => apply(application, event, at),
    }
}

/// An answer grows old from the time it is of: never at a biller whose clock is fast, always at one that sends files.
pub(crate) fn believes_the_billers_clock(application: &Application, event: &Event, at: Timestamp) -> Applied {
    let mut application = application.clone();
    if let State::Signing { asked_at, as_of, .. } = &mut application.state {
        *asked_at = *as_of;
    }
    apply(&application, event, at)
}

/// A fresh one with every answer.
pub(crate) fn takes_another_number(application: &Application, event: &Event, at: Timestamp) -> Applied {
    let number = application.number.clone().filter(|_| !matches!(event, Event::Debt { .. }));
    apply(&Application { number, ..application.clone() }, event, at)
}

pub(crate) fn loses_its_number(application: &Application, event: &Event, at: Timestamp) -> Applied {
    let (mut next, effects) = apply(application, event, at)?;
    if next.waits_for_debt() {
        next.number = None;
    }
    Ok((next, effects))
}

pub(crate) fn records_twice(application: &Application, event: &Event, at: Timestamp) -> Applied {
    let (next, mut effects) = apply(application, event, at)?;
    let records: Vec<Effect> = effects.iter().filter(|e| matches!(e, Effect::RecordCertificate { .. })).cloned().collect();
    effects.extend(records);
    Ok((next, effects))
}

pub(crate) fn forgets_the_record(application: &Application, event: &Event, at: Timestamp) -> Applied {
    let (next, mut effects) = apply(application, event, at)?;
    effects.retain(|e| !matches!(e, Effect::RecordCertificate { .. }));
    Ok((next, effects))
}

/// A signature that comes after the end is one all the same.
pub(crate) fn issues_what_was_withdrawn(application: &Application, event: &Event, at: Timestamp) -> Applied {
    match event {
        Event::Debt { seen: Seen::Clear { .. }, asked_at, .. } if application.state == State::Withdrawn => {
            let state = State::Checking { since: *asked_at };
            apply(&Application { state, ..application.clone() }, event, at)
        }
        _ => apply(application, event, at),
    }
}

pub(crate) fn never_asks_again(application: &Application, event: &Event, at: Timestamp) -> Applied {
    let (next, mut effects) = apply(application, event, at)?;
    effects.retain(|e| *event != Event::Tick || *e != Effect::AskDebt);
    Ok((next, effects))
}

pub(crate) fn never_signs_again(application: &Application, event: &Event, at: Timestamp) -> Applied {
    match (&application.state, event) {
        (State::Signing { .. }, Event::Tick) => Ok((application.clone(), vec![])),
        _ => apply(application, event, at),
    }
}

pub(crate) fn asks_again_at_once(application: &Application, event: &Event, at: Timestamp) -> Applied {
    let (next, mut effects) = apply(application, event, at)?;
    if matches!(event, Event::Debt { seen: Seen::Unknown, .. }) {
        effects.push(Effect::AskDebt);
    }
    Ok((next, effects))
}

pub(crate) fn signs_again_at_once(application: &Application, event: &Event, at: Timestamp) -> Applied {
    let (next, mut effects) = apply(application, event, at)?;
    if let (State::Signing { number, as_of, .. }, Event::NotSigned { .. }) = (&next.state, event) {
        effects.push(Effect::Sign { number: number.clone(), as_of: *as_of });
    }
    Ok((next, effects))
}

pub(crate) fn raises_it_again(application: &Application, event: &Event, at: Timestamp) -> Applied {
    let (next, effects) = apply(application, event, at)?;
    Ok((Application { alarmed: false, ..next }, effects))
}
