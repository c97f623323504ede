//! What serde writes for the server, this client reads back equal: every type, every word.

use super::*;
use serde::Serialize;

fn through<T: Serialize>(value: &T) -> Json {
    Json::parse(&serde_json::to_string(value).expect("serialises")).expect("is JSON")
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
fn the_catalogue_is_read_as_it_is_said() {
    let service = |start: Option<&str>| Service { id: "s".into(), name: "S".into(), about: "…".into(), start: start.map(str::to_owned) };
    let services = vec![service(Some("/pay")), service(None)];
    let said = Catalogue { organisations: vec![Organisation { id: "o".into(), name: "O".into(), services }] };
    assert_eq!(catalogue(&through(&said)), Some(said));
}

#[test]
fn what_lacks_a_member_is_unreadable() {
    assert_eq!(bills(&Json::parse(r#"{"display":"","bills":[]}"#).expect("JSON")), None);
}
