//! The refund case as a process.

use super::{Who, perform, record};
use crate::app::alarms::Approval;
use crate::app::process::{Process, is_quiet, pause_ms};
use crate::app::{App, AppError};
use crate::store::StoreError;
use crate::store::process::{Calls, InFlight};
use crate::store::refunds::{self, Decided, RefundRow};
use shared::id::Id;
use shared::refund::State;
use shared::refund::machine::{self, Effect, Event, ReversalAnswer};
use shared::time::{Millis, Timestamp};
use sqlx::AnyConnection;

/// Longest pause between two questions to a silent biller.
const PAUSE_MS_MAX: Millis = 10 * 60 * 1000;

/// First and longest pause between two questions about what was written off.
const LATE_MS: (Millis, Millis) = (60_000, 3_600_000);

/// Refund cases on the runner.
pub(crate) struct Refunds;

/// An answer, or a person's decision.
#[derive(Debug, Clone)]
pub(crate) struct Report {
    pub(super) event: Event,
    /// Who decided, and what they noted.
    pub(super) by: Option<(Who, String)>,
    /// A second person's, of an alarm's resolution.
    pub(super) approval: Option<Approval>,
}

impl Report {
    pub(super) const fn event(event: Event) -> Self {
        Self { event, by: None, approval: None }
    }
}

impl Process for Refunds {
    type Row = RefundRow;
    type Event = Event;
    type Effect = Effect;
    type Report = Report;

    const KIND: &'static str = "refund";

    fn apply(row: &mut RefundRow, event: &Event, now: Timestamp) -> Option<Vec<Effect>> {
        match machine::apply(&row.life.refund, event, now) {
            Ok((refund, effects)) => {
                row.life.refund = refund;
                Some(effects)
            }
            Err(error) => {
                tracing::debug!(refund = %row.id, ?error, "an event changed nothing");
                None
            }
        }
    }

    fn tick() -> Option<Event> {
        Some(Event::Tick)
    }

    fn timeout_event(effect: &Effect) -> Event {
        match effect {
            Effect::Reverse { id } | Effect::AskReversal { id } => Event::Share { id: id.clone(), answer: ReversalAnswer::Unknown },
            _ => Event::Busy,
        }
    }

    fn is_record(effect: &Effect) -> bool {
        effect.is_record()
    }

    fn timeout_ms(app: &App, _: &Effect) -> Millis {
        crate::app::perform::timeout_ms(app)
    }

    /// The payment moves a case that is at the bank, a person one that waits for approval.
    fn next_wake(app: &App, row: &RefundRow, now: Timestamp) -> Option<Timestamp> {
        match (row.life.refund.state, row.life.calls.ticks) {
            (State::Requested | State::Reversing, 0) => Some(now),
            (State::Requested | State::Reversing, ticks) => Some(now.plus_ms(pause_ms(app.config().payment.look_ms, ticks, PAUSE_MS_MAX))),
            (State::Done, ticks) if !row.life.refund.unheard.is_empty() => Some(now.plus_ms(pause_ms(LATE_MS.0, ticks, LATE_MS.1))),
            _ => None,
        }
    }

    /// A command beside the server makes them, too.
    fn ends_with_the_server(_: &Effect) -> bool {
        false
    }

    fn calls(row: &RefundRow) -> &Calls<Effect> {
        &row.life.calls
    }

    fn calls_mut(row: &mut RefundRow) -> &mut Calls<Effect> {
        &mut row.life.calls
    }

    fn version(row: &RefundRow) -> i64 {
        row.version
    }

    fn wake_at(row: &RefundRow) -> Option<Timestamp> {
        row.wake_at
    }

    fn set_wake_at(row: &mut RefundRow, at: Option<Timestamp>) {
        row.wake_at = at;
    }

    fn same_state(before: &RefundRow, after: &RefundRow) -> bool {
        before.life.refund.state == after.life.refund.state
    }

    fn is_unchanged(before: &RefundRow, after: &RefundRow) -> bool {
        before.life.refund == after.life.refund && before.decided == after.decided
    }

    async fn load(connection: &mut AnyConnection, id: &Id) -> Result<Option<RefundRow>, StoreError> {
        refunds::by_id(connection, id).await
    }

    async fn save(connection: &mut AnyConnection, row: &mut RefundRow, event: Option<&str>, now: Timestamp) -> Result<(), StoreError> {
        refunds::save(connection, row, event, now).await?;
        row.version += 1;
        Ok(())
    }

    async fn due(connection: &mut AnyConnection, now: Timestamp, limit: i64) -> Result<Vec<Id>, StoreError> {
        refunds::due(connection, now, limit).await
    }

    async fn open_after(connection: &mut AnyConnection, after: &str, limit: i64) -> Result<Vec<Id>, StoreError> {
        refunds::open_ids_after(connection, after, limit).await
    }

    async fn postpone(connection: &mut AnyConnection, id: &Id, until: Timestamp) -> Result<(), StoreError> {
        refunds::postpone(connection, id, until).await
    }

    async fn perform(app: &App, id: &Id, call: &InFlight<Effect>) -> Result<Report, AppError> {
        perform::perform(app, id, &call.effect).await.map(Report::event)
    }

    async fn event_of(
        _: &App,
        _: &mut AnyConnection,
        row: &mut RefundRow,
        report: &Report,
        _: Option<&InFlight<Effect>>,
        now: Timestamp,
    ) -> Result<Option<Event>, StoreError> {
        // A reversal under way would take back what is written off.
        let is_resolution = matches!(report.event, Event::Resolved { .. });
        Ok((!is_resolution || is_quiet::<Self>(row, now)).then(|| report.event.clone()))
    }

    async fn changed(
        _: &App,
        connection: &mut AnyConnection,
        _: &RefundRow,
        row: &mut RefundRow,
        report: Option<&Report>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        if let Some((who, note)) = report.and_then(|report| report.by.clone()) {
            row.decided = Some(Decided { by: who.actor, name: who.name, at: now });
            row.decision_note = note;
        }
        if let Some(approval) = report.and_then(|report| report.approval.as_ref()) {
            approval.record(connection, now).await?;
            // Whoever decided wants the answer now.
            row.life.calls.ticks = 0;
        }
        Ok(())
    }

    async fn record(
        app: &App,
        connection: &mut AnyConnection,
        row: &mut RefundRow,
        effect: &Effect,
        _: Option<&Report>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        record::write(app, connection, row, effect, now).await
    }
}
