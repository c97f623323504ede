//! Moving a payment: a fact comes in, the machine answers, and the new state, its own records and the claims on the next
//! calls are stored in one unit of work. The calls are made afterwards, outside any transaction.
//!
//! What the machine relies on, and this file holds:
//! - a call runs only under a stored claim that outlives its time-out; a lapsed claim is answered *don't know*;
//! - a bank's status is believed only if it was asked for after everything that is known to have happened;
//! - after *don't know* to a capture, void or refund the bank is left time to finish before it is asked.

use super::perform;
use super::record;
use super::{App, AppError};
use crate::connectors::acquirer::OrderStatus;
use crate::store::payments::{self, Facts, InFlight, ItemRow, Life, PaymentRow};
use crate::store::{StoreError, leases};
use shared::id::Id;
use shared::payment::machine::{Answer, BankView, Effect, Event, apply};
use shared::payment::{Deadlines, Item, Payment, Posting, State};
use shared::time::{Millis, Timestamp};
use sqlx::AnyConnection;
use std::future::Future;
use std::pin::Pin;

/// Most tries of one change against others' changes.
const TRIES_MAX: u32 = 16;
/// A claim outlives its call's time-out by this much.
const CLAIM_MARGIN_MS: Millis = 2_000;
/// Longest pause between two looks at a payment.
const LOOK_MS_MAX: Millis = 5 * 60 * 1000;

/// A fact for the machine.
#[derive(Debug, Clone)]
pub(super) struct Fact {
    /// The claimed call it answers.
    pub(super) call: Option<i64>,
    /// What was said.
    pub(super) said: Said,
    /// What is to be remembered beside the machine's state.
    pub(super) facts: Facts,
}

/// What was said.
#[derive(Debug, Clone)]
pub(super) enum Said {
    /// Something the machine understands as it is.
    Event(Event),
    /// The bank's status: whether the leases live is looked up in the same unit of work.
    Bank(OrderStatus),
    /// Nobody performs a claimed call any more.
    Lapsed,
}

impl Fact {
    pub(super) fn event(event: Event) -> Self {
        Self { call: None, said: Said::Event(event), facts: Facts::default() }
    }
}

/// A life about to begin: its first order is claimed already.
pub(super) fn new_life(app: &App, items: &[ItemRow], now: Timestamp) -> Life {
    let times = app.config().payment;
    let pay_until = now.plus_ms(times.order_life_s.saturating_mul(1000));
    let deadlines = Deadlines {
        open_until: now.plus_ms(60_000),
        pay_until,
        watch_until: pay_until.plus_ms(times.watch_s.saturating_mul(1000)),
        post_window_ms: times.post_window_s.saturating_mul(1000),
        alarm_after_ms: times.alarm_after_s.saturating_mul(1000),
    };
    let items = items.iter().map(|i| Item { id: i.id.clone(), biller: i.biller.clone(), amount: i.amount, fee: i.fee, posting: Posting::Planned });
    let mut life = Life { payment: Payment::new(items.collect(), deadlines), in_flight: vec![], next_call: 1, ticks: 0, asked_at: now };
    claim(app, &mut life, Effect::OpenOrder { attempt: 1 }, now);
    life
}

/// The payer cancels.
///
/// # Errors
/// [`AppError::TooLate`] when the money is held already or the payment has ended.
pub async fn cancel(app: &App, id: &Id) -> Result<PaymentRow, AppError> {
    let (row, changed) = advance(app, id, Fact::event(Event::PayerCancelled)).await?;
    if changed { Ok(row) } else { Err(AppError::TooLate) }
}

/// An operator gives money back.
///
/// # Errors
/// [`AppError::TooLate`] when there is nothing to give back.
pub async fn refund(app: &App, id: &Id, amount: shared::money::Money) -> Result<PaymentRow, AppError> {
    let (row, changed) = advance(app, id, Fact::event(Event::RefundAsked { amount })).await?;
    if changed { Ok(row) } else { Err(AppError::TooLate) }
}

/// Somebody looks at a payment that waits for the bank: ask, unless it was asked a moment ago.
///
/// # Errors
/// The store's.
pub async fn look(app: &App, row: PaymentRow) -> Result<PaymentRow, AppError> {
    let waits = matches!(row.life.payment.state, State::AtBank | State::Abandoned { .. });
    let recently = app.clock().now().ms_since(row.life.asked_at) < app.config().payment.look_ms;
    if !waits || recently || !row.life.in_flight.is_empty() {
        return Ok(row);
    }
    Ok(advance(app, &row.id, Fact::event(Event::Tick)).await?.0)
}

/// The jobs look at a payment: lapsed claims become *don't know*, otherwise time has passed.
///
/// # Errors
/// The store's.
pub async fn wake(app: &App, id: &Id) -> Result<(), AppError> {
    let now = app.clock().now();
    let mut connection = app.store().read().await?;
    let Some(row) = payments::by_id(&mut connection, id).await? else { return Ok(()) };
    drop(connection);
    let lapsed: Vec<i64> = row.life.in_flight.iter().filter(|call| call.until <= now).map(|call| call.call).collect();
    for call in &lapsed {
        advance(app, id, Fact { call: Some(*call), said: Said::Lapsed, facts: Facts::default() }).await?;
    }
    if lapsed.is_empty() && row.life.in_flight.is_empty() {
        advance(app, id, Fact::event(Event::Tick)).await?;
    }
    Ok(())
}

/// No call claimed before is being performed any more: its claim lapses at `until` at the latest.
///
/// # Errors
/// The store's.
pub async fn shorten_claims(app: &App, until: Timestamp) -> Result<(), AppError> {
    let mut after = String::new();
    loop {
        let mut connection = app.store().read().await?;
        let page = payments::open_after(&mut connection, &after, 200).await?;
        drop(connection);
        let Some(last) = page.last() else { return Ok(()) };
        last.id.as_str().clone_into(&mut after);
        let claimed = page.into_iter().filter(|row| !row.life.in_flight.is_empty());
        let rows: Vec<PaymentRow> = claimed.map(|row| shortened(row, until)).collect();
        app.store()
            .write(move |connection| {
                let rows = rows.clone();
                Box::pin(async move {
                    for row in &rows {
                        payments::reschedule(connection, row).await?;
                    }
                    Ok(())
                })
            })
            .await?;
    }
}

fn shortened(mut row: PaymentRow, until: Timestamp) -> PaymentRow {
    for call in &mut row.life.in_flight {
        call.until = call.until.min(until);
    }
    row.wake_at = row.life.in_flight.iter().map(|call| call.until).min();
    row
}

/// Takes a fact in. Answers the payment and whether the fact changed anything; the next calls are on their way.
pub(super) async fn advance(app: &App, id: &Id, fact: Fact) -> Result<(PaymentRow, bool), AppError> {
    for _ in 0..TRIES_MAX {
        match step(app, id, &fact).await {
            Err(StoreError::Stale) => {}
            Err(error) => return Err(error.into()),
            Ok(None) => return Err(AppError::NotFound),
            Ok(Some((row, changed, calls))) => {
                perform_soon(app, &row.id, calls);
                return Ok((row, changed));
            }
        }
    }
    Err(AppError::Store(StoreError::Stale))
}

type Stepped = Option<(PaymentRow, bool, Vec<InFlight>)>;

/// One unit of work.
async fn step(app: &App, id: &Id, fact: &Fact) -> Result<Stepped, StoreError> {
    let (app_, id, fact) = (app.clone(), id.clone(), fact.clone());
    app.store()
        .write(move |connection| {
            let (app, id, fact) = (app_.clone(), id.clone(), fact.clone());
            Box::pin(async move { take_in(&app, connection, &id, fact).await })
        })
        .await
}

async fn take_in(app: &App, connection: &mut AnyConnection, id: &Id, fact: Fact) -> Result<Stepped, StoreError> {
    let now = app.clock().now();
    let Some(mut row) = payments::by_id(connection, id).await? else { return Ok(None) };
    let before = row.life.payment.state.clone();
    let Some(event) = event_of(connection, &mut row, &fact, now).await? else { return Ok(Some((row, false, vec![]))) };
    note_orders(connection, &row, &event, &fact.facts, now).await?;
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
    let calls = carry_out(app, connection, &mut row, effects, &event, &before, now).await?;
    let text = serde_json::to_string(&event).map_err(|_| StoreError::Corrupt("event"))?;
    payments::save(connection, &row, &text, now).await?;
    row.version += 1;
    Ok(Some((row, changed, calls)))
}

/// The machine's event, or `None` when the fact is no news: an answer to a call that was given up, unless it tells
/// of something done.
async fn event_of(connection: &mut AnyConnection, row: &mut PaymentRow, fact: &Fact, now: Timestamp) -> Result<Option<Event>, StoreError> {
    let claimed = fact.call.and_then(|call| take_claim(&mut row.life, call));
    match (&fact.said, claimed) {
        (Said::Lapsed, Some(effect)) => Ok(Some(dont_know(&effect))),
        (Said::Lapsed, None) => Ok(None),
        // A status asked for before later events is old news.
        (Said::Bank(_), None) => Ok(None),
        (Said::Bank(status), Some(_)) => Ok(Some(Event::Bank(bank_view(connection, row, status, now).await?))),
        (Said::Event(Event::Tick), _) if !row.life.in_flight.is_empty() => Ok(None),
        (Said::Event(event), _) => Ok(Some(event.clone())),
    }
}

fn take_claim(life: &mut Life, call: i64) -> Option<Effect> {
    let index = life.in_flight.iter().position(|c| c.call == call)?;
    Some(life.in_flight.remove(index).effect)
}

/// What a call that nobody finished means.
fn dont_know(effect: &Effect) -> Event {
    use shared::payment::machine::BillerAnswer;
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

async fn bank_view(connection: &mut AnyConnection, row: &PaymentRow, status: &OrderStatus, now: Timestamp) -> Result<BankView, StoreError> {
    Ok(match status {
        OrderStatus::Waiting => BankView::Waiting,
        OrderStatus::Held { amount } => {
            let lease_live = leases::all_live(connection, &row.id, row.life.payment.items.len(), now).await?;
            BankView::Held { amount: *amount, lease_live }
        }
        OrderStatus::Declined { outcome } => BankView::Declined { outcome: *outcome },
        OrderStatus::Cancelled => BankView::Cancelled,
        OrderStatus::Expired => BankView::Expired,
        OrderStatus::Cleared { amount } => BankView::Cleared { amount: *amount },
        OrderStatus::Voided => BankView::Voided,
        OrderStatus::Refunded { amount } => BankView::Refunded { amount: *amount },
        OrderStatus::Unknown => BankView::Unknown,
    })
}

async fn note_orders(connection: &mut AnyConnection, row: &PaymentRow, event: &Event, facts: &Facts, now: Timestamp) -> Result<(), StoreError> {
    match event {
        Event::Opened { attempt, .. } => payments::note_order(connection, &row.id, *attempt, facts.order.as_deref(), now).await,
        _ => Ok(()),
    }
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

/// Writes the records that belong to the change, claims the calls that follow, sets the next look.
async fn carry_out(
    app: &App,
    connection: &mut AnyConnection,
    row: &mut PaymentRow,
    effects: Vec<Effect>,
    event: &Event,
    before: &State,
    now: Timestamp,
) -> Result<Vec<InFlight>, StoreError> {
    let settling = matches!(
        event,
        Event::CaptureAnswered(Answer::Unknown) | Event::VoidAnswered(Answer::Unknown) | Event::RefundAnswered(Answer::Unknown)
    );
    let mut calls = vec![];
    for effect in effects {
        if effect.is_record() {
            record::write(connection, row, &effect, now).await?;
        } else if settling && effect == Effect::AskBank {
            tracing::info!(payment = %row.id, "an answer is missing; the bank is given time before it is asked");
        } else if let Some(call) = claim(app, &mut row.life, effect, now) {
            calls.push(call);
        }
    }
    if *before == State::AtBank && row.life.payment.state == State::Posting {
        // The money is held: the bills stay ours until this ends.
        leases::extend(connection, &row.id, now.plus_ms(30 * 24 * 3600 * 1000)).await?;
    }
    row.wake_at = next_look(app, &row.life, settling, now);
    Ok(calls)
}

/// Claims a call, unless the same one is on its way.
fn claim(app: &App, life: &mut Life, effect: Effect, now: Timestamp) -> Option<InFlight> {
    if life.in_flight.iter().any(|call| call.effect == effect) {
        return None;
    }
    if effect == Effect::AskBank {
        life.asked_at = now;
    }
    let until = now.plus_ms(perform::timeout_ms(app).saturating_add(CLAIM_MARGIN_MS));
    let call = InFlight { call: life.next_call, effect, until };
    life.next_call += 1;
    life.in_flight.push(call.clone());
    Some(call)
}

fn next_look(app: &App, life: &Life, settling: bool, now: Timestamp) -> Option<Timestamp> {
    if let Some(until) = life.in_flight.iter().map(|call| call.until).min() {
        return Some(until);
    }
    if life.payment.is_ended() {
        return None;
    }
    let times = app.config().payment;
    if settling {
        return Some(now.plus_ms(times.settle_ms));
    }
    let pause = times.look_ms.saturating_mul(1 << life.ticks.min(12)).min(LOOK_MS_MAX);
    Some(now.plus_ms(pause))
}

/// Performs claimed calls in the background.
fn perform_soon(app: &App, id: &Id, calls: Vec<InFlight>) {
    for call in calls {
        let (app, id) = (app.clone(), id.clone());
        app.begin_call();
        tokio::spawn(async move {
            perform_one(&app, &id, call).await;
            app.end_call();
        });
    }
}

/// Performs claimed calls and waits for their answers to be taken in.
pub(super) async fn perform_and_wait(app: &App, id: &Id, calls: Vec<InFlight>) {
    for call in calls {
        let (app, id) = (app.clone(), id.clone());
        app.begin_call();
        // In a task of its own: a browser that goes away must not drop the answer.
        let task = tokio::spawn(async move {
            perform_one(&app, &id, call).await;
            app.end_call();
        });
        let _ = task.await;
    }
}

/// Boxed: an answer leads to further calls.
fn perform_one<'a>(app: &'a App, id: &'a Id, call: InFlight) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
    Box::pin(async move {
        let result = match perform::perform(app, id, &call).await {
            Ok(fact) => advance(app, id, fact).await.map(|_| ()),
            Err(error) => Err(error),
        };
        if let Err(error) = result {
            // Nothing is lost: the claim lapses, and the jobs go on from there.
            tracing::error!(payment = %id, %error, "an answer could not be taken in");
        }
    })
}
