//! Codes in the reader's words: what is wrong with a field, what went wrong with a call. What is common is here; a bundle
//! has words of its own for the codes that only it meets, so that no page carries another's.

use super::{Key, fill, keys, money, t};
use crate::api::ApiError;
use shared::api::problem::ProblemCode;
use shared::validation::{Code, FieldError};
use std::cell::Cell;

/// A bundle's own words. They go before the common ones; nothing for a code it has no words for.
#[derive(Clone, Copy)]
pub struct Words {
    /// Of a field. `{n}` is what `limit` says, `{sum}` the limit as a sum.
    pub field: fn(Code) -> Option<Key>,
    /// A verdict's limit in words: [`number`], but where it is none.
    pub limit: fn(FieldError) -> String,
    /// Of a call; the second is for a problem that says when to try again, with `{n}` minutes.
    pub problem: fn(ProblemCode) -> Option<(Key, Option<Key>)>,
}

/// No words besides the common ones.
pub const NONE: Words = Words { field: |_| None, limit: number, problem: |_| None };

/// The limit as a number.
pub fn number(error: FieldError) -> String {
    error.limit.to_string()
}

thread_local! {
    static OWN: Cell<Words> = const { Cell::new(NONE) };
}

/// Takes the bundle's own words.
pub fn set_own(words: Words) {
    OWN.set(words);
}

/// The message of a verdict: what is wrong, and what would be right.
pub fn field(error: FieldError) -> String {
    let count = (OWN.get().limit)(error);
    let key = (OWN.get().field)(error.code).unwrap_or_else(|| common_field(error.code));
    fill(key, &[("n", &count), ("sum", &money(error.limit))])
}

const fn common_field(code: Code) -> Key {
    match code {
        Code::Empty => keys::FIELD_EMPTY,
        Code::TooLong => keys::FIELD_TOO_LONG,
        Code::Characters => keys::FIELD_CHARACTERS,
        Code::EmailFormat => keys::FIELD_EMAIL_FORMAT,
        Code::ChoiceUnknown => keys::FIELD_CHOICE_UNKNOWN,
        _ => keys::FIELD_MALFORMED,
    }
}

/// What happened to a call and what to do, in a sentence or two.
pub fn problem(error: &ApiError) -> String {
    let ApiError::Problem(problem) = error else { return t(keys::PROBLEM_NO_ANSWER).to_owned() };
    let words = (OWN.get().problem)(problem.code).unwrap_or_else(|| common_problem(problem.code));
    match (words, problem.retry_after_ms) {
        ((_, Some(key)), Some(ms)) => fill(key, &[("n", &minutes(ms))]),
        ((key, _), _) => t(key).to_owned(),
    }
}

/// Whole minutes, rounded up, at least one.
fn minutes(ms: i64) -> String {
    ((ms.max(1) - 1) / 60_000 + 1).to_string()
}

const fn common_problem(code: ProblemCode) -> (Key, Option<Key>) {
    match code {
        ProblemCode::Invalid | ProblemCode::Malformed | ProblemCode::TooLarge => (keys::PROBLEM_INVALID, None),
        ProblemCode::NotFound => (keys::PROBLEM_NOT_FOUND, None),
        ProblemCode::TooMany => (keys::PROBLEM_TOO_MANY, Some(keys::PROBLEM_TOO_MANY_FOR)),
        ProblemCode::UpdateNeeded => (keys::UPDATE_NEEDED, None),
        _ => (keys::PROBLEM_INTERNAL, None),
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
