//! Payments.

use super::Web;
use super::address::Client;
use super::brand::Brand;
use super::error::ApiProblem;
use super::extract::{Body, Key, Reference, Secret};
use crate::app::start_payment::From;
use crate::app::{advance, start_payment, view};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use shared::api::payments::{PaymentView, Stage, StartPayment};
use shared::api::problem::Problem;

/// Starts a payment; the same key again answers how it stands now.
#[utoipa::path(post, path = shared::api::path::PAYMENTS, request_body = StartPayment,
    params(("idempotency-key" = String, Header, description = "names the attempt: 32 lower-case hex digits")), responses(
    (status = 200, body = PaymentView), (status = 202, body = PaymentView, description = "the bank has not answered yet"),
    (status = 400, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn post_payment(
    State(web): State<Web>,
    client: Client,
    brand: Brand,
    Key(key): Key,
    Body(request): Body<StartPayment>,
) -> Result<(StatusCode, Json<PaymentView>), ApiProblem> {
    web.limits.payments.check(&client)?;
    let from = From { address: &client.line, public_url: &brand.public_url };
    let row = start_payment::start_payment(&web.app, &key, &request, from).await?;
    let view = view::view(&web.app, &row).await?;
    let status = if view.stage == Stage::Opening { StatusCode::ACCEPTED } else { StatusCode::OK };
    Ok((status, Json(view)))
}

/// How a payment stands; while it waits for the bank, the bank is asked.
#[utoipa::path(get, path = shared::api::path::PAYMENT,
    params(("reference" = String, Path), ("payment-secret" = String, Header)),
    responses((status = 200, body = PaymentView), (status = 404, body = Problem)))]
pub(super) async fn get_payment(
    State(web): State<Web>,
    Reference(reference): Reference,
    Secret(secret): Secret,
) -> Result<Json<PaymentView>, ApiProblem> {
    let row = view::owned(&web.app, &reference, &secret).await?;
    let row = advance::look(&web.app, row).await?;
    Ok(Json(view::view(&web.app, &row).await?))
}

/// The payer cancels before paying.
#[utoipa::path(post, path = shared::api::path::PAYMENT_CANCEL,
    params(("reference" = String, Path), ("payment-secret" = String, Header)),
    responses((status = 200, body = PaymentView), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(super) async fn post_cancel(
    State(web): State<Web>,
    Reference(reference): Reference,
    Secret(secret): Secret,
) -> Result<Json<PaymentView>, ApiProblem> {
    let row = view::owned(&web.app, &reference, &secret).await?;
    let row = advance::cancel(&web.app, &row.id).await?;
    Ok(Json(view::view(&web.app, &row).await?))
}
