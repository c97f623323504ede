//! A payment as the server tells it: on its own page, and as a receipt that was found.

use super::json::{Json, meaning, perhaps};
use super::options::fee_rule;
use shared::api::payments::{ItemOutcome, ItemView, PaymentView, ReceiptRef, Stage};
use shared::payment::Outcome;

/// Reads it. A member missing or of another type makes it unreadable.
#[must_use]
pub fn payment(json: &Json) -> Option<PaymentView> {
    Some(PaymentView {
        reference: json.get("reference").text()?,
        stage: meaning(json.get("stage"), &STAGES)?,
        outcome: perhaps(json.get("outcome"), |json| meaning(json, &OUTCOMES))?,
        redirect: json.get("redirect").text(),
        city: json.get("city").text()?,
        number: json.get("number").text()?,
        items: json.get("items").list(item)?,
        total_minor: json.get("total_minor").int()?,
        fee_minor: json.get("fee_minor").int()?,
        fee_rule: perhaps(json.get("fee_rule"), |json| Some(fee_rule(json)))?,
        captured_minor: json.get("captured_minor").int()?,
        refunded_minor: json.get("refunded_minor").int()?,
        card: json.get("card").text()?,
        card_used: json.get("card_used").text(),
        order: json.get("order").text(),
        approval: json.get("approval").text(),
        created_at: json.get("created_at").text()?,
        held_at: json.get("held_at").text(),
        captured_at: json.get("captured_at").text(),
        receipt: perhaps(json.get("receipt"), receipt)?,
        emailed_to: json.get("emailed_to").text(),
    })
}

fn item(json: &Json) -> Option<ItemView> {
    Some(ItemView {
        biller: json.get("biller").text()?,
        charge: json.get("charge").text()?,
        account: json.get("account").text()?,
        amount_minor: json.get("amount_minor").int()?,
        fee_minor: json.get("fee_minor").int()?,
        outcome: meaning(json.get("outcome"), &ITEM_OUTCOMES)?,
        reference: json.get("reference").text(),
        at: json.get("at").text(),
        refunded_minor: json.get("refunded_minor").int().unwrap_or(0),
    })
}

fn receipt(json: &Json) -> Option<ReceiptRef> {
    Some(ReceiptRef { number: json.get("number").text()?, code: json.get("code").text()? })
}

const STAGES: [(&str, Stage); 7] = [
    ("opening", Stage::Opening),
    ("at_bank", Stage::AtBank),
    ("processing", Stage::Processing),
    ("paid", Stage::Paid),
    ("partly_paid", Stage::PartlyPaid),
    ("not_paid", Stage::NotPaid),
    ("refunded", Stage::Refunded),
];

const OUTCOMES: [(&str, Outcome); 12] = [
    ("bank_unavailable", Outcome::BankUnavailable),
    ("cancelled", Outcome::Cancelled),
    ("expired", Outcome::Expired),
    ("declined", Outcome::Declined),
    ("insufficient_funds", Outcome::InsufficientFunds),
    ("card_expired", Outcome::CardExpired),
    ("authentication_failed", Outcome::AuthenticationFailed),
    ("lease_lost", Outcome::LeaseLost),
    ("nothing_accepted", Outcome::NothingAccepted),
    ("amount_mismatch", Outcome::AmountMismatch),
    ("hold_lost", Outcome::HoldLost),
    ("capture_refused", Outcome::CaptureRefused),
];

const ITEM_OUTCOMES: [(&str, ItemOutcome); 5] = [
    ("waiting", ItemOutcome::Waiting),
    ("accepted", ItemOutcome::Accepted),
    ("refused", ItemOutcome::Refused),
    ("cancelled", ItemOutcome::Cancelled),
    ("reversed", ItemOutcome::Reversed),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn through(value: &PaymentView) -> Json {
        Json::parse(&serde_json::to_string(value).expect("serialises")).expect("is JSON")
    }

    fn view() -> PaymentView {
        let item = |outcome| ItemView {
            biller: "telecom".into(),
            charge: "subscription".into(),
            account: "•••• 5019".into(),
            amount_minor: 250,
            fee_minor: 3,
            outcome,
            reference: Some("88120034".into()),
            at: None,
            refunded_minor: 0,
        };
        PaymentView {
            reference: "0a".into(),
            stage: Stage::PartlyPaid,
            outcome: None,
            redirect: Some("http://127.0.0.1:8081/".into()),
            city: "12".into(),
            number: "421 23 72".into(),
            items: ITEM_OUTCOMES.iter().map(|(_, outcome)| item(*outcome)).collect(),
            total_minor: 253,
            fee_minor: 3,
            fee_rule: Some(shared::biller::FeeRule { basis_points: 100, ..Default::default() }),
            captured_minor: 253,
            refunded_minor: 0,
            card: "visa".into(),
            card_used: None,
            order: Some("7".into()),
            approval: Some("A1".into()),
            created_at: "2026-11-21T09:05:11Z".into(),
            held_at: None,
            captured_at: Some("2026-11-21T09:05:13Z".into()),
            receipt: Some(ReceiptRef { number: "KM-2026-0A7F19XZ".into(), code: "ABCDEFGHJK".into() }),
            emailed_to: Some("a•••@example.az".into()),
        }
    }

    #[test]
    fn payments_are_read_as_they_are_said() {
        for (_, stage) in STAGES {
            let said = PaymentView { stage, ..view() };
            assert_eq!(payment(&through(&said)), Some(said));
        }
        for (_, outcome) in OUTCOMES {
            let said = PaymentView { outcome: Some(outcome), receipt: None, ..view() };
            assert_eq!(payment(&through(&said)), Some(said));
        }
    }

    #[test]
    fn what_lacks_a_member_is_unreadable() {
        assert_eq!(payment(&Json::Null), None);
    }
}
