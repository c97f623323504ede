//! For whoever runs it: alive, ready, measured.

use super::{Web, metrics};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use shared::api::path;

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/healthz", get(healthz)).route("/readyz", get(readyz)).route("/metrics", get(metrics::render))
}

/// The server answers. The application asks for it to know whether it is online.
#[utoipa::path(get, path = path::ALIVE, responses((status = 204)))]
pub(super) async fn get_alive() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// The process answers.
async fn healthz() -> &'static str {
    "ok\n"
}

/// The database answers.
async fn readyz(State(web): State<Web>) -> (StatusCode, &'static str) {
    match web.app.store().is_reachable().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::error!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}
