//! Prometheus metrics.

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::sync::OnceLock;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// What was measured is put together this often.
const DRAIN_PAUSE: Duration = Duration::from_secs(5);

static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();

/// Makes the recorder, once a process.
pub fn install() {
    if let Ok(handle) = PrometheusBuilder::new().install_recorder() {
        let _ = HANDLE.set(handle);
    }
}

/// Puts together what was measured, until `stop` turns true: otherwise its parts would pile up until somebody asks.
pub async fn drain(mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Some(handle) = HANDLE.get() {
            handle.run_upkeep();
        }
        let _ = tokio::time::timeout(DRAIN_PAUSE, stop.changed()).await;
    }
}

/// Counts and times each request by its route, never by its path: paths carry references.
pub(super) async fn count(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or_else(|| "other".to_owned(), |path| path.as_str().to_owned());
    let method = method_name(request.method());
    let begun = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    metrics::histogram!("kommunal_http_seconds", "route" => route.clone()).record(begun.elapsed().as_secs_f64());
    metrics::counter!("kommunal_http_total", "route" => route, "method" => method, "status" => status).increment(1);
    response
}

/// Whoever asks may invent a method: it must not become a name to count by.
fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::PATCH => "PATCH",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// GET /metrics. Counts nothing: a job keeps the gauges.
pub(super) async fn render() -> ([(HeaderName, &'static str); 1], String) {
    let text = HANDLE.get().map(PrometheusHandle::render).unwrap_or_default();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text)
}
