//! Signing in and sessions, against the sandbox's identity provider and its lies.

use crate::app::{Browser, SESSION_COOKIE, SIGN_IN_COOKIE, TestApp, people};
use crate::both_engines;
use crate::support::Database;
use kommunal_sandbox::faults::{Mode, Rule};
use reqwest::Method;
use shared::api::identity::{Role, SessionView, SignedOut};
use shared::api::path;

both_engines!(
    somebody_signs_in_and_out,
    roles_come_from_the_claims,
    an_answer_counts_once_and_only_in_its_own_browser,
    a_lying_provider_signs_nobody_in,
    a_provider_that_is_down_is_told_and_comes_back,
    a_session_ends_by_itself,
    a_session_has_a_latest_end,
    a_session_is_new_at_every_sign_in_and_gone_after_signing_out,
    nobody_is_sent_to_another_site,
    a_brand_has_its_own_way_back,
    without_a_provider_sign_in_is_not_offered,
);

const MINUTE: i64 = 60;

async fn somebody_signs_in_and_out(db: Database) {
    let app = TestApp::start(db).await;
    let browser = app.browser();
    assert_eq!(browser.session().await, SessionView { person: None, offered: true });
    assert_eq!(browser.post(path::SESSION, &()).await.verdict(), "401 sign_in");
    browser.sign_in(people::AYSEL).await;
    let view = browser.session().await.person.unwrap();
    assert_eq!((view.name.as_str(), view.fin.as_str(), view.roles.as_slice()), ("Aysel Quliyeva", "5•••••M", [Role::Citizen].as_slice()));
    let cookie = browser.cookie(SESSION_COOKIE).unwrap();
    assert_eq!(cookie.len(), 64);
    // Neither the token nor the FIN of a session is in another table, nor the token itself anywhere.
    assert_eq!(app.count("session").await, 1);
    let out: SignedOut = browser.delete(path::SESSION).await.ok();
    let address = out.redirect.unwrap();
    assert!(address.starts_with(&format!("{}/end-session?", app.sandbox.issuer_url())), "{address}");
    assert!(address.contains("client_id=") && !address.contains("id_token_hint") && !address.contains("eyJ"), "S9: {address}");
    assert!(address.contains("post_logout_redirect_uri=http%3A%2F%2Flocalhost%3A8080%2Fsigned-out"), "{address}");
    assert_eq!((browser.cookie(SESSION_COOKIE), app.count("session").await), (None, 0));
    let again: SignedOut = browser.delete(path::SESSION).await.ok();
    assert_eq!(again.redirect, None);
    app.finish().await;
}

async fn roles_come_from_the_claims(db: Database) {
    let app = TestApp::start(db).await;
    let staff = [
        (people::OFFICER, Role::Officer),
        (people::SUPERVISOR, Role::Supervisor),
        (people::OPERATOR, Role::Operator),
        (people::AUDITOR, Role::Auditor),
    ];
    for (fin, role) in staff {
        let browser = app.browser();
        browser.sign_in(fin).await;
        assert_eq!(browser.session().await.person.unwrap().roles, [Role::Citizen, role]);
    }
    app.finish().await;
}

async fn an_answer_counts_once_and_only_in_its_own_browser(db: Database) {
    let app = TestApp::start(db).await;
    let (browser, other) = (app.browser(), app.browser());
    // Somebody else's answer in one's own browser.
    let page = browser.begin_sign_in("/certificate").await;
    let back = browser.at_provider(&page, people::AYSEL).await;
    other.begin_sign_in("/").await;
    assert_eq!(other.come_back(&back).await, "/signed-out?why=expired");
    // It is used up by that.
    assert_eq!(browser.come_back(&back).await, "/signed-out?why=expired");
    assert_eq!(app.count("session").await, 0);
    // Without any cookie.
    let page = browser.begin_sign_in("/certificate").await;
    let back = browser.at_provider(&page, people::AYSEL).await;
    assert_eq!(app.browser().come_back(&back).await, "/signed-out?why=no_cookie");
    // Once, and with two tabs at the same time.
    let pages = [browser.begin_sign_in("/certificate").await, browser.begin_sign_in("/office").await];
    let backs = [browser.at_provider(&pages[0], people::AYSEL).await, browser.at_provider(&pages[1], people::AYSEL).await];
    assert_eq!(browser.come_back(&backs[1]).await, "/office");
    assert_eq!(browser.come_back(&backs[0]).await, "/certificate");
    assert_eq!(browser.come_back(&backs[0]).await, "/signed-out?why=expired");
    assert_eq!(app.count("session").await, 1);
    // Too late.
    let page = browser.begin_sign_in("/certificate").await;
    let back = browser.at_provider(&page, people::AYSEL).await;
    app.turn_our_clock(10 * MINUTE);
    assert_eq!(browser.come_back(&back).await, "/signed-out?why=expired");
    // What nobody began, and what is no answer.
    for query in ["", "?state=x&code=y", "?state=0&state=1", &format!("?state={}&code=y", "0".repeat(64))] {
        let to = browser.come_back(&format!("http://localhost:8080/auth/callback{query}")).await;
        assert!(["/signed-out?why=expired", "/signed-out?why=failed"].contains(&to.as_str()), "{query} {to}");
    }
    app.finish().await;
}

async fn a_lying_provider_signs_nobody_in(db: Database) {
    let app = TestApp::start(db).await;
    for (surface, mode, why) in [
        ("identity.authorize", Mode::WrongState, "expired"),
        ("identity.authorize", Mode::Refuse, "failed"),
        ("identity.token", Mode::WrongNonce, "failed"),
        ("identity.token", Mode::WrongIssuer, "failed"),
        ("identity.token", Mode::WrongAudience, "failed"),
        ("identity.token", Mode::ExpiredToken, "failed"),
        ("identity.token", Mode::AlgNone, "failed"),
        ("identity.token", Mode::AlgHmac, "failed"),
        ("identity.token", Mode::AlteredToken, "failed"),
        ("identity.token", Mode::WrongKey, "failed"),
        ("identity.token", Mode::Refuse, "failed"),
    ] {
        let browser = app.browser();
        app.fault(surface, mode, 1);
        assert_eq!(browser.try_sign_in(people::AYSEL).await, format!("/signed-out?why={why}"), "{surface} {mode:?}");
        assert_eq!((browser.cookie(SESSION_COOKIE), app.count("session").await), (None, 0), "{surface} {mode:?}");
        assert!(app.rules_left().await.is_empty(), "{surface} {mode:?} was not asked");
    }
    app.rule(Rule::new("identity.authorize", Mode::Refuse).code("access_denied").times(1));
    assert_eq!(app.browser().try_sign_in(people::AYSEL).await, "/signed-out?why=cancelled");
    app.browser().sign_in(people::AYSEL).await;
    app.finish().await;
}

async fn a_provider_that_is_down_is_told_and_comes_back(db: Database) {
    let app = TestApp::start_with(db, |config| config.identity.as_mut().unwrap().timeout_ms = 500).await;
    for surface in ["identity.discovery", "identity.jwks", "identity.token"] {
        for mode in [Mode::Silent, Mode::Error500, Mode::Html502, Mode::LostAnswer] {
            let browser = app.browser();
            app.fault(surface, mode, 1);
            let to = browser.try_sign_in(people::AYSEL).await;
            let asked = app.rules_left().await.is_empty();
            app.sandbox.clear_faults();
            // What was read of it once is kept while it is whole: then it is not asked.
            let expected = if asked { "/signed-out?why=unavailable" } else { "/certificate" };
            assert_eq!(to, expected, "{surface} {mode:?}");
            assert!(asked || surface != "identity.token", "{surface} {mode:?}");
        }
        app.browser().sign_in(people::AYSEL).await;
    }
    app.finish().await;
}

async fn a_session_ends_by_itself(db: Database) {
    let app = TestApp::start(db).await;
    let browser = app.browser();
    browser.sign_in(people::AYSEL).await;
    // Looking does not prolong, use does, to the latest end and no further.
    app.turn_clocks(19 * MINUTE);
    assert!(browser.session().await.person.is_some());
    assert_eq!(browser.get(path::REGISTRY_PERSON).await.status, 200);
    app.turn_clocks(19 * MINUTE);
    let before = browser.session().await.person.unwrap();
    let after: SessionView = browser.post(path::SESSION, &()).await.ok();
    assert!(after.person.as_ref().unwrap().ends_at > before.ends_at);
    app.turn_clocks(20 * MINUTE + 1);
    assert_eq!(browser.session().await.person, None);
    assert_eq!(browser.post(path::SESSION, &()).await.verdict(), "401 sign_in");
    assert_eq!(browser.get(path::REGISTRY_PERSON).await.verdict(), "401 sign_in");
    app.finish().await;
}

async fn a_session_has_a_latest_end(db: Database) {
    let app = TestApp::start(db).await;
    let browser = app.browser();
    browser.sign_in(people::AYSEL).await;
    let latest = browser.session().await.person.unwrap().ends_at_latest;
    for _ in 0..25 {
        app.turn_clocks(19 * MINUTE);
        let view: SessionView = browser.post(path::SESSION, &()).await.ok();
        let person = view.person.unwrap();
        assert!(person.ends_at <= latest && person.ends_at_latest == latest);
    }
    app.turn_clocks(6 * MINUTE);
    assert_eq!(browser.post(path::SESSION, &()).await.verdict(), "401 sign_in");
    app.finish().await;
}

async fn a_session_is_new_at_every_sign_in_and_gone_after_signing_out(db: Database) {
    let app = TestApp::start(db).await;
    let browser = app.browser();
    // A token that somebody planted is not taken over.
    let planted = "a".repeat(64);
    browser.set_cookie(SESSION_COOKIE, &planted);
    browser.sign_in(people::AYSEL).await;
    let first = browser.cookie(SESSION_COOKIE).unwrap();
    assert_ne!(first, planted);
    browser.sign_in(people::RESHAD).await;
    let second = browser.cookie(SESSION_COOKIE).unwrap();
    assert_ne!(first, second);
    let thief = app.browser();
    for stale in [&planted, &first] {
        thief.set_cookie(SESSION_COOKIE, stale);
        assert_eq!(thief.session().await.person, None);
    }
    thief.set_cookie(SESSION_COOKIE, &second);
    assert!(thief.session().await.person.is_some());
    browser.delete(path::SESSION).await;
    assert_eq!(thief.session().await.person, None);
    assert_eq!(thief.get(path::REGISTRY_PERSON).await.verdict(), "401 sign_in");
    // Two browsers of one person know nothing of each other.
    let (one, two) = (app.browser(), app.browser());
    one.sign_in(people::AYSEL).await;
    two.sign_in(people::AYSEL).await;
    one.delete(path::SESSION).await;
    assert!(two.session().await.person.is_some());
    // From another site nothing is changed.
    let reply = two.send(Method::DELETE, path::SESSION, &[("origin", "https://evil.example")], vec![]).await;
    assert_eq!(reply.verdict(), "403 origin");
    assert!(two.session().await.person.is_some());
    app.finish().await;
}

async fn nobody_is_sent_to_another_site(db: Database) {
    let app = TestApp::start(db).await;
    for (wanted, expected) in [
        ("//evil.example/", "/"),
        ("https://evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("/%09/evil.example", "/%09/evil.example"),
        ("/\t/evil.example", "/"),
        ("/a\r\nset-cookie: x=y", "/"),
        ("/auth/sign-in", "/"),
        ("/certificate/apply?lang=ru#step", "/certificate/apply?lang=ru#step"),
    ] {
        let browser = app.browser();
        let page = browser.begin_sign_in(wanted).await;
        let back = browser.at_provider(&page, people::AYSEL).await;
        assert_eq!(browser.come_back(&back).await, expected, "{wanted:?}");
    }
    app.finish().await;
}

async fn a_brand_has_its_own_way_back(db: Database) {
    let app = TestApp::start(db).await;
    let browser = app.browser();
    let host = [("host", "azerishiq.localhost:8080")];
    let page = browser.send(Method::GET, path::SIGN_IN, &host, vec![]).await.header("location").to_owned();
    assert!(page.contains("redirect_uri=http%3A%2F%2Fazerishiq.localhost%3A8080%2Fauth%2Fcallback"), "{page}");
    let back = browser.at_provider(&page, people::AYSEL).await;
    let query = back.strip_prefix("http://azerishiq.localhost:8080").unwrap();
    assert_eq!(browser.send(Method::GET, query, &host, vec![]).await.header("location"), "/");
    let out: SignedOut = browser.send(Method::DELETE, path::SESSION, &host, vec![]).await.ok();
    assert!(out.redirect.unwrap().contains("azerishiq.localhost%3A8080%2Fsigned-out"));
    app.finish().await;
}

async fn without_a_provider_sign_in_is_not_offered(db: Database) {
    let app = TestApp::start_with(db, |config| config.identity = None).await;
    let browser: Browser<'_> = app.browser();
    assert_eq!(browser.session().await, SessionView { person: None, offered: false });
    assert_eq!(browser.begin_sign_in("/certificate").await, "/signed-out?why=unavailable");
    assert_eq!(browser.cookie(SIGN_IN_COOKIE), None);
    app.finish().await;
}
