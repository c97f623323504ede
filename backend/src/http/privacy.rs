//! What is kept of people, for the page that says so.

use super::Web;
use crate::app::retention;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, header};
use shared::api::privacy::Privacy;

const FIVE_MINUTES: [(HeaderName, &str); 1] = [(header::CACHE_CONTROL, "public, max-age=300")];

/// What is kept of people here, and for how many days.
#[utoipa::path(get, path = shared::api::path::PRIVACY, responses((status = 200, body = Privacy)))]
pub(super) async fn get_privacy(State(web): State<Web>) -> ([(HeaderName, &'static str); 1], Json<Privacy>) {
    (FIVE_MINUTES, Json(retention::told(web.app.config())))
}
