//! The auditor's page.

use super::Web;
use super::error::ApiProblem;
use super::events::Scene;
use super::extract::Body;
use super::session::Auditor;
use crate::app::security::search;
use axum::Json;
use axum::extract::State;
use shared::api::events::{EventPage, EventQuery};
use shared::api::path;
use shared::api::problem::Problem;

/// Searches security events, the newest first. The search is an event itself.
#[utoipa::path(post, path = path::AUDITOR_EVENTS, request_body = EventQuery, responses(
    (status = 200, body = EventPage), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn post_events(
    State(web): State<Web>,
    _auditor: Auditor,
    scene: Scene,
    Body(query): Body<EventQuery>,
) -> Result<Json<EventPage>, ApiProblem> {
    scene.searched(&web.app, &[("about", &query.about), ("who", &query.who)]);
    Ok(Json(search::page(&web.app, &query).await?))
}
