//! The two addresses a browser is sent through when somebody signs in. Every answer is a way on, never an error page.

use super::Web;
use super::address::{Client, of_parts};
use super::brand::Brand;
use super::cookies::{SESSION_COOKIE, SIGN_IN_COOKIE};
use super::error::ApiProblem;
use super::events::{Noted, Scene};
use super::kiosks::Visitor;
use super::session::Token;
use crate::app::identity::sign_in::{self, ATTEMPT_MS, Answer, Why};
use crate::app::kiosk;
use axum::Extension;
use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequestParts, Query, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shared::security::EventKind;
use std::convert::Infallible;

/// The sign-in cookie, if the browser sent one.
pub(super) struct Browser(Option<String>);

impl FromRequestParts<Web> for Browser {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Self::Rejection> {
        Ok(Self(web.cookie(&parts.headers, SIGN_IN_COOKIE)))
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Going {
    #[serde(rename = "return")]
    return_to: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Returned {
    code: Option<String>,
    state: Option<String>,
    iss: Option<String>,
    error: Option<String>,
}

/// A way back within the limit. The handler's first argument: what follows may reach the database.
pub(super) struct Returning;

impl FromRequestParts<Web> for Returning {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Self::Rejection> {
        let client = Client::of(of_parts(parts, web));
        // A page has no place for how long to wait.
        web.limits.sign_in_returns.check(&client).map(|()| Self).map_err(|problem| problem.answered(see_signed_out(Why::Unavailable)))
    }
}

/// Goes to the identity provider.
#[utoipa::path(get, path = shared::api::path::SIGN_IN, params(("return" = Option<String>, Query)),
    responses((status = 303, description = "to the provider, or to /signed-out?why=…")))]
pub(super) async fn get_sign_in(
    State(web): State<Web>,
    brand: Brand,
    client: Client,
    Browser(browser): Browser,
    going: Result<Query<Going>, QueryRejection>,
) -> Result<Response, ApiProblem> {
    if let Err(problem) = web.limits.sign_ins.check(&client) {
        return Ok(problem.answered(see_signed_out(Why::Unavailable)));
    }
    let going = going.map(|query| query.0).unwrap_or_default();
    match sign_in::go(&web.app, &brand.public_url, &going.return_to, browser.as_deref()).await? {
        Ok(begun) => {
            let binding = web.cookies.set(SIGN_IN_COOKIE, &begun.browser, Some(ATTEMPT_MS / 1000));
            Ok((binding, see_other(&begun.address)).into_response())
        }
        Err(why) => Ok(not_signed_in(why)),
    }
}

/// Comes back from it.
#[utoipa::path(get, path = shared::api::path::CALLBACK,
    params(("code" = Option<String>, Query), ("state" = Option<String>, Query), ("iss" = Option<String>, Query), ("error" = Option<String>, Query)),
    responses((status = 303, description = "to where the sign-in began, or to /signed-out?why=…")))]
pub(super) async fn get_callback(
    Returning: Returning,
    State(web): State<Web>,
    Browser(browser): Browser,
    Token(before): Token,
    Visitor(visitor): Visitor,
    scene: Scene,
    returned: Result<Query<Returned>, QueryRejection>,
) -> Result<Response, ApiProblem> {
    // A parameter given twice is none of the provider's answers.
    let Ok(Query(returned)) = returned else { return Ok(not_signed_in(Why::Failed)) };
    if browser.is_none() {
        return Ok(not_signed_in(Why::NoCookie));
    }
    let answer = Answer { code: returned.code, state: returned.state, issuer: returned.iss, error: returned.error };
    match sign_in::come_back(&web.app, answer, browser.as_deref(), before.as_deref()).await? {
        Ok(done) => {
            if let Some(visitor) = &visitor {
                kiosk::session::signed_in(&web.app, visitor, &done.token).await?;
            }
            let noted = Noted { kind: EventKind::SignIn, outcome: "ok" };
            scene.person(&done.actor, &done.roles);
            Ok((web.cookies.set(SESSION_COOKIE, &done.token, None), Extension(noted), see_other(&done.return_to)).into_response())
        }
        Err(why) => Ok(not_signed_in(why)),
    }
}

fn not_signed_in(why: Why) -> Response {
    (Extension(Noted { kind: EventKind::SignInRefused, outcome: why.as_str() }), see_signed_out(why)).into_response()
}

fn see_signed_out(why: Why) -> Response {
    see_other(&format!("/signed-out?why={}", why.as_str()))
}

fn see_other(to: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, to.to_owned())]).into_response()
}
