//! Money in integer qəpik (1 AZN = 100 qəpik, ISO 4217 number 944). No floats anywhere.

use crate::typed::cleaned;
use crate::validation::{Code, FieldError};
use serde::{Deserialize, Serialize};

/// A signed sum in qəpik. Bounded by [`Money::LIMIT_MINOR`] wherever it is read from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(i64);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// Largest absolute sum accepted from outside: 9 999 999.99 AZN.
    pub const LIMIT_MINOR: i64 = 999_999_999;

    /// A sum of `minor` qəpik.
    #[must_use]
    pub const fn from_minor(minor: i64) -> Self {
        Self(minor)
    }

    /// The sum in qəpik.
    #[must_use]
    pub const fn minor(self) -> i64 {
        self.0
    }

    /// `self + other`, or `None` on overflow.
    #[must_use]
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(minor) => Some(Self(minor)),
            None => None,
        }
    }

    /// `self - other`, or `None` on overflow.
    #[must_use]
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(minor) => Some(Self(minor)),
            None => None,
        }
    }

    /// True above zero.
    #[must_use]
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// The opposite sum. `i64::MIN` is outside [`Money::LIMIT_MINOR`] and saturates.
    #[must_use]
    pub const fn negated(self) -> Self {
        Self(self.0.saturating_neg())
    }

    /// Sum of many, or `None` on overflow.
    pub fn sum(parts: impl IntoIterator<Item = Self>) -> Option<Self> {
        parts.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }

    /// Machine form with a dot and two decimals, as files and the bank's requests carry it: `-2.50`.
    #[must_use]
    pub fn to_decimal(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let abs = self.0.unsigned_abs();
        format!("{sign}{}.{:02}", abs / 100, abs % 100)
    }

    /// Reads the machine form: optional minus, digits, optionally a dot and one to two decimals
    /// (further zeros are tolerated: banks print `10.500`).
    ///
    /// # Errors
    /// `None` when the text is anything else or exceeds [`Money::LIMIT_MINOR`].
    #[must_use]
    pub fn from_decimal(text: &str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let minor = minor_of(whole, fraction)?;
        Some(Self(if negative { -minor } else { minor }))
    }

    /// Reads a sum of many sums: optional minus, digits, a dot and exactly two decimals. Not bounded by
    /// [`Money::LIMIT_MINOR`].
    ///
    /// # Errors
    /// `None` when the text is anything else, or no sum that fits.
    #[must_use]
    pub fn total_from_decimal(text: &str) -> Option<Self> {
        let (whole, cents) = text.split_once('.')?;
        let digits = whole.strip_prefix('-').unwrap_or(whole);
        let all_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        if cents.len() != 2 || !all_digits(cents) || !all_digits(digits) {
            return None;
        }
        let minor = digits.parse::<i64>().ok()?.checked_mul(100)?.checked_add(cents.parse().ok()?)?;
        Some(Self(if whole.starts_with('-') { -minor } else { minor }))
    }
}

/// Whole manat and the decimals after the point, as digits only.
fn minor_of(whole: &str, fraction: &str) -> Option<i64> {
    let all_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !all_digits(whole) || !all_digits(fraction) || whole.len() > 12 {
        return None;
    }
    let (kept, rest) = fraction.split_at(fraction.len().min(2));
    if rest.bytes().any(|b| b != b'0') {
        return None;
    }
    let cents: i64 = kept.parse::<i64>().ok()? * if kept.len() == 1 { 10 } else { 1 };
    let minor = whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(cents)?;
    (minor <= Money::LIMIT_MINOR).then_some(minor)
}

/// What people write before or after an amount.
const CURRENCY: [&str; 10] = ["AZN", "₼", "manat", "man", "манат", "Манат", "МАНАТ", "ман", "Ман", "МАН"];

/// Reads an amount as a person types it: `2.50`, `2,5`, `1 234,50`, `1.234,50`, `1,234.50`, with or
/// without the currency before or after it.
///
/// # Errors
/// [`Code::Empty`], [`Code::AmountFormat`], [`Code::AmountZero`] or [`Code::AmountTooLarge`].
pub fn parse_amount(typed: &str) -> Result<Money, FieldError> {
    let text = cleaned(typed);
    let text = without_currency(text.as_bytes());
    match text.first() {
        None => return Err(Code::Empty.into()),
        Some(b'-') => return Err(Code::AmountZero.into()),
        Some(_) => {}
    }
    let minor = typed_minor(&closed_up(text)).ok_or(Code::AmountFormat)?;
    match minor {
        0 => Err(Code::AmountZero.into()),
        1..=Money::LIMIT_MINOR => Ok(Money(minor)),
        _ => Err(Code::AmountTooLarge.into()),
    }
}

/// A full stop goes with a word it abbreviates: after one at the end, and before the space behind one at the front.
fn without_currency(mut text: &[u8]) -> &[u8] {
    for word in CURRENCY {
        let length = word.len();
        if text.len() >= length && text[..length].eq_ignore_ascii_case(word.as_bytes()) {
            let rest = &text[length..];
            text = rest.strip_prefix(b". ").unwrap_or(rest).trim_ascii();
        }
        let tail = text.strip_suffix(b".").unwrap_or(text);
        let end = tail.len().saturating_sub(length);
        if tail[end..].eq_ignore_ascii_case(word.as_bytes()) {
            text = tail[..end].trim_ascii();
        }
    }
    text
}

/// Without the spaces that stand beside a sign: one between digits groups them.
fn closed_up(text: &[u8]) -> Vec<u8> {
    let is_digit = |at: usize| text.get(at).is_some_and(u8::is_ascii_digit);
    (0..text.len()).filter(|at| text[*at] != b' ' || is_digit(at.wrapping_sub(1)) && is_digit(at + 1)).map(|at| text[at]).collect()
}

/// The last point or comma followed by one or two digits is the decimal one; the others, spaces and apostrophes must group by
/// three. A sum beyond [`Money::LIMIT_MINOR`] is some sum beyond it.
fn typed_minor(text: &[u8]) -> Option<i64> {
    let last = text.iter().rposition(|b| matches!(b, b'.' | b','));
    let point = last.filter(|at| text.len() - at <= 3).unwrap_or(text.len());
    let (mut sum, mut groups, mut length) = (0, 0, 0);
    for b in &text[..point] {
        match b {
            b'0'..=b'9' => {
                sum = (sum * 10 + i64::from(b - b'0')).min(Money::LIMIT_MINOR);
                length += 1;
            }
            b'.' | b',' | b' ' | b'\'' if length == 3 || groups == 0 && matches!(length, 1..=3) => (groups, length) = (groups + 1, 0),
            _ => return None,
        }
    }
    // `1.234` alone could be one manat and a bit or a thousand: ask rather than guess.
    if length == 0 || groups > 0 && length != 3 || groups == 1 && last.is_some() && point == text.len() {
        return None;
    }
    let mut cents = 0;
    for place in 1..=2 {
        let b = *text.get(point + place).unwrap_or(&b'0');
        if !b.is_ascii_digit() {
            return None;
        }
        cents = cents * 10 + i64::from(b - b'0');
    }
    (point + 1 != text.len()).then_some(sum * 100 + cents)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ways_people_write_an_amount_are_read_alike() {
        for (typed, minor) in [
            ("2.50", 250),
            ("2,5", 250),
            (" 2 ", 200),
            ("1 234,50", 123_450),
            ("1.234,50", 123_450),
            ("1,234.50", 123_450),
            ("1 234", 123_400),
            ("1’234’567,90", 123_456_790),
            ("1 234.567,5", 123_456_750),
            ("2 ,50", 250),
            ("2, 50", 250),
            ("44,67 AZN", 4467),
            ("٢", 200),
        ] {
            assert_eq!(parse_amount(typed).map(Money::minor), Ok(minor), "{typed}");
        }
    }

    #[test]
    fn f15_the_currency_may_stand_before_or_after() {
        for typed in
            ["AZN 2.50", "₼2.50", "2.50 man.", "2,50 Manat", "man. 2.50", "2.50₼", "\u{202a}２．５０\u{a0}azn\u{202c}", "2,50 ман."]
        {
            assert_eq!(parse_amount(typed).map(Money::minor), Ok(250), "{typed}");
        }
    }

    #[test]
    fn what_is_not_an_amount_is_named() {
        for (typed, code) in [
            ("", Code::Empty),
            ("0", Code::AmountZero),
            ("0,00", Code::AmountZero),
            ("-5", Code::AmountZero),
            ("1.234", Code::AmountFormat),
            ("2,505", Code::AmountFormat),
            ("beş", Code::AmountFormat),
            ("1e3", Code::AmountFormat),
            ("2.", Code::AmountFormat),
            ("2’50", Code::AmountFormat),
            ("2 50", Code::AmountFormat),
            ("12 34,50", Code::AmountFormat),
            ("1'2345", Code::AmountFormat),
            ("1''234", Code::AmountFormat),
            ("'234", Code::AmountFormat),
            ("AZN.50", Code::AmountFormat),
            ("2.man", Code::AmountFormat),
            ("2.50 USD", Code::AmountFormat),
            ("AZN -5", Code::AmountZero),
            ("AZN", Code::Empty),
            ("99999999999999999999", Code::AmountTooLarge),
            ("10000000", Code::AmountTooLarge),
        ] {
            assert_eq!(parse_amount(typed).map_err(|e| e.code), Err(code), "{typed}");
        }
    }

    #[test]
    fn a_decimal_survives_the_round_trip() {
        for minor in [0, 1, 10, 250, -250, 999_999_999, -1] {
            let text = Money::from_minor(minor).to_decimal();
            assert_eq!(Money::from_decimal(&text), Some(Money::from_minor(minor)));
        }
        assert_eq!(Money::from_decimal("10.505"), None);
        assert_eq!(Money::from_decimal("1e2"), None);
    }
}
