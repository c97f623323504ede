//! The payment's own words for codes.

use crate::i18n::{Key, keys};
use frontend::i18n::words::{NONE, Words};
use shared::api::problem::ProblemCode;
use shared::validation::Code;

/// Both kinds.
pub(crate) const WORDS: Words = Words { field, problem, ..NONE };

fn field(code: Code) -> Option<Key> {
    Some(match code {
        Code::CityUnknown => keys::FIELD_CITY_UNKNOWN,
        Code::NumberLength => keys::FIELD_NUMBER_LENGTH,
        Code::NumberImpossible => keys::FIELD_NUMBER_IMPOSSIBLE,
        Code::NumberOtherCity => keys::FIELD_NUMBER_OTHER_CITY,
        Code::AccountLength => keys::FIELD_ACCOUNT_LENGTH,
        Code::AmountFormat => keys::FIELD_AMOUNT_FORMAT,
        Code::AmountZero => keys::FIELD_AMOUNT_ZERO,
        Code::AmountTooLarge => keys::FIELD_AMOUNT_TOO_LARGE,
        Code::AmountTooSmall => keys::FIELD_AMOUNT_TOO_SMALL,
        Code::AmountPart => keys::FIELD_AMOUNT_PART,
        Code::AmountAdvance => keys::FIELD_AMOUNT_ADVANCE,
        Code::NothingChosen => keys::FIELD_NOTHING_CHOSEN,
        Code::TooMany => keys::FIELD_TOO_MANY,
        Code::Twice => keys::FIELD_TWICE,
        _ => return None,
    })
}

fn problem(code: ProblemCode) -> Option<(Key, Option<Key>)> {
    Some(match code {
        ProblemCode::Leased => (keys::PROBLEM_LEASED, Some(keys::PROBLEM_LEASED_FOR)),
        ProblemCode::BillChanged => (keys::PROBLEM_BILL_CHANGED, None),
        ProblemCode::BillerSilent => (keys::PROBLEM_BILLER_SILENT, None),
        ProblemCode::BankUnavailable => (keys::PROBLEM_BANK_UNAVAILABLE, None),
        ProblemCode::TooLate => (keys::PROBLEM_TOO_LATE, None),
        _ => return None,
    })
}
