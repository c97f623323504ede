//! The records that belong to a change of a case, written in its transaction: journal entries, letters, alarms; and the
//! way in which a payment's transaction moves its case.

use super::Who;
use super::process::{Refunds, Report};
use crate::app::advance::{Payments, Report as PaymentReport};
use crate::app::notice::{self, Notice};
use crate::app::process::{Input, What, take_in};
use crate::app::{App, random_id, record as payment_record};
use crate::store::alarms::{Kind, Raised};
use crate::store::payments::{self, PaymentRow};
use crate::store::process::decode;
use crate::store::refunds::{self, RefundLife, RefundRow};
use crate::store::{StoreError, alarms, journal, receipts};
use shared::id::Id;
use shared::ledger::{JournalEntry, biller_reversal_entry, operator_cost_entry, recovered_entry, refund_case_entry};
use shared::payment::AlarmCause;
use shared::payment::machine::{Answer, Effect as PaymentEffect, Event as PaymentEvent};
use shared::refund::machine::{Effect, Event};
use shared::refund::{Refund, Share, State};
use shared::time::Timestamp;
use sqlx::AnyConnection;

/// A payment's news for its case, in the payment's transaction. What the case does not expect undoes both.
///
/// # Errors
/// The store's.
pub(in crate::app) async fn hear(app: &App, connection: &mut AnyConnection, case: &Id, event: Event) -> Result<(), StoreError> {
    let stepped = take_in::<Refunds>(app, connection, case, Input::report(Report::event(event))).await?;
    match stepped {
        Some(stepped) if stepped.changed => Ok(()),
        _ => Err(StoreError::Corrupt("a payment's refund that its case does not expect")),
    }
}

/// The bank gave a waiting case's money back, and the database that knew of it is gone: the payment and its case are moved to
/// the bank's yes without asking it again. A case that waited for a second person was approved by somebody, whom nobody
/// remembers: who recovers stands in.
///
/// # Errors
/// [`StoreError::Constraint`] where the payment cannot take it, or the store's.
pub(in crate::app) async fn was_given_back(
    app: &App,
    connection: &mut AnyConnection,
    case: &RefundRow,
    by: &Who,
    note: &str,
) -> Result<(), StoreError> {
    let expected = |changed: bool| if changed { Ok(()) } else { Err(StoreError::Constraint("the payment does not take it".to_owned())) };
    if case.life.refund.state == State::AwaitingApproval {
        let approved = Report { by: Some((by.clone(), note.to_owned())), ..Report::event(Event::Approved) };
        take_in::<Refunds>(app, connection, &case.id, Input::report(approved)).await?;
    }
    let asked = PaymentEvent::RefundAsked { refund: Some(case.id.clone()), amount: case.total };
    let stepped = take_in::<Payments>(app, connection, &case.payment, Input::report(PaymentReport::event(asked))).await?;
    expected(stepped.is_some_and(|stepped| stepped.changed))?;
    // The lease of the call that nobody makes: its answer is known.
    let payment = payment_of(connection, case).await?;
    let asks = |effect: &PaymentEffect| matches!(effect, PaymentEffect::Refund { .. } | PaymentEffect::AskBank);
    let call = payment.life.calls.in_flight.iter().find(|call| asks(&call.effect));
    let call = Some(call.ok_or(StoreError::Corrupt("a refund without its call"))?.call);
    let yes = What::Report(PaymentReport::event(PaymentEvent::RefundAnswered(Answer::Yes)));
    let stepped = take_in::<Payments>(app, connection, &case.payment, Input { call, what: yes }).await?;
    expected(stepped.is_some_and(|stepped| stepped.changed))
}

pub(super) async fn write(
    app: &App,
    connection: &mut AnyConnection,
    row: &RefundRow,
    effect: &Effect,
    now: Timestamp,
) -> Result<(), StoreError> {
    match effect {
        Effect::RecordRefund | Effect::RecordReversed { .. } | Effect::RecordCost { .. } | Effect::RecordRecovered { .. } => {
            let payment = payment_of(connection, row).await?;
            let made = entry_of(&row.life.refund, &row.id, &payment.acquirer, effect)?;
            let Some((cause, entry)) = made else { return Ok(()) };
            journal::append(connection, &random_id(), &row.payment, &cause, &entry, now).await
        }
        Effect::ReleaseShares => refunds::release(connection, &row.life.refund).await,
        Effect::TellRefunded => tell_refunded(connection, row, now).await,
        Effect::TellRefused => {
            let payment = payment_of(connection, row).await?;
            notice::enqueue(connection, &payment, Notice::RefundRefused, &format!("refund:{}", row.id), row.total, now).await
        }
        Effect::Alarm => alarm(app, connection, row, now).await,
        _ => Ok(()),
    }
}

/// The entry that an effect makes of the case after it, with its cause: what the audit rebuilds, too.
pub(in crate::app) fn entry_of(
    refund: &Refund,
    case: &Id,
    acquirer: &str,
    effect: &Effect,
) -> Result<Option<(String, JournalEntry)>, StoreError> {
    let share = |id: &Id| refund.shares.iter().find(|s| s.id == *id).ok_or(StoreError::Corrupt("a share is gone"));
    let (cause, entry) = match effect {
        Effect::RecordRefund => (format!("refund:{case}"), refund_case_entry(refund, acquirer)),
        Effect::RecordReversed { id } => (reversal_cause(share(id)?), biller_reversal_entry(share(id)?)),
        Effect::RecordCost { id } => (cost_cause(share(id)?), operator_cost_entry(share(id)?)),
        Effect::RecordRecovered { id } => (reversal_cause(share(id)?), recovered_entry(share(id)?)),
        _ => return Ok(None),
    };
    Ok(Some((cause, payment_record::balanced(entry)?)))
}

/// A stored case's state; `None`: it cannot be read.
pub(in crate::app) fn case_of(machine: &str) -> Option<Refund> {
    decode::<RefundLife>("refund.machine", machine).ok().map(|life| life.refund)
}

fn reversal_cause(share: &Share) -> String {
    format!("biller_reversal:{}", share.id)
}

fn cost_cause(share: &Share) -> String {
    format!("operator_cost:{}", share.id)
}

async fn payment_of(connection: &mut AnyConnection, row: &RefundRow) -> Result<PaymentRow, StoreError> {
    payments::by_id(connection, &row.payment).await?.ok_or(StoreError::Corrupt("a refund without a payment"))
}

/// The receipt again, which now says what went back; drawn when it is sent.
async fn tell_refunded(connection: &mut AnyConnection, row: &RefundRow, now: Timestamp) -> Result<(), StoreError> {
    let payment = payment_of(connection, row).await?;
    match receipts::of_payment(connection, &row.payment).await? {
        Some(receipt) => payment_record::enqueue_receipt(connection, &payment, &receipt.number, &format!("refund:{}", row.id), now).await,
        None => Ok(()),
    }
}

async fn alarm(_: &App, connection: &mut AnyConnection, row: &RefundRow, now: Timestamp) -> Result<(), StoreError> {
    let (cause, state) = (AlarmCause::BillerSilent.as_str(), refunds::state_name(&row.life.refund));
    tracing::error!(refund = %row.id, payment = %row.payment, cause, state, "alarm: a person must look at this refund");
    metrics::counter!("kommunal_alarms_total").increment(1);
    let reason = format!("payment {}: {state}", row.payment);
    let raised = Raised { id: &random_id(), kind: Kind::Refund, about: row.id.as_str(), cause, reason: &reason };
    alarms::raise(connection, raised, now).await
}
