//! The server's side: a code for an ID token, an access token for claims.

use axum::extract::{Form, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::app::{Answer, App, Twist};
use crate::clock::system_secs;
use crate::config::Config;
use crate::digest;
use crate::faults::Mode;
use crate::identity::grants::{Grant, TOKEN_LIFE_SECS};
use crate::identity::issuer;
use crate::identity::jwt::{Key, base64url};
use crate::residents::{self, Person};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    grant_type: String,
    code: String,
    redirect_uri: String,
    code_verifier: String,
}

pub(super) async fn exchange(State(app): State<App>, headers: HeaderMap, Form(asked): Form<Asked>) -> Response {
    let client = authenticated(app.config(), &headers);
    let fin = app.world().grants.fin_of(&asked.code).unwrap_or_default();
    let work = |twist: &Twist| match &client {
        None => failure(401, "invalid_client"),
        Some(client) => exchanged(&app, client, &asked, twist),
    };
    app.meddle("identity.token", &[&fin, client.as_deref().unwrap_or_default()], work, |answer| finished(answer, "Basic")).await
}

/// The client of a right `Basic` header; its halves are form-encoded before they are joined (RFC 6749, 2.3.1).
fn authenticated(config: &Config, headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, coded) = value.split_once(' ')?;
    let pair = String::from_utf8(STANDARD.decode(coded.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?).ok()?;
    let (id, secret) = pair.split_once(':').map(|(id, secret)| (decoded(id), decoded(secret)))?;
    let known = config.identity_clients.iter().find(|client| client.id == id)?;
    digest::same(&known.secret, &secret).then_some(id)
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.bytes().next() {
        let coded = rest.get(1..3).filter(|_| first == b'%').and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(coded.unwrap_or(if first == b'+' { b' ' } else { first }));
        rest = rest.get(if coded.is_some() { 3 } else { 1 }..).unwrap_or_default();
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn exchanged(app: &App, client: &str, asked: &Asked, twist: &Twist) -> Answer {
    if let Some(code) = &twist.refuse {
        return failure(400, code);
    }
    if asked.grant_type != "authorization_code" {
        return failure(400, "unsupported_grant_type");
    }
    let mut world = app.world();
    let now = world.now();
    let redeemed = world.grants.redeem(&asked.code, now).filter(|(grant, _)| fits(grant, client, asked));
    let person = redeemed.as_ref().and_then(|(grant, _)| residents::person(&grant.fin));
    let (Some((grant, token)), Some(person)) = (redeemed, person) else { return failure(400, "invalid_grant") };
    let claims = id_claims(app, &grant, person, &token, twist.forgery);
    let Some(key) = Key::new(app.config().seed, "signing") else { return failure(500, "server_error") };
    world.grants.remember(token.clone(), grant.fin, now);
    Answer::json(
        200,
        &json!({
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": TOKEN_LIFE_SECS,
            "id_token": key.token(&claims, app.config().seed, twist.forgery),
        }),
    )
}

fn fits(grant: &Grant, client: &str, asked: &Asked) -> bool {
    let challenge = base64url(&Sha256::digest(asked.code_verifier.as_bytes()));
    let verifier = (43..=128).contains(&asked.code_verifier.len());
    grant.client == client && grant.redirect_uri == asked.redirect_uri && verifier && digest::same(&grant.challenge, &challenge)
}

fn id_claims(app: &App, grant: &Grant, person: &Person, token: &str, forgery: Option<Mode>) -> Value {
    let issuer = issuer(app);
    // The machine's clock, as for signatures: what the sandbox's clock is moved by is not a client's business.
    let now = system_secs() - if forgery == Some(Mode::ExpiredToken) { 3600 } else { 0 };
    let mut claims = claims(person, forgery);
    let wrong = |mode, right: &str| if forgery == Some(mode) { format!("{right}-other") } else { right.to_owned() };
    let half = Sha256::digest(token.as_bytes());
    let own = json!({
        "iss": wrong(Mode::WrongIssuer, &issuer),
        "aud": wrong(Mode::WrongAudience, &grant.client),
        "nonce": wrong(Mode::WrongNonce, grant.nonce.as_deref().unwrap_or_default()),
        "iat": now,
        "exp": now + TOKEN_LIFE_SECS,
        "at_hash": base64url(half.get(..16).unwrap_or_default()),
    });
    if let (Some(claims), Value::Object(own)) = (claims.as_object_mut(), own) {
        claims.extend(own);
    }
    claims
}

/// What is said about a person, in the ID token as in userinfo.
fn claims(person: &Person, forgery: Option<Mode>) -> Value {
    let subject = if forgery == Some(Mode::WrongSubject) { "stranger" } else { person.fin };
    let subject = digest::sha256_hex(format!("kommunal sandbox subject {subject}").as_bytes());
    json!({
        "sub": subject.get(..32),
        "name": person.full_name(),
        "given_name": person.name,
        "family_name": person.surname,
        "fin": person.fin,
        "roles": person.roles,
    })
}

pub(super) async fn userinfo(State(app): State<App>, headers: HeaderMap) -> Response {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let person = bearer.and_then(|token| {
        let world = app.world();
        let fin = world.grants.bearer(token, world.now())?;
        residents::person(&fin)
    });
    let work = |twist: &Twist| match (person, &twist.refuse) {
        (_, Some(code)) => failure(403, code),
        (Some(person), None) => Answer::json(200, &claims(person, twist.forgery)),
        (None, None) => failure(401, "invalid_token"),
    };
    let subject = person.map_or("", |person| person.fin);
    app.meddle("identity.userinfo", &[subject], work, |answer| finished(answer, "Bearer error=\"invalid_token\"")).await
}

fn failure(status: u16, error: &str) -> Answer {
    Answer::json(status, &json!({ "error": error }))
}

fn finished(answer: Answer, challenge: &'static str) -> Response {
    let unknown = answer.status == 401;
    let mut response = answer.into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if unknown {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    }
    response
}
