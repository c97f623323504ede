//! Openness without abuse: limits by the right address and by number, and answers that tell no more than they must.

use crate::app::{Citizen, GUIDE, TestApp, people};
use crate::both_engines;
use crate::support::Database;
use reqwest::Method;
use serde_json::{Value, json};
use shared::api::bills::BillsRequest;
use shared::api::path;
use shared::api::receipts::{EmailReceipt, ReceiptRequest};
use shared::format::Lang;

both_engines!(
    look_ups_are_limited_by_the_address_a_trusted_proxy_wrote_down,
    a_forged_address_is_not_believed,
    look_ups_of_one_number_are_limited_however_it_is_written,
    payments_receipts_letters_and_requests_have_limits_of_their_own,
    s7_ways_back_from_the_provider_are_limited_before_the_database,
    s7_sessions_said_to_be_over_are_limited_before_the_database,
    a_number_that_exists_answers_in_the_shape_of_one_that_does_not,
);

/// Look-ups and payments beyond this many at once are refused in these tests.
const LIMIT: u32 = 5;

async fn look_up(citizen: &Citizen<'_>, number: &str) -> u16 {
    let reply = citizen.post(path::BILLS, &BillsRequest { city: "12".to_owned(), number: number.to_owned() }).await;
    if reply.status == 429 {
        assert_eq!(reply.verdict(), "429 too_many");
        let wait_ms = reply.problem().retry_after_ms.unwrap();
        assert!((1..=60_000).contains(&wait_ms));
        assert_eq!(reply.header("retry-after"), ((wait_ms + 999) / 1000).to_string());
    }
    reply.status
}

async fn look_ups_are_limited_by_the_address_a_trusted_proxy_wrote_down(db: Database) {
    let app = TestApp::start_with(db, |config| config.limits.lookups_per_address = LIMIT).await;
    for n in 0..LIMIT {
        // What the client itself wrote before the proxy's word changes nothing.
        assert_eq!(look_up(&app.citizen_at(&format!("10.9.8.{n}, 203.0.113.9")), GUIDE).await, 200);
    }
    assert_eq!(look_up(&app.citizen_at("203.0.113.9"), GUIDE).await, 429);
    assert_eq!(look_up(&app.citizen_at("203.0.113.10"), GUIDE).await, 200);
    for n in 1..=LIMIT {
        // One home has many IPv6 addresses.
        assert_eq!(look_up(&app.citizen_at(&format!("2001:db8:1:2::{n:x}")), GUIDE).await, 200);
    }
    assert_eq!(look_up(&app.citizen_at("2001:db8:1:2:ffff::1"), GUIDE).await, 429);
    assert_eq!(look_up(&app.citizen_at("2001:db8:1:3::1"), GUIDE).await, 200);
    app.finish().await;
}

async fn a_forged_address_is_not_believed(db: Database) {
    let app = TestApp::start_with(db, |config| {
        config.limits.lookups_per_address = LIMIT;
        config.server.trusted_proxies.clear();
    })
    .await;
    for n in 0..LIMIT {
        assert_eq!(look_up(&app.citizen_at(&format!("203.0.113.{n}")), GUIDE).await, 200);
    }
    assert_eq!(look_up(&app.citizen_at("203.0.113.200"), GUIDE).await, 429);
    assert_eq!(look_up(&app.citizen(), GUIDE).await, 429);
    app.finish().await;
}

async fn look_ups_of_one_number_are_limited_however_it_is_written(db: Database) {
    let app = TestApp::start_with(db, |config| config.limits.lookups_per_number = LIMIT).await;
    for (n, typed) in [GUIDE, "421-23-72", "0124212372", "+994 12 421 23 72", "00994124212372"].into_iter().enumerate() {
        assert_eq!(look_up(&app.citizen_at(&format!("203.0.113.{n}")), typed).await, 200);
    }
    for typed in [GUIDE, "124212372", "(12) 421 23 72"] {
        assert_eq!(look_up(&app.citizen_at("203.0.113.200"), typed).await, 429);
    }
    assert_eq!(look_up(&app.citizen_at("203.0.113.200"), &app.new_home()).await, 200);
    app.finish().await;
}

async fn payments_receipts_letters_and_requests_have_limits_of_their_own(db: Database) {
    let app = TestApp::start_with(db, |config| {
        config.limits.payments_per_address = LIMIT;
        config.limits.receipts_per_address = LIMIT;
        config.limits.emails_per_address = LIMIT;
        config.limits.requests_per_address = 8 * LIMIT;
    })
    .await;
    let (rude, neighbour) = (app.citizen_at("203.0.113.66"), app.citizen_at("203.0.113.67"));
    let plan = rude.telephone(GUIDE).await;
    let (number, code) = ("KM-2026-00000000".to_owned(), "0000000000".to_owned());
    let find = ReceiptRequest { number: number.clone(), code: code.clone(), lang: Lang::Az };
    let letter = EmailReceipt { number, code, email: "a@example.az".to_owned(), lang: Lang::Az };
    let key = [("idempotency-key", plan.key.as_str())];
    let before = app.counts().await;
    for n in 0..=LIMIT {
        let mut wrong = plan.anew();
        wrong.body.total_minor = 1;
        let verdicts = [
            rude.start(&wrong).await.verdict(),
            rude.post(path::RECEIPTS_FIND, &find).await.verdict(),
            rude.post_with(path::RECEIPTS_EMAIL, &key, &letter).await.verdict(),
        ];
        let expected = ["409 bill_changed total_minor=malformed", "404 not_found", "404 not_found"];
        assert_eq!(verdicts, if n < LIMIT { expected } else { ["429 too_many"; 3] });
    }
    // A receipt's code is not guessed by way of its paper either.
    assert_eq!(rude.post(path::RECEIPTS_PDF, &find).await.verdict(), "429 too_many");
    assert_eq!(neighbour.post(path::RECEIPTS_PDF, &find).await.verdict(), "404 not_found");
    let mut refused = 0;
    for _ in 0..8 * LIMIT {
        refused += u32::from(rude.get(path::CATALOGUE).await.status == 429);
    }
    assert!(refused >= 2 * LIMIT, "{refused}");
    assert_eq!((neighbour.get(path::CATALOGUE).await.status, rude.get("/healthz").await.status), (200, 200));
    assert_eq!(app.counts().await, before);
    app.finish().await;
}

async fn s7_ways_back_from_the_provider_are_limited_before_the_database(db: Database) {
    let app = TestApp::start_with(db, |config| config.limits.sign_ins_per_address = LIMIT).await;
    let back = async |address: &str| {
        let cookie = [("cookie", "__Host-kommunal-sign-in=00; kommunal-sign-in=00")];
        let reply = app.citizen_at(address).send(Method::GET, "/auth/callback?code=x&state=y", &cookie, vec![]).await;
        (reply.status, reply.header("location").to_owned())
    };
    let before = app.counts().await;
    for _ in 0..LIMIT {
        assert_ne!(back("203.0.113.9").await.1, "/signed-out?why=unavailable");
    }
    // Not an error page: a way on, as every answer here.
    assert_eq!(back("203.0.113.9").await, (303, "/signed-out?why=unavailable".to_owned()));
    assert_ne!(back("203.0.113.10").await.1, "/signed-out?why=unavailable");
    assert_eq!(app.counts().await, before);
    // Who was let go to the provider is not stopped on the way back.
    let person = app.browser();
    for _ in 0..LIMIT {
        person.sign_in(people::AYSEL).await;
    }
    app.finish().await;
}

async fn s7_sessions_said_to_be_over_are_limited_before_the_database(db: Database) {
    let app = TestApp::start_with(db, |config| config.limits.requests_per_address = LIMIT).await;
    let over = [("cookie", "__Host-kommunal-kiosk=00; __Host-kommunal-over=1")];
    let citizen = app.citizen_at("203.0.113.9");
    for _ in 0..LIMIT {
        assert_eq!(citizen.send(Method::GET, "/pay", &over, vec![]).await.status, 303);
    }
    assert_eq!(citizen.send(Method::GET, "/pay", &over, vec![]).await.verdict(), "429 too_many");
    // A page itself is never refused: it reads nothing.
    assert_ne!(citizen.get("/pay").await.status, 429);
    app.finish().await;
}

/// The names in a document, without its values.
fn shape(value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), shape(value))).collect(),
        Value::Array(items) => items.iter().map(shape).collect(),
        _ => json!(0),
    }
}

async fn a_number_that_exists_answers_in_the_shape_of_one_that_does_not(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let of = async |path: &str, number: &str, biller: Option<&str>| {
        let mut body = json!({ "city": "12", "number": number });
        if let Some(biller) = biller {
            body["biller"] = json!(biller);
        }
        let reply = citizen.post(path, &body).await;
        let mut document: Value = reply.ok();
        let charges: Vec<Value> = document["bills"].as_array().unwrap().iter().map(|bill| bill["charge"].clone()).collect();
        // How many documents a debt has is what the citizen asked for.
        document["bills"].as_array_mut().unwrap().iter_mut().for_each(|bill| bill["documents"] = json!([]));
        (reply.headers.keys().map(ToString::to_string).collect::<Vec<_>>(), charges, shape(&document))
    };
    assert_eq!(of(path::BILLS, &app.new_home(), None).await, of(path::BILLS, "4999999", None).await);
    assert_eq!(of(path::BILLS, GUIDE, None).await, of(path::BILLS, "4999998", None).await);
    assert_eq!(of(path::BILLS_ASK, GUIDE, Some("gas")).await, of(path::BILLS_ASK, "4990006", Some("gas")).await);
    app.finish().await;
}
