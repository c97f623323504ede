//! The identity provider, from discovery to sign-out, and the lies it tells on request.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use common::{Reply, get, send, start, unix_now};
use kommunal_sandbox::faults::{Mode, Rule};
use kommunal_sandbox::{Config, Running, Sandbox};
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CALLBACK: &str = "http://localhost:5000/auth/callback";
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() || b"-._~".contains(&b) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

fn query(changes: &[(&str, &str)]) -> String {
    // RFC 7636's own example.
    let mut fields = vec![
        ("response_type", "code"),
        ("client_id", "kommunal"),
        ("redirect_uri", CALLBACK),
        ("scope", "openid profile"),
        ("state", "st&te"),
        ("nonce", "n-1"),
        ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
        ("code_challenge_method", "S256"),
        ("ui_locales", "ru"),
    ];
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect::<Vec<_>>().join("&")
}

async fn page(running: &Running, changes: &[(&str, &str)]) -> Reply {
    get(running, &format!("/identity/authorize?{}", query(changes))).await
}

async fn typed(running: &Running, form: &str) -> Reply {
    send(running.http_addr(), "POST", "/identity/sign-in", &[FORM], &format!("{}&{form}", query(&[]))).await.unwrap()
}

async fn code(running: &Running, fin: &str) -> String {
    let back = typed(running, &format!("fin={fin}&pin=1234&action=sign-in")).await;
    let location = back.header("location");
    assert!(back.status == 303 && location.starts_with(CALLBACK) && location.ends_with("&state=st%26te"), "{location}");
    location.split("code=").nth(1).unwrap().split('&').next().unwrap().to_owned()
}

async fn exchange(running: &Running, code: &str, changes: &[(&str, &str)]) -> Reply {
    let mut fields = vec![("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK), ("code_verifier", VERIFIER)];
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    let body = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect::<Vec<_>>().join("&");
    let basic = format!("Basic {}", STANDARD.encode("kommunal:kommunal%2Ddemo"));
    send(running.http_addr(), "POST", "/identity/token", &[FORM, ("authorization", &basic)], &body).await.unwrap()
}

fn part(token: &str, index: usize) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(token.split('.').nth(index).unwrap()).unwrap()
}

fn claims(token: &str) -> Value {
    serde_json::from_slice(&part(token, 1)).unwrap()
}

/// Checks a token against the published key, as a client does.
async fn genuine(running: &Running, token: &str) -> bool {
    let keys = get(running, "/identity/jwks").await.json();
    let header: Value = serde_json::from_slice(&part(token, 0)).unwrap();
    let key = &keys["keys"][0];
    let point = ["x", "y"].iter().flat_map(|name| URL_SAFE_NO_PAD.decode(key[name].as_str().unwrap()).unwrap());
    let point: Vec<u8> = std::iter::once(4).chain(point).collect();
    let key_id_fits = header["kid"] == key["kid"] && header["alg"] == "ES256";
    let signed = token.rsplit_once('.').unwrap().0;
    let Ok(signature) = Signature::from_slice(&part(token, 2)) else { return false };
    key_id_fits && VerifyingKey::from_sec1_bytes(&point).unwrap().verify(signed.as_bytes(), &signature).is_ok()
}

#[tokio::test]
async fn a_person_signs_in_and_is_described() {
    let running = start().await;
    let issuer = running.issuer_url();
    let found = get(&running, "/identity/.well-known/openid-configuration").await.json();
    assert_eq!(found["issuer"], issuer);
    assert_eq!(found["token_endpoint"], format!("{issuer}/token"));
    assert_eq!(found["code_challenge_methods_supported"], json!(["S256"]));
    let code = code(&running, "2ng8s5m").await;
    let reply = exchange(&running, &code, &[]).await;
    assert_eq!((reply.status, reply.header("cache-control")), (200, "no-store"), "{}", reply.body);
    let answer = reply.json();
    let token = answer["id_token"].as_str().unwrap();
    assert!(genuine(&running, token).await);
    let said = claims(token);
    assert_eq!((&said["iss"], &said["aud"], &said["nonce"]), (&json!(issuer), &json!("kommunal"), &json!("n-1")));
    assert_eq!((&said["name"], &said["fin"]), (&json!("Nigar Səhnəyeva"), &json!("2NG8S5M")));
    assert_eq!(said["roles"], json!(["citizen", "officer"]));
    assert!(said["exp"].as_u64().unwrap().abs_diff(unix_now() + 300) < 60);
    let access = answer["access_token"].as_str().unwrap();
    assert_eq!(said["at_hash"], URL_SAFE_NO_PAD.encode(&Sha256::digest(access)[..16]));
    let bearer = format!("Bearer {access}");
    let info = send(running.http_addr(), "GET", "/identity/userinfo", &[("authorization", &bearer)], "").await.unwrap().json();
    assert_eq!((&info["sub"], &info["fin"]), (&said["sub"], &said["fin"]));
}

#[tokio::test]
async fn a_code_works_once_and_its_second_use_ends_the_first() {
    let running = start().await;
    let code = code(&running, "5XK2Q7M").await;
    let first = exchange(&running, &code, &[]).await.json();
    let second = exchange(&running, &code, &[]).await;
    assert_eq!((second.status, second.json()["error"].as_str().unwrap()), (400, "invalid_grant"));
    let bearer = format!("Bearer {}", first["access_token"].as_str().unwrap());
    let info = send(running.http_addr(), "GET", "/identity/userinfo", &[("authorization", &bearer)], "").await.unwrap();
    assert_eq!(info.status, 401);
}

#[tokio::test]
async fn an_exchange_that_does_not_fit_burns_the_code() {
    let running = start().await;
    for (changes, error) in [
        (("code_verifier", "wrong-wrong-wrong-wrong-wrong-wrong-wrong-wrong"), "invalid_grant"),
        (("code_verifier", ""), "invalid_grant"),
        (("redirect_uri", "http://localhost:5001/auth/callback"), "invalid_grant"),
        (("code", "0123"), "invalid_grant"),
        (("grant_type", "password"), "unsupported_grant_type"),
    ] {
        let code = code(&running, "5XK2Q7M").await;
        let refused = exchange(&running, &code, &[changes]).await;
        assert_eq!((refused.status, refused.json()["error"].as_str().unwrap()), (400, error), "{changes:?}");
        let used_up = changes.0 != "code" && changes.0 != "grant_type";
        assert_eq!(exchange(&running, &code, &[]).await.status, if used_up { 400 } else { 200 }, "{changes:?}");
    }
    let code = code(&running, "5XK2Q7M").await;
    running.advance_clock(61);
    assert_eq!(exchange(&running, &code, &[]).await.status, 400);
    let headers = [FORM, ("authorization", "Basic a29tbXVuYWw6d3Jvbmc=")];
    let stranger = send(running.http_addr(), "POST", "/identity/token", &headers, "grant_type=authorization_code").await.unwrap();
    assert_eq!((stranger.status, stranger.header("www-authenticate")), (401, "Basic"));
}

#[tokio::test]
async fn requests_that_are_not_served_go_back_only_to_a_registered_address() {
    let running = start().await;
    for changes in [("client_id", "other"), ("redirect_uri", "http://evil.example/auth/callback"), ("redirect_uri", "")] {
        let reply = page(&running, &[changes]).await;
        assert_eq!((reply.status, reply.header("location")), (400, ""), "{changes:?}");
    }
    for (changes, error) in [
        (("response_type", "token"), "unsupported_response_type"),
        (("scope", "profile"), "invalid_scope"),
        (("code_challenge", ""), "invalid_request"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("nonce", ""), "invalid_request"),
        (("prompt", "none"), "login_required"),
    ] {
        let reply = page(&running, &[changes]).await;
        let location = reply.header("location");
        assert!(location.starts_with(&format!("{CALLBACK}?error={error}&")) && location.ends_with("state=st%26te"), "{location}");
    }
    let demo = Config { identity_any_loopback: false, ..Config::for_tests() };
    let strict = Sandbox::start(demo).await.unwrap();
    assert_eq!(page(&strict, &[]).await.status, 400);
    assert_eq!(page(&strict, &[("redirect_uri", "http://azerishiq.localhost:8080/auth/callback")]).await.status, 200);
}

#[tokio::test]
async fn the_page_speaks_three_languages_and_works_without_a_script() {
    let running = start().await;
    for (asked, lang, words) in
        [("ru", "ru", "Войти"), ("en-GB", "en", "Sign in"), ("de az", "az", "Daxil olun"), ("", "az", "Sınaq sakinləri")]
    {
        let page = page(&running, &[("ui_locales", asked)]).await;
        assert!(page.body.contains(&format!("<html lang=\"{lang}\"")) && page.body.contains(words), "{asked}");
        assert!(!page.body.contains(">id_") && !page.body.contains("<script"));
        for part in ["id=\"fin\"", "id=\"pin\"", "id=\"submit\"", "data-fin=\"5XK2Q7M\"", "value=\"st&amp;te\""] {
            assert!(page.body.contains(part), "{part}");
        }
        assert!(page.header("content-security-policy").contains("form-action 'self' http://localhost:5000;"));
    }
}

#[tokio::test]
async fn a_wrong_entry_is_shown_again_and_a_chosen_name_needs_no_pin() {
    let running = start().await;
    for (form, words) in [
        ("fin=&pin=&action=sign-in", "Введите ФИН"),
        ("fin=AAAAAAA&pin=1234", "такого ФИН нет"),
        ("fin=5XK2Q7M&pin=4321", "Неверный ПИН-код"),
        ("fin=%3Cb%3E&pin=1234", "value=\"&lt;b&gt;\""),
    ] {
        let again = typed(&running, form).await;
        assert!(again.status == 422 && again.body.contains(words), "{form}: {}", again.body);
    }
    assert!(typed(&running, "person=8SB3W1P").await.header("location").contains("code="));
    assert!(typed(&running, "action=cancel").await.header("location").contains("error=access_denied"));
}

#[tokio::test]
async fn every_forgery_can_be_told_from_the_real_thing() {
    let running = start().await;
    for (mode, still_signed) in [
        (Mode::WrongNonce, true),
        (Mode::WrongIssuer, true),
        (Mode::WrongAudience, true),
        (Mode::WrongSubject, true),
        (Mode::ExpiredToken, true),
        (Mode::AlgNone, false),
        (Mode::AlgHmac, false),
        (Mode::WrongKey, false),
        (Mode::AlteredToken, false),
    ] {
        running.set_fault(Rule { account: Some("5XK2Q7M".into()), ..Rule::new("identity.token", mode).times(1) }).unwrap();
        let other = exchange(&running, &code(&running, "2RT8W4A").await, &[]).await.json();
        assert!(genuine(&running, other["id_token"].as_str().unwrap()).await);
        let right = claims(other["id_token"].as_str().unwrap());
        let forged = exchange(&running, &code(&running, "5XK2Q7M").await, &[]).await.json();
        let token = forged["id_token"].as_str().unwrap();
        assert_eq!(genuine(&running, token).await, still_signed, "{mode:?}");
        let said = claims(token);
        let differs = |name: &str| said[name] != right[name];
        assert_eq!(differs("nonce"), mode == Mode::WrongNonce);
        assert_eq!(differs("iss"), mode == Mode::WrongIssuer);
        assert_eq!(differs("aud"), mode == Mode::WrongAudience);
        assert_eq!(said["exp"].as_u64().unwrap() < unix_now(), mode == Mode::ExpiredToken);
    }
    running.set_fault(Rule::new("identity.authorize", Mode::WrongState).times(1)).unwrap();
    assert!(typed(&running, "person=5XK2Q7M").await.header("location").ends_with("state=another"));
    running.set_fault(Rule::new("identity.*", Mode::Error500)).unwrap();
    for path in ["/identity/.well-known/openid-configuration", "/identity/jwks", "/identity/userinfo"] {
        assert_eq!(get(&running, path).await.status, 500, "{path}");
    }
    running.set_fault(Rule::new("identity.*", Mode::Silent)).unwrap();
    let waiting = get(&running, "/identity/jwks");
    assert!(tokio::time::timeout(std::time::Duration::from_millis(200), waiting).await.is_err());
}

#[tokio::test]
async fn signing_out_leads_back_to_the_client_only() {
    let running = start().await;
    let end = |query: &str| format!("/identity/end-session?{query}");
    let token = exchange(&running, &code(&running, "5XK2Q7M").await, &[]).await.json()["id_token"].as_str().unwrap().to_owned();
    let back = encoded("http://localhost:5000/signed-out");
    let reply = get(&running, &end(&format!("id_token_hint={token}&post_logout_redirect_uri={back}&state=x"))).await;
    assert_eq!(reply.header("location"), "http://localhost:5000/signed-out?state=x");
    let away = get(&running, &end(&format!("client_id=kommunal&post_logout_redirect_uri={}", encoded("http://evil.example/")))).await;
    assert_eq!((away.status, away.header("location")), (400, ""));
    assert_eq!(get(&running, &end("ui_locales=en")).await.status, 200);
}
