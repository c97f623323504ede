//! The remote biller's contract.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::{ID, biller, posting, query, send, signature, start, unix_now};
use serde_json::{Value, json};

const ELECTRICITY: &str = "031244551234019";

#[tokio::test]
async fn the_guides_number_owes_electricity_and_nothing_for_gas() {
    let running = start().await;
    let electricity = query(&running, "electricity", "124212372").await;
    let account = &electricity["accounts"][0];
    assert_eq!(account["account"], ELECTRICITY);
    assert_eq!(account["charges"][0]["balance_minor"], 2417);
    assert_eq!(account["charges"][0]["documents"][0]["amount_minor"], 2417);
    let gas = query(&running, "gas", "124212372").await;
    assert_eq!(gas["accounts"][0]["charges"][0], json!({ "charge": "gas", "balance_minor": 0, "documents": [] }));
    let body = json!({ "account": ELECTRICITY }).to_string();
    let by_code = biller(&running, "electricity", "POST", "accounts/query", &body);
    assert_eq!(by_code.await.unwrap().json()["accounts"][0], *account);
    let none = query(&running, "electricity", "124990006").await;
    assert_eq!(none["accounts"], json!([]));
    assert_eq!(query(&running, "electricity", "124990007").await["accounts"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_posting_lowers_the_balance_once_however_often_it_comes() {
    let running = start().await;
    let body = posting(ELECTRICITY, "electricity", 2000);
    let mut answers = Vec::new();
    for _ in 0..3 {
        let reply = biller(&running, "electricity", "PUT", &format!("postings/{ID}"), &body).await.unwrap();
        answers.push((reply.status, reply.body));
    }
    assert!(answers[0].1.contains("\"accepted\"") && answers.iter().all(|answer| *answer == answers[0]));
    let status = biller(&running, "electricity", "GET", &format!("postings/{ID}"), "").await.unwrap();
    assert_eq!(status.body, answers[0].1);
    let left = query(&running, "electricity", "124212372").await;
    assert_eq!(left["accounts"][0]["charges"][0]["balance_minor"], 417);
    assert_eq!(running.books().postings.len(), 1);
    let other = posting(ELECTRICITY, "electricity", 2001);
    assert_eq!(biller(&running, "electricity", "PUT", &format!("postings/{ID}"), &other).await.unwrap().status, 409);
}

#[tokio::test]
async fn a_tombstone_refuses_a_later_posting() {
    let running = start().await;
    let path = format!("postings/{ID}");
    assert_eq!(biller(&running, "gas", "GET", &path, "").await.unwrap().status, 404);
    let cancelled = biller(&running, "gas", "POST", &format!("{path}/cancel"), "{}").await.unwrap();
    assert_eq!(cancelled.json(), json!({ "status": "cancelled" }));
    let late = biller(&running, "gas", "PUT", &path, &posting("7100123488", "gas", 100)).await.unwrap();
    assert_eq!((late.status, late.json()), (200, json!({ "status": "cancelled" })));
    assert_eq!(query(&running, "gas", "124212372").await["accounts"][0]["charges"][0]["balance_minor"], 0);
    let nothing = biller(&running, "gas", "POST", &format!("{path}/reverse"), "{\"amount_minor\":100}").await.unwrap();
    assert_eq!(nothing.status, 409);
}

#[tokio::test]
async fn what_was_booked_is_not_cancelled_but_can_be_taken_back_once() {
    let running = start().await;
    let path = format!("postings/{ID}");
    biller(&running, "gas", "PUT", &path, &posting("7100123488", "gas", 100)).await.unwrap();
    assert_eq!(query(&running, "gas", "124212372").await["accounts"][0]["charges"][0]["balance_minor"], -100);
    let cancel = biller(&running, "gas", "POST", &format!("{path}/cancel"), "{}").await.unwrap();
    assert_eq!(cancel.json()["status"], "accepted");
    let wrong = biller(&running, "gas", "POST", &format!("{path}/reverse"), "{\"amount_minor\":99}").await.unwrap();
    assert_eq!(wrong.status, 409);
    for _ in 0..2 {
        let back = biller(&running, "gas", "POST", &format!("{path}/reverse"), "{\"amount_minor\":100}").await.unwrap();
        assert_eq!(back.json()["status"], "reversed");
    }
    assert_eq!(query(&running, "gas", "124212372").await["accounts"][0]["charges"][0]["balance_minor"], 0);
    assert_eq!(biller(&running, "gas", "GET", &path, "").await.unwrap().json()["status"], "reversed");
}

#[tokio::test]
async fn a_posting_is_taken_back_in_parts_each_once() {
    let running = start().await;
    let path = format!("postings/{ID}");
    biller(&running, "gas", "PUT", &path, &posting("7100123488", "gas", 100)).await.unwrap();
    let reversal = |n: u8| format!("{path}/reversals/{n:032x}");
    assert_eq!(biller(&running, "gas", "GET", &reversal(1), "").await.unwrap().status, 404);
    for _ in 0..3 {
        let back = biller(&running, "gas", "PUT", &reversal(1), "{\"amount_minor\":30,\"reason\":\"refund\"}").await.unwrap();
        assert_eq!((back.status, &back.json()["status"], &back.json()["remaining_minor"]), (200, &json!("reversed"), &json!(70)));
    }
    assert_eq!(biller(&running, "gas", "PUT", &reversal(1), "{\"amount_minor\":31}").await.unwrap().status, 409);
    assert_eq!(biller(&running, "gas", "GET", &path, "").await.unwrap().json()["remaining_minor"], 70);
    let whole = biller(&running, "gas", "POST", &format!("{path}/reverse"), "{\"amount_minor\":100}").await.unwrap();
    assert_eq!(whole.status, 409);
    let more = biller(&running, "gas", "PUT", &reversal(2), "{\"amount_minor\":71}").await.unwrap();
    assert_eq!(more.json(), json!({ "status": "refused", "code": "amount_not_allowed" }));
    running
        .set_fault(
            kommunal_sandbox::faults::Rule::new("biller.gas.reversal", kommunal_sandbox::faults::Mode::Refuse)
                .code("not_reversible")
                .times(1),
        )
        .unwrap();
    for _ in 0..2 {
        let no = biller(&running, "gas", "PUT", &reversal(3), "{\"amount_minor\":70}").await.unwrap();
        assert_eq!(no.json(), json!({ "status": "refused", "code": "not_reversible" }));
    }
    assert_eq!(query(&running, "gas", "124212372").await["accounts"][0]["charges"][0]["balance_minor"], -70);
    biller(&running, "gas", "PUT", &reversal(4), "{\"amount_minor\":70}").await.unwrap();
    assert_eq!(biller(&running, "gas", "GET", &path, "").await.unwrap().json()["status"], "reversed");
    assert_eq!(query(&running, "gas", "124212372").await["accounts"][0]["charges"][0]["balance_minor"], 0);
}

#[tokio::test]
async fn refusals_carry_the_contracts_codes() {
    let running = start().await;
    let closed = query(&running, "electricity", "124990001").await;
    let closed = closed["accounts"][0]["account"].as_str().unwrap().to_owned();
    for (nth, (account, amount, code)) in [
        (closed.as_str(), 1000, "account_closed"),
        ("030000000000000", 1000, "account_not_found"),
        (ELECTRICITY, 0, "amount_not_allowed"),
        (ELECTRICITY, -5, "amount_not_allowed"),
        (ELECTRICITY, 1_000_000_000, "amount_not_allowed"),
    ]
    .into_iter()
    .enumerate()
    {
        let id = format!("{nth:032x}");
        let body = posting(account, "electricity", amount);
        let reply = biller(&running, "electricity", "PUT", &format!("postings/{id}"), &body).await.unwrap();
        assert_eq!(reply.json(), json!({ "status": "refused", "code": code }), "{account} {amount}");
        let again = biller(&running, "electricity", "POST", &format!("postings/{id}/cancel"), "{}").await.unwrap();
        assert_eq!(again.json()["status"], "refused");
    }
}

#[tokio::test]
async fn only_a_rightly_signed_request_is_heard() {
    let running = start().await;
    let (path, body) = ("/billers/gas/v1/accounts/query", "{\"phone\":\"124212372\"}");
    let now = unix_now();
    let right = signature(now, "POST", path, body);
    let old = now - 301;
    let cases = [
        ("demo", now, signature(now, "PUT", path, body)),
        ("demo", now, signature(now, "POST", "/v1/accounts/query", body)),
        ("demo", now, signature(now, "POST", path, "{}")),
        ("demo", now, right.to_uppercase()),
        ("demo", now - 1, right.clone()),
        ("demo", old, signature(old, "POST", path, body)),
        ("other", now, right.clone()),
    ];
    for (key, time, signed) in cases {
        let time = time.to_string();
        let headers = [("kommunal-key", key), ("kommunal-time", time.as_str()), ("kommunal-signature", signed.as_str())];
        let reply = send(running.http_addr(), "POST", path, &headers, body).await.unwrap();
        assert_eq!(reply.status, 401, "{key} {time} {}", reply.body);
    }
    assert_eq!(send(running.http_addr(), "POST", path, &[], body).await.unwrap().status, 401);
}

#[tokio::test]
async fn malformed_calls_are_refused_and_write_nothing() {
    let running = start().await;
    for (method, path, body) in [
        ("POST", "accounts/query", "{}"),
        ("POST", "accounts/query", "nonsense"),
        ("PUT", "postings/0123456789abcdef0123456789abcdef", "{}"),
        ("PUT", "postings/short", "{}"),
        ("POST", "postings/short/cancel", "{}"),
        ("POST", "postings/0123456789abcdef0123456789abcdef/reverse", "{}"),
    ] {
        assert_eq!(biller(&running, "gas", method, path, body).await.unwrap().status, 400, "{path} {body}");
    }
    assert!(running.books().postings.is_empty());
}

#[tokio::test]
async fn published_numbers_lose_their_answers_as_promised() {
    let running = start().await;
    let account = |reply: Value| reply["accounts"][0]["account"].as_str().unwrap().to_owned();
    let lost = account(query(&running, "electricity", "124990005").await);
    let body = posting(&lost, "electricity", 1000);
    assert!(biller(&running, "electricity", "PUT", &format!("postings/{ID}"), &body).await.is_err());
    let found = biller(&running, "electricity", "GET", &format!("postings/{ID}"), "").await.unwrap();
    assert_eq!(found.json()["status"], "accepted");
    let silent = account(query(&running, "electricity", "124990004").await);
    let id = "f".repeat(32);
    let (path, body) = (format!("postings/{id}"), posting(&silent, "electricity", 1000));
    let call = biller(&running, "electricity", "PUT", &path, &body);
    assert!(tokio::time::timeout(std::time::Duration::from_millis(300), call).await.is_err());
    assert_eq!(biller(&running, "electricity", "GET", &format!("postings/{id}"), "").await.unwrap().status, 404);
}

#[tokio::test]
async fn postings_and_orders_survive_a_restart() {
    let file = std::env::temp_dir().join(format!("kommunal-sandbox-restart-{}.state", std::process::id()));
    let config = kommunal_sandbox::Config { state: Some(file.clone()), ..kommunal_sandbox::Config::for_tests() };
    let first = kommunal_sandbox::Sandbox::start(config.clone()).await.unwrap();
    let path = format!("postings/{ID}");
    let said = biller(&first, "gas", "PUT", &path, &posting("7100123488", "gas", 100)).await.unwrap();
    let order = common::held(&first, "10.50").await;
    first.shutdown().await;
    let second = kommunal_sandbox::Sandbox::start(config).await.unwrap();
    assert_eq!(biller(&second, "gas", "GET", &path, "").await.unwrap().body, said.body);
    assert_eq!(query(&second, "gas", "124212372").await["accounts"][0]["charges"][0]["balance_minor"], -100);
    assert_eq!(common::status(&second, &order).await, "Authorized");
    second.reset();
    assert!(second.books().orders.is_empty() && second.books().postings.is_empty());
    second.shutdown().await;
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "");
    std::fs::remove_file(&file).unwrap();
}
