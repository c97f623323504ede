//! HTTP: routers, extractors, problems, headers, the embedded SPA. Thin: a handler reads, calls one use case, answers.

mod address;
mod applications;
mod auditor;
mod bank_return;
mod bills;
mod brand;
mod catalogue;
mod certificates;
mod client;
mod connections;
mod cookies;
mod documents;
mod error;
mod events;
mod extract;
mod files;
mod headers;
mod help;
mod install;
mod kiosks;
mod limits;
mod metrics;
mod mobiles;
mod office;
mod openapi;
mod operator;
mod ops;
mod packed;
mod page;
mod payment_registry;
mod payments;
mod privacy;
mod receipts;
mod refunds;
mod registers;
mod session;
mod sign_in;
mod slots;
mod spa;
mod transfers;

pub use connections::{Door, serve};
pub use metrics::{drain as drain_metrics, install as install_metrics};
pub use openapi::document;

use crate::app::App;
use address::Proxies;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use limits::Limits;
use shared::api::{BODY_BYTES_MAX, path};
use std::sync::Arc;
use std::time::Duration;

/// Longest life of a request: a body that trickles in does not keep us.
const REQUEST_TIME: Duration = Duration::from_secs(60);
/// The same where a signed-in person adds a file: five megabytes over a 2G line.
const FILE_TIME: Duration = Duration::from_secs(900);

/// What the handlers need.
#[derive(Clone)]
pub struct Web {
    app: App,
    limits: Arc<Limits>,
    proxies: Arc<Proxies>,
    spa: Arc<spa::Spa>,
    cookies: cookies::Cookies,
    readiness: Arc<ops::Readiness>,
}

impl Web {
    /// # Errors
    /// When a trusted proxy is not an address or a network.
    pub fn new(app: App) -> Result<Self, String> {
        let proxies = Arc::new(Proxies::parse(&app.config().server.trusted_proxies)?);
        let limits = Arc::new(Limits::new(app.config().limits));
        let spa = Arc::new(spa::Spa::embedded(&app.config().brand));
        let cookies = cookies::Cookies::of(&app.config().server.public_url);
        Ok(Self { app, limits, proxies, spa, cookies, readiness: Arc::default() })
    }
}

/// The citizens' listener. Must be served with `ConnectInfo<SocketAddr>`.
fn router(web: Web) -> Router {
    Router::new()
        .merge(openapi::routes())
        .merge(ops::routes())
        .merge(help::routes())
        .merge(bank_return::routes())
        .method_not_allowed_fallback(error::no_such_method)
        .merge(spa::routes())
        .layer(from_fn(client::served))
        .layer(from_fn(metrics::count))
        .layer(from_fn_with_state(web.clone(), limits::every_request))
        .layer(from_fn_with_state(web.clone(), headers::same_origin))
        // Outside of what refuses: a refusal is an event, too.
        .layer(from_fn_with_state(web.clone(), events::watch))
        .layer(from_fn_with_state(web.clone(), headers::security))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(from_fn(in_time))
        .layer(tower_http::catch_panic::CatchPanicLayer::custom(error::panicked))
        .with_state(web)
}

async fn in_time(request: Request, next: Next) -> Response {
    let longest = if request.uri().path() == path::ATTACHMENTS { FILE_TIME } else { REQUEST_TIME };
    tokio::time::timeout(longest, next.run(request)).await.unwrap_or_else(|_| StatusCode::REQUEST_TIMEOUT.into_response())
}
