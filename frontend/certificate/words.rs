//! This bundle's own words for codes.

use crate::i18n::{Key, keys};
use frontend::i18n::words::Words;
use shared::validation::Code;

/// Both kinds.
pub(crate) const WORDS: Words = Words { field, problem: |_| None };

const fn field(code: Code) -> Option<Key> {
    match code {
        Code::CertificateNumber => Some(keys::FIELD_CERTIFICATE_NUMBER),
        _ => None,
    }
}
