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
use shared::numbering::{self, Landline};

/// The bills of a number.
#[utoipa::path(post, path = shared::api::path::BILLS, request_body = BillsRequest, responses(
    (status = 200, body = Bills), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn post_bills(
    State(web): State<Web>,
    client: Client,
    Body(request): Body<BillsRequest>,
) -> Result<Json<Bills>, ApiProblem> {
    check_limits(&web, &client, &request.city, &request.number)?;
    Ok(Json(find_bills::find_bills(&web.app, &request).await?))
}

/// One remote biller's bills of a number, or of a subscriber code.
#[utoipa::path(post, path = shared::api::path::BILLS_ASK, request_body = AskRequest, responses(
    (status = 200, body = Bills), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn post_ask(State(web): State<Web>, client: Client, Body(request): Body<AskRequest>) -> Result<Json<Bills>, ApiProblem> {
    check_limits(&web, &client, &request.city, &request.number)?;
    if let Some(account) = find_bills::account_of(&web.app, &request) {
        web.limits.numbers.check(account.as_str())?;
    }
    Ok(Json(find_bills::ask_biller(&web.app, &request).await?))
}

/// A number counts as one however it is written; what is no number is refused later and looks nothing up.
fn check_limits(web: &Web, client: &Client, city: &str, number: &str) -> Result<(), ApiProblem> {
    web.limits.lookups.check(client)?;
    let line = numbering::city(city).and_then(|row| Landline::parse(&row.city, number).ok());
    line.map_or(Ok(()), |line| web.limits.numbers.check(line.national()))
}
