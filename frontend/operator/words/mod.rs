//! Codes in the operator's words. One of a newer server is shown as it is.

mod alarms;
mod books;
pub(crate) mod events;

use crate::i18n::{Key, fill, keys, money, staff, t};
use frontend::i18n::words::{NONE, Words};
use shared::api::problem::ProblemCode;
use shared::api::refunds::{RefundState, ShareOutcome};
use shared::validation::Code;

pub(crate) use alarms::{CAUSES, about, alarm_state, cause, resolution, taken, trail};
pub(crate) use books::{account, details, entry_kind, event};

/// This bundle's own words.
pub(crate) const WORDS: Words = Words { field, problem, ..NONE };

fn field(code: Code) -> Option<Key> {
    Some(match code {
        Code::AmountFormat => keys::FIELD_AMOUNT_FORMAT,
        Code::AmountZero => keys::FIELD_AMOUNT_ZERO,
        Code::AmountTooLarge => keys::FIELD_AMOUNT_TOO_LARGE,
        Code::NothingChosen => keys::FIELD_NOTHING_CHOSEN,
        Code::TooShort => keys::FIELD_TOO_SHORT,
        Code::NumberLength => keys::FIELD_NUMBER_LENGTH,
        _ => return None,
    })
}

fn problem(code: ProblemCode) -> Option<(Key, Option<Key>)> {
    let key = match code {
        ProblemCode::SignIn => staff::PROBLEM_SIGN_IN,
        ProblemCode::Forbidden => staff::PROBLEM_FORBIDDEN,
        ProblemCode::KeyReused => staff::PROBLEM_KEY_REUSED,
        ProblemCode::Changed => keys::PROBLEM_CHANGED,
        ProblemCode::NotNow => keys::PROBLEM_NOT_NOW,
        ProblemCode::SecondPerson => keys::PROBLEM_OWN,
        // The form was judged before it was sent: what it was judged by has changed.
        ProblemCode::Invalid => keys::PROBLEM_LESS,
        _ => return None,
    };
    Some((key, None))
}

/// The text of a code, by a list of them.
fn known(list: &[(&str, Key)], code: &str) -> String {
    list.iter().find(|(one, _)| *one == code).map_or_else(|| code.to_owned(), |(_, key)| t(*key).to_owned())
}

/// Nothing is said as a dash.
#[must_use]
pub(crate) fn or_dash(text: &str) -> String {
    if text.is_empty() { t(keys::NO_VALUE).to_owned() } else { text.to_owned() }
}

/// `Given back: 2,50 AZN`.
#[must_use]
pub(crate) fn given_back(minor: i64) -> String {
    fill(keys::GIVEN_BACK, &[("sum", &money(minor))])
}

/// A payment's states, in the order of its course.
pub(crate) const PAYMENT_STATES: [&str; 10] =
    ["opening", "at_bank", "abandoned", "posting", "capturing", "voiding", "unwinding", "captured", "refunding", "closed"];

const STATES: [(&str, Key); 10] = [
    ("opening", keys::STATE_OPENING),
    ("at_bank", keys::STATE_AT_BANK),
    ("abandoned", keys::STATE_ABANDONED),
    ("posting", keys::STATE_POSTING),
    ("capturing", keys::STATE_CAPTURING),
    ("voiding", keys::STATE_VOIDING),
    ("unwinding", keys::STATE_UNWINDING),
    ("captured", keys::STATE_CAPTURED),
    ("refunding", keys::STATE_REFUNDING),
    ("closed", keys::STATE_CLOSED),
];

/// The look and the words of a payment's state.
#[must_use]
pub(crate) fn payment_state(state: &str) -> (&'static str, String) {
    let class = match state {
        "captured" => "tag",
        "voiding" | "unwinding" | "abandoned" => "tag warn",
        _ => "tag calm",
    };
    (class, known(&STATES, state))
}

/// The same as a filter: none, or every state that is not an end.
#[must_use]
pub(crate) fn payment_filter(state: &str) -> String {
    match state {
        "" => t(keys::ANY).to_owned(),
        "open" => t(keys::STATE_OPEN).to_owned(),
        state => payment_state(state).1,
    }
}

/// Why no money was taken.
#[must_use]
pub(crate) fn outcome(code: &str) -> String {
    known(&OUTCOMES, code)
}

const OUTCOMES: [(&str, Key); 11] = [
    ("bank_unavailable", keys::OUTCOME_BANK_UNAVAILABLE),
    ("cancelled", keys::OUTCOME_CANCELLED),
    ("expired", keys::OUTCOME_EXPIRED),
    ("declined", keys::OUTCOME_DECLINED),
    ("insufficient_funds", keys::OUTCOME_INSUFFICIENT_FUNDS),
    ("card_expired", keys::OUTCOME_CARD_EXPIRED),
    ("authentication_failed", keys::OUTCOME_AUTHENTICATION_FAILED),
    ("lease_lost", keys::OUTCOME_LEASE_LOST),
    ("nothing_accepted", keys::OUTCOME_NOTHING_ACCEPTED),
    ("amount_mismatch", keys::OUTCOME_AMOUNT_MISMATCH),
    ("hold_lost", keys::OUTCOME_HOLD_LOST),
];

/// The look and the words of what became of a bill at its biller.
#[must_use]
pub(crate) fn posting(code: &str) -> (&'static str, String) {
    let (class, key) = match code {
        "planned" => ("tag calm", keys::POSTING_PLANNED),
        "sent" => ("tag calm", keys::POSTING_SENT),
        "cancelling" => ("tag warn", keys::POSTING_CANCELLING),
        "accepted" => ("tag", keys::POSTING_ACCEPTED),
        "refused" => ("tag bad", keys::POSTING_REFUSED),
        "cancelled" => ("tag warn", keys::POSTING_CANCELLED),
        "reversing" => ("tag warn", keys::POSTING_REVERSING),
        "reversed" => ("tag warn", keys::POSTING_REVERSED),
        other => return ("tag calm", other.to_owned()),
    };
    (class, t(key).to_owned())
}

/// The look and the words of a refund case's state.
#[must_use]
pub(crate) fn refund_state(state: RefundState) -> (&'static str, String) {
    let (class, key) = match state {
        RefundState::AwaitingApproval => ("tag warn", keys::CASE_AWAITING_APPROVAL),
        RefundState::Requested => ("tag calm", keys::CASE_REQUESTED),
        RefundState::AtBank => ("tag calm", keys::CASE_AT_BANK),
        RefundState::Reversing => ("tag calm", keys::CASE_REVERSING),
        RefundState::Done => ("tag", keys::CASE_DONE),
        RefundState::Rejected => ("tag bad", keys::CASE_REJECTED),
        RefundState::BankRefused => ("tag bad", keys::CASE_STATE_BANK_REFUSED),
    };
    (class, t(key).to_owned())
}

/// The look and the words of a share's end at its biller.
#[must_use]
pub(crate) fn share_outcome(outcome: ShareOutcome) -> (&'static str, String) {
    let (class, key) = match outcome {
        ShareOutcome::Waiting => ("tag calm", keys::SHARE_WAITING),
        ShareOutcome::Asked => ("tag calm", keys::SHARE_ASKED),
        ShareOutcome::Reversed => ("tag", keys::SHARE_REVERSED),
        ShareOutcome::OperatorCost => ("tag bad", keys::SHARE_OPERATOR_COST),
        ShareOutcome::FeeOnly => ("tag calm", keys::SHARE_FEE_ONLY),
    };
    (class, t(key).to_owned())
}

/// The look and the words of how an audit ended.
#[must_use]
pub(crate) fn audit(result: &str) -> (&'static str, String) {
    let (class, key) = match result {
        "clean" => ("tag", keys::AUDIT_CLEAN),
        "findings" => ("tag bad", keys::AUDIT_FINDINGS),
        "not_checked" => ("tag warn", keys::AUDIT_NOT_CHECKED),
        "failed" => ("tag bad", keys::AUDIT_FAILED),
        other => return ("tag calm", other.to_owned()),
    };
    (class, t(key).to_owned())
}
