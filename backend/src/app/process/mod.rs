//! The durable process runner: what every long-running process needs of its backend, once.
//!
//! A process is a pure state machine in `shared` with a stored row: a payment, a refund case, an alarm case. The runner
//! owns the order of things (`docs/how-to/add-a-process.md` puts a process on it):
//! - [`step`]: one transaction reads the row, applies an event, writes the records that belong to the change, leases the
//!   calls that follow, and saves under a version check. A stale read is tried again.
//! - [`run`]: the calls are made afterwards, outside any transaction, each in a task of its own; the answer is the next input.
//! - [`wake`]: the jobs wake what is due. A lapsed lease becomes the process's `timeout_event`, an ambiguous outcome;
//!   otherwise time has passed. A row that cannot be read is set aside with an alarm, and the others go on. At start the
//!   leases of a server that is gone are shortened.

mod run;
mod schedule;
mod step;
mod wake;

pub(super) use run::{advance, advance_and_wait, advance_once_quiet, perform_and_wait};
pub(super) use schedule::{lease_until, pause_ms};
pub(super) use step::{is_quiet, take_in};
pub(super) use wake::wake;
pub(crate) use wake::{recover, wake_due};

use super::{App, AppError};
use crate::store::StoreError;
use crate::store::process::{Calls, InFlight};
use serde::Serialize;
use shared::id::Id;
use shared::time::{Millis, Timestamp};
use sqlx::AnyConnection;
use std::fmt::Debug;

/// A kind of process. Its methods name a type, not a value: the row is what is alive.
pub(crate) trait Process: Sized + Send + Sync + 'static {
    /// The stored row, state and calls included.
    type Row: Clone + Send + Sync + 'static;
    /// What the machine is told.
    type Event: Clone + Debug + Serialize + Send + Sync + 'static;
    /// What the machine asks for: records, written in the transaction, and calls, made after it.
    type Effect: Clone + PartialEq + Debug + Send + Sync + 'static;
    /// What a call's answer or a caller brings; [`Process::event_of`] makes the event of it inside the transaction.
    type Report: Clone + Send + Sync + 'static;

    /// The kind's name, in logs and alarms.
    const KIND: &'static str;

    // --- the machine ---

    /// Moves the row's state. `None`: the event is not expected in this state, nothing changed.
    fn apply(row: &mut Self::Row, event: &Self::Event, now: Timestamp) -> Option<Vec<Self::Effect>>;
    /// Time passed and nothing is in flight. `None`: this kind needs no ticks.
    fn tick() -> Option<Self::Event>;
    /// What it means that nobody will answer a call any more: an ambiguous outcome.
    fn timeout_event(effect: &Self::Effect) -> Self::Event;
    /// True for an effect that is written in the transaction ([`Process::record`]), false for a call.
    fn is_record(effect: &Self::Effect) -> bool;

    // --- time ---

    /// The longest a call may take before its connector gives up; its lease outlives it.
    fn timeout_ms(app: &App, effect: &Self::Effect) -> Millis;
    /// When the jobs look next, while nothing is in flight; `None`: never, it is at rest. [`pause_ms`] doubles by ticks,
    /// and the runner adds jitter.
    fn next_wake(app: &App, row: &Self::Row, now: Timestamp) -> Option<Timestamp>;
    /// After this event no tick comes for so long: its call may still take effect, and asking could read the past.
    fn quiet_ms(_app: &App, _event: &Self::Event) -> Millis {
        0
    }
    /// False for a call that a command beside the server may be making while the server starts.
    fn ends_with_the_server(_effect: &Self::Effect) -> bool {
        true
    }

    // --- the row ---

    fn calls(row: &Self::Row) -> &Calls<Self::Effect>;
    fn calls_mut(row: &mut Self::Row) -> &mut Calls<Self::Effect>;
    fn version(row: &Self::Row) -> i64;
    fn wake_at(row: &Self::Row) -> Option<Timestamp>;
    fn set_wake_at(row: &mut Self::Row, at: Option<Timestamp>);
    /// True when both are in the same state of the machine: its ticks are counted on.
    fn same_state(before: &Self::Row, after: &Self::Row) -> bool;
    /// True when nothing the machine remembers differs: such an event, a look that told nothing, leaves no event row.
    fn is_unchanged(before: &Self::Row, after: &Self::Row) -> bool;
    fn load(connection: &mut AnyConnection, id: &Id) -> impl Future<Output = Result<Option<Self::Row>, StoreError>> + Send;
    /// Saves under the version that was read, raises it in the row, and appends the event, when there is one.
    /// [`StoreError::Stale`] when somebody else changed it.
    fn save(
        connection: &mut AnyConnection,
        row: &mut Self::Row,
        event: Option<&str>,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Whose time has come, the longest waiting first. Must not read the state: it may not parse.
    fn due(connection: &mut AnyConnection, now: Timestamp, limit: i64) -> impl Future<Output = Result<Vec<Id>, StoreError>> + Send;
    /// Those not at rest, by id, after a given one. Must not read the state either.
    fn open_after(connection: &mut AnyConnection, after: &str, limit: i64) -> impl Future<Output = Result<Vec<Id>, StoreError>> + Send;
    /// The jobs look no sooner than `until`, whatever the state says; without a version check.
    fn postpone(connection: &mut AnyConnection, id: &Id, until: Timestamp) -> impl Future<Output = Result<(), StoreError>> + Send;

    // --- the work ---

    /// Makes one call, outside any transaction.
    fn perform(app: &App, id: &Id, call: &InFlight<Self::Effect>) -> impl Future<Output = Result<Self::Report, AppError>> + Send;
    /// The event that a report is, now, in this transaction; `None`: it is no news. `lease`: the call's own lease, when the
    /// report answers a call that still had one.
    fn event_of(
        app: &App,
        connection: &mut AnyConnection,
        row: &mut Self::Row,
        report: &Self::Report,
        lease: Option<&InFlight<Self::Effect>>,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<Self::Event>, StoreError>> + Send;
    /// After a change, before its effects: columns beside the state, leases to extend. Does nothing by default.
    fn changed(
        _app: &App,
        _connection: &mut AnyConnection,
        _before: &Self::Row,
        _row: &mut Self::Row,
        _report: Option<&Self::Report>,
        _now: Timestamp,
    ) -> impl Future<Output = Result<(), StoreError>> + Send {
        async { Ok(()) }
    }
    /// Writes one record of the change, in its transaction.
    fn record(
        app: &App,
        connection: &mut AnyConnection,
        row: &mut Self::Row,
        effect: &Self::Effect,
        report: Option<&Self::Report>,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// What comes into a process from outside the transaction.
pub(super) struct Input<P: Process> {
    /// The leased call it answers.
    pub(super) call: Option<i64>,
    /// What it is.
    pub(super) what: What<P>,
}

/// Kinds of input.
pub(super) enum What<P: Process> {
    /// A call's answer, or what a caller asks for.
    Report(P::Report),
    /// Nobody performs the call any more.
    Lapsed,
    /// Time passed.
    Tick,
}

impl<P: Process> Clone for What<P> {
    fn clone(&self) -> Self {
        match self {
            Self::Report(report) => Self::Report(report.clone()),
            Self::Lapsed => Self::Lapsed,
            Self::Tick => Self::Tick,
        }
    }
}

impl<P: Process> Clone for Input<P> {
    fn clone(&self) -> Self {
        Self { call: self.call, what: self.what.clone() }
    }
}

impl<P: Process> Input<P> {
    /// What a caller asks for.
    pub(super) const fn report(report: P::Report) -> Self {
        Self { call: None, what: What::Report(report) }
    }

    /// Somebody looks at it: as if its time had come.
    pub(super) const fn tick() -> Self {
        Self { call: None, what: What::Tick }
    }
}
