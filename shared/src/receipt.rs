//! A receipt's number and the code that proves one may see it.

use crate::typed::capitals;
use crate::validation::{Code, FieldError};

/// Crockford's base 32: no I, L, O, U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters of a code: 50 random bits.
pub const CODE_LENGTH: usize = 10;
/// Characters of a number's random part: 40 bits.
const NUMBER_LENGTH: usize = 8;

/// `KM-2026-0A7F19XZ`: year of issue and 40 random bits. A name, not a secret.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ReceiptNumber(String);

impl ReceiptNumber {
    /// Makes a number from a year and random bits.
    #[must_use]
    pub fn new(year: i32, random: u64) -> Self {
        Self(format!("KM-{year:04}-{}", base32(random, NUMBER_LENGTH)))
    }

    /// Reads what was typed: any case, with dashes, spaces or nothing between, `O` for zero, `I` or `L` for one.
    ///
    /// # Errors
    /// [`Code::Empty`] or [`Code::ReceiptNumber`].
    pub fn parse(typed: &str) -> Result<Self, FieldError> {
        let text = normal(typed, 32).ok_or(Code::ReceiptNumber)?;
        if text.is_empty() {
            return Err(Code::Empty.into());
        }
        let rest = text.strip_prefix("KM").ok_or(Code::ReceiptNumber)?;
        if rest.len() != 4 + NUMBER_LENGTH || !rest[..4].bytes().all(|b| b.is_ascii_digit()) {
            return Err(Code::ReceiptNumber.into());
        }
        let random = unlike(&rest[4..]).ok_or(Code::ReceiptNumber)?;
        Ok(Self(format!("KM-{}-{random}", &rest[..4])))
    }

    /// The text form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Ten characters that let their holder see the receipt.
#[derive(Clone, PartialEq, Eq)]
pub struct ReceiptCode(String);

impl ReceiptCode {
    /// Makes a code from random bits.
    #[must_use]
    pub fn new(random: u64) -> Self {
        Self(base32(random, CODE_LENGTH))
    }

    /// Reads what was typed.
    ///
    /// # Errors
    /// [`Code::Empty`] or [`Code::ReceiptCode`].
    pub fn parse(typed: &str) -> Result<Self, FieldError> {
        let text = normal(typed, 20).ok_or(Code::ReceiptCode)?;
        if text.is_empty() {
            return Err(Code::Empty.into());
        }
        let code = unlike(&text).filter(|t| t.len() == CODE_LENGTH).ok_or(Code::ReceiptCode)?;
        Ok(Self(code))
    }

    /// The code in clear: for the receipt itself.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl core::fmt::Debug for ReceiptCode {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("ReceiptCode(…)")
    }
}

fn base32(mut bits: u64, length: usize) -> String {
    let mut text = String::with_capacity(length);
    for _ in 0..length {
        text.push(char::from(ALPHABET[(bits & 31) as usize]));
        bits >>= 5;
    }
    text
}

fn normal(typed: &str, limit: usize) -> Option<String> {
    Some(capitals(typed, "-._/")).filter(|text| text.len() <= limit && text.is_ascii())
}

/// Letters that look like digits become them; anything outside the alphabet is `None`.
fn unlike(text: &str) -> Option<String> {
    text.chars()
        .map(|c| match c {
            'O' => '0',
            'I' | 'L' => '1',
            c => c,
        })
        .map(|c| u8::try_from(c).is_ok_and(|b| ALPHABET.contains(&b)).then_some(c))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_back_however_it_is_typed() {
        let number = ReceiptNumber::new(2026, 0x12_3456_789A);
        assert_eq!(ReceiptNumber::parse(number.as_str()), Ok(number.clone()));
        let sloppy = number.as_str().to_lowercase().replace('-', " ").replace('0', "o").replace("2o26", "2026");
        assert_eq!(ReceiptNumber::parse(&sloppy), Ok(number));
        assert!(ReceiptNumber::parse("KM-2026-!").is_err());
        assert!(ReceiptNumber::parse("").is_err());
        assert!(ReceiptNumber::parse("KM-2026-ÜÜÜÜ").is_err());
    }

    #[test]
    fn a_code_does_not_show_itself_in_debug_output() {
        let code = ReceiptCode::new(123_456_789);
        assert!(!format!("{code:?}").contains(code.reveal()));
        assert_eq!(ReceiptCode::parse(code.reveal()), Ok(code));
    }
}
