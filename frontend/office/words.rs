//! This bundle's own words for codes.

use frontend::i18n::words::Words;

/// Both kinds.
pub(crate) const WORDS: Words = Words { field: |_| None, problem: |_| None };
