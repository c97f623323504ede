//! Who may do what: every route of the description, for every role, on own and on foreign objects.

use crate::app::{Browser, TestApp, Wish, people};
use crate::both_engines;
use crate::support::Database;
use kommunal::app::random_id;
use reqwest::Method;
use serde_json::{Value, json};
use shared::api::{IDEMPOTENCY_KEY, path};
use std::collections::BTreeSet;

both_engines!(every_route_answers_every_role_as_the_table_says);

/// Nobody; whose the objects are; another citizen; officer; supervisor; operator; auditor, all on the first's objects;
/// and the officer on an application of her own.
type Statuses = [u16; 8];

const ALL_OK: Statuses = [200; 8];
/// Open to anyone: an empty body is what is wrong.
const ALL_MALFORMED: Statuses = [400; 8];
/// Open to anyone who has a secret, and nobody here has.
const ALL_NOT_FOUND: Statuses = [404; 8];
const ALL_ELSEWHERE: Statuses = [303; 8];
const SIGNED_IN: Statuses = [401, 200, 200, 200, 200, 200, 200, 200];
const SIGNED_IN_MALFORMED: Statuses = [401, 400, 400, 400, 400, 400, 400, 400];
/// By a launcher's secret or a kiosk's cookie, and nobody here has one.
const ALL_UNKNOWN: Statuses = [401; 8];
const OVERSEERS: Statuses = [401, 403, 403, 403, 200, 200, 403, 403];
const OPERATORS: Statuses = [401, 403, 403, 403, 403, 200, 403, 403];
/// No such payment, no such case.
const OPERATORS_NOT_FOUND: Statuses = [401, 403, 403, 403, 403, 404, 403, 403];
const OFFICE: Statuses = [401, 403, 403, 200, 200, 403, 403, 200];
const OFFICE_NOT_OWN: Statuses = [401, 403, 403, 200, 200, 403, 403, 403];

const OPERATOR: Statuses = [401, 403, 403, 403, 403, 200, 403, 403];
const OPERATOR_MALFORMED: Statuses = [401, 403, 403, 403, 403, 400, 403, 403];
const OPERATOR_NOT_FOUND: Statuses = [401, 403, 403, 403, 403, 404, 403, 403];

const TABLE: &[(&str, &str, Statuses)] = &[
    ("get", path::ALIVE, [204; 8]),
    ("get", path::CATALOGUE, ALL_OK),
    ("get", path::OPTIONS, ALL_OK),
    ("get", path::PRIVACY, ALL_OK),
    ("post", path::BILLS, ALL_MALFORMED),
    ("post", path::BILLS_ASK, ALL_MALFORMED),
    ("post", path::PAYMENTS, ALL_MALFORMED),
    ("get", path::PAYMENT, ALL_NOT_FOUND),
    ("post", path::PAYMENT_CANCEL, ALL_NOT_FOUND),
    ("post", path::RECEIPTS_FIND, ALL_MALFORMED),
    ("post", path::RECEIPTS_PDF, ALL_MALFORMED),
    ("post", path::RECEIPTS_EMAIL, ALL_MALFORMED),
    ("get", path::SIGN_IN, ALL_ELSEWHERE),
    ("get", path::CALLBACK, ALL_ELSEWHERE),
    ("get", path::SESSION, ALL_OK),
    ("post", path::SESSION, SIGNED_IN),
    ("get", path::REGISTRY_PERSON, SIGNED_IN),
    ("post", path::REGISTRY_COMPANY, SIGNED_IN_MALFORMED),
    ("get", path::APPLICATION_FORM, ALL_OK),
    ("post", path::APPLICATION_DEBT, SIGNED_IN_MALFORMED),
    ("post", path::MOBILES, SIGNED_IN_MALFORMED),
    ("post", path::MOBILE, [401, 422, 404, 404, 404, 404, 404, 404]),
    ("post", path::ATTACHMENTS, SIGNED_IN_MALFORMED),
    ("get", path::ATTACHMENT, [401, 200, 404, 404, 404, 404, 404, 404]),
    ("post", path::APPLICATIONS, SIGNED_IN_MALFORMED),
    ("get", path::APPLICATIONS, SIGNED_IN),
    ("get", path::APPLICATION, [401, 200, 404, 404, 404, 404, 404, 200]),
    ("post", path::APPLICATION_ANSWER, [401, 409, 404, 404, 404, 404, 404, 409]),
    ("post", path::APPLICATION_WITHDRAW, [401, 409, 404, 404, 404, 404, 404, 200]),
    ("get", path::APPLICATION_PDF, [401, 200, 404, 404, 404, 404, 404, 200]),
    ("get", path::APPLICATION_CERTIFICATE, [401, 200, 404, 404, 404, 404, 404, 404]),
    ("post", path::TRACKING, ALL_MALFORMED),
    ("post", path::TRACKING_CODE, ALL_NOT_FOUND),
    ("post", path::DOCUMENTS, ALL_NOT_FOUND),
    ("get", path::DOCUMENT, ALL_NOT_FOUND),
    ("post", path::CERTIFICATES_CHECK, ALL_MALFORMED),
    ("get", path::CERTIFICATES_KEYS, ALL_OK),
    ("post", path::TRANSFERS, ALL_MALFORMED),
    // Without its sender's token it is nobody's; who takes it shows a proof, whoever it is.
    ("get", path::TRANSFER, ALL_NOT_FOUND),
    ("delete", path::TRANSFER, ALL_NOT_FOUND),
    ("post", path::TRANSFER_TAKE, ALL_MALFORMED),
    // Signed by a hosted biller, and nobody here is one.
    ("get", path::BILLER_REGISTRY, ALL_UNKNOWN),
    ("post", path::BILLER_REGISTRY_ACK, ALL_UNKNOWN),
    ("get", path::KIOSKS, ALL_OK),
    ("post", path::KIOSK_SESSIONS, ALL_UNKNOWN),
    ("get", path::KIOSK_SESSION_ID, ALL_UNKNOWN),
    ("delete", path::KIOSK_SESSION_ID, ALL_UNKNOWN),
    ("post", path::KIOSK_PRINTER, ALL_UNKNOWN),
    ("post", path::KIOSK_ENTER, ALL_MALFORMED),
    ("get", path::KIOSK_SESSION, ALL_NOT_FOUND),
    ("post", path::KIOSK_HEARTBEAT, ALL_NOT_FOUND),
    ("post", path::KIOSK_FINISH, ALL_NOT_FOUND),
    ("get", path::OFFICE_KIOSKS, OVERSEERS),
    ("post", path::OFFICE_QUEUE, OFFICE),
    ("get", path::OFFICE_OPTIONS, OFFICE),
    ("get", path::OFFICE_DASHBOARD, OFFICE),
    ("get", path::OFFICE_APPLICATION, OFFICE_NOT_OWN),
    ("get", path::OFFICE_DEBT, OFFICE_NOT_OWN),
    ("get", path::OFFICE_ATTACHMENT, OFFICE_NOT_OWN),
    ("get", path::OFFICE_CERTIFICATE, OFFICE_NOT_OWN),
    ("post", path::OFFICE_DECISION, OFFICE_NOT_OWN),
    ("post", path::OPERATOR_REFUNDABLE, OPERATOR_MALFORMED),
    ("get", path::OPERATOR_REFUNDS, OPERATOR),
    ("post", path::OPERATOR_REFUNDS, OPERATOR_MALFORMED),
    ("get", path::OPERATOR_REFUND, OPERATOR_NOT_FOUND),
    ("post", path::OPERATOR_REFUND_APPROVE, OPERATOR_NOT_FOUND),
    ("post", path::OPERATOR_REFUND_REJECT, [401, 403, 403, 403, 403, 422, 403, 403]),
    ("post", path::OFFICE_REVOKE, [401, 403, 403, 403, 422, 403, 403, 403]),
    ("post", path::AUDITOR_EVENTS, [401, 403, 403, 403, 403, 403, 200, 403]),
    ("get", path::OPERATOR_SUMMARY, OPERATORS),
    ("post", path::OPERATOR_PAYMENTS, OPERATORS),
    ("get", path::OPERATOR_PAYMENT, OPERATORS_NOT_FOUND),
    ("post", path::OPERATOR_ALARMS, OPERATORS),
    ("get", path::OPERATOR_ALARM, OPERATORS_NOT_FOUND),
    ("post", path::OPERATOR_ALARM_ACTION, OPERATORS_NOT_FOUND),
    // Last: it ends the sessions.
    ("delete", path::SESSION, ALL_OK),
];

/// What the paths name.
struct Objects {
    application: String,
    own_application: String,
    certificate: String,
    attachment: String,
    proof: String,
}

async fn every_route_answers_every_role_as_the_table_says(db: Database) {
    let app = TestApp::start(db).await;
    let (owner, officer) = (app.signed_in(people::AYSEL).await, app.signed_in(people::OFFICER).await);
    let objects = objects(&app, &owner, &officer).await;
    let (other, supervisor) = (app.signed_in(people::RESHAD).await, app.signed_in(people::SUPERVISOR).await);
    let (operator, auditor) = (app.signed_in(people::OPERATOR).await, app.signed_in(people::AUDITOR).await);
    let nobody = app.browser();
    check_that_none_is_missing(&app).await;
    let mut wrong = vec![];
    for (method, path, expected) in TABLE {
        let mut statuses = [0; 8];
        for (place, browser) in [&nobody, &owner, &other, &officer, &supervisor, &operator, &auditor, &officer].into_iter().enumerate() {
            statuses[place] = ask(browser, method, path, &objects, place == 7).await;
        }
        if statuses != *expected {
            wrong.push(format!("{method} {path}: {statuses:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    app.finish().await;
}

async fn objects(app: &TestApp, owner: &Browser<'_>, officer: &Browser<'_>) -> Objects {
    let file = owner.attached("a.pdf").await;
    let wish = Wish::of_home(owner, super::applications::CLEAR, "+994502340020").await;
    let proof = wish.body["proof"].as_str().unwrap().to_owned();
    let (application, certificate) =
        app.issued(owner, officer, &wish.with("attachments", json!([{ "id": file.id, "name": "a.pdf" }]))).await;
    let own_application = officer.submit(&Wish::of_home(officer, "039900000001125", "+994502340021").await).await.number;
    Objects { application, own_application, certificate, attachment: file.id, proof }
}

/// Every operation of the description is in the table, and nothing else.
async fn check_that_none_is_missing(app: &TestApp) {
    let document: Value = app.operations("/api/openapi.json").await.ok();
    let mut described = BTreeSet::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        described.extend(operations.as_object().unwrap().keys().map(|method| (method.clone(), path.clone())));
    }
    let known: BTreeSet<_> = TABLE.iter().map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();
    assert_eq!(described, known, "a route is missing from the table, or no longer there");
}

async fn ask(browser: &Browser<'_>, method: &str, path: &str, objects: &Objects, own: bool) -> u16 {
    let number = match path {
        path::OFFICE_REVOKE => &objects.certificate,
        _ if own => &objects.own_application,
        _ => &objects.application,
    };
    let id = match path {
        path::MOBILE => objects.proof.clone(),
        path::TRACKING_CODE => "0".repeat(32),
        _ => objects.attachment.clone(),
    };
    let names = [
        ("{number}", number.as_str()),
        ("{id}", &id),
        ("{decision}", "note"),
        ("{action}", "take"),
        ("{file}", "application"),
        ("{reference}", "x"),
    ];
    let address = names.iter().fold(path.to_owned(), |address, (name, value)| address.replace(name, value));
    let key = random_id();
    let headers = [("content-type", "application/json"), (IDEMPOTENCY_KEY, key.as_str())];
    let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
    let body = if method == Method::POST { serde_json::to_vec(&body(path)).unwrap() } else { vec![] };
    browser.send(method, &address, &headers, body).await.status
}

/// Where an empty body would hide whose object it is.
fn body(path: &str) -> Value {
    match path {
        path::MOBILE | path::TRACKING_CODE => json!({ "code": "x" }),
        path::APPLICATION_ANSWER => json!({ "address": "Bakı, Nizami küçəsi 12", "purpose": "sale", "version": 1 }),
        path::OFFICE_DECISION => json!({ "text": "a note", "version": 1 }),
        path::OFFICE_REVOKE => json!({ "reason": "x" }),
        path::KIOSK_HEARTBEAT => json!({ "version": "", "screen": "attract" }),
        path::DOCUMENTS => json!({ "token": "0".repeat(32) }),
        _ => json!({}),
    }
}
