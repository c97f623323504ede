//! What serde writes for the server, this client reads back equal: every type, every word.

use super::*;
use serde::Serialize;

fn through<T: Serialize>(value: &T) -> Json {
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
fn bills_are_read_as_they_are_said() {
    let document = Document { number: "7".into(), amount_minor: 5, period: "2026-11".into(), due: "2026-11-25".into() };
    let bill = |standing| Bill {
        id: "b".into(),
        biller: "telecom".into(),
        charge: "subscription".into(),
        account: String::new(),
        standing,
        balance_minor: -10,
        period: "2026-11".into(),
        due: String::new(),
        documents: vec![document.clone()],
        leased_ms: 60_000,
    };
    let all = STANDINGS.iter().map(|(_, standing)| bill(*standing)).collect();
    let said = Bills { display: "(12) 421 23 72".into(), holder: "E•••• M•••••••".into(), bills: all };
    assert_eq!(bills(&through(&said)), Some(said));
}

#[test]
fn the_catalogue_and_the_options_are_read_as_they_are_said() {
    let service = |start: Option<&str>| Service { id: "s".into(), name: "S".into(), about: "…".into(), start: start.map(str::to_owned) };
    let services = vec![service(Some("/pay")), service(None)];
    let said = Catalogue { organisations: vec![Organisation { id: "o".into(), name: "O".into(), services }] };
    assert_eq!(catalogue(&through(&said)), Some(said));
    let rule = AmountRule { part: true, advance: false, min_minor: 100, max_minor: 50_000 };
    let said = Options {
        cities: vec![CityOption { id: "12".into(), name: "Bakı".into(), area: "12".into(), prefixes: "12".into() }],
        billers: vec![
            BillerOption { id: "gas".into(), name: "Qaz".into(), account_digits: Some(0) },
            BillerOption { id: "telecom".into(), name: "Telefon".into(), account_digits: None },
        ],
        charges: vec![ChargeOption { id: "gas".into(), biller: "gas".into(), name: "Qaz".into(), rule }],
        cards: vec![CardOption {
            id: "visa".into(),
            name: "Visa".into(),
            fee: FeeRule { basis_points: 50, fixed_minor: 1, min_minor: 2, max_minor: 3 },
        }],
    };
    assert_eq!(options(&through(&said)), Some(said));
}

#[test]
fn what_lacks_a_member_is_unreadable() {
    assert_eq!(bills(&Json::parse(r#"{"display":"","bills":[]}"#).expect("JSON")), None);
    assert_eq!(payment(&Json::Null), None);
}
