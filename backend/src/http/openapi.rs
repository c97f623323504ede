//! The API's document, made from the handlers, and a page to browse it that loads nothing from elsewhere.

use super::{Web, bills, catalogue, mobiles, payments, receipts, registers, session, sign_in};
use axum::Router;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use axum::routing::{get, post};
use shared::api::path;
use utoipa::OpenApi;
use utoipa_swagger_ui::SwaggerUi;

/// The browsing page's own scripts and styles only; it sets styles from its scripts.
const CSP: &str = "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Kommunal",
        description = "Bills of a home, payments and receipts. Errors are problem documents (RFC 9457) with the codes of `ProblemCode`.",
        license(name = "MIT OR Apache-2.0")
    ),
    paths(
        catalogue::get_catalogue,
        catalogue::get_options,
        bills::post_bills,
        bills::post_ask,
        payments::post_payment,
        payments::get_payment,
        payments::post_cancel,
        receipts::post_find,
        receipts::post_pdf,
        receipts::post_email,
        session::get_session,
        session::post_session,
        session::delete_session,
        sign_in::get_sign_in,
        sign_in::get_callback,
        registers::get_person,
        registers::post_company,
        mobiles::post_mobile,
        mobiles::post_code
    )
)]
struct Api;

/// The OpenAPI document.
#[must_use]
pub fn document() -> utoipa::openapi::OpenApi {
    Api::openapi()
}

/// The API's routes.
pub(super) fn routes() -> Router<Web> {
    let api = Router::new()
        .route(path::CATALOGUE, get(catalogue::get_catalogue))
        .route(path::OPTIONS, get(catalogue::get_options))
        .route(path::BILLS, post(bills::post_bills))
        .route(path::BILLS_ASK, post(bills::post_ask))
        .route(path::PAYMENTS, post(payments::post_payment))
        .route(path::PAYMENT, get(payments::get_payment))
        .route(path::PAYMENT_CANCEL, post(payments::post_cancel))
        .route(path::RECEIPTS_FIND, post(receipts::post_find))
        .route(path::RECEIPTS_PDF, post(receipts::post_pdf))
        .route(path::RECEIPTS_EMAIL, post(receipts::post_email))
        .route(path::SESSION, get(session::get_session).post(session::post_session).delete(session::delete_session))
        .route(path::SIGN_IN, get(sign_in::get_sign_in))
        .route(path::CALLBACK, get(sign_in::get_callback))
        .route(path::REGISTRY_PERSON, get(registers::get_person))
        .route(path::REGISTRY_COMPANY, post(registers::post_company))
        .route(path::MOBILES, post(mobiles::post_mobile))
        .route(path::MOBILE, post(mobiles::post_code));
    api.route("/api/{*rest}", axum::routing::any(super::error::no_such_path))
}

/// `/api/docs` and `/api/openapi.json`.
pub(super) fn pages() -> Router<Web> {
    let ui: Router = SwaggerUi::new("/api/docs").url("/api/openapi.json", document()).into();
    ui.layer(axum::middleware::map_response(|mut response: Response| async move {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CSP));
        response
    }))
    .with_state(())
}
