//! Kiosks: for the launcher by its secret, for the page by its cookie, for everybody where they stand.

use super::Web;
use super::address::Client;
use super::cookies::{Cookies, SESSION_COOKIE, SIGN_IN_COOKIE, cookie};
use super::error::ApiProblem;
use super::extract::{Body, Named};
use super::session::{Overseer, Token};
use crate::app::kiosk::{devices, session};
use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use shared::api::kiosks::{
    KioskHeartbeat, KioskPrinter, KioskSession, KioskSessionState, KioskTicket, Kiosks, NewKioskSession, OfficeKiosks,
};
use shared::api::path;
use shared::api::problem::{Problem, ProblemCode};
use std::convert::Infallible;

/// Only this host over a secure connection can have set it; it ends with the browser, at the latest.
pub(super) const KIOSK_COOKIE: &str = "__Host-kommunal-kiosk";
/// The page's own mark (frontend/src/platform/kiosk.js) that a visit was over, when the server could not be told.
const OVER_COOKIE: &str = "__Host-kommunal-over";
/// Where a kiosk waits for its launcher to begin anew.
pub(super) const KIOSK_BEGIN: &str = "/kiosk/begin";
const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");
const EVERYTHING: HeaderValue = HeaderValue::from_static("\"cache\", \"cookies\", \"storage\"");

/// What clears a browser: everything at once, and the cookies by name for one that does not know `Clear-Site-Data`.
fn cleared(cookies: Cookies) -> impl IntoResponse {
    (cookies.gone(&[KIOSK_COOKIE, SESSION_COOKIE, SIGN_IN_COOKIE, OVER_COOKIE]), [(CLEAR_SITE_DATA, EVERYTHING)])
}

/// A visit that ended without a network has left cookies that no script reaches. The first page that is asked for with them
/// finds the session ended and the browser cleared, whoever asks; nothing: there was no such visit.
///
/// # Errors
/// The store's: no page is shown then.
pub(super) async fn end_before(web: &Web, headers: &HeaderMap) -> Result<Option<Response>, ApiProblem> {
    let Some(kiosk) = cookie(headers, KIOSK_COOKIE).filter(|_| says_over(headers)) else { return Ok(None) };
    session::finish(&web.app, Some(&kiosk), web.cookie(headers, SESSION_COOKIE).as_deref()).await?;
    Ok(Some((StatusCode::SEE_OTHER, [(header::LOCATION, KIOSK_BEGIN)], cleared(web.cookies)).into_response()))
}

pub(super) fn says_over(headers: &HeaderMap) -> bool {
    cookie(headers, OVER_COOKIE).is_some()
}

/// A launcher's device, by `Authorization: Bearer`; else 401.
pub(super) struct Device(devices::Device);

impl FromRequestParts<Web> for Device {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Self::Rejection> {
        let header = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let secret = header.and_then(|text| text.strip_prefix("Bearer ")).map(str::trim);
        Ok(Self(devices::of_secret(&web.app, secret).await?))
    }
}

/// The kiosk's token, if the browser sent one.
pub(super) struct Visitor(pub(super) Option<String>);

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(cookie(&parts.headers, KIOSK_COOKIE)))
    }
}

/// Where kiosks stand.
#[utoipa::path(get, path = path::KIOSKS, responses((status = 200, body = Kiosks)))]
pub(super) async fn get_kiosks(State(web): State<Web>) -> Result<Json<Kiosks>, ApiProblem> {
    Ok(Json(devices::places(&web.app).await?))
}

/// A new session of a device; its earlier one is over. By the launcher: `Authorization: Bearer` with the device's secret.
#[utoipa::path(post, path = path::KIOSK_SESSIONS, responses(
    (status = 200, body = NewKioskSession), (status = 401, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn post_session(
    State(web): State<Web>,
    client: Client,
    Device(device): Device,
) -> Result<Json<NewKioskSession>, ApiProblem> {
    web.limits.kiosks.check(&client)?;
    Ok(Json(devices::begin(&web.app, &device).await?))
}

/// How a device's session is. By the launcher.
#[utoipa::path(get, path = path::KIOSK_SESSION_ID, params(("id" = String, Path)), responses(
    (status = 200, body = KioskSessionState), (status = 401, body = Problem)))]
pub(super) async fn get_state(
    State(web): State<Web>,
    Device(device): Device,
    Named(id): Named,
) -> Result<Json<KioskSessionState>, ApiProblem> {
    Ok(Json(devices::state(&web.app, &device, &id).await?))
}

/// Ends a device's session: its browser is gone. By the launcher; can be repeated.
#[utoipa::path(delete, path = path::KIOSK_SESSION_ID, params(("id" = String, Path)), responses(
    (status = 200, body = KioskSessionState), (status = 401, body = Problem)))]
pub(super) async fn delete_session(
    State(web): State<Web>,
    Device(device): Device,
    Named(id): Named,
) -> Result<Json<KioskSessionState>, ApiProblem> {
    devices::end(&web.app, &device, &id).await?;
    Ok(Json(KioskSessionState { ended: true, heard_s: None, away: false }))
}

/// A device's printer. By the launcher.
#[utoipa::path(post, path = path::KIOSK_PRINTER, request_body = KioskPrinter, responses(
    (status = 204), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn post_printer(
    State(web): State<Web>,
    Device(device): Device,
    Body(said): Body<KioskPrinter>,
) -> Result<StatusCode, ApiProblem> {
    devices::printer(&web.app, &device, &said).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A ticket for a kiosk's cookie: a ticket counts once and for a short time.
#[utoipa::path(post, path = path::KIOSK_ENTER, request_body = KioskTicket, responses(
    (status = 204), (status = 404, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn post_enter(State(web): State<Web>, client: Client, Body(request): Body<KioskTicket>) -> Result<Response, ApiProblem> {
    web.limits.kiosks.check(&client)?;
    let token = session::enter(&web.app, &request.ticket).await?;
    // Whatever a visit of before has left here is nobody's.
    let gone = web.cookies.gone(&[SESSION_COOKIE, SIGN_IN_COOKIE, OVER_COOKIE]);
    Ok((StatusCode::NO_CONTENT, gone, web.cookies.set(KIOSK_COOKIE, &token, None)).into_response())
}

/// This browser's kiosk session; 404: it is no kiosk, or its session is over.
#[utoipa::path(get, path = path::KIOSK_SESSION, responses((status = 200, body = KioskSession), (status = 404, body = Problem)))]
pub(super) async fn get_session(State(web): State<Web>, Visitor(token): Visitor) -> Result<Json<KioskSession>, ApiProblem> {
    Ok(Json(session::view(&web.app, token.as_deref()).await?))
}

/// The page is there.
#[utoipa::path(post, path = path::KIOSK_HEARTBEAT, request_body = KioskHeartbeat, responses(
    (status = 204), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn post_heartbeat(
    State(web): State<Web>,
    Visitor(token): Visitor,
    Body(said): Body<KioskHeartbeat>,
) -> Result<StatusCode, ApiProblem> {
    session::heartbeat(&web.app, token.as_deref(), &said).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends the kiosk's session and whoever had signed in, and clears the browser. A session that is over already clears it
/// too: an answer may have been lost. Without the cookie there is nothing to finish.
#[utoipa::path(post, path = path::KIOSK_FINISH, responses((status = 204), (status = 404, body = Problem)))]
pub(super) async fn post_finish(State(web): State<Web>, Visitor(kiosk): Visitor, Token(person): Token) -> Result<Response, ApiProblem> {
    let Some(kiosk) = kiosk else { return Err(ApiProblem::new(StatusCode::NOT_FOUND, ProblemCode::NotFound)) };
    session::finish(&web.app, Some(&kiosk), person.as_deref()).await?;
    Ok((StatusCode::NO_CONTENT, cleared(web.cookies)).into_response())
}

/// How the kiosks are.
#[utoipa::path(get, path = path::OFFICE_KIOSKS, responses(
    (status = 200, body = OfficeKiosks), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(super) async fn get_office(State(web): State<Web>, Overseer(_overseer): Overseer) -> Result<Json<OfficeKiosks>, ApiProblem> {
    Ok(Json(devices::seen_by_operator(&web.app).await?))
}
