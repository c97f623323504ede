//! Security events in the auditor's words. A limit is called as its setting is.

use super::known;
use crate::i18n::{Key, keys, t};
use shared::security::EventKind;

/// What happened.
#[must_use]
pub(crate) fn kind(code: &str) -> String {
    let key = match EventKind::from_text(code) {
        Some(EventKind::SignIn) => keys::LOG_EVENT_SIGN_IN,
        Some(EventKind::SignInRefused) => keys::LOG_EVENT_SIGN_IN_REFUSED,
        Some(EventKind::SignOut) => keys::LOG_EVENT_SIGN_OUT,
        Some(EventKind::SessionEnded) => keys::LOG_EVENT_SESSION_ENDED,
        Some(EventKind::LimitReached) => keys::LOG_EVENT_LIMIT_REACHED,
        Some(EventKind::WrongCode) => keys::LOG_EVENT_WRONG_CODE,
        Some(EventKind::AccessDenied) => keys::LOG_EVENT_ACCESS_DENIED,
        Some(EventKind::ListViewed) => keys::LOG_EVENT_LIST_VIEWED,
        Some(EventKind::Search) => keys::LOG_EVENT_SEARCH,
        Some(EventKind::RecordViewed) => keys::LOG_EVENT_RECORD_VIEWED,
        Some(EventKind::Download) => keys::LOG_EVENT_DOWNLOAD,
        Some(EventKind::Decision) => keys::LOG_EVENT_DECISION,
        Some(EventKind::Command) => keys::LOG_EVENT_COMMAND,
        Some(EventKind::EventsSearched) => keys::LOG_EVENT_EVENTS_SEARCHED,
        None => return code.to_owned(),
    };
    t(key).to_owned()
}

const OUTCOMES: [(&str, Key); 17] = [
    ("ok", keys::LOG_RESULT_OK),
    ("forbidden", keys::LOG_RESULT_FORBIDDEN),
    ("origin", keys::LOG_RESULT_ORIGIN),
    ("not_found", keys::LOG_RESULT_NOT_FOUND),
    ("too_many", keys::LOG_RESULT_TOO_MANY),
    ("invalid", keys::LOG_RESULT_INVALID),
    ("failed", keys::LOG_RESULT_FAILED),
    ("cancelled", keys::LOG_RESULT_CANCELLED),
    ("expired", keys::LOG_RESULT_EXPIRED),
    ("unavailable", keys::LOG_RESULT_UNAVAILABLE),
    ("no_cookie", keys::LOG_RESULT_NO_COOKIE),
    ("no_fin", keys::LOG_RESULT_NO_FIN),
    ("changed", keys::LOG_RESULT_CHANGED),
    ("not_now", keys::LOG_RESULT_NOT_NOW),
    ("own_application", keys::LOG_RESULT_OWN),
    ("second_person", keys::LOG_RESULT_OWN),
    ("sign_in", keys::LOG_RESULT_SIGN_IN),
];

/// The look and the words of how it ended.
#[must_use]
pub(crate) fn outcome(code: &str) -> (&'static str, String) {
    (if code == "ok" { "tag" } else { "tag warn" }, known(&OUTCOMES, code))
}

const DETAILS: [(&str, Key); 21] = [
    ("take", keys::LOG_DETAIL_TAKE),
    ("release", keys::LOG_DETAIL_RELEASE),
    ("free", keys::LOG_DETAIL_FREE),
    ("ask", keys::LOG_DETAIL_ASK),
    ("approve", keys::LOG_DETAIL_APPROVE),
    ("reject", keys::LOG_DETAIL_REJECT),
    ("note", keys::LOG_DETAIL_NOTE),
    ("revoke", keys::LOG_DETAIL_REVOKE),
    ("resolve", keys::LOG_DETAIL_RESOLVE),
    ("decline", keys::LOG_DETAIL_DECLINE),
    ("refunds", keys::LOG_DETAIL_REFUNDS),
    ("fin", keys::LOG_DETAIL_FIN),
    ("voen", keys::LOG_DETAIL_VOEN),
    ("number", keys::LOG_DETAIL_NUMBER),
    ("text", keys::LOG_DETAIL_TEXT),
    ("phone", keys::LOG_DETAIL_PHONE),
    ("receipt", keys::LOG_DETAIL_RECEIPT),
    ("order", keys::LOG_DETAIL_ORDER),
    ("reference", keys::LOG_DETAIL_REFERENCE),
    ("who", keys::LOG_DETAIL_WHO),
    ("about", keys::LOG_DETAIL_ABOUT),
];

/// A decision, what was searched by, or a limit's name.
#[must_use]
pub(crate) fn detail(code: &str) -> String {
    known(&DETAILS, code)
}

const ROLES: [(&str, Key); 4] = [
    ("officer", keys::LOG_ROLE_OFFICER),
    ("supervisor", keys::LOG_ROLE_SUPERVISOR),
    ("operator", keys::LOG_ROLE_OPERATOR),
    ("auditor", keys::LOG_ROLE_AUDITOR),
];

/// Roles beyond a citizen's.
#[must_use]
pub(crate) fn roles(codes: &str) -> String {
    let beyond = codes.split(' ').filter(|code| !code.is_empty() && *code != "citizen");
    beyond.map(|code| known(&ROLES, code)).collect::<Vec<_>>().join(", ")
}
