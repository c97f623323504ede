//! The Kapital adapter against the sandbox bank, and against banks that misbehave below HTTP.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use kommunal::connectors::Secret;
use kommunal::connectors::acquirer::kapital::{Kapital, KapitalConfig, VoidPhase};
use kommunal::connectors::acquirer::{Acquirer, Done, ListedOrder, NewOrder, OpenAnswer, OrderStatus, Orders};
use kommunal_sandbox::faults::{Mode, Rule};
use kommunal_sandbox::{Config, Running, Sandbox};
use shared::format::Lang;
use shared::money::Money;
use shared::payment::Outcome;
use shared::payment::machine::Answer;
use shared::time::Timestamp;
use std::collections::BTreeMap;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const FRICTIONLESS: &str = "4242424242424242";

fn config(base_url: &str) -> KapitalConfig {
    KapitalConfig {
        base_url: base_url.to_owned(),
        user: "TerminalSys/kapital".to_owned(),
        password: Secret::new("kapital123"),
        timeout_ms: 700,
        decline_codes: BTreeMap::from([("82".to_owned(), Outcome::AuthenticationFailed)]),
        ..KapitalConfig::default()
    }
}

fn acquirer(config: KapitalConfig) -> Acquirer {
    Acquirer::Kapital(Kapital::new(config).unwrap())
}

async fn start() -> (Running, Acquirer) {
    let running = Sandbox::start(Config::for_tests()).await.unwrap();
    let bank = acquirer(config(&running.bank_api_url()));
    (running, bank)
}

fn new_order(minor: i64) -> NewOrder {
    NewOrder {
        amount: Money::from_minor(minor),
        lang: Lang::Az,
        description: "Kommunal 00c0ffee".to_owned(),
        return_url: "http://localhost:8080/pay/back".to_owned(),
    }
}

async fn opened(bank: &Acquirer, minor: i64) -> (String, String) {
    match bank.open(&new_order(minor)).await {
        OpenAnswer::Opened { order, redirect } => (order, redirect),
        other => panic!("{other:?}"),
    }
}

/// What the payer's browser sends from the card page.
async fn pay(redirect: &str, number: &str) {
    let (page, query) = redirect.split_once('?').unwrap();
    let body = format!("{query}&number={number}&expiry=12/30&cvv=123&action=pay");
    let client = kommunal::connectors::http_client(5_000, 5_000).unwrap();
    let form = "application/x-www-form-urlencoded";
    let response = client.post(page).header("content-type", form).body(body).send().await.unwrap();
    assert!(response.status().as_u16() < 400, "{}", response.status());
}

async fn held(bank: &Acquirer, minor: i64) -> String {
    let (order, redirect) = opened(bank, minor).await;
    pay(&redirect, FRICTIONLESS).await;
    order
}

async fn told(bank: &Acquirer, order: &str) -> OrderStatus {
    bank.status(order).await.status
}

const fn qepik(minor: i64) -> Money {
    Money::from_minor(minor)
}

#[track_caller]
fn assert_unknown(done: &Done, part: &str) {
    assert_eq!(done.answer, Answer::Unknown);
    assert!(done.why.as_deref().unwrap_or("").contains(part), "{done:?}");
}

#[tokio::test]
async fn a_hold_is_seen_captured_in_part_and_given_back() {
    let (_running, bank) = start().await;
    let (order, redirect) = opened(&bank, 1050).await;
    assert_eq!(told(&bank, &order).await, OrderStatus::Waiting);
    pay(&redirect, FRICTIONLESS).await;
    let report = bank.status(&order).await;
    assert_eq!(report.status, OrderStatus::Held { amount: qepik(1050) });
    assert_eq!(report.card_used.as_deref(), Some("Visa 4••• 4242"));
    let done = bank.capture(&order, qepik(725)).await;
    assert_eq!((done.answer, done.why), (Answer::Yes, None));
    assert!(done.approval.is_some());
    assert_eq!(told(&bank, &order).await, OrderStatus::Cleared { amount: qepik(725) });
    assert_eq!(bank.refund(&order, qepik(200)).await.answer, Answer::Yes);
    assert_eq!(told(&bank, &order).await, OrderStatus::Refunded { amount: qepik(200) });
    assert_eq!(bank.refund(&order, qepik(525)).await.answer, Answer::Yes);
    assert_eq!(told(&bank, &order).await, OrderStatus::Refunded { amount: qepik(725) });
}

#[tokio::test]
async fn a_hold_is_given_up_in_either_phase() {
    let (running, _) = start().await;
    for void_phase in [VoidPhase::Auth, VoidPhase::Single] {
        let bank = acquirer(KapitalConfig { void_phase, ..config(&running.bank_api_url()) });
        let order = held(&bank, 1050).await;
        assert_eq!(bank.void(&order).await.answer, Answer::Yes);
        assert_eq!(told(&bank, &order).await, OrderStatus::Voided);
        assert_eq!(bank.void(&order).await.answer, Answer::No);
        assert_eq!(bank.capture(&order, qepik(1050)).await.answer, Answer::No);
    }
}

#[tokio::test]
async fn each_test_card_ends_as_it_promises() {
    let (_running, bank) = start().await;
    for (number, outcome) in [
        ("4000000000000002", Outcome::Declined),
        ("4000000000009995", Outcome::InsufficientFunds),
        ("4000000000000069", Outcome::CardExpired),
        ("4000000000000127", Outcome::Declined),
    ] {
        let (order, redirect) = opened(&bank, 1050).await;
        pay(&redirect, number).await;
        assert_eq!(told(&bank, &order).await, OrderStatus::Declined { outcome }, "{number}");
    }
}

#[tokio::test]
async fn an_order_nobody_paid_expires() {
    let (running, bank) = start().await;
    let (order, _) = opened(&bank, 1050).await;
    running.advance_clock(16 * 60);
    assert_eq!(told(&bank, &order).await, OrderStatus::Expired);
}

#[tokio::test]
async fn an_undocumented_status_is_unknown_until_the_bank_says_better() {
    let (_running, bank) = start().await;
    let (order, redirect) = opened(&bank, 1050).await;
    pay(&redirect, "4000000000003055").await;
    for _ in 0..2 {
        let report = bank.status(&order).await;
        assert_eq!(report.status, OrderStatus::Unknown);
        assert_eq!(report.why.as_deref(), Some("undocumented status BeingVerified"));
    }
    assert_eq!(told(&bank, &order).await, OrderStatus::Held { amount: qepik(1050) });
}

#[tokio::test]
async fn the_bank_refuses_to_open_and_says_why() {
    let (running, bank) = start().await;
    assert_eq!(bank.open(&new_order(0)).await, OpenAnswer::Refused { code: "InvalidAmt".to_owned() });
    let stranger = acquirer(KapitalConfig { password: Secret::new("wrong"), ..config(&running.bank_api_url()) });
    assert_eq!(stranger.open(&new_order(1050)).await, OpenAnswer::Refused { code: "InvalidLogin".to_owned() });
    assert_eq!(told(&stranger, "1").await, OrderStatus::Unknown);
}

#[tokio::test]
async fn trouble_while_opening_is_never_a_no() {
    let (running, bank) = start().await;
    for mode in [Mode::Error500, Mode::Html502, Mode::Silent, Mode::SilentAfter, Mode::LostAnswer] {
        running.set_fault(Rule::new("bank.create", mode)).unwrap();
        let answer = bank.open(&new_order(1050)).await;
        assert!(matches!(answer, OpenAnswer::Unknown { .. }), "{mode:?} {answer:?}");
    }
    running.set_fault(Rule::new("bank.create", Mode::Refuse).code("PmoUnreachable")).unwrap();
    assert!(matches!(bank.open(&new_order(1050)).await, OpenAnswer::Unknown { .. }));
    running.set_fault(Rule::new("bank.create", Mode::UnknownStatus)).unwrap();
    assert!(matches!(bank.open(&new_order(1050)).await, OpenAnswer::Opened { .. }));
}

#[tokio::test]
async fn a_capture_whose_answer_is_lost_happened_and_is_found_by_asking() {
    let (running, bank) = start().await;
    for (mode, code) in [(Mode::SilentAfter, ""), (Mode::LostAnswer, ""), (Mode::LostAnswer, "502"), (Mode::UnknownStatus, "")] {
        let order = held(&bank, 1050).await;
        running.set_fault(Rule::new("bank.capture", mode).code(code)).unwrap();
        assert_unknown(&bank.capture(&order, qepik(1050)).await, "");
        running.clear_faults();
        assert_eq!(told(&bank, &order).await, OrderStatus::Cleared { amount: qepik(1050) }, "{mode:?}");
    }
}

#[tokio::test]
async fn a_capture_that_never_reached_the_bank_left_the_hold() {
    let (running, bank) = start().await;
    let order = held(&bank, 1050).await;
    for (mode, why) in [(Mode::Silent, "no answer in time"), (Mode::Error500, "HTTP 500 ServiceError"), (Mode::Html502, "HTTP 502")] {
        running.set_fault(Rule::new("bank.capture", mode)).unwrap();
        assert_unknown(&bank.capture(&order, qepik(1050)).await, why);
    }
    for code in ["59", "PmoDecline"] {
        running.set_fault(Rule::new("bank.capture", Mode::Refuse).code(code)).unwrap();
        assert_eq!(bank.capture(&order, qepik(1050)).await.answer, Answer::No, "{code}");
    }
    running.clear_faults();
    assert_eq!(told(&bank, &order).await, OrderStatus::Held { amount: qepik(1050) });
}

#[tokio::test]
async fn a_capture_received_twice_takes_the_money_once() {
    let (running, bank) = start().await;
    let order = held(&bank, 1050).await;
    running.set_fault(Rule::new("bank.capture", Mode::Duplicate)).unwrap();
    // The second of the two is refused: the machine then asks.
    assert_eq!(bank.capture(&order, qepik(1050)).await.answer, Answer::No);
    assert_eq!(told(&bank, &order).await, OrderStatus::Cleared { amount: qepik(1050) });
}

#[tokio::test]
async fn trouble_while_asking_is_unknown() {
    let (running, bank) = start().await;
    let order = held(&bank, 1050).await;
    for mode in [Mode::Error500, Mode::Html502, Mode::Silent, Mode::LostAnswer, Mode::UnknownStatus] {
        running.set_fault(Rule::new("bank.status", mode)).unwrap();
        let report = bank.status(&order).await;
        assert_eq!(report.status, OrderStatus::Unknown, "{mode:?}");
        assert!(report.why.is_some());
    }
}

#[tokio::test]
async fn an_id_that_is_no_number_calls_nobody() {
    let (_running, bank) = start().await;
    for order in ["", "../order", "1/exec-tran", "1?x=1", "-1", "123456789012345678901"] {
        assert_eq!(bank.status(order).await.why.as_deref(), Some("not an order of this bank"), "{order}");
        assert_unknown(&bank.capture(order, qepik(1)).await, "not an order");
    }
}

#[tokio::test]
async fn a_bank_that_cannot_be_reached_is_unknown_and_nothing_was_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let bank = acquirer(config(&format!("http://{address}/api")));
    let why = "no connection, nothing was sent".to_owned();
    assert_eq!(bank.open(&new_order(1050)).await, OpenAnswer::Unknown { why });
}

/// Answers every request with the same bytes and keeps the connection open.
async fn stub(answer: Vec<u8>) -> Acquirer {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let answer = answer.clone();
            tokio::spawn(async move {
                let mut request = [0; 4096];
                while stream.read(&mut request).await.is_ok_and(|read| read > 0) {
                    let _ = stream.write_all(&answer).await;
                }
            });
        }
    });
    acquirer(config(&format!("http://{address}/api")))
}

fn ok(length: usize, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}").into_bytes()
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let bank = stub(b"HTTP/1.1 307 Temporary Redirect\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n".to_vec()).await;
    assert_unknown(&bank.capture("1", qepik(1)).await, "HTTP 307");
    assert!(matches!(bank.open(&new_order(1)).await, OpenAnswer::Unknown { why } if why.contains("HTTP 307")));
}

#[tokio::test]
async fn an_endless_answer_is_not_read_to_its_end() {
    let body = format!("{{\"order\":\"{}\"}}", "x".repeat(300 * 1024));
    let bank = stub(ok(body.len(), &body)).await;
    assert_eq!(bank.status("1").await.why.as_deref(), Some("the answer is too long"));
}

#[tokio::test]
async fn an_answer_that_stops_in_the_middle_is_unknown() {
    let body = r#"{"order":{"id":1,"status":"Authorized","amount":1}}"#;
    let bank = stub(ok(body.len() + 1, body)).await;
    assert_eq!(bank.status("1").await.why.as_deref(), Some("no answer in time"));
    let bank = stub(ok(body.len(), body)).await;
    assert_eq!(told(&bank, "1").await, OrderStatus::Held { amount: qepik(100) });
}

#[tokio::test]
async fn what_is_no_http_is_unknown() {
    let bank = stub(b"220 smtp.example.az ESMTP\r\n".to_vec()).await;
    assert_unknown(&bank.void("1").await, "the connection broke");
}

/// Every order of the list, and how many pages it had.
async fn listed(bank: &Acquirer) -> (Vec<ListedOrder>, u32) {
    let (mut all, mut cursor, mut pages) = (vec![], None, 0);
    let (from, to) = (Timestamp::from_micros(0), Timestamp::from_rfc3339("2100-01-01T00:00:00Z").unwrap());
    loop {
        let Orders::Page { orders, next } = bank.orders(from, to, cursor.as_deref()).await else { panic!("a page was expected") };
        all.extend(orders);
        pages += 1;
        match next {
            Some(next) => cursor = Some(next),
            None => return (all, pages),
        }
    }
}

#[tokio::test]
async fn the_banks_list_has_every_order_once_with_its_words_and_sums() {
    let (running, bank) = start().await;
    let with_list = acquirer(KapitalConfig { orders_list: true, ..config(&running.bank_api_url()) });
    let taken = held(&bank, 600).await;
    assert_eq!(bank.capture(&taken, Money::from_minor(500)).await.answer, Answer::Yes);
    assert_eq!(bank.refund(&taken, Money::from_minor(120)).await.answer, Answer::Yes);
    for _ in 0..104 {
        opened(&bank, 100).await;
    }
    let (orders, pages) = listed(&with_list).await;
    assert_eq!((orders.len(), pages), (105, 2));
    let first = orders.iter().find(|order| order.order == taken).unwrap();
    assert_eq!(first.description, "Kommunal 00c0ffee");
    assert_eq!(first.status, OrderStatus::Refunded { amount: Money::from_minor(120) });
    assert_eq!((first.sums.taken, first.sums.given_back), (Some(Money::from_minor(500)), Some(Money::from_minor(120))));
    // The published protocol has no list.
    let none = bank.orders(Timestamp::from_micros(0), Timestamp::from_micros(i64::MAX), None).await;
    assert_eq!(none, Orders::NotOffered);
    running.set_fault(Rule::new("bank.orders", Mode::Error500)).unwrap();
    let silent = with_list.orders(Timestamp::from_micros(0), Timestamp::from_micros(i64::MAX), None).await;
    assert!(matches!(silent, Orders::Unknown { .. }), "{silent:?}");
}
