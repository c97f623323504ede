//! The API's document, made from the handlers, and a page to browse it that loads nothing from elsewhere.

use super::{
    Web, applications, bills, catalogue, certificates, documents, files, kiosks, mobiles, office, payments, receipts, registers, session,
    sign_in,
};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use axum::routing::{get, post};
use shared::api::path;
use shared::application::answers::ATTACHMENT_BYTES_MAX;
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
        mobiles::post_code,
        applications::get_form,
        applications::post_debt,
        applications::post_application,
        applications::get_applications,
        applications::get_application,
        applications::post_answer,
        applications::post_withdraw,
        applications::get_pdf,
        applications::get_certificate,
        files::post_attachment,
        files::get_attachment,
        documents::post_documents,
        documents::get_document,
        documents::post_tracking,
        documents::post_tracking_code,
        certificates::post_check,
        certificates::get_keys,
        kiosks::get_kiosks,
        kiosks::post_session,
        kiosks::get_state,
        kiosks::delete_session,
        kiosks::post_printer,
        kiosks::post_enter,
        kiosks::get_session,
        kiosks::post_heartbeat,
        kiosks::post_finish,
        kiosks::get_office,
        office::post_queue,
        office::get_options,
        office::get_dashboard,
        office::get_application,
        office::get_debt,
        office::get_attachment,
        office::get_certificate,
        office::post_decision,
        office::post_revoke
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
    let api = api.merge(citizens()).merge(officers()).merge(kiosk_routes());
    api.route("/api/{*rest}", axum::routing::any(super::error::no_such_path))
}

/// Applications, documents, certificates.
fn citizens() -> Router<Web> {
    // A file is larger than any other body.
    let file = post(files::post_attachment).layer(DefaultBodyLimit::max(ATTACHMENT_BYTES_MAX));
    Router::new()
        .route(path::APPLICATION_FORM, get(applications::get_form))
        .route(path::APPLICATION_DEBT, post(applications::post_debt))
        .route(path::APPLICATIONS, get(applications::get_applications).post(applications::post_application))
        .route(path::APPLICATION, get(applications::get_application))
        .route(path::APPLICATION_ANSWER, post(applications::post_answer))
        .route(path::APPLICATION_WITHDRAW, post(applications::post_withdraw))
        .route(path::APPLICATION_PDF, get(applications::get_pdf))
        .route(path::APPLICATION_CERTIFICATE, get(applications::get_certificate))
        .route(path::ATTACHMENTS, file)
        .route(path::ATTACHMENT, get(files::get_attachment))
        .route(path::DOCUMENTS, post(documents::post_documents))
        .route(path::DOCUMENT, get(documents::get_document))
        .route(path::TRACKING, post(documents::post_tracking))
        .route(path::TRACKING_CODE, post(documents::post_tracking_code))
        .route(path::CERTIFICATES_CHECK, post(certificates::post_check))
        .route(path::CERTIFICATES_KEYS, get(certificates::get_keys))
}

/// Kiosks, and who looks after them.
fn kiosk_routes() -> Router<Web> {
    Router::new()
        .route(path::KIOSKS, get(kiosks::get_kiosks))
        .route(path::KIOSK_SESSIONS, post(kiosks::post_session))
        .route(path::KIOSK_SESSION_ID, get(kiosks::get_state).delete(kiosks::delete_session))
        .route(path::KIOSK_PRINTER, post(kiosks::post_printer))
        .route(path::KIOSK_ENTER, post(kiosks::post_enter))
        .route(path::KIOSK_SESSION, get(kiosks::get_session))
        .route(path::KIOSK_HEARTBEAT, post(kiosks::post_heartbeat))
        .route(path::KIOSK_FINISH, post(kiosks::post_finish))
        .route(path::OFFICE_KIOSKS, get(kiosks::get_office))
}

/// The registering office.
fn officers() -> Router<Web> {
    Router::new()
        .route(path::OFFICE_QUEUE, post(office::post_queue))
        .route(path::OFFICE_OPTIONS, get(office::get_options))
        .route(path::OFFICE_DASHBOARD, get(office::get_dashboard))
        .route(path::OFFICE_APPLICATION, get(office::get_application))
        .route(path::OFFICE_DEBT, get(office::get_debt))
        .route(path::OFFICE_ATTACHMENT, get(office::get_attachment))
        .route(path::OFFICE_CERTIFICATE, get(office::get_certificate))
        .route(path::OFFICE_DECISION, post(office::post_decision))
        .route(path::OFFICE_REVOKE, post(office::post_revoke))
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
