//! Moving a payment: a fact comes in, the machine answers, and the new state, its own records and the claims on the next
//! calls are stored in one unit of work ([`step`]). The calls are made afterwards, outside any transaction.
//!
//! What the machine asks of its caller (the head of `shared::payment::machine`) is kept in [`step`] and [`claims`].

mod claims;
mod step;

pub(super) use claims::new_life;

use super::perform;
use super::{App, AppError};
use crate::connectors::acquirer::OrderStatus;
use crate::store::StoreError;
use crate::store::payments::{self, Facts, InFlight, PaymentRow};
use shared::id::Id;
use shared::money::Money;
use shared::payment::machine::Event;
use shared::payment::{Outcome, State};
use shared::time::Timestamp;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// Most tries of one change against others' changes.
const TRIES_MAX: u32 = 16;
/// Who looks at a payment waits this long for the bank's word.
const LOOK_WAIT: Duration = Duration::from_secs(2);
/// Payments read at once when claims are shortened.
const PAGE: i64 = 200;

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
        Self::saying(Said::Event(event))
    }

    fn saying(said: Said) -> Self {
        Self { call: None, said, facts: Facts::default() }
    }
}

/// The payer cancels.
///
/// # Errors
/// [`AppError::TooLate`] when the money is held already or the payment has ended.
pub async fn cancel(app: &App, id: &Id) -> Result<PaymentRow, AppError> {
    let (row, changed) = advance(app, id, Fact::event(Event::PayerCancelled)).await?;
    let cancelled = Outcome::Cancelled;
    // Said again after a lost answer it is the same wish.
    let already = match row.life.payment.state {
        State::Abandoned { why } => why == cancelled,
        State::Closed { outcome } => outcome == cancelled,
        _ => false,
    };
    if changed || already { Ok(row) } else { Err(AppError::TooLate) }
}

/// An operator gives money back.
///
/// # Errors
/// [`AppError::TooLate`] when there is nothing to give back.
pub async fn refund(app: &App, id: &Id, amount: Money) -> Result<PaymentRow, AppError> {
    let (row, changed) = advance(app, id, Fact::event(Event::RefundAsked { amount })).await?;
    if changed { Ok(row) } else { Err(AppError::TooLate) }
}

/// Somebody looks at a payment that waits for the bank: ask, unless it was asked a moment ago, and give the answer
/// a little time, so that who comes back from the bank is not told the state of before.
///
/// # Errors
/// The store's.
pub async fn look(app: &App, row: PaymentRow) -> Result<PaymentRow, AppError> {
    let waits = matches!(row.life.payment.state, State::AtBank | State::Abandoned { .. });
    let recently = app.clock().now().ms_since(row.life.asked_at) < app.config().payment.look_ms / 2;
    if !waits || recently || !row.life.in_flight.is_empty() {
        return Ok(row);
    }
    let (row, _, calls) = take_in(app, &row.id, &Fact::event(Event::Tick)).await?;
    let asking: Vec<_> = calls.into_iter().map(|call| spawn_call(app, &row.id, call)).collect();
    let answered = async {
        for call in asking {
            let _ = call.await;
        }
    };
    let _ = tokio::time::timeout(LOOK_WAIT, answered).await;
    let mut connection = app.store().read().await?;
    payments::by_id(&mut connection, &row.id).await?.ok_or(AppError::NotFound)
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
        advance(app, id, Fact { call: Some(*call), ..Fact::saying(Said::Lapsed) }).await?;
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
        let page = payments::open_after(&mut connection, &after, PAGE).await?;
        drop(connection);
        let Some(last) = page.last() else { return Ok(()) };
        last.id.as_str().clone_into(&mut after);
        let claimed = page.into_iter().filter(|row| !row.life.in_flight.is_empty());
        let rows: Vec<PaymentRow> = claimed.map(|row| claims::shortened(row, until)).collect();
        let now = app.clock().now();
        app.store()
            .write(move |connection| {
                let rows = rows.clone();
                Box::pin(async move {
                    for row in &rows {
                        payments::save(connection, row, None, now).await?;
                    }
                    Ok(())
                })
            })
            .await?;
    }
}

/// Takes a fact in. Answers the payment and whether the fact changed anything; the next calls are on their way.
pub(super) async fn advance(app: &App, id: &Id, fact: Fact) -> Result<(PaymentRow, bool), AppError> {
    let (row, changed, calls) = take_in(app, id, &fact).await?;
    for call in calls {
        drop(spawn_call(app, &row.id, call));
    }
    Ok((row, changed))
}

/// Takes a fact in; the next calls are claimed, and the caller makes them.
async fn take_in(app: &App, id: &Id, fact: &Fact) -> Result<(PaymentRow, bool, Vec<InFlight>), AppError> {
    for _ in 0..TRIES_MAX {
        match step::step(app, id, fact).await {
            Err(StoreError::Stale) => {}
            Err(error) => return Err(error.into()),
            Ok(None) => return Err(AppError::NotFound),
            Ok(Some(stepped)) => return Ok((stepped.row, stepped.changed, stepped.calls)),
        }
    }
    Err(AppError::Store(StoreError::Stale))
}

/// Performs claimed calls and waits for their answers to be taken in.
pub(super) async fn perform_and_wait(app: &App, id: &Id, calls: Vec<InFlight>) {
    for call in calls {
        let _ = spawn_call(app, id, call).await;
    }
}

/// In a task of its own: a browser that goes away must not drop the answer.
fn spawn_call(app: &App, id: &Id, call: InFlight) -> tokio::task::JoinHandle<()> {
    let (app, id) = (app.clone(), id.clone());
    app.begin_call();
    tokio::spawn(async move {
        perform_one(&app, &id, call).await;
        app.end_call();
    })
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
