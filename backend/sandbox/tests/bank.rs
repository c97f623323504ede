//! The merchant's side of the bank.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::{bank, exec, held, order, order_body, send, start, status, status_text};
use serde_json::json;

#[tokio::test]
async fn an_order_begins_in_preparation_and_names_its_card_page() {
    let running = start().await;
    let reply = bank(&running, "POST", "/order", &order_body("Order_DMS", "10.50", "az")).await.unwrap();
    let body = reply.json();
    assert_eq!(body["order"]["status"], "Preparing");
    assert_eq!(body["order"]["hppUrl"], format!("{}/bank/flex", running.base_url()));
    running.shutdown().await;
}

#[tokio::test]
async fn a_stranger_is_refused() {
    let running = start().await;
    for credentials in ["", "Basic eDp5", "Bearer x"] {
        let headers = [("authorization", credentials)];
        let body = order_body("Order_DMS", "1", "az");
        let reply = send(running.http_addr(), "POST", "/bank/api/order", &headers, &body).await.unwrap();
        assert_eq!((reply.status, reply.json()["errorCode"].as_str()), (401, Some("InvalidLogin")));
    }
}

#[tokio::test]
async fn impossible_orders_are_refused_with_a_code() {
    let running = start().await;
    for (body, code) in [
        (order_body("Order_DMS", "0.00", "az"), "InvalidAmt"),
        (order_body("Order_DMS", "-1", "az"), "InvalidAmt"),
        (order_body("Order_DMS", "1.005", "az"), "InvalidAmt"),
        (order_body("Order_REC", "1", "az"), "OperationProhibited"),
        (order_body("Order_DMS", "1", "az").replace("AZN", "USD"), "InvalidRequest"),
        (order_body("Order_DMS", "1", "az").replace("http://", "ftp://"), "InvalidRequest"),
        (order_body("Order_DMS", "1", "az").replace("\"1\"", "1"), "InvalidRequest"),
        ("{".to_owned(), "InvalidRequest"),
    ] {
        let reply = bank(&running, "POST", "/order", &body).await.unwrap();
        assert_eq!((reply.status, reply.json()["errorCode"].as_str()), (400, Some(code)), "{body}");
    }
    assert!(running.books().orders.is_empty());
}

#[tokio::test]
async fn amounts_come_back_as_bare_numbers() {
    let running = start().await;
    let text = status_text(&running, &held(&running, "10.50").await).await;
    for part in ["\"amount\":10.5,", "\"authorizedChargeAmount\":10.50,", "\"clearedChargeAmount\":0.00,"] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[tokio::test]
async fn a_hold_is_captured_whole_or_in_part_and_only_once() {
    let running = start().await;
    let whole = held(&running, "10.50").await;
    assert_eq!(status(&running, &whole).await, "Authorized");
    let reply = exec(&running, &whole, json!({ "phase": "Clearing", "amount": "10.50" })).await;
    assert_eq!(reply.json()["tran"]["pmoResultCode"], "1");
    assert!(reply.json()["tran"]["match"]["tranActionId"].is_string());
    assert_eq!(status(&running, &whole).await, "FullyPaid");

    let part = held(&running, "10.50").await;
    exec(&running, &part, json!({ "phase": "Clearing", "amount": "8.00" })).await;
    assert_eq!(status(&running, &part).await, "PartiallyPaid");
    let again = exec(&running, &part, json!({ "phase": "Clearing", "amount": "2.50" })).await;
    assert_eq!((again.status, again.json()["errorCode"].as_str()), (400, Some("InvalidOrderState")));
    let book = running.books().orders.into_iter().find(|line| line.id == part.id).unwrap();
    assert_eq!((book.authorized_minor, book.cleared_minor, book.refunded_minor), (1050, 800, 0));
}

#[tokio::test]
async fn more_than_was_held_is_never_captured() {
    let running = start().await;
    let order = held(&running, "10.50").await;
    for amount in ["10.51", "0", "0.00", "x", "-1"] {
        let reply = exec(&running, &order, json!({ "phase": "Clearing", "amount": amount })).await;
        assert_eq!((reply.status, reply.json()["errorCode"].as_str()), (400, Some("InvalidAmt")), "{amount}");
    }
    assert_eq!(status(&running, &order).await, "Authorized");
}

#[tokio::test]
async fn a_hold_is_voided_under_either_published_phase() {
    let running = start().await;
    for phase in ["Auth", "Single"] {
        let order = held(&running, "5").await;
        let reply = exec(&running, &order, json!({ "phase": phase, "voidKind": "Full" })).await;
        assert_eq!(reply.json()["tran"]["pmoResultCode"], "1");
        assert_eq!(status(&running, &order).await, "Voided");
        let again = exec(&running, &order, json!({ "phase": phase, "voidKind": "Full" })).await;
        assert_eq!(again.json()["errorCode"], "InvalidOrderState");
        let capture = exec(&running, &order, json!({ "phase": "Clearing", "amount": "5" })).await;
        assert_eq!(capture.json()["errorCode"], "InvalidOrderState");
    }
}

#[tokio::test]
async fn a_partial_reversal_makes_the_hold_smaller() {
    let running = start().await;
    let order = held(&running, "5").await;
    exec(&running, &order, json!({ "phase": "Single", "voidKind": "Partial", "amount": "2.00" })).await;
    let too_much = exec(&running, &order, json!({ "phase": "Clearing", "amount": "3.01" })).await;
    assert_eq!(too_much.json()["errorCode"], "InvalidAmt");
    let fits = exec(&running, &order, json!({ "phase": "Clearing", "amount": "3.00" })).await;
    assert_eq!(fits.json()["tran"]["pmoResultCode"], "1");
}

#[tokio::test]
async fn what_was_cleared_is_refunded_in_parts_and_never_beyond() {
    let running = start().await;
    let order = held(&running, "5").await;
    let early = exec(&running, &order, json!({ "phase": "Single", "type": "Refund", "amount": "1.00" })).await;
    assert_eq!(early.json()["errorCode"], "InvalidOrderState");
    exec(&running, &order, json!({ "phase": "Clearing", "amount": "5.00" })).await;
    exec(&running, &order, json!({ "phase": "Single", "type": "Refund", "amount": "1.50" })).await;
    assert_eq!(status(&running, &order).await, "FullyPaid");
    assert!(status_text(&running, &order).await.contains("\"clearedRefundAmount\":1.50"));
    let beyond = exec(&running, &order, json!({ "phase": "Single", "type": "Refund", "amount": "3.51" })).await;
    assert_eq!(beyond.json()["errorCode"], "InvalidAmt");
    exec(&running, &order, json!({ "phase": "Single", "type": "Refund", "amount": "3.50" })).await;
    assert_eq!(status(&running, &order).await, "Refunded");
}

#[tokio::test]
async fn a_purchase_order_is_cleared_at_once_and_can_be_reversed() {
    let running = start().await;
    let order = order(&running, "Order_SMS", "2.50").await;
    common::pay(&running, &order, "4242424242424242").await;
    assert_eq!(status(&running, &order).await, "FullyPaid");
    exec(&running, &order, json!({ "phase": "Single", "voidKind": "Full" })).await;
    assert_eq!(status(&running, &order).await, "Reversed");
}

#[tokio::test]
async fn unknown_operations_and_orders_are_refused() {
    let running = start().await;
    let order = held(&running, "5").await;
    let odd = exec(&running, &order, json!({ "phase": "Sideways" })).await;
    assert_eq!((odd.status, odd.json()["errorCode"].as_str()), (400, Some("InvalidTran")));
    assert_eq!(bank(&running, "GET", "/order/1", "").await.unwrap().status, 404);
    assert_eq!(bank(&running, "GET", "/order/abc", "").await.unwrap().status, 404);
}

#[tokio::test]
async fn an_order_nobody_finished_expires() {
    let running = start().await;
    let order = order(&running, "Order_DMS", "5").await;
    running.advance_clock(14 * 60);
    assert_eq!(status(&running, &order).await, "Preparing");
    running.advance_clock(61);
    assert_eq!(status(&running, &order).await, "Expired");
    let capture = exec(&running, &order, json!({ "phase": "Clearing", "amount": "5" })).await;
    assert_eq!(capture.json()["errorCode"], "InvalidOrderState");
}
