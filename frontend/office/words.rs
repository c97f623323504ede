//! Codes in the officer's words.

use crate::i18n::{Key, counted, date_time, fill, keys, staff, t};
use crate::logic::changes::{Change, Place};
use crate::logic::deadline::{Due, due, parts};
use frontend::i18n::words::{NONE, Words};
pub(crate) use frontend::parts::age::since;
use shared::api::kiosks::OfficeKiosk;
use shared::api::problem::ProblemCode;
use shared::application::{Class, Stage};
use shared::time::Timestamp;

/// This bundle's own words for problems.
pub(crate) const WORDS: Words = Words { problem, ..NONE };

fn problem(code: ProblemCode) -> Option<(Key, Option<Key>)> {
    let key = match code {
        ProblemCode::SignIn => staff::PROBLEM_SIGN_IN,
        ProblemCode::Forbidden => staff::PROBLEM_FORBIDDEN,
        ProblemCode::Changed => keys::PROBLEM_CHANGED,
        ProblemCode::NotNow => keys::PROBLEM_NOT_NOW,
        ProblemCode::OwnApplication => keys::PROBLEM_OWN_APPLICATION,
        ProblemCode::Owed => keys::PROBLEM_OWED,
        ProblemCode::BillerSilent => keys::PROBLEM_BILLER_SILENT,
        ProblemCode::KeyReused => staff::PROBLEM_KEY_REUSED,
        _ => return None,
    };
    Some((key, None))
}

/// A stage.
#[must_use]
pub(crate) const fn stage(stage: Stage) -> Key {
    match stage {
        Stage::Registered => keys::STAGE_REGISTERED,
        Stage::UnderReview => keys::STAGE_UNDER_REVIEW,
        Stage::CorrectionAsked => keys::STAGE_CORRECTION_ASKED,
        Stage::Approved => keys::STAGE_APPROVED,
        Stage::Issued => keys::STAGE_ISSUED,
        Stage::Rejected => keys::STAGE_REJECTED,
        Stage::Withdrawn => keys::STAGE_WITHDRAWN,
    }
}

/// A stage, the second look apart.
#[must_use]
pub(crate) const fn place((at, second): Place) -> Key {
    if second { keys::STAGE_SECOND } else { stage(at) }
}

/// The look of a stage's tag.
#[must_use]
pub(crate) const fn stage_tag(stage: Stage) -> &'static str {
    match stage {
        Stage::Issued => "tag",
        Stage::CorrectionAsked => "tag warn",
        Stage::Rejected => "tag bad",
        Stage::Registered | Stage::UnderReview | Stage::Approved | Stage::Withdrawn => "tag calm",
    }
}

/// A class of customer.
#[must_use]
pub(crate) const fn class(class: Class) -> Key {
    match class {
        Class::Residential => keys::CLASS_RESIDENTIAL,
        Class::NonResidential => keys::CLASS_NON_RESIDENTIAL,
    }
}

/// The look and the words of a deadline.
#[must_use]
pub(crate) fn deadline(stage: Stage, due_at: &str, now: Timestamp) -> (&'static str, String) {
    let Some(due_at) = Timestamp::from_rfc3339(due_at) else { return ("tag calm", date_time(due_at)) };
    match due(stage, due_at, now) {
        Due::Ended => ("tag calm", t(keys::DUE_NONE).to_owned()),
        Due::Paused => ("tag calm", t(keys::DUE_PAUSED).to_owned()),
        Due::Overdue(0) => ("tag bad", t(keys::DUE_OVERDUE_NOW).to_owned()),
        Due::Overdue(days) => ("tag bad", counted(keys::DUE_OVERDUE_FEW, days)),
        Due::Today => ("tag warn", t(keys::DUE_TODAY).to_owned()),
        Due::In(days) => ("tag", counted(keys::DUE_IN_FEW, days)),
    }
}

/// `2 d 4 h`.
#[must_use]
pub(crate) fn span(minutes: i64) -> String {
    let (days, hours, rest) = parts(minutes);
    let of = |key, n: i64, m: i64| fill(key, &[("n", &n.to_string()), ("m", &m.to_string())]);
    match (days, hours) {
        (0, 0) => of(keys::UNIT_MINUTES, rest, 0),
        (0, _) => of(keys::UNIT_HOURS, hours, rest),
        _ => of(keys::UNIT_DAYS, days, hours),
    }
}

/// Said by a page that leaves for somebody else's, which says nothing of itself.
const AWAY: &str = "away";

/// The look and the words of a kiosk's state.
#[must_use]
pub(crate) fn kiosk_state(kiosk: &OfficeKiosk, now: Timestamp) -> (&'static str, String) {
    let long = |key, at: &str| ("tag bad", fill(key, &[("time", &since(at, now))]));
    let away = kiosk.launcher && kiosk.in_use && kiosk.screen == AWAY;
    match (&kiosk.heard_at, &kiosk.launcher_at) {
        (None, None) => ("tag calm", t(keys::KIOSK_NEVER).to_owned()),
        _ if kiosk.in_use && (kiosk.alive || away) => ("tag", t(keys::KIOSK_IN_USE).to_owned()),
        _ if kiosk.alive => ("tag", t(keys::KIOSK_ALIVE).to_owned()),
        // Its launcher goes on asking: the machine runs, what it shows does not.
        (Some(at), _) if kiosk.launcher => long(keys::KIOSK_PAGE_SILENT, at),
        (None, _) if kiosk.launcher => ("tag bad", t(keys::KIOSK_PAGE_NONE).to_owned()),
        (Some(at), _) | (None, Some(at)) => long(keys::KIOSK_SILENT, at),
    }
}

/// Which screen a kiosk shows; one of a newer page is shown by its code.
#[must_use]
pub(crate) fn kiosk_screen(code: &str) -> String {
    let key = match code {
        AWAY => keys::KIOSK_SCREEN_AWAY,
        "attract" => keys::KIOSK_SCREEN_ATTRACT,
        "kiosk" | "home" | "services" => keys::KIOSK_SCREEN_HOME,
        "pay" | "receipts" => keys::KIOSK_SCREEN_PAY,
        "certificate" | "applications" | "track" | "verify" | "documents" => keys::KIOSK_SCREEN_CERTIFICATE,
        "drafts" | "display" => keys::KIOSK_SCREEN_DEVICE,
        _ => return code.to_owned(),
    };
    t(key).to_owned()
}

/// A printer's state, as the kiosk's launcher says it.
#[must_use]
pub(crate) fn printer(code: &str) -> String {
    let key = match code {
        "idle" => keys::PRINTER_IDLE,
        "printing" => keys::PRINTER_PRINTING,
        "disabled" => keys::PRINTER_DISABLED,
        "none" => keys::PRINTER_NONE,
        _ => return code.to_owned(),
    };
    t(key).to_owned()
}

/// The last trouble with printing, and how long ago it was.
#[must_use]
pub(crate) fn printing_trouble(kiosk: &OfficeKiosk, now: Timestamp) -> Option<String> {
    let at = kiosk.printing_at.as_ref()?;
    let what = if kiosk.printing == "no-print" { t(keys::PRINTER_NOTHING) } else { &kiosk.printing };
    Some(fill(keys::KIOSK_TROUBLE, &[("what", what), ("time", &since(at, now))]))
}

/// Who has it.
#[must_use]
pub(crate) fn officer(name: Option<&str>, mine: bool) -> String {
    match name {
        _ if mine => t(keys::OFFICER_ME).to_owned(),
        Some(name) => name.to_owned(),
        None => t(keys::OFFICER_NOBODY).to_owned(),
    }
}

/// A change.
#[must_use]
pub(crate) fn change(change: &Change) -> String {
    let from_to = |key, before: &str, after: &str| fill(key, &[("before", before), ("after", after)]);
    let who = |name: &Option<String>| officer(name.as_deref(), false);
    match change {
        Change::Stage(before, after) => from_to(keys::CHANGED_STAGE, t(place(*before)), t(place(*after))),
        Change::Officer(before, after) => from_to(keys::CHANGED_OFFICER, &who(before), &who(after)),
        Change::Answers => t(keys::CHANGED_ANSWERS).to_owned(),
        Change::Files => t(keys::CHANGED_FILES).to_owned(),
        Change::Notes => t(keys::CHANGED_NOTES).to_owned(),
        Change::Certificate => t(keys::CHANGED_CERTIFICATE).to_owned(),
        Change::Other => t(keys::CHANGED_OTHER).to_owned(),
    }
}

/// An event of the audit trail; one of a newer server is shown by its code.
#[must_use]
pub(crate) fn event(what: &str) -> String {
    EVENTS.iter().find(|(code, _)| *code == what).map_or_else(|| what.to_owned(), |(_, key)| t(*key).to_owned())
}

const EVENTS: [(&str, Key); 21] = [
    ("registered", keys::EVENT_REGISTERED),
    ("taken", keys::EVENT_TAKEN),
    ("released", keys::EVENT_RELEASED),
    ("freed", keys::EVENT_FREED),
    ("correction_asked", keys::EVENT_CORRECTION_ASKED),
    ("answered", keys::EVENT_ANSWERED),
    ("approved", keys::EVENT_APPROVED),
    ("rejected", keys::EVENT_REJECTED),
    ("withdrawn", keys::EVENT_WITHDRAWN),
    ("debt_clear", keys::EVENT_DEBT_CLEAR),
    ("debt_owed", keys::EVENT_DEBT_OWED),
    ("debt_unknown", keys::EVENT_DEBT_UNKNOWN),
    ("signed", keys::EVENT_SIGNED),
    ("not_signed", keys::EVENT_NOT_SIGNED),
    ("time_over", keys::EVENT_TIME_OVER),
    ("looked", keys::EVENT_LOOKED),
    ("asked_debt", keys::EVENT_ASKED_DEBT),
    ("opened_attachment", keys::EVENT_OPENED_ATTACHMENT),
    ("opened_certificate", keys::EVENT_OPENED_CERTIFICATE),
    ("revoked", keys::EVENT_REVOKED),
    ("replaced", keys::EVENT_REPLACED),
];
