//! The payment as a process.

use super::schedule;
use crate::app::alarms::Approval;
use crate::app::applications::paid;
use crate::app::process::Process;
use crate::app::{App, AppError, find_bills, perform, record};
use crate::connectors::acquirer::OrderStatus;
use crate::store::payments::{self, Facts, PaymentRow};
use crate::store::process::{Calls, InFlight};
use crate::store::{StoreError, leases};
use shared::id::Id;
use shared::money::Money;
use shared::payment::State;
use shared::payment::machine::{self, Answer, BankView, BillerAnswer, Effect, Event};
use shared::time::{Millis, Timestamp};
use sqlx::AnyConnection;

/// Once the money is held, the bills stay ours until this ends: far longer than any hold lives at a bank.
const HELD_LEASE_MS: Millis = 90 * 24 * 3600 * 1000;

/// Payments on the runner.
pub(crate) struct Payments;

/// What came back from a call, or what a caller asks for.
#[derive(Debug, Clone)]
pub(crate) struct Report {
    /// The answer itself.
    pub(in crate::app) said: Said,
    /// What is to be remembered beside the machine's state.
    pub(in crate::app) facts: Facts,
    /// The alarm case that is resolved in the same transaction.
    pub(in crate::app) approval: Option<Approval>,
}

/// The answer itself.
#[derive(Debug, Clone)]
pub(crate) enum Said {
    /// Something the machine understands as it is.
    Event(Event),
    /// The bank's status: whether the leases live is looked up in the same transaction.
    Bank(OrderStatus, Option<Money>),
}

impl Report {
    pub(in crate::app) fn event(event: Event) -> Self {
        Self { said: Said::Event(event), facts: Facts::default(), approval: None }
    }
}

impl Process for Payments {
    type Row = PaymentRow;
    type Event = Event;
    type Effect = Effect;
    type Report = Report;

    const KIND: &'static str = "payment";

    fn apply(row: &mut PaymentRow, event: &Event, now: Timestamp) -> Option<Vec<Effect>> {
        match machine::apply(&row.life.payment, event, now) {
            Ok((payment, effects)) => {
                row.life.payment = payment;
                Some(effects)
            }
            Err(error) => {
                tracing::debug!(payment = %row.id, ?error, "an event changed nothing");
                None
            }
        }
    }

    fn tick() -> Option<Event> {
        Some(Event::Tick)
    }

    fn timeout_event(effect: &Effect) -> Event {
        match effect {
            Effect::OpenOrder { attempt } => Event::Opened { attempt: *attempt, answer: Answer::Unknown },
            Effect::PostItem { id } | Effect::AskItem { id } | Effect::CancelItem { id } | Effect::ReverseItem { id } => {
                Event::Item { id: id.clone(), answer: BillerAnswer::Unknown }
            }
            Effect::Capture { .. } => Event::CaptureAnswered(Answer::Unknown),
            Effect::Void => Event::VoidAnswered(Answer::Unknown),
            Effect::Refund { .. } => Event::RefundAnswered(Answer::Unknown),
            _ => Event::Bank(BankView::Unknown),
        }
    }

    fn is_record(effect: &Effect) -> bool {
        effect.is_record()
    }

    fn timeout_ms(app: &App, _: &Effect) -> Millis {
        perform::timeout_ms(app)
    }

    fn next_wake(app: &App, row: &PaymentRow, now: Timestamp) -> Option<Timestamp> {
        schedule::next_look(app, row, now)
    }

    /// A capture, void or refund without an answer may still be on its way: asking now could read the past.
    fn quiet_ms(app: &App, event: &Event) -> Millis {
        use Event::{CaptureAnswered, RefundAnswered, VoidAnswered};
        let ambiguous = matches!(event, CaptureAnswered(Answer::Unknown) | VoidAnswered(Answer::Unknown) | RefundAnswered(Answer::Unknown));
        if ambiguous { app.config().payment.settle_ms } else { 0 }
    }

    /// A command beside the server makes refunds.
    fn ends_with_the_server(effect: &Effect) -> bool {
        !matches!(effect, Effect::Refund { .. })
    }

    fn calls(row: &PaymentRow) -> &Calls<Effect> {
        &row.life.calls
    }

    fn calls_mut(row: &mut PaymentRow) -> &mut Calls<Effect> {
        &mut row.life.calls
    }

    fn version(row: &PaymentRow) -> i64 {
        row.version
    }

    fn wake_at(row: &PaymentRow) -> Option<Timestamp> {
        row.wake_at
    }

    fn set_wake_at(row: &mut PaymentRow, at: Option<Timestamp>) {
        row.wake_at = at;
    }

    fn same_state(before: &PaymentRow, after: &PaymentRow) -> bool {
        std::mem::discriminant(&before.life.payment.state) == std::mem::discriminant(&after.life.payment.state)
    }

    fn is_unchanged(before: &PaymentRow, after: &PaymentRow) -> bool {
        before.life.payment == after.life.payment && before.facts == after.facts
    }

    async fn load(connection: &mut AnyConnection, id: &Id) -> Result<Option<PaymentRow>, StoreError> {
        payments::by_id(connection, id).await
    }

    async fn save(connection: &mut AnyConnection, row: &mut PaymentRow, event: Option<&str>, now: Timestamp) -> Result<(), StoreError> {
        payments::save(connection, row, event, now).await?;
        row.version += 1;
        Ok(())
    }

    async fn due(connection: &mut AnyConnection, now: Timestamp, limit: i64) -> Result<Vec<Id>, StoreError> {
        payments::due(connection, now, limit).await
    }

    async fn open_after(connection: &mut AnyConnection, after: &str, limit: i64) -> Result<Vec<Id>, StoreError> {
        payments::open_ids_after(connection, after, limit).await
    }

    async fn postpone(connection: &mut AnyConnection, id: &Id, until: Timestamp) -> Result<(), StoreError> {
        payments::postpone(connection, id, until).await
    }

    async fn perform(app: &App, id: &Id, call: &InFlight<Effect>) -> Result<Report, AppError> {
        perform::perform(app, id, call).await
    }

    async fn event_of(
        app: &App,
        connection: &mut AnyConnection,
        row: &mut PaymentRow,
        report: &Report,
        lease: Option<&InFlight<Effect>>,
        now: Timestamp,
    ) -> Result<Option<Event>, StoreError> {
        let event = match &report.said {
            // A status is believed only for the version of the payment that it was asked for.
            Said::Bank(status, taken) if lease.is_some_and(|call| call.version == row.version) => {
                Event::Bank(bank_view(app, connection, row, (*status, *taken), now).await?)
            }
            // A capture on its way would take money that is just being written off.
            Said::Event(Event::Resolved { .. }) if !changes_nothing(row, now) => return Ok(None),
            Said::Event(event) if lease.is_some() || !is_of_the_lease_only(event) => event.clone(),
            _ => return Ok(None),
        };
        if let Event::Opened { attempt, .. } = &event {
            payments::note_order(connection, &row.id, *attempt, report.facts.order.as_deref(), now).await?;
        }
        Ok(Some(event))
    }

    async fn changed(
        _: &App,
        connection: &mut AnyConnection,
        before: &PaymentRow,
        row: &mut PaymentRow,
        report: Option<&Report>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        if let Some(report) = report {
            merge(&mut row.facts, report.facts.clone());
            if let Some(approval) = &report.approval {
                approval.record(connection, now).await?;
                // Whoever decided wants the answer now.
                row.life.calls.ticks = 0;
            }
        }
        if before.life.payment.state == State::AtBank && row.life.payment.state == State::Posting {
            leases::extend(connection, &row.id, now.plus_ms(HELD_LEASE_MS)).await?;
        }
        let was_held = matches!(before.life.payment.state, State::Voiding { .. } | State::Unwinding);
        if was_held && matches!(row.life.payment.state, State::Closed { .. }) {
            record::tell_voided(connection, row, now).await?;
        }
        Ok(())
    }

    async fn record(
        app: &App,
        connection: &mut AnyConnection,
        row: &mut PaymentRow,
        effect: &Effect,
        _: Option<&Report>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        record::write(app, connection, row, effect, now).await?;
        if matches!(effect, Effect::RecordCapture { .. }) {
            paid::wake(app, connection, row, now).await?;
        }
        Ok(())
    }
}

/// Nothing that is in flight, or may still take effect, changes anything outside.
fn changes_nothing(row: &PaymentRow, now: Timestamp) -> bool {
    let questions = |call: &InFlight<Effect>| matches!(call.effect, Effect::AskBank | Effect::AskItem { .. });
    row.life.calls.in_flight.iter().all(questions) && now >= row.life.calls.quiet_until
}

/// The answer to a call at the bank counts from its lease's owner only: it does not say which call it means.
const fn is_of_the_lease_only(event: &Event) -> bool {
    matches!(event, Event::CaptureAnswered(_) | Event::VoidAnswered(_) | Event::RefundAnswered(_))
}

async fn bank_view(
    app: &App,
    connection: &mut AnyConnection,
    row: &PaymentRow,
    (status, taken): (OrderStatus, Option<Money>),
    now: Timestamp,
) -> Result<BankView, StoreError> {
    let mut lease_live = leases::all_live(connection, &row.id, row.life.payment.items.len(), now).await?;
    if !lease_live && row.life.payment.state == State::AtBank && matches!(status, OrderStatus::Held { .. }) {
        lease_live = take_anew(app, connection, row, now).await?;
    }
    Ok(status.view(lease_live, taken))
}

/// Whoever paid while the lease ran out keeps the bills, if nobody else has them and nobody else paid them since. What is
/// taken in vain is let go with the void that follows.
async fn take_anew(app: &App, connection: &mut AnyConnection, row: &PaymentRow, now: Timestamp) -> Result<bool, StoreError> {
    let until = now.plus_ms(app.config().payment.order_life_s.saturating_mul(1000));
    for item in payments::items(connection, &row.id).await? {
        let payable = find_bills::payable(app, &item.biller, &item.charge, &item.account);
        let free = !payments::is_paid_by_another(connection, &row.id, &item, row.created_at).await?
            && leases::take_or_keep(connection, &payable, &row.id, &row.address_digest, until, now).await?;
        if !free {
            return Ok(false);
        }
    }
    tracing::info!(payment = %row.id, "paid in time, though its lease had run out: the bills were free and are kept");
    Ok(true)
}

fn merge(facts: &mut Facts, news: Facts) {
    facts.order = news.order.or(facts.order.take());
    facts.redirect = news.redirect.or(facts.redirect.take());
    facts.card_used = news.card_used.or(facts.card_used.take());
    facts.approval = news.approval.or(facts.approval.take());
}
