//! Proving a mobile number by a code.

use super::Web;
use super::error::ApiProblem;
use super::extract::{Body, Key, Reference};
use super::session::SignedInPerson;
use crate::app::AppError;
use crate::app::mobiles::{self, Purpose, Wanted};
use axum::Json;
use axum::extract::State;
use shared::api::applications::{ProofView, ProveMobile, TryCode};
use shared::api::problem::Problem;
use shared::mobile::Mobile;

/// Sends a code; the same key again sends nothing more.
#[utoipa::path(post, path = shared::api::path::MOBILES, request_body = ProveMobile, params(("idempotency-key" = String, Header)),
    responses((status = 200, body = ProofView), (status = 401, body = Problem), (status = 409, body = Problem, description = "sms_silent"),
    (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn post_mobile(
    State(web): State<Web>,
    SignedInPerson(person): SignedInPerson,
    Key(key): Key,
    Body(request): Body<ProveMobile>,
) -> Result<Json<ProofView>, ApiProblem> {
    let mobile = Mobile::parse(&request.mobile).map_err(|error| AppError::field("mobile", error))?;
    let (purpose, subject, lang) = (Purpose::Application, person.actor.as_str(), request.lang);
    let wanted = Wanted { purpose, subject, key, mobile: &mobile, lang };
    Ok(Json(mobiles::send_code(&web.app, &wanted).await?))
}

/// Tries a code.
#[utoipa::path(post, path = shared::api::path::MOBILE, request_body = TryCode, params(("id" = String, Path)),
    responses((status = 200, body = ProofView), (status = 401, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn post_code(
    State(web): State<Web>,
    SignedInPerson(person): SignedInPerson,
    Reference(id): Reference,
    Body(request): Body<TryCode>,
) -> Result<Json<ProofView>, ApiProblem> {
    let proven = mobiles::try_code(&web.app, Purpose::Application, Some(&person.actor), &id, &request.code).await?;
    Ok(Json(proven.view))
}
