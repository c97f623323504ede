//! The payer's side of the bank, through its forms.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::{bank, flex, flex_page, order, order_body, pay, start, status, status_text};

const RETURN: &str = "http://localhost:8080/return?p=1";

#[tokio::test]
async fn a_card_with_its_code_is_held_and_the_payer_goes_back() {
    let running = start().await;
    let order = order(&running, "Order_DMS", "2.50").await;
    let page = flex_page(&running, &order).await;
    for part in ["name=\"number\"", "name=\"expiry\"", "name=\"cvv\"", "id=\"pay\"", "id=\"cancel\"", "KM-000001", "2.50"] {
        assert!(page.body.contains(part), "{part}");
    }
    let next = flex(&running, &order, "number=4111+1111+1111+1111&expiry=12+/+30&cvv=123&action=pay").await;
    assert_eq!(next.status, 303);
    assert!(next.header("location").starts_with("/bank/flex?id="));
    let code_page = flex_page(&running, &order).await;
    assert!(code_page.body.contains("name=\"code\"") && code_page.body.contains("id=\"confirm\""));
    assert_eq!(status(&running, &order).await, "Preparing");
    let back = flex(&running, &order, "code=111111&action=confirm").await;
    assert_eq!(back.header("location"), format!("{RETURN}&ID={}&STATUS=Authorized", order.id));
    assert_eq!(status(&running, &order).await, "Authorized");
}

#[tokio::test]
async fn each_published_card_does_what_it_says() {
    let running = start().await;
    for (number, hint, code) in [
        ("4242424242424242", "Authorized", "1"),
        ("5200828282828210", "Authorized", "1"),
        ("4000000000000002", "Declined", "76"),
        ("4000000000009995", "Declined", "59"),
        ("4000000000000069", "Declined", "51"),
        ("4000000000000127", "Declined", "81"),
        ("4012888888881881", "Declined", "76"),
    ] {
        let order = order(&running, "Order_DMS", "1").await;
        let back = pay(&running, &order, number).await;
        assert!(back.header("location").ends_with(&format!("STATUS={hint}")), "{number}");
        assert!(status_text(&running, &order).await.contains(&format!("\"pmoResultCode\":\"{code}\"")), "{number}");
    }
    for (number, brand) in [
        ("4111111111111111", "Visa"),
        ("5555555555554444", "Mastercard"),
        ("4917300800000000", "Visa Electron"),
        ("6759649826438453", "Maestro"),
    ] {
        let order = order(&running, "Order_DMS", "1").await;
        pay(&running, &order, number).await;
        flex(&running, &order, "code=111111&action=confirm").await;
        assert!(status_text(&running, &order).await.contains(&format!("\"brand\":\"{brand}\"")), "{number}");
        assert_eq!(status(&running, &order).await, "Authorized");
    }
}

#[tokio::test]
async fn a_failing_authentication_declines_even_with_the_right_code() {
    let running = start().await;
    let order = order(&running, "Order_DMS", "1").await;
    pay(&running, &order, "4000008400001629").await;
    let back = flex(&running, &order, "code=111111&action=confirm").await;
    assert!(back.header("location").ends_with("STATUS=Declined"));
}

#[tokio::test]
async fn three_wrong_codes_decline() {
    let running = start().await;
    let order = order(&running, "Order_DMS", "1").await;
    pay(&running, &order, "4111111111111111").await;
    for left in ["2", "1"] {
        let page = flex(&running, &order, "code=000000&action=confirm").await;
        assert_eq!(page.status, 422);
        assert!(page.body.contains(&format!("Attempts left: {left}")));
    }
    let back = flex(&running, &order, "code=000000&action=confirm").await;
    assert!(back.header("location").ends_with("STATUS=Declined"));
}

#[tokio::test]
async fn a_cancelled_order_goes_back_without_a_hold() {
    let running = start().await;
    let first = order(&running, "Order_DMS", "1").await;
    let back = flex(&running, &first, "number=&expiry=&cvv=&action=cancel").await;
    assert!(back.header("location").ends_with("STATUS=Cancelled"));
    let second = order(&running, "Order_DMS", "1").await;
    pay(&running, &second, "4111111111111111").await;
    flex(&running, &second, "code=&action=cancel").await;
    assert_eq!(status(&running, &second).await, "Cancelled");
}

#[tokio::test]
async fn errors_stand_at_their_fields_and_the_cvv_never_comes_back() {
    let running = start().await;
    let order = order(&running, "Order_DMS", "1").await;
    let page = flex(&running, &order, "number=4111111111111112&expiry=01/20&cvv=987x&action=pay").await;
    assert_eq!(page.status, 422);
    for part in ["id=\"number-error\"", "id=\"expiry-error\"", "id=\"cvv-error\"", "aria-invalid", "href=\"#number\""] {
        assert!(page.body.contains(part), "{part}");
    }
    assert!(!page.body.contains("987x"));
    let page = flex(&running, &order, "number=%22%3E%3Cscript%3E&expiry=%F0%9F%98%80&cvv=&action=pay").await;
    assert!(!page.body.contains("<script>"));
    assert_eq!(status(&running, &order).await, "Preparing");
}

#[tokio::test]
async fn forms_sent_twice_change_nothing() {
    let running = start().await;
    let order = order(&running, "Order_DMS", "1").await;
    for _ in 0..2 {
        assert!(pay(&running, &order, "4111111111111111").await.header("location").starts_with("/bank/flex"));
    }
    for _ in 0..2 {
        let back = flex(&running, &order, "code=111111&action=confirm").await;
        assert!(back.header("location").ends_with("STATUS=Authorized"));
    }
    flex(&running, &order, "action=cancel").await;
    pay(&running, &order, "4000000000000002").await;
    assert_eq!(status(&running, &order).await, "Authorized");
    assert_eq!(running.books().orders[0].authorized_minor, 100);
    let page = flex_page(&running, &order).await;
    assert!(page.body.contains("id=\"back\"") && page.body.contains("finished"));
}

#[tokio::test]
async fn an_expired_order_says_so_and_links_back() {
    let running = start().await;
    let order = order(&running, "Order_DMS", "1").await;
    running.advance_clock(16 * 60);
    let page = flex_page(&running, &order).await;
    assert!(page.body.contains("run out") && page.body.contains("STATUS=Expired"));
    let back = pay(&running, &order, "4242424242424242").await;
    assert!(back.header("location").ends_with("STATUS=Expired"));
}

#[tokio::test]
async fn an_abandoned_payer_is_held_but_never_returns() {
    let running = start().await;
    let order = order(&running, "Order_DMS", "1").await;
    let page = pay(&running, &order, "4000000000000341").await;
    assert_eq!((page.status, page.header("location")), (200, ""));
    assert!(!page.body.contains("localhost:8080"));
    assert_eq!(status(&running, &order).await, "Authorized");
}

#[tokio::test]
async fn a_late_approval_arrives_after_the_return() {
    let running = start().await;
    let order = order(&running, "Order_DMS", "1").await;
    let back = pay(&running, &order, "4000000000000077").await;
    assert!(back.header("location").ends_with("STATUS=Preparing"));
    assert_eq!(status(&running, &order).await, "Preparing");
    running.advance_clock(60);
    assert_eq!(status(&running, &order).await, "Authorized");
}

#[tokio::test]
async fn an_undocumented_status_comes_before_the_real_one() {
    let running = start().await;
    let order = order(&running, "Order_DMS", "1").await;
    pay(&running, &order, "4000000000003055").await;
    assert_eq!(status(&running, &order).await, "BeingVerified");
    assert_eq!(status(&running, &order).await, "BeingVerified");
    assert_eq!(status(&running, &order).await, "Authorized");
}

#[tokio::test]
async fn the_page_speaks_the_orders_language_and_guards_itself() {
    let running = start().await;
    for (language, word) in [("az", "üç rəqəmli koddur"), ("ru", "обратной стороне"), ("en", "three-digit")] {
        let reply = bank(&running, "POST", "/order", &order_body("Order_DMS", "1234.50", language)).await.unwrap().json();
        let order = common::BankOrder {
            id: reply["order"]["id"].as_u64().unwrap(),
            password: reply["order"]["password"].as_str().unwrap().to_owned(),
        };
        let page = flex_page(&running, &order).await;
        assert!(page.body.contains(&format!("<html lang=\"{language}\"")) && page.body.contains(word));
        let csp = page.header("content-security-policy");
        assert!(csp.contains("default-src 'none'") && csp.contains("form-action 'self' http://localhost:8080;"), "{csp}");
        assert_eq!(page.header("referrer-policy"), "no-referrer");
    }
}

#[tokio::test]
async fn a_wrong_password_shows_no_order() {
    let running = start().await;
    let mut order = order(&running, "Order_DMS", "1").await;
    order.password.push('0');
    assert_eq!(flex_page(&running, &order).await.status, 404);
    assert_eq!(pay(&running, &order, "4242424242424242").await.status, 404);
}

#[tokio::test]
async fn no_card_number_is_remembered() {
    let file = std::env::temp_dir().join(format!("kommunal-sandbox-cards-{}.state", std::process::id()));
    let config = kommunal_sandbox::Config { state: Some(file.clone()), ..kommunal_sandbox::Config::for_tests() };
    let running = kommunal_sandbox::Sandbox::start(config).await.unwrap();
    let order = order(&running, "Order_DMS", "1").await;
    pay(&running, &order, "4111111111111111").await;
    flex(&running, &order, "code=111111&action=confirm").await;
    assert!(!status_text(&running, &order).await.contains("4111111111111111"));
    running.shutdown().await;
    let kept = std::fs::read_to_string(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    assert!(kept.contains("4xxxxxxxxxxx1111") && !kept.contains("4111111111111111"));
}
