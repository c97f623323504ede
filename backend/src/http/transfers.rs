//! Drafts on their way to another device: for anyone.

use super::Web;
use super::address::Client;
use super::error::ApiProblem;
use super::extract::{Body, Named, TransferToken};
use crate::app::transfers;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use shared::api::path;
use shared::api::problem::Problem;
use shared::api::transfers::{BeginTransfer, TakeTransfer, TakenTransfer, Transfer, TransferView};

/// Takes a ciphertext in, for a quarter of an hour.
#[utoipa::path(post, path = path::TRANSFERS, request_body = BeginTransfer, responses(
    (status = 200, body = Transfer), (status = 413, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn post_transfer(
    State(web): State<Web>,
    client: Client,
    Body(request): Body<BeginTransfer>,
) -> Result<Json<Transfer>, ApiProblem> {
    web.limits.transfers.check(&client)?;
    Ok(Json(transfers::begin(&web.app, request).await?))
}

/// Gives it out, once.
#[utoipa::path(post, path = path::TRANSFER_TAKE, request_body = TakeTransfer, params(("id" = String, Path)), responses(
    (status = 200, body = TakenTransfer), (status = 404, body = Problem, description = "unknown, over, or read already"),
    (status = 422, body = Problem, description = "a wrong PIN"), (status = 429, body = Problem)))]
pub(super) async fn post_take(
    State(web): State<Web>,
    client: Client,
    Named(id): Named,
    Body(request): Body<TakeTransfer>,
) -> Result<Json<TakenTransfer>, ApiProblem> {
    web.limits.transfers.check(&client)?;
    Ok(Json(transfers::take(&web.app, &id, &request.proof).await?))
}

/// Whether it was read; for its sender.
#[utoipa::path(get, path = path::TRANSFER, params(("id" = String, Path), ("transfer-token" = String, Header)),
    responses((status = 200, body = TransferView), (status = 404, body = Problem)))]
pub(super) async fn get_transfer(
    State(web): State<Web>,
    Named(id): Named,
    TransferToken(token): TransferToken,
) -> Result<Json<TransferView>, ApiProblem> {
    Ok(Json(transfers::look(&web.app, &id, &token).await?))
}

/// Takes it back; for its sender.
#[utoipa::path(delete, path = path::TRANSFER, params(("id" = String, Path), ("transfer-token" = String, Header)),
    responses((status = 204), (status = 404, body = Problem)))]
pub(super) async fn delete_transfer(
    State(web): State<Web>,
    Named(id): Named,
    TransferToken(token): TransferToken,
) -> Result<StatusCode, ApiProblem> {
    transfers::cancel(&web.app, &id, &token).await?;
    Ok(StatusCode::NO_CONTENT)
}
