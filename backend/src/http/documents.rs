//! For whoever has a message: its documents, and the stages of an application by its number and a code.

use super::Web;
use super::address::Client;
use super::error::ApiProblem;
use super::extract::{Body, DocumentsToken, Language, Named};
use super::files;
use crate::app::applications::{documents, tracking};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use shared::api::applications::{DocumentSet, DocumentsRequest, ProofView, Track, TrackRequest, TryCode};
use shared::api::path;
use shared::api::problem::Problem;

/// What a link leads to.
#[utoipa::path(post, path = path::DOCUMENTS, request_body = DocumentsRequest, params(("lang" = Option<String>, Query)), responses(
    (status = 200, body = DocumentSet), (status = 404, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn post_documents(
    State(web): State<Web>,
    client: Client,
    Language(lang): Language,
    Body(request): Body<DocumentsRequest>,
) -> Result<Json<DocumentSet>, ApiProblem> {
    web.limits.documents.check(&client)?;
    Ok(Json(documents::set(&web.app, &request.token, lang).await?))
}

/// One file of it.
#[utoipa::path(get, path = path::DOCUMENT,
    params(("file" = String, Path), ("lang" = Option<String>, Query), ("documents-token" = String, Header)), responses(
    (status = 200, content_type = "application/octet-stream", body = Vec<u8>), (status = 404, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn get_document(
    State(web): State<Web>,
    client: Client,
    Named(file): Named,
    Language(lang): Language,
    DocumentsToken(token): DocumentsToken,
) -> Result<Response, ApiProblem> {
    web.limits.documents.check(&client)?;
    Ok(files::answer(documents::one(&web.app, &token, &file, lang).await?))
}

/// A code for following an application; answered alike whether or not number and mobile belong together.
#[utoipa::path(post, path = path::TRACKING, request_body = TrackRequest, responses(
    (status = 200, body = ProofView), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn post_tracking(
    State(web): State<Web>,
    client: Client,
    Body(request): Body<TrackRequest>,
) -> Result<Json<ProofView>, ApiProblem> {
    web.limits.tracking.check(&client)?;
    Ok(Json(tracking::begin(&web.app, &request).await?))
}

/// Tries the code; the stages.
#[utoipa::path(post, path = path::TRACKING_CODE, request_body = TryCode,
    params(("id" = String, Path), ("lang" = Option<String>, Query)), responses(
    (status = 200, body = Track), (status = 404, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn post_tracking_code(
    State(web): State<Web>,
    client: Client,
    Named(id): Named,
    Language(lang): Language,
    Body(request): Body<TryCode>,
) -> Result<Json<Track>, ApiProblem> {
    web.limits.tracking.check(&client)?;
    Ok(Json(tracking::follow(&web.app, &id, &request.code, lang).await?))
}
