//! What every answer carries, who may ask, and the API's own description.

use crate::app::{GUIDE, TestApp, cards};
use crate::both_engines;
use crate::support::Database;
use reqwest::Method;
use serde_json::{Value, json};
use shared::api::{BODY_BYTES_MAX, path};

both_engines!(
    every_answer_carries_the_security_headers,
    a_post_from_another_site_is_refused,
    the_description_names_every_route_and_is_the_one_agreed_on,
    the_browsable_page_loads_nothing_from_elsewhere,
    the_operators_pages_answer,
    s7_operations_have_a_listener_of_their_own,
    the_catalogue_and_the_options_speak_three_languages,
);

/// What only the operations' listener answers.
const OPERATIONS: [&str; 4] = ["/metrics", "/readyz", "/api/docs/", "/api/openapi.json"];

const SNAPSHOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/openapi.json");

async fn every_answer_carries_the_security_headers(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let huge = " ".repeat(BODY_BYTES_MAX + 1).into_bytes();
    let mut replies = vec![citizen.send(Method::POST, path::BILLS, &[("content-type", "application/json")], huge).await];
    replies.push(citizen.send(Method::PUT, path::BILLS, &[], vec![]).await);
    replies.push(citizen.send(Method::POST, path::BILLS, &[("origin", "https://evil.example")], vec![]).await);
    for path in ["/", "/pay", "/az/nothing.css", path::OPTIONS, "/api/nothing", "/healthz", "/metrics", "/api/docs/"] {
        replies.push(citizen.get(path).await);
    }
    for path in OPERATIONS.iter().chain(&["/healthz", "/nothing"]) {
        replies.push(app.operations(path).await);
    }
    for reply in &replies {
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(reply.header(name), value, "{} {:.300}", reply.status, reply.text());
        }
        let csp = reply.header("content-security-policy");
        assert!(csp.contains("default-src") && csp.contains("frame-ancestors 'none'") && csp.contains("base-uri 'none'"), "{csp}");
        assert!(!reply.header("permissions-policy").is_empty() && !reply.header("cache-control").is_empty());
        assert_eq!(reply.header("strict-transport-security"), "", "only over https");
    }
    check_page(&citizen.get("/").await);
    assert!(citizen.get(path::OPTIONS).await.header("content-security-policy").starts_with("default-src 'none';"));
    app.finish().await;
}

/// A server built without its pages says so; a page may run its own scripts and no others.
fn check_page(page: &crate::app::Reply) {
    let csp = page.header("content-security-policy");
    if page.status == 503 {
        assert!(page.text().contains("without its pages"));
        return;
    }
    assert_eq!((page.status, page.header("cache-control")), (200, "no-cache"));
    assert!(csp.contains("default-src 'none'") && csp.contains("script-src 'self' 'wasm-unsafe-eval'"), "{csp}");
    assert!(!csp.contains("unsafe-inline") && !csp.contains("'unsafe-eval'") && !csp.contains('*'), "{csp}");
}

async fn a_post_from_another_site_is_refused(db: Database) {
    let app = TestApp::start_with(db, |config| "https://pay.example.az".clone_into(&mut config.server.public_url)).await;
    let citizen = app.citizen();
    let (plan, before) = (citizen.telephone(GUIDE).await, app.counts().await);
    let body = serde_json::to_vec(&plan.body).unwrap();
    let json = ("content-type", "application/json");
    for foreign in [
        ("origin", "https://evil.example"),
        ("origin", "http://pay.example.az"),
        ("origin", "https://pay.example.az:444"),
        ("origin", "https://pay.example.az.evil.example"),
        ("origin", "null"),
        ("origin", ""),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        for path in [path::PAYMENTS, path::BILLS, path::RECEIPTS_FIND, "/api/payments/x/cancel", "/api/nothing", "/"] {
            let headers = [json, foreign, ("idempotency-key", plan.key.as_str())];
            assert_eq!(citizen.send(Method::POST, path, &headers, body.clone()).await.verdict(), "403 origin", "{path} {foreign:?}");
        }
    }
    assert_eq!(app.counts().await, before);
    let ours = [json, ("origin", "https://pay.example.az"), ("sec-fetch-site", "same-origin")];
    let look_up = json!({ "city": "12", "number": GUIDE }).to_string();
    let reply = citizen.send(Method::POST, path::BILLS, &ours, look_up.into_bytes()).await;
    assert_eq!((reply.status, reply.header("access-control-allow-origin")), (200, ""));
    assert!(reply.header("strict-transport-security").starts_with("max-age="));
    let read = citizen.send(Method::GET, path::OPTIONS, &[("origin", "https://evil.example")], vec![]).await;
    assert_eq!((read.status, read.header("access-control-allow-origin")), (200, ""));
    app.finish().await;
}

/// `KOMMUNAL_UPDATE_SNAPSHOTS=1` writes the description down as it is now.
async fn the_description_names_every_route_and_is_the_one_agreed_on(db: Database) {
    let app = TestApp::start(db).await;
    let document: Value = app.operations("/api/openapi.json").await.ok();
    let now = serde_json::to_string_pretty(&document).unwrap() + "\n";
    if std::env::var_os("KOMMUNAL_UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(SNAPSHOT, &now).unwrap();
    }
    let paths = include_str!("../../../shared/src/api/mod.rs");
    let paths: Vec<&str> = paths.split('"').filter(|text| text.starts_with("/api/") || text.starts_with("/auth/")).collect();
    assert_eq!(paths.len(), document["paths"].as_object().unwrap().len());
    for path in paths {
        let route = document["paths"][path].as_object().unwrap_or_else(|| panic!("{path} is not described"));
        // A page's address only sends the browser on.
        let says_yes = |operation: &Value| ["200", "202", "204", "303"].iter().any(|status| operation["responses"][status].is_object());
        assert!(route.values().all(says_yes), "{path}");
    }
    let agreed = std::fs::read_to_string(SNAPSHOT).unwrap_or_default();
    assert!(agreed == now, "the API changed: look at the difference, then KOMMUNAL_UPDATE_SNAPSHOTS=1 cargo test -p kommunal --test api");
    app.finish().await;
}

async fn the_browsable_page_loads_nothing_from_elsewhere(db: Database) {
    let app = TestApp::start(db).await;
    let page = app.operations("/api/docs/").await;
    assert_eq!(page.status, 200);
    let html = page.text();
    let addresses: Vec<&str> = ["src=\"", "href=\""].iter().flat_map(|mark| html.split(mark).skip(1)).collect();
    let addresses: Vec<&str> = addresses.into_iter().filter_map(|rest| rest.split('"').next()).collect();
    assert!(addresses.len() > 2, "{html}");
    for address in addresses.iter().filter(|address| !address.starts_with("data:")) {
        assert!(!address.contains("//"), "{address}");
        assert_eq!(app.operations(&format!("/api/docs/{}", address.trim_start_matches("./"))).await.status, 200, "{address}");
    }
    let csp = page.header("content-security-policy");
    assert!(csp.starts_with("default-src 'self';") && !csp.contains("http"), "{csp}");
    app.finish().await;
}

async fn the_operators_pages_answer(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    assert_eq!((citizen.get("/healthz").await.text().as_str(), app.operations("/readyz").await.text().as_str()), ("ok\n", "ready\n"));
    let paying = citizen.begin(&citizen.telephone(&app.new_home()).await).await;
    paying.pay(cards::VISA_AT_ONCE).await;
    paying.is_paid().await;
    let invented = Method::from_bytes(b"INVENTED").unwrap();
    assert_eq!(citizen.send(invented, path::BILLS, &[], vec![]).await.verdict(), "405 method");
    // A job counts every few seconds; other tests of this process measure too.
    let metrics = crate::eventually!(
        "the counts",
        Some(app.operations("/metrics").await.text()).filter(|text| text.contains("kommunal_payments{state=\"at_bank\"}"))
    );
    for line in [
        "kommunal_figures_timestamp_seconds ",
        "kommunal_held_minor ",
        "kommunal_open_payment_oldest_seconds ",
        "kommunal_unanswered ",
        "kommunal_alarms_open{cause=\"overdue\"}",
        "# TYPE kommunal_http_seconds",
        "route=\"/api/payments/{reference}\"",
    ] {
        assert!(metrics.contains(line), "{line} in {metrics}");
    }
    for secret in [paying.reference.as_str(), "INVENTED"] {
        assert!(!metrics.contains(secret), "{secret} is nothing to count by");
    }
    app.finish().await;
}

async fn s7_operations_have_a_listener_of_their_own(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    for path in OPERATIONS.iter().chain(&["/api/docs"]) {
        let reply = citizen.get(path).await;
        assert_eq!(reply.verdict(), "404 not_found", "{path}");
    }
    for path in OPERATIONS.iter().chain(&["/healthz"]) {
        assert_eq!(app.operations(path).await.status, 200, "{path}");
    }
    for path in ["/", "/pay", path::OPTIONS, path::ALIVE, path::OPERATOR_SUMMARY] {
        assert_eq!(app.operations(path).await.verdict(), "404 not_found", "{path}");
    }
    app.finish().await;
}

async fn the_catalogue_and_the_options_speak_three_languages(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let mut seen = vec![];
    for lang in ["az", "ru", "en"] {
        let options: Value = citizen.get(&format!("{}?lang={lang}", path::OPTIONS)).await.ok();
        let catalogue: Value = citizen.get(&format!("{}?lang={lang}", path::CATALOGUE)).await.ok();
        assert_eq!(options["cities"].as_array().unwrap().len(), 58);
        assert_eq!(catalogue["organisations"][0]["services"].as_array().unwrap().len(), 4);
        seen.push((options["charges"][0]["name"].clone(), catalogue["organisations"][0]["name"].clone()));
    }
    assert!(seen[0] != seen[1] && seen[1] != seen[2] && seen[0] != seen[2], "{seen:?}");
    app.finish().await;
}
