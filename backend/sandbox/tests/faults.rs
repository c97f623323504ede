//! Trouble on request.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::time::{Duration, Instant};

use common::{ID, bank, biller, exec, get, held, order_body, post_json, posting, start, status};
use kommunal_sandbox::Running;
use kommunal_sandbox::faults::{Mode, Rule, SURFACES};
use serde_json::json;

async fn create(running: &Running) -> std::io::Result<common::Reply> {
    bank(running, "POST", "/order", &order_body("Order_DMS", "1", "az")).await
}

#[tokio::test]
async fn errors_of_server_and_gateway_do_no_work() {
    let running = start().await;
    running.set_fault(Rule::new("bank.create", Mode::Error500).times(1)).unwrap();
    assert_eq!(create(&running).await.unwrap().status, 500);
    running.set_fault(Rule::new("bank.create", Mode::Html502).times(1)).unwrap();
    let reply = create(&running).await.unwrap();
    assert_eq!((reply.status, reply.header("content-type")), (502, "text/html"));
    assert!(running.books().orders.is_empty());
    assert_eq!(create(&running).await.unwrap().status, 200);
}

#[tokio::test]
async fn a_lost_answer_has_done_the_work() {
    let running = start().await;
    let order = held(&running, "5").await;
    running.set_fault(Rule::new("bank.capture", Mode::LostAnswer).times(1)).unwrap();
    let body = json!({ "tran": { "phase": "Clearing", "amount": "5.00" } }).to_string();
    assert!(bank(&running, "POST", &format!("/order/{}/exec-tran", order.id), &body).await.is_err());
    assert_eq!(status(&running, &order).await, "FullyPaid");
    running.set_fault(Rule::new("bank.refund", Mode::LostAnswer).times(1).code("502")).unwrap();
    let refund = exec(&running, &order, json!({ "phase": "Single", "type": "Refund", "amount": "5.00" })).await;
    assert_eq!(refund.status, 502);
    assert_eq!(status(&running, &order).await, "Refunded");
}

#[tokio::test]
async fn silence_lasts_until_the_client_gives_up() {
    let running = start().await;
    running.set_fault(Rule::new("bank.create", Mode::Silent).times(1)).unwrap();
    assert!(tokio::time::timeout(Duration::from_millis(200), create(&running)).await.is_err());
    assert!(running.books().orders.is_empty());
    running.set_fault(Rule::new("bank.create", Mode::SilentAfter).times(1)).unwrap();
    assert!(tokio::time::timeout(Duration::from_millis(200), create(&running)).await.is_err());
    assert_eq!(running.books().orders.len(), 1);
}

#[tokio::test]
async fn a_silent_connection_does_not_hold_up_a_stop() {
    let running = start().await;
    running.set_fault(Rule::new("bank.create", Mode::Silent)).unwrap();
    let addr = running.http_addr();
    let headers = [("authorization", common::BASIC)];
    let body = order_body("Order_DMS", "1", "az");
    let waiting = tokio::spawn(async move { common::send(addr, "POST", "/bank/api/order", &headers, &body).await.is_err() });
    tokio::time::sleep(Duration::from_millis(100)).await;
    let began = Instant::now();
    running.shutdown().await;
    assert!(began.elapsed() < Duration::from_secs(2));
    assert!(waiting.await.unwrap());
}

#[tokio::test]
async fn slowness_still_answers() {
    let running = start().await;
    running.set_fault(Rule::new("bank.create", Mode::Slow).ms(250)).unwrap();
    let began = Instant::now();
    assert_eq!(create(&running).await.unwrap().status, 200);
    assert!(began.elapsed() >= Duration::from_millis(250));
}

#[tokio::test]
async fn an_unknown_status_hides_what_was_done() {
    let running = start().await;
    let order = held(&running, "5").await;
    running.set_fault(Rule::new("bank.status", Mode::UnknownStatus).times(1)).unwrap();
    assert_eq!(status(&running, &order).await, "UnderInvestigation");
    assert_eq!(status(&running, &order).await, "Authorized");
    running.set_fault(Rule::new("biller.gas.post", Mode::UnknownStatus).times(1)).unwrap();
    let path = format!("postings/{ID}");
    let odd = biller(&running, "gas", "PUT", &path, &posting("7100123488", "gas", 100)).await.unwrap();
    assert_eq!(odd.json()["status"], "UnderInvestigation");
    assert_eq!(biller(&running, "gas", "GET", &path, "").await.unwrap().json()["status"], "accepted");
}

#[tokio::test]
async fn a_doubled_request_books_once_at_a_biller_and_fails_at_the_bank() {
    let running = start().await;
    running.set_fault(Rule::new("*", Mode::Duplicate)).unwrap();
    let path = format!("postings/{ID}");
    biller(&running, "gas", "PUT", &path, &posting("7100123488", "gas", 100)).await.unwrap();
    assert_eq!(running.books().postings.len(), 1);
    running.clear_faults();
    let order = held(&running, "5").await;
    running.set_fault(Rule::new("bank.capture", Mode::Duplicate)).unwrap();
    let second = exec(&running, &order, json!({ "phase": "Clearing", "amount": "5.00" })).await;
    assert_eq!(second.json()["errorCode"], "InvalidOrderState");
    assert_eq!(running.books().orders[0].cleared_minor, 500);
}

#[tokio::test]
async fn a_refusal_carries_the_code_asked_for() {
    let running = start().await;
    let order = held(&running, "5").await;
    running.set_fault(Rule::new("bank.capture", Mode::Refuse).code("59").times(1)).unwrap();
    let reply = exec(&running, &order, json!({ "phase": "Clearing", "amount": "5.00" })).await;
    assert_eq!((reply.status, reply.json()["tran"]["pmoResultCode"].as_str()), (200, Some("59")));
    running.set_fault(Rule::new("bank.void", Mode::Refuse).code("PmoUnreachable").times(1)).unwrap();
    let reply = exec(&running, &order, json!({ "phase": "Auth", "voidKind": "Full" })).await;
    assert_eq!((reply.status, reply.json()["errorCode"].as_str()), (400, Some("PmoUnreachable")));
    assert_eq!(status(&running, &order).await, "Authorized");
    running.set_fault(Rule::new("biller.gas.post", Mode::Refuse).code("account_closed").times(1)).unwrap();
    let path = format!("postings/{ID}");
    for _ in 0..2 {
        let no = biller(&running, "gas", "PUT", &path, &posting("7100123488", "gas", 100)).await.unwrap();
        assert_eq!(no.json(), json!({ "status": "refused", "code": "account_closed" }));
    }
}

#[tokio::test]
async fn a_wrong_signature_is_noticed() {
    let running = start().await;
    running.set_fault(Rule::new("biller.gas.query", Mode::BadSignature).times(1)).unwrap();
    let body = json!({ "phone": "124212372" }).to_string();
    assert!(biller(&running, "gas", "POST", "accounts/query", &body).await.is_err());
    assert!(biller(&running, "gas", "POST", "accounts/query", &body).await.is_ok());
}

#[tokio::test]
async fn every_surface_takes_a_rule_and_obeys_it() {
    let running = start().await;
    for surface in SURFACES {
        running.set_fault(Rule::new(surface, Mode::Error500)).unwrap();
    }
    assert_eq!(create(&running).await.unwrap().status, 500);
    assert_eq!(bank(&running, "GET", "/order/1", "").await.unwrap().status, 500);
    for tran in [
        json!({ "phase": "Clearing", "amount": "1" }),
        json!({ "phase": "Auth", "voidKind": "Full" }),
        json!({ "phase": "Single", "type": "Refund", "amount": "1" }),
    ] {
        let body = json!({ "tran": tran }).to_string();
        assert_eq!(bank(&running, "POST", "/order/1/exec-tran", &body).await.unwrap().status, 500);
    }
    for name in ["gas", "electricity"] {
        let path = format!("postings/{ID}");
        let calls = [
            ("POST", "accounts/query".to_owned(), "{\"phone\":\"124212372\"}".to_owned()),
            ("PUT", path.clone(), posting("1", name, 1)),
            ("GET", path.clone(), String::new()),
            ("POST", format!("{path}/cancel"), "{}".to_owned()),
            ("POST", format!("{path}/reverse"), "{\"amount_minor\":1}".to_owned()),
        ];
        for (method, path, body) in calls {
            let error = biller(&running, name, method, &path, &body).await.err().unwrap();
            assert!(error.to_string().contains("500"), "{name} {path}: {error}");
        }
    }
}

#[tokio::test]
async fn the_control_api_sets_lists_and_clears_rules() {
    let running = start().await;
    let rule = json!({ "surface": "bank.status", "mode": "slow", "ms": 5, "times": 2, "probability": 0.5, "order": "17" });
    let reply = post_json(&running, "POST", "/control/api/faults", &rule).await;
    assert_eq!((reply.status, reply.json()), (200, json!([rule])));
    let two = json!([{ "surface": "smtp", "mode": "silent" }, { "surface": "biller.gas.*", "mode": "error500" }]);
    assert_eq!(post_json(&running, "PUT", "/control/api/faults", &two).await.json().as_array().unwrap().len(), 2);
    for wrong in [
        json!({ "surface": "moon", "mode": "slow" }),
        json!({ "surface": "smtp", "mode": "odd" }),
        json!({ "surface": "smtp", "mode": "slow", "probability": 2 }),
        json!({ "surface": "smtp", "mode": "slow", "tmies": 2 }),
    ] {
        assert_eq!(post_json(&running, "POST", "/control/api/faults", &wrong).await.status, 422, "{wrong}");
    }
    assert_eq!(post_json(&running, "DELETE", "/control/api/faults", &json!({})).await.status, 204);
    assert_eq!(get(&running, "/control/api/faults").await.json(), json!([]));
}

#[tokio::test]
async fn the_books_show_whole_qepik_and_reset_empties_them() {
    let running = start().await;
    let order = held(&running, "10.50").await;
    exec(&running, &order, json!({ "phase": "Clearing", "amount": "8.00" })).await;
    biller(&running, "gas", "PUT", &format!("postings/{ID}"), &posting("7100123488", "gas", 100)).await.unwrap();
    let books = get(&running, "/control/api/books").await.json();
    let line = &books["orders"][0];
    assert_eq!((line["authorized_minor"].as_i64(), line["cleared_minor"].as_i64()), (Some(1050), Some(800)));
    assert_eq!((line["description"].as_str(), line["id"].as_u64()), (Some("KM-000001"), Some(order.id)));
    assert_eq!(books["postings"][0]["amount_minor"], 100);
    assert_eq!(books["postings"][0]["account"], "7100123488");
    for path in ["/", "/control", "/mail"] {
        assert_eq!(get(&running, path).await.status, 200);
    }
    assert_eq!(post_json(&running, "POST", "/control/api/reset", &json!({})).await.status, 204);
    assert_eq!(get(&running, "/control/api/books").await.json(), json!({ "orders": [], "postings": [] }));
}
