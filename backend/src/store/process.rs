//! What every durable process stores beside its state: its calls in flight, and the version its state was written in.

use super::StoreError;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use shared::time::Timestamp;

/// The form that states are written in today. Raise it when a change of a state can no longer be read by defaults, teach
/// [`decode`]'s callers the older form, and add a golden row of it to `tests/stored_states.rs`.
pub const VERSION: u32 = 1;

/// A process's calls: which are in flight, and when the next may be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calls<E> {
    /// Calls leased by somebody and not answered.
    pub in_flight: Vec<InFlight<E>>,
    /// Number of the next call.
    pub next_call: i64,
    /// Ticks since the state last changed: spaces the next one.
    pub ticks: u32,
    /// When a call was last made.
    pub asked_at: Timestamp,
    /// Nothing is asked before: a call with an unknown answer may still take effect.
    pub quiet_until: Timestamp,
}

/// A call under a lease. Once the lease has lapsed nobody is performing it: its answer is *don't know*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InFlight<E> {
    /// Its number within the process.
    pub call: i64,
    /// What is being done.
    pub effect: E,
    /// Until when the lease holds; later than any time-out of the call.
    pub until: Timestamp,
    /// The row's version that the call was made for.
    pub version: i64,
}

impl<E: PartialEq + Clone> Calls<E> {
    /// None in flight, none made.
    #[must_use]
    pub const fn new(now: Timestamp) -> Self {
        Self { in_flight: vec![], next_call: 1, ticks: 0, asked_at: now, quiet_until: now }
    }

    /// Leases a call until `until`, unless the same one is in flight. `version`: what the row is about to be saved under.
    pub fn lease(&mut self, effect: E, until: Timestamp, version: i64, now: Timestamp) -> Option<InFlight<E>> {
        if self.in_flight.iter().any(|call| call.effect == effect) {
            return None;
        }
        let call = InFlight { call: self.next_call, effect, until, version };
        self.next_call += 1;
        self.asked_at = now;
        self.in_flight.push(call.clone());
        Some(call)
    }

    /// Ends a call's lease; `None`: it was ended before.
    pub fn release(&mut self, call: i64) -> Option<InFlight<E>> {
        let index = self.in_flight.iter().position(|c| c.call == call)?;
        Some(self.in_flight.remove(index))
    }

    /// When the first lease lapses.
    #[must_use]
    pub fn lapses_at(&self) -> Option<Timestamp> {
        self.in_flight.iter().map(|call| call.until).min()
    }
}

#[derive(Serialize)]
struct Written<'a, T> {
    version: u32,
    state: &'a T,
}

#[derive(Deserialize)]
struct Read<T> {
    state: T,
}

/// Rows of before versions have none.
#[derive(Deserialize)]
struct Version {
    version: Option<u32>,
}

/// `{"version":1,"state":…}`.
///
/// # Errors
/// [`StoreError::Unreadable`]: it does not serialise.
pub fn encode<T: Serialize>(what: &'static str, state: &T) -> Result<String, StoreError> {
    serde_json::to_string(&Written { version: VERSION, state }).map_err(|error| unreadable(what, &error))
}

/// Reads a state of any version that was ever written; version 0 is the bare state.
///
/// # Errors
/// [`StoreError::Unreadable`]: it does not parse, or a newer server wrote it.
pub fn decode<T: DeserializeOwned>(what: &'static str, text: &str) -> Result<T, StoreError> {
    let Version { version } = serde_json::from_str(text).map_err(|error| unreadable(what, &error))?;
    let state = match version {
        None => serde_json::from_str(text),
        Some(1) => serde_json::from_str(text).map(|Read { state }| state),
        Some(newer) => return Err(unreadable(what, &format_args!("version {newer} was written by a newer server"))),
    };
    state.map_err(|error| unreadable(what, &error))
}

fn unreadable(what: &'static str, why: &dyn std::fmt::Display) -> StoreError {
    StoreError::Unreadable { what, why: why.to_string() }
}
