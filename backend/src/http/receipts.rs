//! Receipts.

use super::Web;
use super::address::Client;
use super::error::ApiProblem;
use super::extract::{Body, Key};
use crate::app::receipts;
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use shared::api::payments::PaymentView;
use shared::api::problem::Problem;
use shared::api::receipts::{EmailReceipt, ReceiptRequest};

/// A receipt by its number and code.
#[utoipa::path(post, path = shared::api::path::RECEIPTS_FIND, request_body = ReceiptRequest, responses(
    (status = 200, body = PaymentView), (status = 404, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn post_find(
    State(web): State<Web>,
    client: Client,
    Body(request): Body<ReceiptRequest>,
) -> Result<Json<PaymentView>, ApiProblem> {
    web.limits.receipts.check(&client)?;
    Ok(Json(receipts::find(&web.app, &request).await?))
}

/// Its PDF.
#[utoipa::path(post, path = shared::api::path::RECEIPTS_PDF, request_body = ReceiptRequest, responses(
    (status = 200, content_type = "application/pdf", body = Vec<u8>), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn post_pdf(State(web): State<Web>, client: Client, Body(request): Body<ReceiptRequest>) -> Result<Response, ApiProblem> {
    web.limits.receipts.check(&client)?;
    let (number, bytes) = receipts::pdf(&web.app, &request).await?;
    let disposition = format!("attachment; filename=\"{number}.pdf\"");
    let headers = [(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, bytes).into_response())
}

/// Sends it by e-mail; the same key again sends nothing more.
#[utoipa::path(post, path = shared::api::path::RECEIPTS_EMAIL, request_body = EmailReceipt,
    params(("idempotency-key" = String, Header)), responses(
    (status = 202, description = "the message is on its way"), (status = 404, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn post_email(
    State(web): State<Web>,
    client: Client,
    Key(key): Key,
    Body(request): Body<EmailReceipt>,
) -> Result<StatusCode, ApiProblem> {
    web.limits.emails.check(&client)?;
    receipts::email(&web.app, &key, &request).await?;
    Ok(StatusCode::ACCEPTED)
}
