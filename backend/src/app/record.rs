//! The records that belong to a change of a payment, written in its unit of work: journal entry, receipt, message, leases, alarm.

use super::digest::{random_id, random_u64};
use super::notice::{self, Notice};
use super::{App, find_bills, refunds};
use crate::store::alarms::{Kind, Raised};
use crate::store::payments::PaymentRow;
use crate::store::receipts::ReceiptRow;
use crate::store::{StoreError, alarms, journal, leases, outbox, payments, receipts};
use serde::{Deserialize, Serialize};
use shared::id::Id;
use shared::ledger::{JournalEntry, LedgerError, adjustment_entry, capture_entry, refund_entry, returned_entry, write_off_entry};
use shared::money::Money;
use shared::payment::machine::Effect;
use shared::payment::{Outcome, Payment, State};
use shared::receipt::{ReceiptCode, ReceiptNumber};
use shared::refund::machine::Event as CaseEvent;
use shared::time::Timestamp;
use sqlx::AnyConnection;

/// Payload of an outbox row of kind [`RECEIPT`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ReceiptLetter {
    /// Receipt's number.
    pub(super) number: String,
    /// Where to.
    pub(super) email: String,
    /// Language tag.
    pub(super) lang: String,
}

/// A receipt by e-mail.
pub(super) const RECEIPT: &str = "receipt";

/// Writes one record.
///
/// # Errors
/// The store's.
pub(super) async fn write(
    app: &App,
    connection: &mut AnyConnection,
    row: &PaymentRow,
    effect: &Effect,
    now: Timestamp,
) -> Result<(), StoreError> {
    match effect {
        Effect::RecordCapture { amount } => capture(connection, row, *amount, now).await,
        Effect::RecordRefund { refund: Some(case), .. } => refunds::hear(app, connection, case, CaseEvent::BankYes).await,
        Effect::RecordRefundTaken { refund } => refunds::hear(app, connection, refund, CaseEvent::Taken).await,
        Effect::RecordRefundRefused { refund } => refunds::hear(app, connection, refund, CaseEvent::BankNo).await,
        Effect::RecordRefund { refund: None, .. }
        | Effect::RecordWriteOff { .. }
        | Effect::RecordAdjustment { .. }
        | Effect::RecordReturned { .. } => append(connection, row, effect, now).await,
        Effect::ReleaseLeases => release(connection, row, now).await,
        Effect::ReleaseLease { id } => release_one(app, connection, row, id).await,
        Effect::Alarm { cause } => {
            let cause = cause.as_str();
            let state = serde_json::to_string(&row.life.payment.state).unwrap_or_default();
            tracing::error!(payment = %row.id, cause, state, "alarm: a person must look at this payment");
            metrics::counter!("kommunal_alarms_total").increment(1);
            let raised = Raised { id: &random_id(), kind: Kind::Payment, about: row.id.as_str(), cause, reason: &state };
            alarms::raise(connection, raised, now).await
        }
        // `Effect::is_record` names exactly those above.
        _ => Ok(()),
    }
}

async fn capture(connection: &mut AnyConnection, row: &PaymentRow, amount: Money, now: Timestamp) -> Result<(), StoreError> {
    append(connection, row, &Effect::RecordCapture { amount }, now).await?;
    let receipt = ReceiptRow {
        number: ReceiptNumber::new(now.civil().year, random_u64()).as_str().to_owned(),
        payment: row.id.clone(),
        code: ReceiptCode::new(random_u64()).reveal().to_owned(),
        amount,
        issued_at: now,
    };
    receipts::insert(connection, &receipt).await?;
    enqueue_receipt(connection, row, &receipt.number, &format!("receipt:{}", row.id), now).await
}

/// The receipt by e-mail to a payer whose address is known, once for each cause. It is drawn when it is sent.
pub(super) async fn enqueue_receipt(
    connection: &mut AnyConnection,
    row: &PaymentRow,
    number: &str,
    cause: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    if row.email.is_empty() {
        return Ok(());
    }
    let letter = ReceiptLetter { number: number.to_owned(), email: row.email.clone(), lang: row.lang.clone() };
    let payload = serde_json::to_string(&letter).map_err(|error| StoreError::Unreadable { what: RECEIPT, why: error.to_string() })?;
    outbox::enqueue(connection, &random_id(), RECEIPT, cause, &payload, now).await.map(|_| ())
}

/// The hold was given back: the payer, who saw money leave the card, is told.
///
/// # Errors
/// The store's.
pub(super) async fn tell_voided(connection: &mut AnyConnection, row: &PaymentRow, now: Timestamp) -> Result<(), StoreError> {
    notice::enqueue(connection, row, Notice::Voided, &format!("void:{}", row.id), row.total, now).await
}

/// The entry that an effect makes of the payment after it, with its cause: what the audit rebuilds, too.
pub(super) fn entry_of(payment: &Payment, id: &Id, acquirer: &str, effect: &Effect) -> Result<Option<(String, JournalEntry)>, StoreError> {
    match effect {
        Effect::RecordCapture { .. } => Ok(Some((format!("capture:{id}"), balanced(capture_entry(payment, acquirer))?))),
        // Asked for before there were cases; a case's entries are its own.
        Effect::RecordRefund { refund: None, amount } => {
            let State::Captured { refunded, .. } = payment.state else { return Err(StoreError::Corrupt("refund outside captured")) };
            let before = refunded.checked_sub(*amount).ok_or(StoreError::Corrupt("refund sum"))?;
            let entry = balanced(refund_entry(payment, acquirer, before, *amount))?;
            Ok(Some((format!("refund:{id}:{}", refunded.minor()), entry)))
        }
        Effect::RecordWriteOff { case, amount } => {
            Ok(Some((format!("write_off:{case}"), balanced(write_off_entry(payment, acquirer, *amount))?)))
        }
        Effect::RecordAdjustment { case, excess, short } => {
            Ok(Some((format!("adjustment:{case}"), balanced(adjustment_entry(acquirer, *excess, *short))?)))
        }
        // By what was returned so far: one that comes again has another cause.
        Effect::RecordReturned { amount } => {
            let so_far = payment.difference.returned.minor();
            Ok(Some((format!("returned:{id}:{so_far}"), balanced(returned_entry(acquirer, *amount))?)))
        }
        _ => Ok(None),
    }
}

async fn append(connection: &mut AnyConnection, row: &PaymentRow, effect: &Effect, now: Timestamp) -> Result<(), StoreError> {
    let Some((cause, entry)) = entry_of(&row.life.payment, &row.id, &row.acquirer, effect)? else { return Ok(()) };
    journal::append(connection, &random_id(), &row.id, &cause, &entry, now).await
}

pub(super) fn balanced(entry: Result<JournalEntry, LedgerError>) -> Result<JournalEntry, StoreError> {
    entry.map_err(|_| StoreError::Corrupt("an entry that does not balance"))
}

/// Lets one bill go, while another's biller still owes its word.
async fn release_one(app: &App, connection: &mut AnyConnection, row: &PaymentRow, id: &Id) -> Result<(), StoreError> {
    let items = payments::items(connection, &row.id).await?;
    let Some(item) = items.iter().find(|item| item.id == *id) else { return Err(StoreError::Corrupt("an item is gone")) };
    leases::release_one(connection, &row.id, &find_bills::payable(app, &item.biller, &item.charge, &item.account)).await
}

/// Lets the bills go; who let them go unpaid is remembered, so that nobody can block a home again and again.
async fn release(connection: &mut AnyConnection, row: &PaymentRow, now: Timestamp) -> Result<(), StoreError> {
    let let_go = leases::release(connection, &row.id).await?;
    let unpaid = match row.life.payment.state {
        State::Closed { outcome } | State::Abandoned { why: outcome } => matches!(outcome, Outcome::Cancelled | Outcome::Expired),
        _ => false,
    };
    for payable in let_go.iter().filter(|_| unpaid) {
        leases::note_abandoned(connection, payable, &row.address_digest, now).await?;
    }
    Ok(())
}
