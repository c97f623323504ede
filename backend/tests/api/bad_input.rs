//! What no browser of ours sends, on every route: a problem with its code, never our fault, nothing written.

use crate::app::{Citizen, TestApp};
use crate::both_engines;
use crate::support::Database;
use reqwest::Method;
use serde_json::{Value, json};
use shared::api::{BODY_BYTES_MAX, IDEMPOTENCY_KEY, path};

both_engines!(
    a_body_that_is_not_the_expected_json_is_refused_on_every_route,
    another_content_type_and_a_huge_body_are_refused_on_every_route,
    hostile_text_in_any_field_is_refused_or_harmless,
    another_method_and_an_unknown_path_are_problems_too,
);

const KEY: &str = "00112233445566778899aabbccddeeff";

/// Each route that takes a body, with one that is well formed.
fn routes() -> Vec<(&'static str, Value)> {
    let item = json!({ "bill": KEY, "biller": "electricity", "account": "031244551234019", "amount_minor": 250 });
    let payment = json!({ "city": "12", "number": "4212372", "items": [item], "card": "visa", "email": "a@example.az",
        "lang": "az", "secret": "0".repeat(64), "total_minor": 250 });
    vec![
        (path::BILLS, json!({ "city": "12", "number": "4212372" })),
        (path::BILLS_ASK, json!({ "city": "12", "number": "4212372", "biller": "electricity", "account": "031244551234019" })),
        (path::PAYMENTS, payment),
        (path::RECEIPTS_FIND, json!({ "number": "KM-2026-00000000", "code": "0000000000", "lang": "az" })),
        (path::RECEIPTS_PDF, json!({ "number": "KM-2026-00000000", "code": "0000000000", "lang": "az" })),
        (path::RECEIPTS_EMAIL, json!({ "number": "KM-2026-00000000", "code": "0000000000", "email": "a@example.az", "lang": "az" })),
    ]
}

async fn post(citizen: &Citizen<'_>, path: &str, content_type: &str, body: impl Into<Vec<u8>>) -> String {
    let headers = [(IDEMPOTENCY_KEY, KEY), ("content-type", content_type)];
    citizen.send(Method::POST, path, &headers, body.into()).await.verdict()
}

/// Every way to reach into a body: the places of its values.
fn places(value: &Value, at: &str) -> Vec<String> {
    match value {
        Value::Object(fields) => fields.iter().flat_map(|(name, value)| places(value, &format!("{at}/{name}"))).collect(),
        Value::Array(items) => items.iter().enumerate().flat_map(|(n, value)| places(value, &format!("{at}/{n}"))).collect(),
        _ => vec![at.to_owned()],
    }
}

fn with(body: &Value, place: &str, value: Value) -> String {
    let mut body = body.clone();
    *body.pointer_mut(place).unwrap() = value;
    body.to_string()
}

async fn a_body_that_is_not_the_expected_json_is_refused_on_every_route(db: Database) {
    let app = TestApp::start(db).await;
    let (citizen, before) = (app.citizen(), app.counts().await);
    for (path, body) in routes() {
        let mut unknown = body.clone();
        unknown["extra"] = json!(1);
        let twice = body.to_string().replacen('{', r#"{"number":"1","#, 1);
        let cut = body.to_string().trim_end_matches('}').to_owned();
        let (deep, other) = ("[".repeat(10_000), ["", "{", "{}", "[]", "null", "5", "\"text\"", "\u{feff}{}", "<xml/>", "NaN"]);
        let texts = other.into_iter().map(str::to_owned).chain([unknown.to_string(), twice, cut, deep]);
        for text in texts {
            assert_eq!(post(&citizen, path, "application/json", text.clone()).await, "400 malformed", "{path} {text:.80}");
        }
        assert_eq!(post(&citizen, path, "application/json", vec![b'{', 0xff, 0xfe, b'}']).await, "400 malformed");
        for place in places(&body, "") {
            for value in [json!([]), json!({}), json!(true), json!(1.5)] {
                let text = with(&body, &place, value);
                assert_eq!(post(&citizen, path, "application/json", text).await, "400 malformed", "{path} {place}");
            }
        }
    }
    assert_eq!(app.counts().await, before);
    app.finish().await;
}

async fn another_content_type_and_a_huge_body_are_refused_on_every_route(db: Database) {
    let app = TestApp::start(db).await;
    let (citizen, before) = (app.citizen(), app.counts().await);
    for (path, body) in routes() {
        for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp", ""] {
            assert_eq!(post(&citizen, path, kind, body.to_string()).await, "415 media_type", "{path} {kind}");
        }
        let huge = format!("{}{}", " ".repeat(BODY_BYTES_MAX), body);
        assert_eq!(post(&citizen, path, "application/json", huge).await, "413 too_large", "{path}");
        let padded = format!("{}{}", " ".repeat(BODY_BYTES_MAX / 2), with(&body, "/number", json!("x")));
        assert!(post(&citizen, path, "application/json; charset=utf-8", padded).await.starts_with("422 invalid number="));
    }
    assert_eq!(app.counts().await, before);
    app.finish().await;
}

async fn hostile_text_in_any_field_is_refused_or_harmless(db: Database) {
    let app = TestApp::start(db).await;
    let (citizen, before) = (app.citizen(), app.counts().await);
    let texts = [
        "\0",
        "a\0b",
        "\u{1}\u{7f}\u{85}",
        "🏠",
        "'; DROP TABLE payment; --",
        "<script>alert(1)</script>",
        // A digit too few: with it this would be a number.
        "٤٢١٢٣٧",
        "../../etc/passwd",
        "%00%ff",
        "a@example.az\r\nBcc: all@example.az",
        "\u{202e}",
        "${jndi:ldap://x}",
        "ә",
    ];
    let long = "9".repeat(20_000);
    for (path, body) in routes() {
        for place in places(&body, "").iter().filter(|place| !place.ends_with("_minor")) {
            for text in texts.into_iter().chain([long.as_str()]) {
                let verdict = post(&citizen, path, "application/json", with(&body, place, json!(text))).await;
                let field = place.trim_start_matches('/').replace("items/0/", "items[0].");
                let expected = if field == "lang" { "400 malformed".to_owned() } else { format!("422 invalid {field}=") };
                assert!(verdict.starts_with(&expected), "{path} {place} {text:.40?}: {verdict}");
            }
        }
    }
    assert_eq!(app.counts().await, before);
    app.finish().await;
}

async fn another_method_and_an_unknown_path_are_problems_too(db: Database) {
    let app = TestApp::start(db).await;
    let (citizen, before) = (app.citizen(), app.counts().await);
    let payment = format!("{}/{KEY}", path::PAYMENTS);
    for (path, method) in [
        (path::BILLS, Method::GET),
        (path::BILLS_ASK, Method::PUT),
        (path::PAYMENTS, Method::GET),
        (path::PAYMENTS, Method::DELETE),
        (payment.as_str(), Method::POST),
        (payment.as_str(), Method::PATCH),
        (path::CATALOGUE, Method::POST),
        (path::OPTIONS, Method::DELETE),
        (path::RECEIPTS_FIND, Method::GET),
        ("/healthz", Method::POST),
        ("/", Method::POST),
        ("/pay", Method::DELETE),
    ] {
        let reply = citizen.send(method.clone(), path, &[], vec![]).await;
        assert_eq!(reply.verdict(), "405 method", "{method} {path}");
        assert!(!reply.header("allow").is_empty(), "{method} {path} says what it allows");
    }
    for path in ["/api/nothing", "/api/", "/api/bills/x", "/api/payments/a/b/c", "/api/%ff", "/api/..%2fetc", "/assets/none.js"] {
        assert_eq!(citizen.get(path).await.verdict(), "404 not_found", "{path}");
    }
    assert_eq!(citizen.send(Method::POST, "/api/nothing", &[], vec![]).await.verdict(), "404 not_found");
    for query in ["lang=%ff", "lang=az&lang=ru", "lang=", "lang=xx", "other=1"] {
        let reply = citizen.get(&format!("{}?{query}", path::OPTIONS)).await;
        assert!(reply.status == 200 || reply.verdict() == "400 malformed", "{query}");
    }
    assert_eq!(app.counts().await, before);
    app.finish().await;
}
