//! A failed call in the citizen's words.

use super::ApiError;
use crate::i18n::{Key, fill, keys, t};
use shared::api::problem::ProblemCode;

/// What happened and what to do, in a sentence or two.
pub(crate) fn explain(error: &ApiError) -> String {
    let ApiError::Problem(problem) = error else { return t(keys::PROBLEM_NO_ANSWER).to_owned() };
    match (problem.code, problem.retry_after_ms) {
        (ProblemCode::Leased, Some(ms)) => fill(keys::PROBLEM_LEASED_FOR, &[("n", &minutes(ms))]),
        (ProblemCode::TooMany, Some(ms)) => fill(keys::PROBLEM_TOO_MANY_FOR, &[("n", &minutes(ms))]),
        (code, _) => t(key(code)).to_owned(),
    }
}

/// Whole minutes, rounded up, at least one.
fn minutes(ms: i64) -> String {
    ((ms.max(1) - 1) / 60_000 + 1).to_string()
}

const fn key(code: ProblemCode) -> Key {
    match code {
        ProblemCode::Invalid | ProblemCode::Malformed | ProblemCode::TooLarge => keys::PROBLEM_INVALID,
        ProblemCode::NotFound => keys::PROBLEM_NOT_FOUND,
        ProblemCode::Leased => keys::PROBLEM_LEASED,
        ProblemCode::BillChanged => keys::PROBLEM_BILL_CHANGED,
        ProblemCode::BillerSilent => keys::PROBLEM_BILLER_SILENT,
        ProblemCode::BankUnavailable => keys::PROBLEM_BANK_UNAVAILABLE,
        ProblemCode::TooLate => keys::PROBLEM_TOO_LATE,
        ProblemCode::TooMany => keys::PROBLEM_TOO_MANY,
        // The others are no citizen's doing on these screens.
        _ => keys::PROBLEM_INTERNAL,
    }
}

#[cfg(test)]
mod tests {
    use super::minutes;

    #[test]
    fn minutes_are_rounded_up() {
        assert_eq!(minutes(0), "1");
        assert_eq!(minutes(60_000), "1");
        assert_eq!(minutes(60_001), "2");
    }
}
