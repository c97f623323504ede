//! Refund cases, for operators.

use super::Web;
use super::error::ApiProblem;
use super::events::Scene;
use super::extract::{Body, Key, Named, Params};
use super::session::Operator;
use crate::app::refunds::{self, Listed, Who};
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use shared::api::path;
use shared::api::problem::Problem;
use shared::api::refunds::{DecideRefund, FindRefundable, RefundView, RefundablePayment, RefundsPage, RequestRefund};

/// What of a payment can still be given back.
#[utoipa::path(post, path = path::OPERATOR_REFUNDABLE, request_body = FindRefundable, responses(
    (status = 200, body = RefundablePayment), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(super) async fn post_refundable(
    State(web): State<Web>,
    Operator(_operator): Operator,
    scene: Scene,
    Body(wanted): Body<FindRefundable>,
) -> Result<Json<RefundablePayment>, ApiProblem> {
    scene.about(&wanted.payment);
    Ok(Json(refunds::find(&web.app, &wanted).await?))
}

/// Asks for a refund; the same key again answers how the case stands now.
#[utoipa::path(post, path = path::OPERATOR_REFUNDS, request_body = RequestRefund, params(("idempotency-key" = String, Header)),
    responses((status = 200, body = RefundView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn post_refund(
    State(web): State<Web>,
    Operator(operator): Operator,
    scene: Scene,
    Key(key): Key,
    Body(wanted): Body<RequestRefund>,
) -> Result<Json<RefundView>, ApiProblem> {
    scene.about(&wanted.payment);
    Ok(Json(refunds::request(&web.app, &Who::from(&operator), &key, &wanted).await?))
}

/// Which page.
#[derive(Deserialize)]
pub(super) struct Page {
    show: Option<String>,
    after: Option<String>,
}

/// Cases, the newest first.
#[utoipa::path(get, path = path::OPERATOR_REFUNDS, params(
    ("show" = Option<String>, Query, description = "approval, open or all"), ("after" = Option<String>, Query)),
    responses((status = 200, body = RefundsPage), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(super) async fn get_refunds(
    State(web): State<Web>,
    Operator(operator): Operator,
    Params(page): Params<Page>,
) -> Result<Json<RefundsPage>, ApiProblem> {
    let wanted = Listed { show: page.show.unwrap_or_default(), after: page.after.unwrap_or_default() };
    Ok(Json(refunds::list(&web.app, &Who::from(&operator), &wanted).await?))
}

/// One case.
#[utoipa::path(get, path = path::OPERATOR_REFUND, params(("id" = String, Path)), responses(
    (status = 200, body = RefundView), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn get_refund(
    State(web): State<Web>,
    Operator(operator): Operator,
    Named(id): Named,
) -> Result<Json<RefundView>, ApiProblem> {
    Ok(Json(refunds::one(&web.app, &Who::from(&operator), &id).await?))
}

/// A second person approves it.
#[utoipa::path(post, path = path::OPERATOR_REFUND_APPROVE, request_body = DecideRefund, params(("id" = String, Path)), responses(
    (status = 200, body = RefundView), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn post_approve(
    State(web): State<Web>,
    Operator(operator): Operator,
    Named(id): Named,
    Body(said): Body<DecideRefund>,
) -> Result<Json<RefundView>, ApiProblem> {
    Ok(Json(refunds::approve(&web.app, &Who::from(&operator), &id, &said.note).await?))
}

/// A second person rejects it.
#[utoipa::path(post, path = path::OPERATOR_REFUND_REJECT, request_body = DecideRefund, params(("id" = String, Path)), responses(
    (status = 200, body = RefundView), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn post_reject(
    State(web): State<Web>,
    Operator(operator): Operator,
    Named(id): Named,
    Body(said): Body<DecideRefund>,
) -> Result<Json<RefundView>, ApiProblem> {
    Ok(Json(refunds::reject(&web.app, &Who::from(&operator), &id, &said.note).await?))
}
