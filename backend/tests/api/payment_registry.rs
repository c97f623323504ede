//! A hosted biller's program reads what was paid, books it and says so; the registry as a file.

use crate::app::{Plan, Reply, TestApp, bill, cards};
use crate::both_engines;
use crate::support::Database;
use hmac::{Hmac, KeyInit, Mac};
use kommunal::app::payment_registry;
use kommunal::config::{BillerRegistryConfig, Config, RegistryFormat};
use kommunal::connectors::Secret;
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use shared::id::hex;

both_engines!(
    m4_a_hosted_biller_reads_what_was_paid_and_acknowledges_it,
    only_the_biller_itself_reads_its_registry,
    m4_the_registry_is_written_as_csv_and_as_well_formed_camt_054,
);

const PATH: &str = "/api/billers/telecom/registry";
const ACK: &str = "/api/billers/telecom/registry/ack";
const SECRET: &str = "a shared secret";

fn with_registry(config: &mut Config) {
    let telecom = config.biller.iter_mut().find(|biller| biller.id == "telecom").unwrap();
    telecom.registry = Some(BillerRegistryConfig { key: "k1".to_owned(), secret: Secret::new(SECRET), format: RegistryFormat::Csv });
}

fn mac(secret: &str, message: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(message.as_bytes());
    hex(&mac.finalize().into_bytes())
}

/// A signed request, its answer's signature checked.
async fn call(app: &TestApp, method: Method, path: &str, query: &str, body: &str) -> (u16, Value) {
    let time = app.clock.now().micros() / 1_000_000;
    let (reply, signature) = send(app, method, (path, query), body, ("k1", SECRET, time)).await;
    let expected = mac(SECRET, &format!("{signature}\n{}\n{}", reply.status, hex(&Sha256::digest(&reply.body))));
    assert_eq!(reply.header("kommunal-signature"), expected, "{}", reply.text());
    (reply.status, serde_json::from_slice(&reply.body).unwrap())
}

async fn send(
    app: &TestApp,
    method: Method,
    (path, query): (&str, &str),
    body: &str,
    (key, secret, time): (&str, &str, i64),
) -> (Reply, String) {
    let signature = mac(secret, &format!("{time}\n{method}\n{path}\n{}", hex(&Sha256::digest(body.as_bytes()))));
    let time = time.to_string();
    let headers = [
        ("kommunal-key", key),
        ("kommunal-time", time.as_str()),
        ("kommunal-signature", signature.as_str()),
        ("content-type", "application/json"),
    ];
    let reply = app.citizen().send(method, &format!("{path}{query}"), &headers, body.into()).await;
    (reply, signature)
}

/// Two subscriptions paid, 2.50 and 1.50, and entered.
async fn two_paid(app: &TestApp) {
    for minor in [250, 150] {
        let (citizen, number) = (app.citizen(), app.new_home());
        let bills = citizen.bills(&number).await;
        let paying = citizen.begin(&Plan::new(&number).pay(bill(&bills, "subscription"), minor)).await;
        paying.pay(cards::VISA_AT_ONCE).await;
        paying.is_paid().await;
        payment_registry::enter(app.beside.store()).await.unwrap();
    }
}

async fn m4_a_hosted_biller_reads_what_was_paid_and_acknowledges_it(db: Database) {
    let app = TestApp::start_with(db, with_registry).await;
    let (status, page) = call(&app, Method::GET, PATH, "", "").await;
    assert_eq!((status, &page["entries"], &page["next"], &page["last"]), (200, &json!([]), &json!(0), &json!(0)));
    two_paid(&app).await;
    let (_, page) = call(&app, Method::GET, PATH, "?after=0&limit=1", "").await;
    assert_eq!((&page["count"], &page["sum_minor"], &page["next"], &page["last"]), (&json!(1), &json!(250), &json!(1), &json!(2)));
    assert_eq!((&page["entries"][0]["kind"], &page["entries"][0]["charge"]), (&json!("payment"), &json!("subscription")));
    let (_, page) = call(&app, Method::GET, PATH, "?after=1", "").await;
    assert_eq!((&page["sum_minor"], &page["next"], &page["acknowledged"]), (&json!(150), &json!(2), &json!(0)));
    assert_eq!(call(&app, Method::GET, PATH, "?after=3", "").await, (409, json!({"status":"refused","code":"ahead","acknowledged":0})));
    assert_eq!(call(&app, Method::GET, PATH, "?after=x", "").await.0, 400);
    let (status, told) = call(&app, Method::POST, ACK, "", r#"{"until":2,"count":2,"sum_minor":399}"#).await;
    let expected = json!({"status":"refused","code":"differs","acknowledged":0,"count":2,"sum_minor":400});
    assert_eq!((status, told), (409, expected));
    for _ in 0..2 {
        let (status, told) = call(&app, Method::POST, ACK, "", r#"{"until":2,"count":2,"sum_minor":400}"#).await;
        assert_eq!((status, &told["status"], &told["acknowledged"]), (200, &json!("acknowledged"), &json!(2)));
    }
    assert_eq!(call(&app, Method::POST, ACK, "", r#"{"until":1,"count":1,"sum_minor":250}"#).await.1["code"], "behind");
    assert_eq!(call(&app, Method::POST, ACK, "", "{}").await.0, 400);
    app.finish().await;
}

async fn only_the_biller_itself_reads_its_registry(db: Database) {
    let app = TestApp::start_with(db, with_registry).await;
    let now = app.clock.now().micros() / 1_000_000;
    let internet = "/api/billers/internet/registry";
    for (path, key, secret, time) in [
        (PATH, "k1", "another secret", now),
        (PATH, "k2", SECRET, now),
        (PATH, "k1", SECRET, now - 301),
        (PATH, "k1", SECRET, now + 310),
        (internet, "k1", SECRET, now),
        ("/api/billers/nobody/registry", "k1", SECRET, now),
    ] {
        let (reply, _) = send(&app, Method::GET, (path, ""), "", (key, secret, time)).await;
        assert_eq!((reply.status, reply.header("kommunal-signature")), (401, ""), "{path} {key} {time}");
    }
    // A signature holds for its own path, method and body only.
    let (reply, signature) = send(&app, Method::GET, (PATH, ""), "", ("k1", SECRET, now)).await;
    assert_eq!(reply.status, 200);
    let now = now.to_string();
    let headers = [("kommunal-key", "k1"), ("kommunal-time", now.as_str()), ("kommunal-signature", signature.as_str())];
    assert_eq!(app.citizen().send(Method::POST, ACK, &headers, b"{}".to_vec()).await.status, 401);
    app.finish().await;
}

async fn m4_the_registry_is_written_as_csv_and_as_well_formed_camt_054(db: Database) {
    let app = TestApp::start_with(db, with_registry).await;
    two_paid(&app).await;
    let written = async |after: i64, format| {
        let mut out = Vec::new();
        let now = app.clock.now();
        payment_registry::write(app.beside.store(), "telecom", after, format, now, &mut out).await.map(|_| String::from_utf8(out).unwrap())
    };
    let csv = written(0, RegistryFormat::Csv).await.unwrap();
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines[..2], ["# registry=telecom after=0 until=2", "sequence,kind,at,charge,account,amount,reference,posting,reversal"]);
    assert!(lines[2].starts_with("1,payment,") && lines[2].contains(",subscription,") && lines[2].contains(",2.50,"), "{csv}");
    assert_eq!(lines[4], "# rows=2 sum=4.00");
    assert!(written(1, RegistryFormat::Csv).await.unwrap().ends_with("# rows=1 sum=1.50\n"));
    assert!(written(3, RegistryFormat::Csv).await.is_err());
    for after in [0, 2] {
        let xml = written(after, RegistryFormat::Camt054).await.unwrap();
        assert_eq!(elements(&xml).iter().filter(|name| *name == "Ntry").count(), usize::try_from(2 - after).unwrap());
    }
    let xml = written(0, RegistryFormat::Camt054).await.unwrap();
    assert!(xml.contains("<NbOfNtries>2</NbOfNtries><Sum>4.00</Sum>") && xml.contains("<Amt Ccy=\"AZN\">1.50</Amt>"), "{xml}");
    app.finish().await;
}

/// The names of a document's elements in their order; panics unless every one is closed where it was opened.
fn elements(xml: &str) -> Vec<String> {
    let (mut open, mut names) = (Vec::new(), Vec::new());
    let body = xml.split_once("?>").unwrap().1;
    for tag in body.split('<').skip(1) {
        let (tag, text) = tag.split_once('>').unwrap();
        assert!(!text.contains(['"', '\'']) && text.matches('&').count() == text.matches(';').count(), "{text}");
        match tag.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop().as_deref(), Some(name)),
            None => {
                let name = tag.split(' ').next().unwrap().to_owned();
                names.push(name.clone());
                open.push(name);
            }
        }
    }
    assert!(open.is_empty(), "{open:?}");
    names
}
