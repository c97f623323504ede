//! Who asks: the session's cookie, the extractors that handlers name, and the session itself.

use super::Web;
use super::brand::Brand;
use super::error::ApiProblem;
use crate::app::identity::{self, Person};
use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use shared::api::identity::{Role, SessionView, SignedOut};
use shared::api::problem::{Problem, ProblemCode};
use std::convert::Infallible;

/// `__Host-`: only this host over a secure connection can have set it.
pub(super) const SESSION_COOKIE: &str = "__Host-kommunal-session";

/// The value of a cookie. Sent twice it counts as none: one of them is not ours.
pub(super) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut found = pairs.filter(|(key, _)| *key == name).map(|(_, value)| value.to_owned());
    found.next().filter(|_| found.next().is_none())
}

/// A cookie that scripts cannot read and other sites' requests do not carry; kept for `max_age_s`, or until the browser closes.
pub(super) fn set_cookie(name: &str, value: &str, max_age_s: Option<i64>) -> (header::HeaderName, String) {
    let age = max_age_s.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    (header::SET_COOKIE, format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax{age}"))
}

/// The session's token, if the browser sent one.
pub(super) struct Token(pub(super) Option<String>);

impl<S: Send + Sync> FromRequestParts<S> for Token {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(cookie(&parts.headers, SESSION_COOKIE)))
    }
}

async fn person(parts: &Parts, web: &Web) -> Result<Person, ApiProblem> {
    let token = cookie(&parts.headers, SESSION_COOKIE);
    Ok(identity::used(&web.app, token.as_deref()).await?.person)
}

async fn person_who(parts: &Parts, web: &Web, may: &[Role]) -> Result<Person, ApiProblem> {
    let person = person(parts, web).await?;
    match may.iter().any(|role| person.is(*role)) {
        true => Ok(person),
        false => Err(ApiProblem::new(StatusCode::FORBIDDEN, ProblemCode::Forbidden)),
    }
}

/// Anybody signed in; else 401.
pub(super) struct SignedInPerson(pub(super) Person);

impl FromRequestParts<Web> for SignedInPerson {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Self::Rejection> {
        person(parts, web).await.map(Self)
    }
}

/// An officer or a supervisor; else 401 or 403.
pub(super) struct Officer(pub(super) Person);

impl FromRequestParts<Web> for Officer {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Self::Rejection> {
        person_who(parts, web, &[Role::Officer, Role::Supervisor]).await.map(Self)
    }
}

/// A supervisor; else 401 or 403.
pub(super) struct Supervisor(pub(super) Person);

impl FromRequestParts<Web> for Supervisor {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Self::Rejection> {
        person_who(parts, web, &[Role::Supervisor]).await.map(Self)
    }
}

/// A supervisor or an operator; else 401 or 403.
pub(super) struct Overseer(pub(super) Person);

impl FromRequestParts<Web> for Overseer {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Self::Rejection> {
        person_who(parts, web, &[Role::Supervisor, Role::Operator]).await.map(Self)
    }
}

/// An operator; else 401 or 403.
pub(super) struct Operator(pub(super) Person);

impl FromRequestParts<Web> for Operator {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Self::Rejection> {
        person_who(parts, web, &[Role::Operator]).await.map(Self)
    }
}

/// Who is signed in. Looking does not prolong.
#[utoipa::path(get, path = shared::api::path::SESSION, responses((status = 200, body = SessionView)))]
pub(super) async fn get_session(State(web): State<Web>, Token(token): Token) -> Result<Json<SessionView>, ApiProblem> {
    let session = identity::look(&web.app, token.as_deref()).await?;
    Ok(Json(identity::view(&web.app, session.as_ref())))
}

/// Prolongs the session.
#[utoipa::path(post, path = shared::api::path::SESSION, responses(
    (status = 200, body = SessionView), (status = 401, body = Problem)))]
pub(super) async fn post_session(State(web): State<Web>, Token(token): Token) -> Result<Json<SessionView>, ApiProblem> {
    let session = identity::prolong(&web.app, token.as_deref()).await?;
    Ok(Json(identity::view(&web.app, Some(&session))))
}

/// Signs out; without a session too, so that it can be repeated.
#[utoipa::path(delete, path = shared::api::path::SESSION, responses((status = 200, body = SignedOut)))]
pub(super) async fn delete_session(State(web): State<Web>, brand: Brand, Token(token): Token) -> Result<Response, ApiProblem> {
    let out = identity::sign_out(&web.app, &brand.public_url, token.as_deref()).await?;
    let gone = AppendHeaders([set_cookie(SESSION_COOKIE, "", Some(0))]);
    Ok((gone, Json(out)).into_response())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn found(lines: &[&'static str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header::COOKIE, line.parse().unwrap());
        }
        cookie(&headers, SESSION_COOKIE)
    }

    #[test]
    fn a_cookie_is_found_by_its_whole_name_and_only_once() {
        assert_eq!(found(&["a=1; __Host-kommunal-session=x; b=2"]).as_deref(), Some("x"));
        assert_eq!(found(&["a=1", "__Host-kommunal-session=x"]).as_deref(), Some("x"));
        assert_eq!(found(&["x__Host-kommunal-session=x; __Host-kommunal-sessio=y"]), None);
        assert_eq!(found(&["__Host-kommunal-session=x; __Host-kommunal-session=y"]), None);
        assert_eq!(found(&[]), None);
    }
}
