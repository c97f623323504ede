//! The registering office's pages.

use super::Web;
use super::error::ApiProblem;
use super::events::Scene;
use super::extract::{Body, Key, Language, Named, NamedTwice, Params};
use super::files;
use super::session::{Officer, Supervisor};
use crate::app::certificates::revoke;
use crate::app::office::{dashboard, decide, one, options, queue};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use shared::api::office::{Dashboard, Decision, LiveDebt, OfficeApplication, OfficeOptions, Queue, QueueQuery, Revoke};
use shared::api::path;
use shared::api::problem::Problem;

/// The queue, the most urgent first.
#[utoipa::path(post, path = path::OFFICE_QUEUE, request_body = QueueQuery, responses(
    (status = 200, body = Queue), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn post_queue(
    State(web): State<Web>,
    Officer(officer): Officer,
    scene: Scene,
    Body(query): Body<QueueQuery>,
) -> Result<Json<Queue>, ApiProblem> {
    scene.searched(&web.app, &[("", &query.find)]);
    Ok(Json(queue::page(&web.app, &officer, &query).await?))
}

/// Templates.
#[utoipa::path(get, path = path::OFFICE_OPTIONS, params(("lang" = Option<String>, Query)), responses(
    (status = 200, body = OfficeOptions), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(super) async fn get_options(State(web): State<Web>, Officer(_officer): Officer, Language(lang): Language) -> Json<OfficeOptions> {
    Json(options::options(&web.app, lang))
}

/// How far back.
#[derive(Deserialize)]
pub(super) struct Days {
    days: Option<u32>,
}

/// Figures.
#[utoipa::path(get, path = path::OFFICE_DASHBOARD, params(("days" = Option<u32>, Query, description = "at most 92")), responses(
    (status = 200, body = Dashboard), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(super) async fn get_dashboard(
    State(web): State<Web>,
    Officer(_officer): Officer,
    Params(query): Params<Days>,
) -> Result<Json<Dashboard>, ApiProblem> {
    Ok(Json(dashboard::figures(&web.app, query.days.unwrap_or(dashboard::DAYS)).await?))
}

/// Everything about one application.
#[utoipa::path(get, path = path::OFFICE_APPLICATION, params(("number" = String, Path), ("lang" = Option<String>, Query)), responses(
    (status = 200, body = OfficeApplication), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn get_application(
    State(web): State<Web>,
    Officer(officer): Officer,
    Named(number): Named,
    Language(lang): Language,
) -> Result<Json<OfficeApplication>, ApiProblem> {
    Ok(Json(one::look(&web.app, &officer, &number, lang).await?))
}

/// Its live debt.
#[utoipa::path(get, path = path::OFFICE_DEBT, params(("number" = String, Path)), responses(
    (status = 200, body = LiveDebt), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn get_debt(
    State(web): State<Web>,
    Officer(officer): Officer,
    Named(number): Named,
) -> Result<Json<LiveDebt>, ApiProblem> {
    Ok(Json(one::live_debt(&web.app, &officer, &number).await?))
}

/// One of its files.
#[utoipa::path(get, path = path::OFFICE_ATTACHMENT, params(("number" = String, Path), ("id" = String, Path)), responses(
    (status = 200, content_type = "application/octet-stream", body = Vec<u8>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub(super) async fn get_attachment(
    State(web): State<Web>,
    Officer(officer): Officer,
    NamedTwice(number, id): NamedTwice,
) -> Result<Response, ApiProblem> {
    Ok(files::answer(one::attachment(&web.app, &officer, &number, &id).await?))
}

/// Its certificate.
#[utoipa::path(get, path = path::OFFICE_CERTIFICATE, params(("number" = String, Path), ("lang" = Option<String>, Query)), responses(
    (status = 200, content_type = "application/pdf", body = Vec<u8>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub(super) async fn get_certificate(
    State(web): State<Web>,
    Officer(officer): Officer,
    Named(number): Named,
    Language(lang): Language,
) -> Result<Response, ApiProblem> {
    Ok(files::answer(one::certificate(&web.app, &officer, &number, lang).await?))
}

/// A decision; the same key again answers how it stands now.
#[utoipa::path(post, path = path::OFFICE_DECISION, request_body = Decision,
    params(("number" = String, Path), ("decision" = String, Path, description = "take, release, free, ask, approve, reject or note"),
    ("lang" = Option<String>, Query), ("idempotency-key" = String, Header)), responses(
    (status = 200, body = OfficeApplication), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn post_decision(
    State(web): State<Web>,
    Officer(officer): Officer,
    NamedTwice(number, decision): NamedTwice,
    Language(lang): Language,
    Key(key): Key,
    Body(said): Body<Decision>,
) -> Result<Json<OfficeApplication>, ApiProblem> {
    let row = decide::decide(&web.app, &officer, &number, &decision, &key, &said).await?;
    Ok(Json(one::view(&web.app, &officer, &row, lang).await?))
}

/// Revokes a certificate; answers its application.
#[utoipa::path(post, path = path::OFFICE_REVOKE, request_body = Revoke, params(("number" = String, Path), ("lang" = Option<String>, Query)),
    responses((status = 200, body = OfficeApplication), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn post_revoke(
    State(web): State<Web>,
    Supervisor(supervisor): Supervisor,
    Named(number): Named,
    Language(lang): Language,
    Body(request): Body<Revoke>,
) -> Result<Json<OfficeApplication>, ApiProblem> {
    let row = revoke::revoke(&web.app, &supervisor, &number, &request).await?;
    Ok(Json(one::view(&web.app, &supervisor, &row, lang).await?))
}
