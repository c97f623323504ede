//! Look-ups.

use super::Web;
use super::address::Client;
use super::error::ApiProblem;
use super::extract::Body;
use crate::app::find_bills;
use axum::Json;
use axum::extract::State;
use shared::api::bills::{AskRequest, Bills, BillsRequest};
use shared::api::problem::Problem;

/// The bills of a number.
#[utoipa::path(post, path = shared::api::path::BILLS, request_body = BillsRequest, responses(
    (status = 200, body = Bills), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn post_bills(State(web): State<Web>, client: Client, Body(request): Body<BillsRequest>) -> Result<Json<Bills>, ApiProblem> {
    check_limits(&web, &client, &request.city, &request.number)?;
    Ok(Json(find_bills::find_bills(&web.app, &request).await?))
}

/// One remote biller's bills of a number, or of a subscriber code.
#[utoipa::path(post, path = shared::api::path::BILLS_ASK, request_body = AskRequest, responses(
    (status = 200, body = Bills), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn post_ask(State(web): State<Web>, client: Client, Body(request): Body<AskRequest>) -> Result<Json<Bills>, ApiProblem> {
    check_limits(&web, &client, &request.city, &request.number)?;
    Ok(Json(find_bills::ask_biller(&web.app, &request).await?))
}

/// The number counts as its digits, so that spaces do not make it another one.
fn check_limits(web: &Web, client: &Client, city: &str, number: &str) -> Result<(), ApiProblem> {
    web.limits.lookups.check(&client.0)?;
    let digits: String = number.chars().filter(char::is_ascii_digit).take(16).collect();
    let city: String = city.chars().take(8).collect();
    web.limits.numbers.check(&format!("{city}:{digits}"))
}
