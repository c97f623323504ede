//! The bank's answers, word for word.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::connectors::acquirer::OrderStatus;
use crate::connectors::wire::Reply;
use reqwest::header::HeaderMap;

fn reply(status: u16, body: &str) -> Reply {
    Reply { status, headers: HeaderMap::new(), body: body.as_bytes().to_vec() }
}

fn config() -> KapitalConfig {
    toml::from_str("[decline_codes]\n\"82\" = \"authentication_failed\"").unwrap()
}

/// The report of order 1231 with these members.
fn shown(members: &str) -> OrderReport {
    status::report(&reply(200, &format!(r#"{{"order":{{"id":1231,{members}}}}}"#)), "1231", &config())
}

fn told(members: &str) -> OrderStatus {
    shown(members).status
}

const fn qepik(minor: i64) -> Money {
    Money::from_minor(minor)
}

#[test]
fn each_documented_status_has_its_meaning() {
    let sums = |cleared: &str, refunded: &str| {
        format!(
            r#""amount":10.5,"currency":"AZN","authorizedChargeAmount":10.50,"clearedChargeAmount":{cleared},"clearedRefundAmount":{refunded}"#
        )
    };
    let (nothing, taken, back) = (sums("0.00", "0.00"), sums("7.25", "0.00"), sums("7.25", "2.00"));
    let declined = OrderStatus::Declined { outcome: Outcome::Declined };
    for (name, sums, expected) in [
        ("Preparing", &nothing, OrderStatus::Waiting),
        ("Authorized", &nothing, OrderStatus::Held { amount: qepik(1050) }),
        ("PartiallyPaid", &taken, OrderStatus::Cleared { amount: qepik(725) }),
        ("FullyPaid", &taken, OrderStatus::Cleared { amount: qepik(725) }),
        ("Funded", &taken, OrderStatus::Cleared { amount: qepik(725) }),
        ("Closed", &taken, OrderStatus::Cleared { amount: qepik(725) }),
        ("PartiallyPaid", &back, OrderStatus::Refunded { amount: qepik(200) }),
        ("Refunded", &back, OrderStatus::Refunded { amount: qepik(200) }),
        ("Reversed", &back, OrderStatus::Refunded { amount: qepik(200) }),
        ("Voided", &nothing, OrderStatus::Voided),
        ("Reversed", &nothing, OrderStatus::Voided),
        ("Declined", &nothing, declined),
        ("Rejected", &nothing, declined),
        ("Refused", &nothing, declined),
        ("Cancelled", &nothing, OrderStatus::Cancelled),
        ("Expired", &nothing, OrderStatus::Expired),
    ] {
        assert_eq!(told(&format!(r#""status":"{name}",{sums}"#)), expected, "{name}");
    }
}

#[test]
fn an_amount_is_read_from_its_text() {
    for (text, minor) in
        [("10.5", 1050), ("10.50", 1050), ("10.500", 1050), ("\"10.50\"", 1050), ("10", 1000), ("0.07", 7), ("9999999.99", 999_999_999)]
    {
        let members = format!(r#""status":"Authorized","authorizedChargeAmount":{text}"#);
        assert_eq!(told(&members), OrderStatus::Held { amount: qepik(minor) }, "{text}");
    }
}

#[test]
fn a_hold_over_an_amount_that_cannot_be_read_is_unknown() {
    for text in ["10.505", "1e3", "-10.50", "0.00", "null", "true", "\"ten\"", "[10.5]", "10000000.00"] {
        let members = format!(r#""status":"Authorized","authorizedChargeAmount":{text}"#);
        let report = shown(&members);
        assert_eq!(report.status, OrderStatus::Unknown, "{text}");
        assert!(report.why.is_some());
    }
    // Without its own sum a hold is over the order's; with an unreadable one it is not.
    assert_eq!(told(r#""status":"Authorized","amount":10.5"#), OrderStatus::Held { amount: qepik(1050) });
    assert_eq!(told(r#""status":"Authorized","amount":10.5,"authorizedChargeAmount":"?""#), OrderStatus::Unknown);
}

#[test]
fn a_status_that_contradicts_its_amounts_is_unknown() {
    for name in ["Preparing", "Authorized", "Declined", "Cancelled", "Expired", "Voided"] {
        assert_eq!(told(&format!(r#""status":"{name}","amount":10.5,"clearedChargeAmount":10.50"#)), OrderStatus::Unknown, "{name}");
    }
    for name in ["FullyPaid", "PartiallyPaid", "Closed", "Funded", "Refunded"] {
        assert_eq!(told(&format!(r#""status":"{name}","amount":10.5"#)), OrderStatus::Unknown, "{name}");
    }
    assert_eq!(told(r#""status":"Authorized","amount":10.5,"currency":"USD""#), OrderStatus::Unknown);
}

#[test]
fn what_the_protocol_does_not_know_is_unknown() {
    for members in [r#""status":"BeingVerified""#, r#""status":"authorized""#, r#""status":"""#, r#""status":null"#, r#""amount":1"#] {
        assert_eq!(told(members), OrderStatus::Unknown, "{members}");
    }
    for (status, body) in [
        (200, ""),
        (200, "<html>"),
        (200, r#"{"order":{"id":1232,"status":"Authorized","amount":1}}"#),
        (200, r#"{"order":{"status":"Authorized","amount":1}}"#),
        (200, r#"{"order":[]}"#),
        (302, r#"{"order":{"id":1231,"status":"Authorized","amount":1}}"#),
        (404, "<html>404</html>"),
        (502, "<html>502</html>"),
    ] {
        assert_eq!(status::report(&reply(status, body), "1231", &config()).status, OrderStatus::Unknown, "{status} {body}");
    }
}

#[test]
fn an_order_is_missing_only_by_the_banks_own_word() {
    let told = |status, body| status::report(&reply(status, body), "1231", &config()).status;
    assert_eq!(told(404, r#"{"errorCode":"InvalidRequest"}"#), OrderStatus::NoOrder);
    assert_eq!(told(404, "{}"), OrderStatus::Unknown);
}

#[test]
fn the_last_result_code_says_why_a_card_was_declined() {
    for (trans, outcome) in [
        (r#"[{"pmoResultCode":"51"}]"#, Outcome::CardExpired),
        (r#"[{"pmoResultCode":51}]"#, Outcome::CardExpired),
        (r#"[{"pmoResultCode":"51"},{"pmoResultCode":"59"},{}]"#, Outcome::InsufficientFunds),
        (r#"[{"pmoResultCode":"81"}]"#, Outcome::Declined),
        (r#"[{"pmoResultCode":"82"}]"#, Outcome::AuthenticationFailed),
        (r#"[{"pmoResultCode":"76"}]"#, Outcome::Declined),
        ("[]", Outcome::Declined),
        ("null", Outcome::Declined),
        (r#"{"odd":1}"#, Outcome::Declined),
    ] {
        assert_eq!(told(&format!(r#""status":"Declined","trans":{trans}"#)), OrderStatus::Declined { outcome }, "{trans}");
    }
}

#[test]
fn of_a_card_only_five_digits_are_taken_over() {
    let used = |token: &str| shown(&format!(r#""status":"Preparing","srcToken":{token},"trans":[{{"approvalCode":"A1"}}]"#)).card_used;
    let whole = r#"{"displayName":"4111111111111111","card":{"brand":"Visa","expiration":"2029-05"}}"#;
    for token in [
        whole,
        r#"{"displayName":"4xxxxxxxxxxx1111","card":{"brand":"Visa"}}"#,
        r#"{"displayName":"4111 11** **** 1111","card":{"brand":"Visa"}}"#,
    ] {
        assert_eq!(used(token).as_deref(), Some("Visa 4••• 1111"));
    }
    assert_eq!(used(r#"{"displayName":"my card","card":{"brand":"Visa Electron"}}"#).as_deref(), Some("Visa Electron"));
    assert_eq!(used(r#"{"card":{"brand":"<b>4111111111111111"}}"#), None);
    assert_eq!(used(r#""odd""#), None);
    assert_eq!(used("null"), None);
}

#[test]
fn an_opened_order_leads_to_the_banks_page() {
    let body = r#"{"order":{"id":1231,"password":"a b&c","hppUrl":"https://bank.example/flex","status":"Preparing"}}"#;
    let redirect = "https://bank.example/flex?id=1231&password=a+b%26c".to_owned();
    let opened = reply::opened(&reply(200, body), true);
    assert_eq!(opened, OpenAnswer::Opened { order: "1231".to_owned(), redirect });
    assert!(!format!("{opened:?}").contains("password=a"), "{opened:?}");
}

#[test]
fn an_order_without_a_usable_page_is_unknown() {
    let body = |id: &str, password: &str, url: &str| format!(r#"{{"order":{{"id":{id},"password":"{password}","hppUrl":"{url}"}}}}"#);
    for (body, secure) in [
        (body("1231", "p", "javascript:alert(1)"), false),
        (body("1231", "p", "ftp://bank.example"), false),
        (body("1231", "p", "/flex"), false),
        (body("1231", "p", "https://user:pw@bank.example/flex"), false),
        (body("1231", "p", "http://bank.example/flex"), true),
        (body("1231", "", "https://bank.example/flex"), true),
        (body("\"../1\"", "p", "https://bank.example/flex"), true),
        (body("-1", "p", "https://bank.example/flex"), true),
        (body("1.5", "p", "https://bank.example/flex"), true),
        ("{}".to_owned(), true),
        ("<html>".to_owned(), true),
    ] {
        assert!(matches!(reply::opened(&reply(200, &body), secure), OpenAnswer::Unknown { .. }), "{body}");
    }
}

#[test]
fn only_the_banks_own_word_refuses_an_order() {
    let error = |code: &str| format!(r#"{{"errorCode":"{code}","errorDescription":"…","errorDetails":[]}}"#);
    for code in ["InvalidAmt", "InvalidRequest", "InvalidLogin", "OperationProhibited"] {
        assert_eq!(reply::opened(&reply(400, &error(code)), true), OpenAnswer::Refused { code: code.to_owned() });
        assert!(matches!(reply::opened(&reply(500, &error(code)), true), OpenAnswer::Unknown { .. }), "{code}");
    }
    for (status, body) in [
        (400, error("PmoUnreachable")),
        (400, error("ServiceError")),
        (400, error("New")),
        (404, "<html>".to_owned()),
        (302, String::new()),
    ] {
        assert!(matches!(reply::opened(&reply(status, &body), true), OpenAnswer::Unknown { .. }), "{status} {body}");
    }
}

#[test]
fn an_operation_is_done_refused_or_unknown() {
    let answer = |status: u16, body: &str| reply::executed(&reply(status, body), &config());
    let tran = |code: &str| format!(r#"{{"tran":{{"match":{{"tranActionId":"7"}},"pmoResultCode":{code},"approvalCode":"001231"}}}}"#);
    for code in ["\"1\"", "1"] {
        let done = answer(200, &tran(code));
        assert_eq!((done.answer, done.approval.as_deref(), done.why), (Answer::Yes, Some("001231"), None));
    }
    for code in ["\"51\"", "\"59\"", "\"81\"", "\"82\""] {
        assert_eq!(answer(200, &tran(code)).answer, Answer::No, "{code}");
    }
    for code in ["InvalidAmt", "InvalidOrderState", "InvalidTran", "InvalidTranLink", "OperationProhibited", "PmoDecline"] {
        assert_eq!(answer(400, &format!(r#"{{"errorCode":"{code}"}}"#)).answer, Answer::No, "{code}");
    }
    for (status, body) in [
        (200, tran("\"999\"")),
        (200, tran("null")),
        (200, r#"{"tran":{}}"#.to_owned()),
        (200, "<html>".to_owned()),
        (202, tran("\"1\"")),
        (400, r#"{"errorCode":"PmoUnreachable"}"#.to_owned()),
        (400, r#"{"errorCode":"InvalidToken"}"#.to_owned()),
        (401, r#"{"errorCode":"InvalidLogin"}"#.to_owned()),
        (502, "<html>502</html>".to_owned()),
    ] {
        let done = answer(status, &body);
        assert_eq!(done.answer, Answer::Unknown, "{status} {body}");
        assert!(done.why.is_some());
    }
}

#[test]
fn a_reason_never_repeats_what_the_bank_wrote() {
    let odd = status::report(&reply(400, r#"{"errorCode":"card 4111 1111 1111 1111 <b>"}"#), "1231", &config());
    assert_eq!(odd.why.as_deref(), Some("HTTP 400 (unprintable)"));
    assert_eq!(shown(r#""status":"4111 1111 1111 1111""#).why.as_deref(), Some("undocumented status (unprintable)"));
}

#[test]
fn a_reason_never_contains_a_long_row_of_digits() {
    assert_eq!(shown(r#""status":"4111111111111111""#).why.as_deref(), Some("undocumented status (unprintable)"));
}

#[test]
fn settings_show_no_password_and_name_what_they_do_not_know() {
    let config: KapitalConfig = toml::from_str("user = \"u\"\npassword = \"hunter2\"\nvoid_phase = \"single\"").unwrap();
    assert!(!format!("{config:?}").contains("hunter2"));
    assert_eq!((config.void_phase, config.timeout_ms), (VoidPhase::Single, 15_000));
    assert!(toml::from_str::<KapitalConfig>("pasword = \"x\"").is_err());
}
