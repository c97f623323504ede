//! Old clients: a page may be older than the server, kept by a tab or by its service worker. One that no longer speaks the
//! API that is served here is told so, before any handler reads what it sent.

use super::error::ApiProblem;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use shared::api::problem::ProblemCode;
use shared::api::{CLIENT, CLIENT_OLDEST, path};

/// Serves who speaks our API. Who does not say what they speak is not one of our pages, and is served.
pub(super) async fn served(request: Request, next: Next) -> Response {
    if request.uri().path() != path::ALIVE && is_too_old(request.headers(), CLIENT_OLDEST) {
        return ApiProblem::new(StatusCode::CONFLICT, ProblemCode::UpdateNeeded).into_response();
    }
    next.run(request).await
}

fn is_too_old(headers: &HeaderMap, oldest: u32) -> bool {
    let Some(version) = headers.get(CLIENT) else { return false };
    version.to_str().ok().and_then(|text| text.parse::<u32>().ok()).is_none_or(|version| version < oldest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn only_a_client_of_ours_can_be_too_old() {
        let verdict = |version: Option<&'static str>| {
            let headers = version.map(|text| (axum::http::HeaderName::from_static(CLIENT), HeaderValue::from_static(text)));
            is_too_old(&headers.into_iter().collect(), 3)
        };
        assert!(verdict(Some("2")) && verdict(Some("")) && verdict(Some("x")));
        assert!(!verdict(Some("3")) && !verdict(Some("4")) && !verdict(None));
        assert!(!is_too_old(
            &[(axum::http::HeaderName::from_static(CLIENT), HeaderValue::from_static(shared::api::CLIENT_VERSION))].into_iter().collect(),
            CLIENT_OLDEST
        ));
    }
}
