//! The payer comes back from the bank's page: `/pay/return/{reference}`, with whatever the bank adds to it. Whether it
//! comes by GET or is posted by a form, with a word for paid, declined or cancelled in the path, the query or the body: all
//! of it is a hint that nothing rests on. The payment's page asks the bank itself.

use super::Web;
use super::error::no_such_path;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use shared::id::Id;

/// What the address begins with that banks are given.
pub(super) const BANK_RETURN: &str = "/pay/return/";

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/pay/return/{*rest}", any(returned))
}

/// The address as it was given is the page. Anything else leads there by 303, which makes a GET of a POST. The body is not
/// read.
async fn returned(State(web): State<Web>, request: Request) -> Response {
    let said = request.uri().path().strip_prefix(BANK_RETURN).unwrap_or_default();
    let reference = reference_in(said);
    match (request.method(), reference) {
        (&Method::GET | &Method::HEAD, None) => super::spa::serve(State(web), request).await,
        (&Method::GET | &Method::HEAD, Some(reference)) if said == reference.as_str() => super::spa::serve(State(web), request).await,
        (&Method::GET | &Method::HEAD | &Method::POST, Some(reference)) => {
            (StatusCode::SEE_OTHER, [(header::LOCATION, format!("{BANK_RETURN}{reference}"))]).into_response()
        }
        (&Method::POST, None) => no_such_path().await.into_response(),
        _ => ([(header::ALLOW, "GET,HEAD,POST")], super::error::no_such_method().await).into_response(),
    }
}

/// What the bank adds, it may add behind a slash, a semicolon or, without a question mark, an ampersand.
fn reference_in(said: &str) -> Option<Id> {
    let end = said.bytes().position(|byte| !byte.is_ascii_hexdigit()).unwrap_or(said.len());
    Id::parse(&said[..end])
}

#[cfg(test)]
mod tests {
    use super::reference_in;

    #[test]
    fn what_a_bank_adds_to_the_address_does_not_hide_the_reference() {
        let id = "0a7f19c4d2e84b6f9a1c3e5d7b9f0a2c";
        for added in ["", "/", "/cancel", "/declined/x", ";jsessionid=1", "&ID=12&STATUS=Declined"] {
            assert_eq!(reference_in(&format!("{id}{added}")).as_ref().map(shared::id::Id::as_str), Some(id), "{added}");
        }
        for other in ["", "cancel", "0a7f", &format!("{id}00")] {
            assert_eq!(reference_in(other), None, "{other}");
        }
    }
}
