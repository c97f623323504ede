//! Requests, as the server reads them.

use frontend::api::json::{Json, object};
use shared::api::bills::{AskRequest, BillsRequest};
use shared::api::payments::{StartItem, StartPayment};

pub(super) fn bills(request: &BillsRequest) -> Json {
    object(vec![("city", (&*request.city).into()), ("number", (&*request.number).into())])
}

pub(super) fn ask(request: &AskRequest) -> Json {
    let mut members = vec![("city", (&*request.city).into()), ("number", (&*request.number).into()), ("biller", (&*request.biller).into())];
    members.extend(request.account.as_deref().map(|account| ("account", account.into())));
    object(members)
}

pub(super) fn start(start: &StartPayment) -> Json {
    object(vec![
        ("city", (&*start.city).into()),
        ("number", (&*start.number).into()),
        ("items", Json::List(start.items.iter().map(item).collect())),
        ("card", (&*start.card).into()),
        ("email", (&*start.email).into()),
        ("lang", start.lang.tag().into()),
        ("secret", (&*start.secret).into()),
        ("total_minor", Json::Int(start.total_minor)),
    ])
}

fn item(item: &StartItem) -> Json {
    let mut members =
        vec![("bill", (&*item.bill).into()), ("biller", (&*item.biller).into()), ("amount_minor", Json::Int(item.amount_minor))];
    members.extend(item.account.as_deref().map(|account| ("account", account.into())));
    members.extend(item.shown_minor.map(|minor| ("shown_minor", Json::Int(minor))));
    members.extend(item.advance.then_some(("advance", Json::Bool(true))));
    object(members)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::de::DeserializeOwned;
    use shared::format::Lang;

    fn theirs<T: DeserializeOwned>(json: &Json) -> T {
        serde_json::from_str(&json.write()).expect("the server reads it")
    }

    #[test]
    fn the_server_reads_every_request_as_it_was_meant() {
        let (city, number) = ("12".to_owned(), "421-23-72 \"".to_owned());
        let request = BillsRequest { city: city.clone(), number: number.clone() };
        assert_eq!(theirs::<BillsRequest>(&bills(&request)), request);
        for account in [None, Some("0312".to_owned())] {
            let request = AskRequest { city: city.clone(), number: number.clone(), biller: "gas".into(), account };
            assert_eq!(theirs::<AskRequest>(&ask(&request)), request);
        }
    }

    #[test]
    fn the_server_reads_a_start_as_it_was_meant() {
        let item = |account: Option<String>| StartItem {
            bill: "b".into(),
            biller: "gas".into(),
            amount_minor: 250,
            shown_minor: Some(-10),
            advance: account.is_none(),
            account,
        };
        let meant = StartPayment {
            city: "12".into(),
            number: "4212372".into(),
            items: vec![item(None), item(Some("0312".into()))],
            card: "visa".into(),
            email: String::new(),
            lang: Lang::Az,
            secret: "ab".into(),
            total_minor: 500,
        };
        assert_eq!(theirs::<StartPayment>(&start(&meant)), meant);
    }
}
