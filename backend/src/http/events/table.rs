//! Every route, and what asking it is. A route without a row fails a test.

use axum::http::Method;
use shared::api::path;
use shared::security::EventKind;

/// What asking a route is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Watched {
    /// No event: public, or somebody's own.
    Nothing,
    /// An event when what is shown (a code, PIN, token, secret) is wrong: 401, 404 or 422.
    Guess,
    /// A list, or a search when something was typed.
    List,
    /// An event of this kind.
    As(EventKind),
}

use Watched::{As, Guess, List, Nothing};

const LOOK: Watched = As(EventKind::RecordViewed);
const FILE: Watched = As(EventKind::Download);
const DECISION: Watched = As(EventKind::Decision);

#[rustfmt::skip]
pub(super) const TABLE: &[(Method, &str, Watched)] = &[
    (Method::GET, path::ALIVE, Nothing),
    (Method::GET, path::CATALOGUE, Nothing),
    (Method::GET, path::OPTIONS, Nothing),
    (Method::GET, path::PRIVACY, Nothing),
    (Method::POST, path::BILLS, Nothing),
    (Method::POST, path::BILLS_ASK, Nothing),
    (Method::POST, path::PAYMENTS, Nothing),
    (Method::GET, path::PAYMENT, Guess),
    (Method::POST, path::PAYMENT_CANCEL, Guess),
    (Method::POST, path::RECEIPTS_FIND, Guess),
    (Method::POST, path::RECEIPTS_PDF, Guess),
    (Method::POST, path::RECEIPTS_EMAIL, Guess),
    // The handlers of the sign-in say themselves what came of it.
    (Method::GET, path::SIGN_IN, Nothing),
    (Method::GET, path::CALLBACK, Nothing),
    (Method::GET, path::SESSION, Nothing),
    (Method::POST, path::SESSION, Nothing),
    (Method::DELETE, path::SESSION, Nothing),
    (Method::GET, path::REGISTRY_PERSON, Nothing),
    (Method::POST, path::REGISTRY_COMPANY, Nothing),
    (Method::GET, path::APPLICATION_FORM, Nothing),
    (Method::POST, path::APPLICATION_DEBT, Nothing),
    (Method::POST, path::MOBILES, Nothing),
    (Method::POST, path::MOBILE, Guess),
    (Method::POST, path::ATTACHMENTS, Nothing),
    (Method::GET, path::ATTACHMENT, Nothing),
    (Method::POST, path::APPLICATIONS, Nothing),
    (Method::GET, path::APPLICATIONS, Nothing),
    (Method::GET, path::APPLICATION, Nothing),
    (Method::POST, path::APPLICATION_ANSWER, Nothing),
    (Method::POST, path::APPLICATION_WITHDRAW, Nothing),
    (Method::GET, path::APPLICATION_PDF, Nothing),
    (Method::GET, path::APPLICATION_CERTIFICATE, Nothing),
    (Method::POST, path::TRACKING, Nothing),
    (Method::POST, path::TRACKING_CODE, Guess),
    (Method::POST, path::DOCUMENTS, Guess),
    (Method::GET, path::DOCUMENT, Guess),
    (Method::POST, path::CERTIFICATES_CHECK, Nothing),
    (Method::GET, path::CERTIFICATES_KEYS, Nothing),
    (Method::POST, path::TRANSFERS, Nothing),
    (Method::GET, path::TRANSFER, Guess),
    (Method::DELETE, path::TRANSFER, Guess),
    (Method::POST, path::TRANSFER_TAKE, Guess),
    (Method::GET, path::BILLER_REGISTRY, Guess),
    (Method::POST, path::BILLER_REGISTRY_ACK, Guess),
    (Method::GET, path::KIOSKS, Nothing),
    (Method::POST, path::KIOSK_SESSIONS, Guess),
    (Method::GET, path::KIOSK_SESSION_ID, Guess),
    (Method::DELETE, path::KIOSK_SESSION_ID, Guess),
    (Method::POST, path::KIOSK_PRINTER, Guess),
    (Method::POST, path::KIOSK_ENTER, Guess),
    // Every page asks whether it is at a kiosk.
    (Method::GET, path::KIOSK_SESSION, Nothing),
    (Method::POST, path::KIOSK_HEARTBEAT, Nothing),
    (Method::POST, path::KIOSK_FINISH, Nothing),
    (Method::GET, path::OFFICE_KIOSKS, Nothing),
    (Method::POST, path::OFFICE_QUEUE, List),
    (Method::GET, path::OFFICE_OPTIONS, Nothing),
    (Method::GET, path::OFFICE_DASHBOARD, Nothing),
    (Method::GET, path::OFFICE_APPLICATION, LOOK),
    (Method::GET, path::OFFICE_DEBT, LOOK),
    (Method::GET, path::OFFICE_ATTACHMENT, FILE),
    (Method::GET, path::OFFICE_CERTIFICATE, FILE),
    (Method::POST, path::OFFICE_DECISION, DECISION),
    (Method::POST, path::OFFICE_REVOKE, DECISION),
    (Method::GET, path::OPERATOR_SUMMARY, Nothing),
    (Method::POST, path::OPERATOR_PAYMENTS, List),
    (Method::GET, path::OPERATOR_PAYMENT, LOOK),
    (Method::POST, path::OPERATOR_ALARMS, Nothing),
    (Method::GET, path::OPERATOR_ALARM, LOOK),
    (Method::POST, path::OPERATOR_ALARM_ACTION, DECISION),
    (Method::POST, path::OPERATOR_REFUNDABLE, LOOK),
    (Method::GET, path::OPERATOR_REFUNDS, Nothing),
    (Method::POST, path::OPERATOR_REFUNDS, DECISION),
    (Method::GET, path::OPERATOR_REFUND, LOOK),
    (Method::POST, path::OPERATOR_REFUND_APPROVE, DECISION),
    (Method::POST, path::OPERATOR_REFUND_REJECT, DECISION),
    (Method::POST, path::AUDITOR_EVENTS, As(EventKind::EventsSearched)),
];

/// What a route is; nothing for what no handler of the API answers.
pub(super) fn of(method: &Method, route: &str) -> Option<Watched> {
    TABLE.iter().find(|(known, pattern, _)| known == method && *pattern == route).map(|(_, _, watched)| *watched)
}
