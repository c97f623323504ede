//! The records that belong to a change of a payment, written in its unit of work: journal entry, receipt, message, leases, alarm.

use super::digest::{random_id, random_u64};
use crate::store::payments::PaymentRow;
use crate::store::receipts::ReceiptRow;
use crate::store::{StoreError, alarms, journal, leases, outbox, receipts};
use serde::{Deserialize, Serialize};
use shared::ledger::{JournalEntry, LedgerError, capture_entry, refund_entry};
use shared::money::Money;
use shared::payment::machine::Effect;
use shared::payment::{Outcome, State};
use shared::receipt::{ReceiptCode, ReceiptNumber};
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
pub(super) async fn write(connection: &mut AnyConnection, row: &PaymentRow, effect: &Effect, now: Timestamp) -> Result<(), StoreError> {
    match effect {
        Effect::RecordCapture { amount } => capture(connection, row, *amount, now).await,
        Effect::RecordRefund { amount } => refund(connection, row, *amount, now).await,
        Effect::ReleaseLeases => release(connection, row, now).await,
        Effect::Alarm => {
            let state = serde_json::to_string(&row.life.payment.state).unwrap_or_default();
            tracing::error!(payment = %row.id, state, "alarm: a person must look at this payment");
            metrics::counter!("kommunal_alarms_total").increment(1);
            alarms::raise(connection, &random_id(), row.id.as_str(), &state, now).await
        }
        // `Effect::is_record` names exactly the four above.
        _ => Ok(()),
    }
}

async fn capture(connection: &mut AnyConnection, row: &PaymentRow, amount: Money, now: Timestamp) -> Result<(), StoreError> {
    let entry = balanced(capture_entry(&row.life.payment, &row.acquirer))?;
    journal::append(connection, &random_id(), &row.id, &format!("capture:{}", row.id), &entry, now).await?;
    let receipt = ReceiptRow {
        number: ReceiptNumber::new(now.civil().year, random_u64()).as_str().to_owned(),
        payment: row.id.clone(),
        code: ReceiptCode::new(random_u64()).reveal().to_owned(),
        amount,
        issued_at: now,
    };
    receipts::insert(connection, &receipt).await?;
    if !row.email.is_empty() {
        let letter = ReceiptLetter { number: receipt.number, email: row.email.clone(), lang: row.lang.clone() };
        let payload = serde_json::to_string(&letter).map_err(|_| StoreError::Corrupt("letter"))?;
        outbox::enqueue(connection, &random_id(), RECEIPT, &format!("receipt:{}", row.id), &payload, now).await?;
    }
    Ok(())
}

async fn refund(connection: &mut AnyConnection, row: &PaymentRow, amount: Money, now: Timestamp) -> Result<(), StoreError> {
    let State::Captured { refunded, .. } = row.life.payment.state else { return Err(StoreError::Corrupt("refund outside captured")) };
    let before = refunded.checked_sub(amount).ok_or(StoreError::Corrupt("refund sum"))?;
    let entry = balanced(refund_entry(&row.life.payment, &row.acquirer, before, amount))?;
    let cause = format!("refund:{}:{}", row.id, refunded.minor());
    journal::append(connection, &random_id(), &row.id, &cause, &entry, now).await
}

fn balanced(entry: Result<JournalEntry, LedgerError>) -> Result<JournalEntry, StoreError> {
    entry.map_err(|_| StoreError::Corrupt("an entry that does not balance"))
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
