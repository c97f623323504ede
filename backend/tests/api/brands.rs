//! Pages by the path's first segment and by Host: what each may do, and what a brand changes.

use crate::app::{Citizen, GUIDE, Reply, TestApp, cards};
use crate::both_engines;
use crate::support::Database;
use reqwest::Method;
use serde_json::{Value, json};
use shared::api::payments::{PaymentView, Stage};
use shared::api::{IDEMPOTENCY_KEY, path};

both_engines!(
    each_bundle_has_its_page_and_may_do_what_it_needs,
    a_brand_has_its_own_name_look_and_services,
    a_brand_is_a_stranger_to_the_portal,
    the_bank_sends_the_payer_back_to_where_the_payment_was_begun,
);

const BRAND: &str = "azerishiq.localhost:8080";
const PORTAL: &str = "localhost:8080";

async fn get(citizen: &Citizen<'_>, host: &str, path: &str) -> Reply {
    citizen.send(Method::GET, path, &[("host", host), ("accept-language", "en")], vec![]).await
}

/// A server that was built without its pages says so at each of them.
fn has_pages(page: &Reply) -> bool {
    assert!(page.status == 200 || (page.status == 503 && page.text().contains("without its pages")), "{}", page.status);
    page.status == 200
}

/// What is between two words that must be there.
fn between<'t>(text: &'t str, open: &str, close: &str) -> &'t str {
    let rest = text.split_once(open).unwrap_or_else(|| panic!("no {open}")).1;
    rest.split_once(close).unwrap_or_else(|| panic!("no {close}")).0
}

async fn each_bundle_has_its_page_and_may_do_what_it_needs(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    for host in [PORTAL, BRAND] {
        let mut tags = vec![];
        for (paths, camera) in [
            (&["/", "/pay/bills", "/no/such"][..], false),
            (&["/certificate", "/applications/1", "/track", "/documents", "/signed-out"][..], false),
            (&["/receipts", "/drafts", "/display", "/privacy"][..], false),
            (&["/verify", "/verify/scan"][..], true),
            (&["/office", "/office/queue"][..], false),
        ] {
            for path in paths {
                let page = get(&citizen, host, path).await;
                if has_pages(&page) {
                    check_page(&page, camera);
                    tags.push(page.header("etag").to_owned());
                }
            }
        }
        tags.sort_unstable();
        tags.dedup();
        assert!(tags.is_empty() || tags.len() == 5, "{host}: {tags:?}");
    }
    for path in
        ["/certificate.az.html", "/office.az.html", "/verify.az.html", "/index.az.html.br", "/index.az.html.gz", "/certificate/app.js"]
    {
        assert_eq!(get(&citizen, PORTAL, path).await.verdict(), "404 not_found", "{path}");
    }
    app.finish().await;
}

fn check_page(page: &Reply, camera: bool) {
    let csp = page.header("content-security-policy");
    assert!(csp.starts_with("default-src 'none';") && csp.contains("script-src 'self' 'wasm-unsafe-eval' 'sha256-"), "{csp}");
    assert!(!csp.contains("unsafe-inline") && !csp.contains('*') && !csp.contains("http"), "{csp}");
    assert_eq!(csp.contains("blob:"), camera, "{csp}");
    assert_eq!(page.header("permissions-policy").contains("camera=(self)"), camera);
    assert_eq!(page.header("x-content-type-options"), "nosniff");
}

async fn a_brand_has_its_own_name_look_and_services(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    for (host, organisations) in [(PORTAL, 2), (BRAND, 1), ("stranger.example", 2), ("AZERISHIQ.localhost:8080", 1)] {
        let catalogue: Value = get(&citizen, host, path::CATALOGUE).await.ok();
        assert_eq!(catalogue["organisations"].as_array().unwrap().len(), organisations, "{host}");
    }
    for path in ["/", "/certificate", "/office"] {
        let (portal, brand) = (get(&citizen, PORTAL, path).await, get(&citizen, BRAND, path).await);
        if has_pages(&portal) && has_pages(&brand) {
            check_dressed(&portal, &brand);
            for (host, whole) in [(PORTAL, &portal), (BRAND, &brand)] {
                check_packed(&citizen, host, path, whole).await;
            }
        }
    }
    app.finish().await;
}

/// W3, F17: each client gets the smallest form that it takes.
async fn check_packed(citizen: &Citizen<'_>, host: &str, path: &str, whole: &Reply) {
    for (accepted, coding) in [("gzip, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("br;q=0", ""), ("identity", "")] {
        let headers = [("host", host), ("accept-language", "en"), ("accept-encoding", accepted)];
        let reply = citizen.send(Method::GET, path, &headers, vec![]).await;
        assert_eq!((reply.header("content-encoding"), reply.header("etag")), (coding, whole.header("etag")), "{accepted}");
        assert!(reply.header("vary").contains("accept-encoding"));
        let (sent, plain) = (reply.body.len(), whole.body.len());
        assert!(if coding.is_empty() { sent == plain } else { sent * 3 < plain }, "{accepted}: {sent} of {plain}");
    }
}

fn check_dressed(portal: &Reply, brand: &Reply) {
    let (plain, html) = (portal.text(), brand.text());
    assert!(!plain.contains("id=brand") && plain.contains("<title>Kommunal</title>"));
    assert_eq!(between(&html, "<title>", "</title>"), "Azerishiq");
    assert_eq!(between(&html, "data-brand>", "<"), "Azerishiq");
    assert!(html.contains("content=#20262d name=theme-color") && html.contains("image/svg+xml,%3Csvg"));
    let block: Value = serde_json::from_str(between(&html, "<script type=application/json id=brand>", "</script>")).unwrap();
    assert_eq!((&block["id"], &block["organisation"]), (&json!("azerishiq"), &json!("azerishiq")));
    assert_eq!(block["name"]["az"], "Azərişıq");
    let styles = html.match_indices("<style>").count();
    assert_eq!(styles, 2, "the page's own and the brand's");
    assert_eq!(between(brand.header("content-security-policy"), "style-src", ";").matches("'sha256-").count(), styles);
}

async fn a_brand_is_a_stranger_to_the_portal(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let body = json!({ "city": "12", "number": GUIDE }).to_string();
    for (host, origin, status) in [
        (PORTAL, "http://localhost:8080", 200),
        (BRAND, "http://azerishiq.localhost:8080", 200),
        (PORTAL, "http://azerishiq.localhost:8080", 403),
        (BRAND, "http://localhost:8080", 403),
        ("stranger.example", "http://stranger.example", 403),
        (BRAND, "https://azerishiq.localhost:8080", 403),
    ] {
        let headers = [("host", host), ("origin", origin), ("content-type", "application/json")];
        let reply = citizen.send(Method::POST, path::BILLS, &headers, body.clone().into_bytes()).await;
        assert_eq!(reply.status, status, "{host} {origin}");
    }
    app.finish().await;
}

async fn the_bank_sends_the_payer_back_to_where_the_payment_was_begun(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    for (host, home) in [(BRAND, "http://azerishiq.localhost:8080/pay/return/"), ("stranger.example", "http://localhost:8080/pay/return/")]
    {
        let plan = citizen.telephone(&app.new_home()).await;
        let headers = [("host", host), (IDEMPOTENCY_KEY, plan.key.as_str())];
        let begun: PaymentView = citizen.post_with(path::PAYMENTS, &headers, &plan.body).await.ok();
        let paying = citizen.paying(&begun.reference, &plan.body.secret);
        paying.until("the bank's page", |view| view.stage == Stage::AtBank).await;
        let back = paying.page().await.pay(cards::VISA).await;
        assert!(back.starts_with(home), "{host}: {back}");
        paying.is_paid().await;
    }
    app.finish().await;
}
