//! The case's machine.

use super::{CarryOut, Event, Refusal, Request, State, Who};

/// The case after an event, and what is to be told to the payment.
///
/// # Errors
/// [`Refusal`]; the case is as it was.
pub fn apply(state: &State, event: &Event) -> Result<(State, Option<CarryOut>), Refusal> {
    match event {
        Event::Taken { by } => take(state, by).map(|state| (state, None)),
        Event::Released { by } => release(state, by).map(|state| (state, None)),
        Event::ResolutionAsked(request) => ask(state, request).map(|state| (state, None)),
        Event::Approved { by } => approve(state, by),
        Event::Declined { .. } => decline(state).map(|state| (state, None)),
    }
}

/// Also from a colleague who has it: people fall ill. The trail says who had it.
fn take(state: &State, by: &Who) -> Result<State, Refusal> {
    match state {
        State::Open => Ok(State::Taken { by: by.clone() }),
        State::Taken { by: holder } if holder.actor != by.actor => Ok(State::Taken { by: by.clone() }),
        _ => Err(Refusal::NotNow),
    }
}

fn release(state: &State, by: &Who) -> Result<State, Refusal> {
    match state {
        State::Taken { by: holder } if holder.actor == by.actor => Ok(State::Open),
        State::Taken { .. } => Err(Refusal::NotTheirs),
        _ => Err(Refusal::NotNow),
    }
}

fn ask(state: &State, request: &Request) -> Result<State, Refusal> {
    match state {
        State::Taken { by } if by.actor == request.by.actor => Ok(State::Resolving { taken_by: by.clone(), request: request.clone() }),
        State::Taken { .. } => Err(Refusal::NotTheirs),
        _ => Err(Refusal::NotNow),
    }
}

fn approve(state: &State, by: &Who) -> Result<(State, Option<CarryOut>), Refusal> {
    let State::Resolving { request, .. } = state else { return Err(Refusal::NotNow) };
    if !by.is_another_than(&request.by) {
        return Err(Refusal::SamePerson);
    }
    let resolution = request.resolution;
    Ok((State::Resolved { request: request.clone(), approved_by: by.clone() }, Some(CarryOut(resolution))))
}

/// By anyone: whoever asked may take it back.
fn decline(state: &State) -> Result<State, Refusal> {
    let State::Resolving { taken_by, .. } = state else { return Err(Refusal::NotNow) };
    Ok(State::Taken { by: taken_by.clone() })
}
