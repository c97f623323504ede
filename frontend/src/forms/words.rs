//! A verdict in the citizen's words: what is wrong, and what would be right.

use crate::i18n::{Key, fill, keys, money};
use shared::validation::{Code, FieldError};

/// The message of a verdict.
pub(crate) fn explain(error: FieldError) -> String {
    let count = error.limit.to_string();
    fill(key(error.code), &[("n", &count), ("sum", &money(error.limit))])
}

const fn key(code: Code) -> Key {
    match code {
        Code::Empty => keys::FIELD_EMPTY,
        Code::TooLong => keys::FIELD_TOO_LONG,
        Code::Characters => keys::FIELD_CHARACTERS,
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
        Code::EmailFormat => keys::FIELD_EMAIL_FORMAT,
        Code::ChoiceUnknown => keys::FIELD_CHOICE_UNKNOWN,
        Code::NothingChosen => keys::FIELD_NOTHING_CHOSEN,
        Code::TooMany => keys::FIELD_TOO_MANY,
        Code::Twice => keys::FIELD_TWICE,
        Code::ReceiptNumber => keys::FIELD_RECEIPT_NUMBER,
        Code::ReceiptCode => keys::FIELD_RECEIPT_CODE,
        // The others belong to fields of other screens.
        _ => keys::FIELD_MALFORMED,
    }
}
