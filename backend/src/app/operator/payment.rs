//! One payment's whole course.

use super::masked_phone;
use crate::app::alarms::shown;
use crate::app::view::{money_taken, outcome};
use crate::app::{App, AppError};
use crate::store::journal::{self, EntryRow};
use crate::store::payments::{self, ItemRow, PaymentRow};
use crate::store::{alarms_list, payments_open, receipts, refunds};
use serde_json::Value;
use shared::alarm::Who;
use shared::api::operator::{JournalPosting, JournalRow, OperatorPayment, PaymentEvent, PaymentItem};
use shared::id::Id;
use shared::payment::{Payment, Posting};
use shared::person::mask_account;
use shared::time::Timestamp;

/// One payment with everything that is known of it.
///
/// # Errors
/// [`AppError::NotFound`] or the store's.
pub async fn look(app: &App, operator: &Who, reference: &str) -> Result<OperatorPayment, AppError> {
    let id = Id::parse(reference).ok_or(AppError::NotFound)?;
    let mut connection = app.store().read().await?;
    let row = payments::by_id(&mut connection, &id).await?.ok_or(AppError::NotFound)?;
    let items = payments::items(&mut connection, &id).await?;
    let receipt = receipts::of_payment(&mut connection, &id).await?;
    let events = payments_open::events(&mut connection, &id).await?;
    let entries = journal::of_payment(&mut connection, id.as_str()).await?;
    let alarms = alarms_list::about(&mut connection, id.as_str()).await?;
    let cases = refunds::of_payment(&mut connection, &id).await?;
    Ok(OperatorPayment {
        receipt: receipt.map(|receipt| receipt.number),
        items: items.iter().map(|item| item_shown(&row.life.payment, item)).collect(),
        events: events.into_iter().map(|(version, json, at)| event_shown(version, &json, at)).collect(),
        entries: entries.into_iter().map(entry_shown).collect(),
        refunds: cases.into_iter().map(|case| case.id.as_str().to_owned()).collect(),
        alarms: alarms.iter().map(|case| shown(case, operator)).collect(),
        ..of_row(row)
    })
}

fn of_row(row: PaymentRow) -> OperatorPayment {
    let payment = &row.life.payment;
    let (captured, refunded) = money_taken(payment);
    OperatorPayment {
        reference: row.id.as_str().to_owned(),
        outcome: outcome(payment).and_then(|outcome| name_of(&serde_json::to_value(outcome).ok()?)),
        version: row.version,
        created_at: row.created_at.rfc3339(),
        held_at: payment.held_at.map(Timestamp::rfc3339),
        captured_at: payment.captured_at.map(Timestamp::rfc3339),
        total_minor: row.total.minor(),
        captured_minor: captured.minor(),
        refunded_minor: refunded.minor(),
        phone: masked_phone(&row.phone),
        email: !row.email.is_empty(),
        state: row.state,
        city: row.city,
        card: row.card,
        card_used: row.facts.card_used,
        acquirer: row.acquirer,
        order: row.facts.order,
        approval: row.facts.approval,
        ..OperatorPayment::default()
    }
}

fn item_shown(payment: &Payment, item: &ItemRow) -> PaymentItem {
    let posting = payment.items.iter().find(|known| known.id == item.id).map_or(&Posting::Planned, |known| &known.posting);
    let (said, booked_at) = match posting {
        Posting::Accepted { reference, at } => (Some(reference.clone()), Some(at.rfc3339())),
        Posting::Refused { code } => (Some(code.clone()), None),
        _ => (None, None),
    };
    let json = serde_json::to_value(posting).unwrap_or_default();
    PaymentItem {
        id: item.id.as_str().to_owned(),
        biller: item.biller.clone(),
        charge: item.charge.clone(),
        account: mask_account(&item.account),
        amount_minor: item.amount.minor(),
        fee_minor: item.fee.minor(),
        posting: json.get("posting").and_then(name_of).unwrap_or_default(),
        said,
        booked_at,
    }
}

fn name_of(json: &Value) -> Option<String> {
    json.as_str().map(str::to_owned)
}

/// The machine's event, flat: its name, and what it carries as `name value` pairs.
fn event_shown(version: i64, json: &str, at: Timestamp) -> PaymentEvent {
    let event: Value = serde_json::from_str(json).unwrap_or_default();
    let what = event.get("event").and_then(name_of).unwrap_or_default();
    PaymentEvent { at: at.rfc3339(), version, what, detail: pairs(&event) }
}

/// What a stored event or state carries, as `name value` pairs; a member without a value is its name alone.
pub(in crate::app) fn pairs(json: &Value) -> String {
    let mut pairs = vec![];
    flatten(json, &mut pairs);
    pairs.join(", ")
}

fn flatten(json: &Value, pairs: &mut Vec<String>) {
    let Some(object) = json.as_object() else { return };
    for (name, value) in object.iter().filter(|(name, _)| *name != "event") {
        match value {
            Value::Object(_) => flatten(value, pairs),
            Value::Null => pairs.push(name.clone()),
            Value::String(text) => pairs.push(format!("{name} {text}")),
            other => pairs.push(format!("{name} {other}")),
        }
    }
}

fn entry_shown(entry: EntryRow) -> JournalRow {
    let posting = |(account, amount_minor)| JournalPosting { account, amount_minor };
    JournalRow {
        id: entry.id,
        kind: entry.kind,
        at: Timestamp::from_micros(entry.at).rfc3339(),
        sequence: entry.sequence,
        postings: entry.postings.into_iter().map(posting).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_shown_with_what_it_carries() {
        let at = Timestamp::from_micros(0);
        let shown = event_shown(3, r#"{"event":"item","id":"ab","answer":{"answer":"refused","code":"closed"}}"#, at);
        assert_eq!((shown.what.as_str(), shown.detail.as_str()), ("item", "answer refused, code closed, id ab"));
        let bank = event_shown(2, r#"{"event":"bank","view":"held","amount":100,"lease_live":true}"#, at);
        assert_eq!((bank.what.as_str(), bank.detail.as_str()), ("bank", "amount 100, lease_live true, view held"));
        assert_eq!(event_shown(4, r#"{"event":"capture_answered","yes":null}"#, at).detail, "yes");
    }
}
