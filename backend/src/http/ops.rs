//! For whoever runs it: alive, ready, measured, described. On a listener of their own, so that no citizen's request waits
//! for them and nobody outside reads them.

use super::{Web, error, headers, metrics, openapi};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::middleware::from_fn;
use axum::routing::{any, get};
use shared::api::path;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// However often readiness is asked for, the database is asked once in this time.
const READINESS_LIFE: Duration = Duration::from_secs(1);
/// A database that is silent for so long counts as one that does not answer.
const READINESS_MAX: Duration = Duration::from_secs(2);

/// The citizens' listener has what a load balancer may ask, which touches nothing. What was there once is no page.
pub(super) fn routes() -> Router<Web> {
    Router::new().route("/healthz", get(healthz)).route("/readyz", any(error::no_such_path)).route("/metrics", any(error::no_such_path))
}

/// All that whoever runs it may ask, on a listener that citizens do not reach.
pub(super) fn router(web: Web) -> Router {
    Router::new()
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
        .route("/metrics", get(metrics::render))
        .merge(openapi::pages())
        .fallback(error::no_such_path)
        .method_not_allowed_fallback(error::no_such_method)
        .layer(from_fn(headers::operations))
        .layer(from_fn(super::in_time))
        .layer(tower_http::catch_panic::CatchPanicLayer::custom(error::panicked))
        .with_state(web)
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

/// The database answered within the last second.
async fn readyz(State(web): State<Web>) -> (StatusCode, &'static str) {
    match web.readiness.at(Instant::now(), async || database_answers(&web).await).await {
        true => (StatusCode::OK, "ready\n"),
        false => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
    }
}

async fn database_answers(web: &Web) -> bool {
    match tokio::time::timeout(READINESS_MAX, web.app.store().is_reachable()).await {
        Ok(Ok(())) => true,
        Ok(Err(error)) => {
            tracing::error!(%error, "not ready");
            false
        }
        Err(_) => {
            tracing::error!("not ready: the database is silent");
            false
        }
    }
}

/// When the last check ended, and how. Whoever asks during one waits for its answer.
#[derive(Default)]
pub(super) struct Readiness(Mutex<Option<(Instant, bool)>>);

impl Readiness {
    async fn at(&self, now: Instant, check: impl AsyncFnOnce() -> bool) -> bool {
        let mut last = self.0.lock().await;
        if let Some((_, is_ready)) = last.filter(|(ended, _)| now.saturating_duration_since(*ended) < READINESS_LIFE) {
            return is_ready;
        }
        let is_ready = check().await;
        *last = Some((Instant::now(), is_ready));
        is_ready
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[tokio::test]
    async fn s7_the_database_is_asked_once_a_second_however_often_readiness_is() {
        let (readiness, asked) = (Readiness::default(), AtomicU32::new(0));
        let check = |answer: bool| {
            let asked = &asked;
            async move || {
                asked.fetch_add(1, Ordering::Relaxed);
                answer
            }
        };
        let now = Instant::now();
        let (first, second) = tokio::join!(readiness.at(now, check(true)), readiness.at(now, check(false)));
        assert!(first && second && asked.load(Ordering::Relaxed) == 1, "who asks at the same time shares the answer");
        let later = Instant::now() + READINESS_LIFE;
        assert!(!readiness.at(later, check(false)).await && asked.load(Ordering::Relaxed) == 2);
    }
}
