//! The state registers' contract.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::io;
use std::time::Duration;

use common::{Reply, mac_with, send, sha256, start, unix_now};
use kommunal_sandbox::Running;
use kommunal_sandbox::faults::{Mode, Rule};
use serde_json::{Value, json};

const SECRET: &[u8] = b"demo-registry-secret";

/// A signed call; the answer's signature is checked as well.
async fn ask(running: &Running, what: &str, body: &Value) -> io::Result<Reply> {
    let (path, body, time) = (format!("/registry/v1/{what}/query"), body.to_string(), unix_now().to_string());
    let signed = mac_with(SECRET, &format!("{time}\nPOST\n{path}\n{}", sha256(&body)));
    let headers = [("kommunal-key", "demo"), ("kommunal-time", time.as_str()), ("kommunal-signature", signed.as_str())];
    let reply = send(running.http_addr(), "POST", &path, &headers, &body).await?;
    let expected = mac_with(SECRET, &format!("{signed}\n{}\n{}", reply.status, sha256(&reply.body)));
    if reply.header("kommunal-signature") == expected { Ok(reply) } else { Err(io::Error::other("not signed")) }
}

#[tokio::test]
async fn a_person_and_a_company_are_described_and_strangers_are_null() {
    let running = start().await;
    let known = ask(&running, "persons", &json!({ "fin": "5XK2Q7M" })).await.unwrap().json();
    assert_eq!(
        known["person"],
        json!({ "fin": "5XK2Q7M", "name": "Aysel", "surname": "Quliyeva", "patronymic": "Rauf qızı", "document": "AA1234567",
                "address": "Bakı şəhəri, Nizami küçəsi 12, mənzil 5" })
    );
    assert_eq!(known["as_of"].as_str().unwrap().len(), "2026-11-21T09:05:12Z".len());
    for fin in ["ZZZZZZZ", "7CU4Z2L", ""] {
        assert_eq!(ask(&running, "persons", &json!({ "fin": fin })).await.unwrap().json()["person"], Value::Null, "{fin}");
    }
    let company = ask(&running, "companies", &json!({ "voen": "1401555071" })).await.unwrap().json();
    assert_eq!((&company["company"]["name"], &company["company"]["representatives"]), (&json!("“Nümunə” MMC"), &json!(["5XK2Q7M"])));
    let alone = ask(&running, "companies", &json!({ "voen": "1700881261" })).await.unwrap().json();
    assert_eq!(alone["company"]["representatives"], json!([]));
    assert_eq!(ask(&running, "companies", &json!({ "voen": "9999999999" })).await.unwrap().json()["company"], Value::Null);
}

#[tokio::test]
async fn only_a_rightly_signed_request_is_heard() {
    let running = start().await;
    let (path, body) = ("/registry/v1/persons/query", "{\"fin\":\"5XK2Q7M\"}");
    assert_eq!(send(running.http_addr(), "POST", path, &[], body).await.unwrap().status, 401);
    let time = unix_now().to_string();
    // The billers' secret is not the registers'.
    let signed = common::signature(unix_now(), "POST", path, body);
    let headers = [("kommunal-key", "demo"), ("kommunal-time", time.as_str()), ("kommunal-signature", signed.as_str())];
    assert_eq!(send(running.http_addr(), "POST", path, &headers, body).await.unwrap().status, 401);
    assert_eq!(ask(&running, "persons", &json!({})).await.unwrap().status, 400);
}

#[tokio::test]
async fn the_registers_misbehave_on_request() {
    let running = start().await;
    let fin = json!({ "fin": "5XK2Q7M" });
    for (mode, outcome) in [(Mode::Error500, "not signed"), (Mode::Html502, "not signed"), (Mode::BadSignature, "not signed")] {
        running.set_fault(Rule::new("registry.persons", mode).times(1)).unwrap();
        assert_eq!(ask(&running, "persons", &fin).await.err().unwrap().to_string(), outcome, "{mode:?}");
    }
    running.set_fault(Rule::new("registry.persons", Mode::LostAnswer).times(1)).unwrap();
    assert!(ask(&running, "persons", &fin).await.is_err());
    running.set_fault(Rule::new("registry.persons", Mode::UnknownStatus).times(1)).unwrap();
    assert_eq!(ask(&running, "persons", &fin).await.unwrap().json()["person"], "UnderInvestigation");
    running.set_fault(Rule::new("registry.persons", Mode::Slow).ms(30).times(1)).unwrap();
    assert_eq!(ask(&running, "persons", &fin).await.unwrap().status, 200);
    running.set_fault(Rule { account: Some("5XK2Q7M".into()), ..Rule::new("registry.*", Mode::Silent) }).unwrap();
    assert_eq!(ask(&running, "persons", &json!({ "fin": "2RT8W4A" })).await.unwrap().status, 200);
    assert!(tokio::time::timeout(Duration::from_millis(200), ask(&running, "persons", &fin)).await.is_err());
}
