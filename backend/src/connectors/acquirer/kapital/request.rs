//! Bodies of requests. Amounts are strings in manat with two decimals.

use super::VoidPhase;
use crate::connectors::acquirer::NewOrder;
use serde_json::json;
use shared::money::Money;

pub(super) fn open(order: &NewOrder) -> String {
    json!({ "order": {
        "typeRid": "Order_DMS",
        "amount": order.amount.to_decimal(),
        "currency": "AZN",
        "language": order.lang.tag(),
        "description": order.description,
        "hppRedirectUrl": order.return_url,
        "hppCofCapturePurposes": ["Cit"],
    }})
    .to_string()
}

pub(super) fn capture(amount: Money) -> String {
    json!({ "tran": { "phase": "Clearing", "amount": amount.to_decimal() } }).to_string()
}

pub(super) fn void(phase: VoidPhase) -> String {
    let phase = match phase {
        VoidPhase::Auth => "Auth",
        VoidPhase::Single => "Single",
    };
    json!({ "tran": { "phase": phase, "voidKind": "Full" } }).to_string()
}

pub(super) fn refund(amount: Money) -> String {
    json!({ "tran": { "phase": "Single", "type": "Refund", "amount": amount.to_decimal() } }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::format::Lang;

    #[test]
    fn an_order_is_a_hold_and_its_amount_a_text() {
        let order = NewOrder {
            amount: Money::from_minor(1050),
            lang: Lang::Ru,
            description: "Kommunal 7f3a".to_owned(),
            return_url: "https://portal.example/pay/back".to_owned(),
        };
        let body = open(&order);
        for part in ["\"typeRid\":\"Order_DMS\"", "\"amount\":\"10.50\"", "\"language\":\"ru\"", "\"currency\":\"AZN\""] {
            assert!(body.contains(part), "{part} in {body}");
        }
    }

    #[test]
    fn operations_are_written_as_documented() {
        let sum = Money::from_minor(5);
        assert_eq!(capture(sum), r#"{"tran":{"amount":"0.05","phase":"Clearing"}}"#);
        assert_eq!(void(VoidPhase::Auth), r#"{"tran":{"phase":"Auth","voidKind":"Full"}}"#);
        assert_eq!(void(VoidPhase::Single), r#"{"tran":{"phase":"Single","voidKind":"Full"}}"#);
        assert_eq!(refund(sum), r#"{"tran":{"amount":"0.05","phase":"Single","type":"Refund"}}"#);
    }
}
