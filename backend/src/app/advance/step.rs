//! One unit of work: read the payment, hear the fact, ask the machine, write what follows.

use super::claims::{self, Claimed};
use super::{Fact, Said};
use crate::app::applications::paid;
use crate::app::{App, record};
use crate::connectors::acquirer::OrderStatus;
use crate::store::payments::{self, Facts, InFlight, Life, PaymentRow};
use crate::store::{StoreError, leases};
use shared::id::Id;
use shared::payment::machine::{Answer, BankView, BillerAnswer, Effect, Event, apply};
use shared::payment::{Payment, State};
use shared::time::{Millis, Timestamp};
use sqlx::AnyConnection;

/// Once the money is held, the bills stay ours until this ends: far longer than any hold lives at a bank.
const HELD_LEASE_MS: Millis = 90 * 24 * 3600 * 1000;

/// What a unit of work did.
pub(super) struct Stepped {
    pub(super) row: PaymentRow,
    pub(super) changed: bool,
    pub(super) calls: Vec<InFlight>,
}

/// `None`: no such payment.
pub(super) async fn step(app: &App, id: &Id, fact: &Fact) -> Result<Option<Stepped>, StoreError> {
    let (app_, id, fact) = (app.clone(), id.clone(), fact.clone());
    app.store()
        .write(move |connection| {
            let (app, id, fact) = (app_.clone(), id.clone(), fact.clone());
            Box::pin(async move { take_in(&app, connection, &id, fact).await })
        })
        .await
}

async fn take_in(app: &App, connection: &mut AnyConnection, id: &Id, fact: Fact) -> Result<Option<Stepped>, StoreError> {
    let now = app.clock().now();
    let Some(mut row) = payments::by_id(connection, id).await? else { return Ok(None) };
    let claimed = fact.call.and_then(|call| claims::give_up(&mut row.life, call));
    let Some(event) = event_of(connection, &row, &fact, claimed.as_ref(), now).await? else {
        if claimed.is_some() {
            claims::schedule(app, &mut row, now);
            save(connection, &mut row, None, now).await?;
        }
        return Ok(Some(Stepped { row, changed: false, calls: vec![] }));
    };
    hear(app, connection, row, event, fact, now).await.map(Some)
}

async fn hear(
    app: &App,
    connection: &mut AnyConnection,
    mut row: PaymentRow,
    event: Event,
    fact: Fact,
    now: Timestamp,
) -> Result<Stepped, StoreError> {
    if let Event::Opened { attempt, .. } = &event {
        payments::note_order(connection, &row.id, *attempt, fact.facts.order.as_deref(), now).await?;
    }
    let before = row.life.payment.state.clone();
    let (changed, effects) = match apply(&row.life.payment, &event, now) {
        Ok((payment, effects)) => {
            remember(&mut row.life, payment, &event);
            merge(&mut row.facts, fact.facts);
            (true, effects)
        }
        Err(error) => {
            tracing::debug!(payment = %row.id, ?error, "an event changed nothing");
            (false, vec![])
        }
    };
    if !changed && fact.call.is_none() {
        return Ok(Stepped { row, changed, calls: vec![] });
    }
    if before == State::AtBank && row.life.payment.state == State::Posting {
        leases::extend(connection, &row.id, now.plus_ms(HELD_LEASE_MS)).await?;
    }
    if leaves_doubt(&event) {
        // The call may still be on its way: asking now could read the past.
        row.life.quiet_until = now.plus_ms(app.config().payment.settle_ms);
    }
    let calls = carry_out(app, connection, &mut row, effects, now).await?;
    claims::schedule(app, &mut row, now);
    let event = changed.then_some(&event);
    save(connection, &mut row, event, now).await?;
    Ok(Stepped { row, changed, calls })
}

async fn save(connection: &mut AnyConnection, row: &mut PaymentRow, event: Option<&Event>, now: Timestamp) -> Result<(), StoreError> {
    let text = event.map(serde_json::to_string).transpose().map_err(|_| StoreError::Corrupt("event"))?;
    payments::save(connection, row, text.as_deref(), now).await?;
    row.version += 1;
    Ok(())
}

/// The machine's event, or `None` when the fact is no news.
async fn event_of(
    connection: &mut AnyConnection,
    row: &PaymentRow,
    fact: &Fact,
    claimed: Option<&Claimed>,
    now: Timestamp,
) -> Result<Option<Event>, StoreError> {
    match (&fact.said, claimed) {
        (Said::Lapsed, Some(claimed)) => Ok(Some(dont_know(&claimed.effect))),
        // A status is believed only for the version of the payment that it was asked for.
        (Said::Bank(status), Some(claimed)) if claimed.version == row.version => {
            Ok(Some(Event::Bank(bank_view(connection, row, *status, now).await?)))
        }
        (Said::Event(event), claimed) if is_news(row, event, claimed, now) => Ok(Some(event.clone())),
        _ => Ok(None),
    }
}

fn is_news(row: &PaymentRow, event: &Event, claimed: Option<&Claimed>, now: Timestamp) -> bool {
    match event {
        Event::Tick => row.life.in_flight.is_empty() && now >= row.life.quiet_until,
        // An answer of a bank's call counts from its claim's owner only: it does not say which call it means.
        Event::CaptureAnswered(_) | Event::VoidAnswered(_) | Event::RefundAnswered(_) => claimed.is_some(),
        _ => true,
    }
}

/// What a call that nobody finished means.
fn dont_know(effect: &Effect) -> Event {
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

const fn leaves_doubt(event: &Event) -> bool {
    matches!(event, Event::CaptureAnswered(Answer::Unknown) | Event::VoidAnswered(Answer::Unknown) | Event::RefundAnswered(Answer::Unknown))
}

async fn bank_view(connection: &mut AnyConnection, row: &PaymentRow, status: OrderStatus, now: Timestamp) -> Result<BankView, StoreError> {
    let lease_live = leases::all_live(connection, &row.id, row.life.payment.items.len(), now).await?;
    Ok(status.view(lease_live))
}

fn remember(life: &mut Life, payment: Payment, event: &Event) {
    let same_state = std::mem::discriminant(&life.payment.state) == std::mem::discriminant(&payment.state);
    life.ticks = match event {
        _ if !same_state => 0,
        Event::Tick => life.ticks.saturating_add(1),
        _ => life.ticks,
    };
    life.payment = payment;
}

fn merge(facts: &mut Facts, news: Facts) {
    facts.order = news.order.or(facts.order.take());
    facts.redirect = news.redirect.or(facts.redirect.take());
    facts.card_used = news.card_used.or(facts.card_used.take());
    facts.approval = news.approval.or(facts.approval.take());
}

/// Writes the records that belong to the change, claims the calls that follow.
async fn carry_out(
    app: &App,
    connection: &mut AnyConnection,
    row: &mut PaymentRow,
    effects: Vec<Effect>,
    now: Timestamp,
) -> Result<Vec<InFlight>, StoreError> {
    let mut calls = vec![];
    for effect in effects {
        if effect.is_record() {
            record::write(connection, row, &effect, now).await?;
            if matches!(effect, Effect::RecordCapture { .. }) {
                paid::wake(app, connection, row, now).await?;
            }
        } else if let Some(call) = claims::claim(app, row, effect, now) {
            calls.push(call);
        }
    }
    Ok(calls)
}
