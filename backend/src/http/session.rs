//! Who asks: the session's cookie, the extractors that handlers name, and the session itself.

use super::Web;
use super::brand::Brand;
use super::cookies::SESSION_COOKIE;
use super::error::ApiProblem;
use super::events::{Noted, Scene};
use crate::app::identity::{self, Person};
use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use shared::api::identity::{Role, SessionView, SignedOut};
use shared::api::problem::{Problem, ProblemCode};
use shared::security::EventKind;
use std::convert::Infallible;

/// The session's token, if the browser sent one.
pub(super) struct Token(pub(super) Option<String>);

impl FromRequestParts<Web> for Token {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Self::Rejection> {
        Ok(Self(web.cookie(&parts.headers, SESSION_COOKIE)))
    }
}

async fn person(parts: &Parts, web: &Web) -> Result<Person, ApiProblem> {
    let token = web.cookie(&parts.headers, SESSION_COOKIE);
    let person = identity::used(&web.app, token.as_deref()).await?.person;
    Scene::of(parts).person(&person.actor, &person.roles);
    Ok(person)
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

/// An auditor; else 401 or 403.
pub(super) struct Auditor;

impl FromRequestParts<Web> for Auditor {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Self::Rejection> {
        person_who(parts, web, &[Role::Auditor]).await.map(|_| Self)
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
pub(super) async fn delete_session(
    State(web): State<Web>,
    brand: Brand,
    Token(token): Token,
    scene: Scene,
) -> Result<Response, ApiProblem> {
    let (person, out) = identity::sign_out(&web.app, &brand.public_url, token.as_deref()).await?;
    let mut response = (web.cookies.gone(&[SESSION_COOKIE]), Json(out)).into_response();
    if let Some(person) = person {
        scene.person(&person.actor, &person.roles);
        response.extensions_mut().insert(Noted { kind: EventKind::SignOut, outcome: "ok" });
    }
    Ok(response)
}
