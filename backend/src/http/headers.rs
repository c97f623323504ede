//! Headers on every answer, and the check that an unsafe request comes from our own pages.

use super::Web;
use super::bank_return::BANK_RETURN;
use super::brand::Brand;
use super::error::ApiProblem;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use shared::api::problem::ProblemCode;

/// Everything but pages: nothing may be loaded, framed or run.
const CSP_NOTHING: &str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
/// What a page may not use; the certificate's page brings its own.
pub(super) const PERMISSIONS: &str = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
pub(super) const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");

/// Adds what every answer carries; a page brings its own CSP and permissions.
pub(super) async fn security(State(web): State<Web>, request: Request, next: Next) -> Response {
    let brand = Brand::of(request.headers(), web.app.config());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    add_fixed(headers);
    if brand.public_url.starts_with("https:") {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    response
}

/// The same on the operations' listener, which has no brand and whose transport is its network's.
pub(super) async fn operations(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    add_fixed(response.headers_mut());
    response
}

fn add_fixed(headers: &mut HeaderMap) {
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(CSP_NOTHING));
    headers.entry(PERMISSIONS_POLICY).or_insert(HeaderValue::from_static(PERMISSIONS));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}

/// An unsafe request that a browser sends from another site is refused. Each brand's own address is ours under its own
/// host only: the portal and the brands are strangers to each other.
pub(super) async fn same_origin(State(web): State<Web>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    // A bank's page posts the payer back from its own site; nothing rests on it, so nothing can be forged.
    let hint = *request.method() == Method::POST && request.uri().path().starts_with(BANK_RETURN);
    if safe || hint || is_ours(request.headers(), &Brand::of(request.headers(), web.app.config()).public_url) {
        return next.run(request).await;
    }
    ApiProblem::new(StatusCode::FORBIDDEN, ProblemCode::Origin).into_response()
}

/// Browsers send `Origin` with every unsafe request; other programs may leave it out.
fn is_ours(headers: &HeaderMap, public_url: &str) -> bool {
    let ours = public_url.split('/').take(3).collect::<Vec<_>>().join("/");
    let origin = headers.get(header::ORIGIN).map(HeaderValue::as_bytes);
    let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    match (origin, site) {
        (Some(origin), _) => origin == ours.as_bytes(),
        (None, Some(site)) => site == b"same-origin" || site == b"none",
        (None, None) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(pairs: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, HeaderValue::from_static(value));
        }
        is_ours(&headers, "http://localhost:8080")
    }

    #[test]
    fn only_our_own_pages_may_change_something() {
        assert!(verdict(&[("origin", "http://localhost:8080")]));
        assert!(verdict(&[]));
        assert!(!verdict(&[("origin", "http://127.0.0.1:8081")]));
        assert!(!verdict(&[("origin", "null")]));
        assert!(!verdict(&[("sec-fetch-site", "cross-site")]));
    }
}
