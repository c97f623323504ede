//! The operator's pages.

use super::Web;
use super::error::ApiProblem;
use super::events::Scene;
use super::extract::{Body, Key, Named, NamedTwice, Reference};
use super::session::Operator;
use crate::app::alarms::{self, Attempt};
use crate::app::operator::{figures, payment, search};
use axum::Json;
use axum::extract::State;
use shared::alarm::Who;
use shared::api::operator::{Alarm, AlarmAction, AlarmPage, AlarmQuery, OperatorPayment, PaymentPage, PaymentQuery, Summary};
use shared::api::path;
use shared::api::problem::Problem;

/// What is open, alarms, the last audit.
#[utoipa::path(get, path = path::OPERATOR_SUMMARY, responses(
    (status = 200, body = Summary), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(super) async fn get_summary(State(web): State<Web>, Operator(_operator): Operator) -> Result<Json<Summary>, ApiProblem> {
    Ok(Json(figures::summary(&web.app).await?))
}

/// Searches payments, the newest first.
#[utoipa::path(post, path = path::OPERATOR_PAYMENTS, request_body = PaymentQuery, responses(
    (status = 200, body = PaymentPage), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn post_payments(
    State(web): State<Web>,
    Operator(_operator): Operator,
    scene: Scene,
    Body(query): Body<PaymentQuery>,
) -> Result<Json<PaymentPage>, ApiProblem> {
    let sought = [("phone", &query.phone), ("receipt", &query.receipt), ("order", &query.order), ("reference", &query.reference)];
    scene.searched(&web.app, &sought);
    Ok(Json(search::page(&web.app, &query).await?))
}

/// One payment's whole course.
#[utoipa::path(get, path = path::OPERATOR_PAYMENT, params(("reference" = String, Path)), responses(
    (status = 200, body = OperatorPayment), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn get_payment(
    State(web): State<Web>,
    Operator(operator): Operator,
    Reference(reference): Reference,
) -> Result<Json<OperatorPayment>, ApiProblem> {
    Ok(Json(payment::look(&web.app, &Who::from(&operator), &reference).await?))
}

/// Lists alarm cases.
#[utoipa::path(post, path = path::OPERATOR_ALARMS, request_body = AlarmQuery, responses(
    (status = 200, body = AlarmPage), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn post_alarms(
    State(web): State<Web>,
    Operator(operator): Operator,
    Body(query): Body<AlarmQuery>,
) -> Result<Json<AlarmPage>, ApiProblem> {
    Ok(Json(alarms::page(&web.app, &Who::from(&operator), &query).await?))
}

/// One alarm case.
#[utoipa::path(get, path = path::OPERATOR_ALARM, params(("id" = String, Path)), responses(
    (status = 200, body = Alarm), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn get_alarm(State(web): State<Web>, Operator(operator): Operator, Named(id): Named) -> Result<Json<Alarm>, ApiProblem> {
    Ok(Json(alarms::look(&web.app, &Who::from(&operator), &id).await?))
}

/// Acts on an alarm case; the same key again answers how it stands now.
#[utoipa::path(post, path = path::OPERATOR_ALARM_ACTION, request_body = AlarmAction,
    params(("id" = String, Path), ("action" = String, Path, description = "take, release, note, resolve, approve or decline"),
    ("idempotency-key" = String, Header)), responses(
    (status = 200, body = Alarm), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn post_alarm_action(
    State(web): State<Web>,
    Operator(operator): Operator,
    NamedTwice(id, action): NamedTwice,
    Key(key): Key,
    Body(body): Body<AlarmAction>,
) -> Result<Json<Alarm>, ApiProblem> {
    let by = Who::from(&operator);
    alarms::act(&web.app, Attempt { key, by: by.clone() }, &id, &action, &body).await?;
    Ok(Json(alarms::look(&web.app, &by, &id).await?))
}
