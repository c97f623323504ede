//! The API's document, made from the handlers, and a page to browse it that loads nothing from elsewhere.

use super::{
    Web, applications, auditor, bills, catalogue, certificates, documents, files, kiosks, mobiles, office, operator, ops, payment_registry,
    payments, privacy, receipts, refunds, registers, session, sign_in, transfers,
};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use axum::routing::{get, post};
use shared::api::path;
use shared::api::transfers::SEALED_LENGTH_MAX;
use shared::application::answers::ATTACHMENT_BYTES_MAX;
use utoipa::OpenApi;
use utoipa_swagger_ui::{Config, SwaggerUi};

/// The browsing page's own scripts and styles only; it sets styles from its scripts.
const CSP: &str = "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'";

/// A ciphertext, and what is around it.
const TRANSFER_BYTES_MAX: usize = SEALED_LENGTH_MAX + 1024;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Kommunal",
        description = "Bills of a home, payments and receipts. Errors are problem documents (RFC 9457) with the codes of `ProblemCode`.",
        license(name = "MIT OR Apache-2.0")
    ),
    paths(
        ops::get_alive,
        catalogue::get_catalogue,
        catalogue::get_options,
        privacy::get_privacy,
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
        transfers::post_transfer,
        transfers::get_transfer,
        transfers::delete_transfer,
        transfers::post_take,
        payment_registry::get_registry,
        payment_registry::post_ack,
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
        office::post_revoke,
        auditor::post_events,
        operator::get_summary,
        operator::post_payments,
        operator::get_payment,
        operator::post_alarms,
        operator::get_alarm,
        operator::post_alarm_action,
        refunds::post_refundable,
        refunds::post_refund,
        refunds::get_refunds,
        refunds::get_refund,
        refunds::post_approve,
        refunds::post_reject
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
        .route(path::ALIVE, get(ops::get_alive))
        .route(path::CATALOGUE, get(catalogue::get_catalogue))
        .route(path::OPTIONS, get(catalogue::get_options))
        .route(path::PRIVACY, get(privacy::get_privacy))
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
        .route(path::MOBILE, post(mobiles::post_code))
        .route(path::BILLER_REGISTRY, get(payment_registry::get_registry))
        .route(path::BILLER_REGISTRY_ACK, post(payment_registry::post_ack));
    let api = api.merge(citizens()).merge(officers()).merge(operators()).merge(refund_routes()).merge(kiosk_routes());
    api.route("/api/{*rest}", axum::routing::any(super::error::no_such_path))
}

/// Applications, documents, certificates.
fn citizens() -> Router<Web> {
    // A file is larger than any other body.
    let file = post(files::post_attachment).layer(DefaultBodyLimit::max(ATTACHMENT_BYTES_MAX));
    let transfer = post(transfers::post_transfer).layer(DefaultBodyLimit::max(TRANSFER_BYTES_MAX));
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
        .route(path::TRANSFERS, transfer)
        .route(path::TRANSFER, get(transfers::get_transfer).delete(transfers::delete_transfer))
        .route(path::TRANSFER_TAKE, post(transfers::post_take))
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

/// Whoever runs the service.
fn operators() -> Router<Web> {
    Router::new()
        .route(path::AUDITOR_EVENTS, post(auditor::post_events))
        .route(path::OPERATOR_SUMMARY, get(operator::get_summary))
        .route(path::OPERATOR_PAYMENTS, post(operator::post_payments))
        .route(path::OPERATOR_PAYMENT, get(operator::get_payment))
        .route(path::OPERATOR_ALARMS, post(operator::post_alarms))
        .route(path::OPERATOR_ALARM, get(operator::get_alarm))
        .route(path::OPERATOR_ALARM_ACTION, post(operator::post_alarm_action))
}

/// Refund cases.
fn refund_routes() -> Router<Web> {
    Router::new()
        .route(path::OPERATOR_REFUNDABLE, post(refunds::post_refundable))
        .route(path::OPERATOR_REFUNDS, get(refunds::get_refunds).post(refunds::post_refund))
        .route(path::OPERATOR_REFUND, get(refunds::get_refund))
        .route(path::OPERATOR_REFUND_APPROVE, post(refunds::post_approve))
        .route(path::OPERATOR_REFUND_REJECT, post(refunds::post_reject))
}

/// `/api/docs` and `/api/openapi.json`, to read: the API itself is on another origin, which the page may not reach.
pub(super) fn pages() -> Router<Web> {
    let ui = SwaggerUi::new("/api/docs").config(Config::default().supported_submit_methods(Vec::<String>::new()));
    let ui: Router = ui.url("/api/openapi.json", document()).into();
    ui.layer(axum::middleware::map_response(|mut response: Response| async move {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CSP));
        response
    }))
    .with_state(())
}
