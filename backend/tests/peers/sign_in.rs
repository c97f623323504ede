//! Signing in at npm's `oidc-provider`, and what a malicious one could try.

use super::peer::Peer;
use crate::app::{Browser, SESSION_COOKIE, TestApp};
use crate::both_engines;
use crate::support::Database;
use kommunal::connectors::install_tls;
use reqwest::Url;
use serde_json::json;
use shared::api::identity::{Role, SignedOut};
use shared::api::path;
use std::collections::BTreeMap;

both_engines!(
    somebody_signs_in_at_a_provider_that_is_not_ours,
    claims_may_stand_at_the_user_info_endpoint,
    a_malicious_provider_signs_nobody_in,
    a_code_counts_once_and_with_its_own_verifier,
    new_keys_are_read_when_they_are_needed,
    a_provider_that_goes_away_in_the_middle_is_told,
);

const CALLBACK: &str = "http://localhost:8080/auth/callback";

async fn start(db: Database, peer: &Peer) -> TestApp {
    TestApp::start_with(db, |config| {
        let identity = config.identity.as_mut().unwrap();
        identity.issuer = format!("http://127.0.0.1:{}", peer.port);
        identity.client_secret = Some(kommunal::connectors::Secret::new("kommunal-demo-kommunal-demo-1234"));
        identity.timeout_ms = 15_000;
    })
    .await
}

/// Follows the provider's redirects with a jar of its own until it sends the browser back to us.
async fn at_provider(page: &str) -> String {
    install_tls();
    let http = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let (mut url, mut jar) = (Url::parse(page).unwrap(), BTreeMap::new());
    for _ in 0..8 {
        let cookies = jar.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let reply = http.get(url.clone()).header("cookie", cookies).send().await.unwrap();
        for set in reply.headers().get_all("set-cookie") {
            let (name, value) = set.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            jar.insert(name.to_owned(), value.to_owned());
        }
        let status = reply.status().as_u16();
        let to = reply.headers().get("location").unwrap_or_else(|| panic!("the provider answers {status}")).to_str().unwrap().to_owned();
        if to.starts_with(CALLBACK) {
            return to;
        }
        url = url.join(&to).unwrap();
    }
    panic!("the provider never comes to an end");
}

async fn try_sign_in(browser: &Browser<'_>) -> String {
    let page = browser.begin_sign_in("/certificate").await;
    if page.starts_with('/') {
        return page;
    }
    browser.come_back(&at_provider(&page).await).await
}

async fn somebody_signs_in_at_a_provider_that_is_not_ours(db: Database) {
    let peer = Peer::start("provider").await;
    let app = start(db, &peer).await;
    for alg in ["RS256", "ES256", "PS256"] {
        peer.tell(json!({ "rotate": alg })).await;
        let browser = app.browser();
        let page = browser.begin_sign_in("/certificate").await;
        for part in ["response_type=code", "code_challenge_method=S256", "code_challenge=", "nonce=", "state="] {
            assert!(page.contains(part), "{part} in {page}");
        }
        let back = at_provider(&page).await;
        assert!(back.contains("iss="), "it says who it is: {back}");
        assert_eq!(browser.come_back(&back).await, "/certificate", "{alg}");
        let person = browser.session().await.person.unwrap();
        assert_eq!((person.name.as_str(), person.roles.as_slice()), ("Aysel Quliyeva", [Role::Citizen, Role::Officer].as_slice()));
        let out: SignedOut = browser.delete(path::SESSION).await.ok();
        assert!(out.redirect.unwrap().contains("/session/end?"));
    }
    peer.tell(json!({ "cancel": true })).await;
    assert_eq!(try_sign_in(&app.browser()).await, "/signed-out?why=cancelled");
    app.finish().await;
}

async fn claims_may_stand_at_the_user_info_endpoint(db: Database) {
    let peer = Peer::start("provider").await;
    peer.tell(json!({ "conform": true, "rotate": "ES256" })).await;
    let app = start(db, &peer).await;
    let browser = app.browser();
    assert_eq!(try_sign_in(&browser).await, "/certificate");
    assert!(browser.session().await.person.unwrap().roles.contains(&Role::Officer));
    for (person, why) in [(json!({ "name": "Aysel" }), "no_fin"), (json!({ "fin": "OOOOOOO" }), "no_fin"), (json!({ "fin": 7 }), "no_fin")]
    {
        peer.tell(json!({ "person": person })).await;
        assert_eq!(try_sign_in(&app.browser()).await, format!("/signed-out?why={why}"));
    }
    app.finish().await;
}

async fn a_malicious_provider_signs_nobody_in(db: Database) {
    let peer = Peer::start("provider").await;
    let app = start(db, &peer).await;
    for lie in [
        json!({ "claims": { "nonce": "another" } }),
        json!({ "without": ["nonce"] }),
        json!({ "claims": { "iss": "https://elsewhere.example" } }),
        json!({ "claims": { "aud": "another" } }),
        json!({ "claims": { "aud": ["kommunal", "another"] } }),
        json!({ "claims": { "azp": "another" } }),
        json!({ "claims": { "exp": 1_700_000_000 } }),
        json!({ "claims": { "iat": 4_000_000_000_i64 } }),
        json!({ "claims": { "at_hash": "AAAAAAAAAAAAAAAAAAAAAA" } }),
        json!({ "by": "none" }),
        json!({ "by": "public_key" }),
        json!({ "by": "client_secret" }),
        json!({ "by": "stranger" }),
        json!({ "by": "nobody", "claims": { "fin": "2RT8W4A" } }),
    ] {
        peer.tell(json!({ "lie": lie })).await;
        let browser = app.browser();
        assert_eq!(try_sign_in(&browser).await, "/signed-out?why=failed", "{lie}");
        assert_eq!((browser.cookie(SESSION_COOKIE), app.count("session").await), (None, 0), "{lie}");
    }
    // The lies fail by what they say, not by being said by the script.
    peer.tell(json!({ "lie": {} })).await;
    assert_eq!(try_sign_in(&app.browser()).await, "/certificate");
    app.finish().await;
}

/// The address with one parameter exchanged.
fn exchanged(address: &str, name: &str, value: &str) -> String {
    let mut url = Url::parse(address).unwrap();
    let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    url.query_pairs_mut().clear().extend_pairs(pairs.iter().map(|(key, old)| (key, if key == name { value } else { old.as_str() })));
    url.into()
}

fn parameter(address: &str, name: &str) -> String {
    Url::parse(address).unwrap().query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned()
}

async fn a_code_counts_once_and_with_its_own_verifier(db: Database) {
    let peer = Peer::start("provider").await;
    let app = start(db, &peer).await;
    let (browser, attacker) = (app.browser(), app.browser());
    // Somebody else's code in one's own sign-in: the provider misses the verifier it was made for.
    let stolen = parameter(&at_provider(&browser.begin_sign_in("/certificate").await).await, "code");
    let own = at_provider(&attacker.begin_sign_in("/certificate").await).await;
    assert_eq!(attacker.come_back(&exchanged(&own, "code", &stolen)).await, "/signed-out?why=failed");
    // A code that has been used.
    let back = at_provider(&browser.begin_sign_in("/certificate").await).await;
    let used = parameter(&back, "code");
    assert_eq!(browser.come_back(&back).await, "/certificate");
    assert_eq!(browser.come_back(&back).await, "/signed-out?why=expired");
    let own = at_provider(&attacker.begin_sign_in("/certificate").await).await;
    assert_eq!(attacker.come_back(&exchanged(&own, "code", &used)).await, "/signed-out?why=failed");
    // Another state, another issuer's name.
    let back = at_provider(&attacker.begin_sign_in("/certificate").await).await;
    assert_eq!(attacker.come_back(&exchanged(&back, "state", &"0".repeat(64))).await, "/signed-out?why=expired");
    assert_eq!(attacker.come_back(&exchanged(&back, "iss", "https://elsewhere.example")).await, "/signed-out?why=failed");
    assert_eq!(attacker.cookie(SESSION_COOKIE), None);
    app.finish().await;
}

async fn new_keys_are_read_when_they_are_needed(db: Database) {
    let peer = Peer::start("provider").await;
    let app = start(db, &peer).await;
    assert_eq!(try_sign_in(&app.browser()).await, "/certificate");
    for alg in ["RS256", "ES256"] {
        peer.tell(json!({ "rotate": alg })).await;
        assert_eq!(try_sign_in(&app.browser()).await, "/certificate", "{alg}");
    }
    app.finish().await;
}

async fn a_provider_that_goes_away_in_the_middle_is_told(db: Database) {
    let peer = Peer::start("provider").await;
    peer.tell(json!({ "down": ["/"] })).await;
    // The portal starts without it.
    let app = start(db, &peer).await;
    let browser = app.browser();
    assert_eq!(try_sign_in(&browser).await, "/signed-out?why=unavailable");
    for part in ["/.well-known", "/jwks", "/token"] {
        peer.tell(json!({ "down": [part] })).await;
        assert_eq!(try_sign_in(&browser).await, "/signed-out?why=unavailable", "{part}");
    }
    peer.tell(json!({ "down": [] })).await;
    assert_eq!(try_sign_in(&browser).await, "/certificate");
    app.finish().await;
}
