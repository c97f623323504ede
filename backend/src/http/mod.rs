//! HTTP: routers, extractors, problems, headers, the embedded SPA. Thin: a handler reads, calls one use case, answers.

mod address;
mod applications;
mod bills;
mod brand;
mod catalogue;
mod certificates;
mod documents;
mod error;
mod extract;
mod files;
mod headers;
mod help;
mod kiosks;
mod limits;
mod metrics;
mod mobiles;
mod office;
mod openapi;
mod ops;
mod page;
mod payments;
mod receipts;
mod registers;
mod session;
mod sign_in;
mod spa;

pub use metrics::{drain as drain_metrics, install as install_metrics};
pub use openapi::document;

use crate::app::App;
use address::Proxies;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use limits::Limits;
use shared::api::BODY_BYTES_MAX;
use std::sync::Arc;
use std::time::Duration;
use tower_http::timeout::TimeoutLayer;

/// Longest life of a request: a body that trickles in does not keep us.
const REQUEST_TIME: Duration = Duration::from_secs(60);

/// What the handlers need.
#[derive(Clone)]
pub struct Web {
    app: App,
    limits: Arc<Limits>,
    proxies: Arc<Proxies>,
    spa: Arc<spa::Spa>,
}

impl Web {
    /// # Errors
    /// When a trusted proxy is not an address or a network.
    pub fn new(app: App) -> Result<Self, String> {
        let proxies = Arc::new(Proxies::parse(&app.config().server.trusted_proxies)?);
        let limits = Arc::new(Limits::new(app.config().limits));
        let spa = Arc::new(spa::Spa::embedded(&app.config().brand));
        Ok(Self { app, limits, proxies, spa })
    }
}

/// The whole server. Must be served with `ConnectInfo<SocketAddr>`.
pub fn router(web: Web) -> Router {
    Router::new()
        .merge(openapi::routes())
        .merge(openapi::pages())
        .merge(ops::routes())
        .merge(help::routes())
        .method_not_allowed_fallback(error::no_such_method)
        .merge(spa::routes())
        .layer(from_fn(metrics::count))
        .layer(from_fn_with_state(web.clone(), limits::every_request))
        .layer(from_fn_with_state(web.clone(), headers::same_origin))
        .layer(from_fn_with_state(web.clone(), headers::security))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, REQUEST_TIME))
        .layer(tower_http::catch_panic::CatchPanicLayer::custom(error::panicked))
        .with_state(web)
}
