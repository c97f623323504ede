//! What the papers' fonts can show: one bound for the form, where a citizen types it, and for the paper that is signed.

use crate::typed::is_invisible;
use crate::validation::{Code, FieldError};

/// Letters that one verdict names: 21 bits of its limit for each.
const LETTERS_MAX: usize = 3;
const LETTER_BITS: u32 = 21;

/// True for a character that every weight of Noto Sans in `backend/assets/fonts` has, of the scripts that are written here:
/// Latin, Cyrillic, Greek, with their punctuation and currency signs.
#[must_use]
pub fn is_on_paper(c: char) -> bool {
    let shown = matches!(c, ' '..='~' | '\u{a0}'..='\u{377}' | '\u{391}'..='\u{3a1}' | '\u{3a3}'..='\u{3e1}' | '\u{3f0}'..='\u{52f}'
        | '\u{1e00}'..='\u{1eff}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{20a0}'..='\u{20c0}' | '№' | '™' | '\u{2212}');
    shown && !is_invisible(c)
}

/// # Errors
/// [`Code::PaperLetters`], whose limit holds the first letters that no paper can show: see [`letters`].
pub fn check(text: &str) -> Result<(), FieldError> {
    let mut found: Vec<char> = Vec::new();
    for c in text.chars().filter(|c| !is_on_paper(*c)) {
        if found.len() < LETTERS_MAX && !found.contains(&c) {
            found.push(c);
        }
    }
    if found.is_empty() {
        return Ok(());
    }
    let limit = found.iter().rev().fold(0, |limit, c| limit << LETTER_BITS | i64::from(*c as u32));
    Err(FieldError::with_limit(Code::PaperLetters, limit))
}

/// The letters that [`check`] put into a verdict's limit: `ქ უ ჩ`.
#[must_use]
pub fn letters(limit: i64) -> String {
    let mut letters = String::new();
    let mut rest = limit.unsigned_abs();
    while let Some(c) = u32::try_from(rest & ((1 << LETTER_BITS) - 1)).ok().and_then(char::from_u32).filter(|c| *c != '\0') {
        if !letters.is_empty() {
            letters.push(' ');
        }
        letters.push(c);
        rest >>= LETTER_BITS;
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f5_letters_that_no_paper_can_show_are_named() {
        let named = |text| check(text).map_err(|error| letters(error.limit));
        assert_eq!(named("Tbilisi, საბურთალო, ქუჩა 7"), Err("ს ა ბ".to_owned()));
        assert_eq!(named("ev 🏠🏠"), Err("🏠".to_owned()));
        assert_eq!(named("\u{10ffff}\u{10fffe}\u{10fffd}x"), Err("\u{10ffff} \u{10fffe} \u{10fffd}".to_owned()));
        assert_eq!(named("Bakı, Nizami küç. 12 – “Ə” blok, №5; ул. Гоголя, д. 7; €, ₼"), Ok(()));
    }
}
