//! The words of alarm cases.

use super::known;
use crate::i18n::{Key, fill, keys, t};

/// Why a person is called.
#[must_use]
pub(crate) fn cause(code: &str) -> String {
    known(&CAUSES, code)
}

/// The causes of alarms.
pub(crate) const CAUSES: [(&str, Key); 18] = [
    ("overdue", keys::CAUSE_OVERDUE),
    ("held_other_sum", keys::CAUSE_HELD_OTHER_SUM),
    ("taken_other_sum", keys::CAUSE_TAKEN_OTHER_SUM),
    ("taken_unasked", keys::CAUSE_TAKEN_UNASKED),
    ("given_back_unasked", keys::CAUSE_GIVEN_BACK_UNASKED),
    ("bank_contradicts", keys::CAUSE_BANK_CONTRADICTS),
    ("hold_lost", keys::CAUSE_HOLD_LOST),
    ("capture_refused", keys::CAUSE_CAPTURE_REFUSED),
    ("void_refused", keys::CAUSE_VOID_REFUSED),
    ("refund_refused", keys::CAUSE_REFUND_REFUSED),
    ("order_unknown", keys::CAUSE_ORDER_UNKNOWN),
    ("biller_contradicts", keys::CAUSE_BILLER_CONTRADICTS),
    ("biller_took_back", keys::CAUSE_BILLER_TOOK_BACK),
    ("reversal_refused", keys::CAUSE_REVERSAL_REFUSED),
    ("biller_silent", keys::CAUSE_BILLER_SILENT),
    ("biller_not_configured", keys::CAUSE_BILLER_NOT_CONFIGURED),
    ("unreadable", keys::CAUSE_UNREADABLE),
    ("unspecified", keys::CAUSE_UNSPECIFIED),
];

/// The look and the words of an alarm case's state.
#[must_use]
pub(crate) fn alarm_state(state: &str) -> (&'static str, String) {
    let (class, key) = match state {
        "open" => ("tag bad", keys::ALARM_OPEN),
        "taken" => ("tag calm", keys::ALARM_TAKEN),
        "resolving" => ("tag warn", keys::ALARM_RESOLVING),
        "resolved" => ("tag", keys::ALARM_RESOLVED),
        other => return ("tag calm", other.to_owned()),
    };
    (class, t(key).to_owned())
}

/// Who has an alarm case.
#[must_use]
pub(crate) fn taken(name: Option<&str>, mine: bool) -> String {
    match name {
        _ if mine => t(keys::TAKEN_ME).to_owned(),
        Some(name) => name.to_owned(),
        None => t(keys::TAKEN_NOBODY).to_owned(),
    }
}

/// What an alarm is about.
#[must_use]
pub(crate) fn about(kind: &str, number: &str) -> String {
    let key = match kind {
        "payment" => keys::ABOUT_PAYMENT,
        "refund" => keys::ABOUT_REFUND,
        _ => keys::ABOUT_APPLICATION,
    };
    fill(key, &[("number", number)])
}

/// A way out of an alarm case: its name and what it does.
#[must_use]
pub(crate) fn resolution(code: &str) -> (Key, Key) {
    match code {
        "ask_again" => (keys::WAY_ASK_AGAIN, keys::WAY_ASK_AGAIN_ABOUT),
        "take_as_captured" => (keys::WAY_TAKE_AS_CAPTURED, keys::WAY_TAKE_AS_CAPTURED_ABOUT),
        "reverse_and_void" => (keys::WAY_REVERSE_AND_VOID, keys::WAY_REVERSE_AND_VOID_ABOUT),
        "write_off" => (keys::WAY_WRITE_OFF, keys::WAY_WRITE_OFF_ABOUT),
        "refund_not_given" => (keys::WAY_REFUND_NOT_GIVEN, keys::WAY_REFUND_NOT_GIVEN_ABOUT),
        _ => (keys::WAY_NO_ACTION, keys::WAY_NO_ACTION_ABOUT),
    }
}

/// A line of an alarm case's trail.
#[must_use]
pub(crate) fn trail(what: &str) -> String {
    known(
        &[
            ("raised", keys::TRAIL_RAISED),
            ("raised_again", keys::TRAIL_RAISED_AGAIN),
            ("taken", keys::TRAIL_TAKEN),
            ("released", keys::TRAIL_RELEASED),
            ("resolution_asked", keys::TRAIL_RESOLUTION_ASKED),
            ("approved", keys::TRAIL_APPROVED),
            ("declined", keys::TRAIL_DECLINED),
        ],
        what,
    )
}
