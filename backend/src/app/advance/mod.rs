//! Moving a payment: what callers ask of it. The payment as a process is in [`process`], the calls in `perform`, the
//! runner in `app::process`.
//!
//! What the machine asks of its caller (the head of `shared::payment::machine`) is kept by [`process`] and the runner.

mod process;
mod schedule;

pub(crate) use process::Payments;
pub(super) use process::{Report, Said};
pub(super) use schedule::new_life;

use super::alarms::Approval;
use super::process::{self as runner, Input};
use super::{App, AppError};
use crate::store::payments::{self, PaymentRow};
use crate::store::process::InFlight;
use shared::id::Id;
use shared::money::Money;
use shared::payment::machine::{Effect, Event};
use shared::payment::{Outcome, Resolution, State};
use std::time::Duration;

/// Who looks at a payment waits this long for the bank's word.
const LOOK_WAIT: Duration = Duration::from_secs(2);

/// The payer cancels.
///
/// # Errors
/// [`AppError::TooLate`] when the money is held already or the payment has ended.
pub async fn cancel(app: &App, id: &Id) -> Result<PaymentRow, AppError> {
    let (row, changed) = ask(app, id, Event::PayerCancelled).await?;
    let cancelled = Outcome::Cancelled;
    // Repeated after a lost answer it is the same wish.
    let already = match row.life.payment.state {
        State::Abandoned { why } => why == cancelled,
        State::Closed { outcome } => outcome == cancelled,
        _ => false,
    };
    if changed || already { Ok(row) } else { Err(AppError::TooLate) }
}

/// A refund case asks for its sum to be given back. Nothing changes while another refund is at the bank.
///
/// # Errors
/// [`AppError::NotFound`] or the store's.
pub(super) async fn refund(app: &App, id: &Id, case: &Id, amount: Money) -> Result<(), AppError> {
    ask(app, id, Event::RefundAsked { refund: Some(case.clone()), amount }).await.map(|_| ())
}

/// Two operators resolved an alarm; the case is resolved in the same transaction. Answers whether the payment took it. A call
/// under way that may change something is waited for, a little.
///
/// # Errors
/// The store's; [`StoreError::Stale`] when the case is not what the approval was made for.
pub(super) async fn resolve(app: &App, id: &Id, resolution: Resolution, approval: Approval) -> Result<bool, AppError> {
    let event = Event::Resolved { case: approval.case().clone(), resolution };
    let report = Report { approval: Some(approval), ..Report::event(event) };
    runner::advance_once_quiet::<Payments>(app, id, report).await
}

/// An event that a person, or another process, brings. Answers the payment and whether the event changed anything.
async fn ask(app: &App, id: &Id, event: Event) -> Result<(PaymentRow, bool), AppError> {
    runner::advance::<Payments>(app, id, Input::report(Report::event(event))).await
}

/// Somebody looks at a payment that waits for the bank: ask, unless it was asked a moment ago, and give the answer
/// a little time, so that who comes back from the bank is not told the state of before.
///
/// # Errors
/// The store's.
pub async fn look(app: &App, row: PaymentRow) -> Result<PaymentRow, AppError> {
    let waits = matches!(row.life.payment.state, State::AtBank | State::Abandoned { .. });
    let recently = app.clock().now().ms_since(row.life.calls.asked_at) < app.config().payment.look_ms / 2;
    if !waits || recently || !row.life.calls.in_flight.is_empty() {
        return Ok(row);
    }
    let asking = runner::advance_and_wait::<Payments>(app, &row.id, Input::tick()).await?;
    let _ = tokio::time::timeout(LOOK_WAIT, asking.join()).await;
    let mut connection = app.store().read().await?;
    payments::by_id(&mut connection, &row.id).await?.ok_or(AppError::NotFound)
}

/// Makes the calls that were leased when a payment was stored, and waits for their answers to be taken in.
pub(super) async fn perform_and_wait(app: &App, id: &Id, calls: Vec<InFlight<Effect>>) {
    runner::perform_and_wait::<Payments>(app, id, calls).await;
}
