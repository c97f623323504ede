//! This bundle's own words for codes.

use crate::i18n::{Key, keys};
use frontend::i18n::words::{Words, number};
use shared::api::problem::ProblemCode;
use shared::validation::{Code, FieldError};

/// Both kinds.
pub(crate) const WORDS: Words = Words { field, limit, problem };

/// The letters that a paper lacks are named.
fn limit(error: FieldError) -> String {
    if error.code == Code::PaperLetters { shared::paper::letters(error.limit) } else { number(error) }
}

fn field(code: Code) -> Option<Key> {
    Some(match code {
        Code::AccountLength => keys::FIELD_ACCOUNT_LENGTH,
        Code::AccountOwes => keys::FIELD_ACCOUNT_OWES,
        Code::AccountUnknown => keys::FIELD_ACCOUNT_UNKNOWN,
        Code::VoenFormat => keys::FIELD_VOEN_FORMAT,
        Code::VoenCheck => keys::FIELD_VOEN_CHECK,
        Code::MobileFormat => keys::FIELD_MOBILE_FORMAT,
        Code::MobileFixed => keys::FIELD_MOBILE_FIXED,
        Code::MobileUnproven => keys::FIELD_MOBILE_UNPROVEN,
        Code::CodeFormat => keys::FIELD_CODE_FORMAT,
        Code::CodeWrong => keys::FIELD_CODE_WRONG,
        Code::CodeOver => keys::FIELD_CODE_OVER,
        Code::TooShort => keys::FIELD_TOO_SHORT,
        Code::TooMany => keys::FIELD_TOO_MANY,
        Code::PaperLetters => keys::FIELD_PAPER_LETTERS,
        Code::FileKind => keys::FIELD_FILE_KIND,
        Code::FileHeic => keys::FIELD_FILE_HEIC,
        Code::FileSize => keys::FIELD_FILE_SIZE,
        Code::FileMissing => keys::FIELD_FILE_MISSING,
        Code::NotDeclared => keys::FIELD_NOT_DECLARED,
        Code::ApplicationNumber => keys::FIELD_APPLICATION_NUMBER,
        _ => return None,
    })
}

fn problem(code: ProblemCode) -> Option<(Key, Option<Key>)> {
    Some(match code {
        ProblemCode::SignIn => (keys::PROBLEM_SIGN_IN, None),
        ProblemCode::Forbidden => (keys::PROBLEM_FORBIDDEN, None),
        ProblemCode::RegistrySilent => (keys::PROBLEM_REGISTRY_SILENT, None),
        ProblemCode::RegistryUnknown => (keys::PROBLEM_REGISTRY_UNKNOWN, None),
        ProblemCode::BillerSilent => (keys::PROBLEM_BILLER_SILENT, None),
        ProblemCode::SmsSilent => (keys::PROBLEM_SMS_SILENT, None),
        ProblemCode::Changed => (keys::PROBLEM_CHANGED, None),
        ProblemCode::Owed => (keys::PROBLEM_OWED, None),
        ProblemCode::NotNow => (keys::PROBLEM_NOT_NOW, None),
        ProblemCode::TooLarge => (keys::FIELD_FILE_SIZE, None),
        _ => return None,
    })
}
