//! Numbers that are names: a letter, a year, seven random characters and one that checks them, `A-2026-7K3M-9QXP`.
//!
//! No sequence anywhere, so that nobody learns from one number how many there are or what the next one is. Seven
//! characters are 35 random bits; that none is given twice is the database's constraint, not a hope.

use crate::typed::capitals;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::marker::PhantomData;
use serde::{Deserialize, Serialize};

/// Crockford's base 32: no I, L, O, U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Random characters of a number.
pub const SYMBOLS: usize = 7;
/// A year has four digits.
const YEAR_DIGITS: usize = 4;
/// Longer input is not looked at.
const TYPED_MAX: usize = 40;

/// A kind of document that is numbered, each under a letter of its own.
pub trait Numbered {
    /// The number's first letter, an upper-case character of the alphabet.
    const PREFIX: char;
}

/// Why what was typed is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberFault {
    /// Nothing was typed.
    Empty,
    /// Another letter, another length, a character that no number has.
    Shape,
    /// It looks like one, but a character was mistyped or two were swapped.
    Check,
}

/// A number of one kind, always in its written form.
pub struct ReferenceNumber<K> {
    text: String,
    kind: PhantomData<fn() -> K>,
}

impl<K: Numbered> ReferenceNumber<K> {
    /// Makes a number of a year (0–9999) from random bits, of which the lowest 35 are used.
    #[must_use]
    pub fn new(year: i32, random: u64) -> Self {
        let symbols: [u8; SYMBOLS] = core::array::from_fn(|at| ((random >> (5 * at)) & 31) as u8);
        Self::from_symbols(u16::try_from(year.clamp(0, 9999)).unwrap_or(0), symbols)
    }

    /// Makes a number from its parts: a year below 10000 and seven values below 32 (higher bits are dropped).
    #[must_use]
    pub fn from_symbols(year: u16, symbols: [u8; SYMBOLS]) -> Self {
        let year = format!("{:04}", year % 10_000);
        let symbols = symbols.map(|symbol| symbol & 31);
        let check = check_symbol(K::PREFIX, year.as_bytes(), &symbols);
        let mut tail: Vec<char> = symbols.iter().chain([&check]).map(|symbol| char::from(ALPHABET[usize::from(*symbol)])).collect();
        tail.insert(4, '-');
        Self { text: format!("{}-{year}-{}", K::PREFIX, tail.into_iter().collect::<String>()), kind: PhantomData }
    }

    /// Reads what was typed or dictated: any case, with dashes, spaces or nothing between, `O` for zero, `I` or `L` for one.
    ///
    /// # Errors
    /// [`NumberFault`].
    pub fn parse(typed: &str) -> Result<Self, NumberFault> {
        let plain = plain(typed).ok_or(NumberFault::Shape)?;
        let (first, rest) = plain.split_first().ok_or(NumberFault::Empty)?;
        if char::from(*first) != K::PREFIX || rest.len() != YEAR_DIGITS + SYMBOLS + 1 {
            return Err(NumberFault::Shape);
        }
        let values: Vec<u8> = rest.iter().map(|typed| value(*typed)).collect::<Option<_>>().ok_or(NumberFault::Shape)?;
        let (year, symbols) = values.split_at(YEAR_DIGITS);
        if year.iter().any(|digit| *digit > 9) {
            return Err(NumberFault::Shape);
        }
        let year = year.iter().fold(0_u16, |sum, digit| sum * 10 + u16::from(*digit));
        let number = Self::from_symbols(year, core::array::from_fn(|at| symbols[at]));
        if number.text.bytes().next_back().and_then(value) == symbols.last().copied() { Ok(number) } else { Err(NumberFault::Check) }
    }

    /// The written form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The year in it.
    #[must_use]
    pub fn year(&self) -> u16 {
        self.text.get(2..6).and_then(|year| year.parse().ok()).unwrap_or(0)
    }

    /// The seven random values, each below 32.
    #[must_use]
    pub fn symbols(&self) -> [u8; SYMBOLS] {
        let mut values = self.text.bytes().skip(7).filter_map(value);
        core::array::from_fn(|_| values.next().unwrap_or(0))
    }
}

/// Letters and digits as typed, without what only separates them; `None` when there is anything else, or too much.
fn plain(typed: &str) -> Option<Vec<u8>> {
    let text = capitals(typed, "-_./");
    (text.len() <= TYPED_MAX && text.bytes().all(|b| b.is_ascii_alphanumeric())).then(|| text.into_bytes())
}

/// The value of a character, forgiving those that look like another.
fn value(typed: u8) -> Option<u8> {
    let read = match typed {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    };
    ALPHABET.iter().position(|known| *known == read).and_then(|at| u8::try_from(at).ok())
}

/// A weighted sum in GF(32): every place has a weight of its own that is not zero, so one wrong character and two
/// swapped ones always change it.
fn check_symbol(prefix: char, year: &[u8], symbols: &[u8; SYMBOLS]) -> u8 {
    let prefix = u8::try_from(prefix).ok().and_then(value).unwrap_or(0);
    let values = [prefix].into_iter().chain(year.iter().map(|digit| digit & 15)).chain(symbols.iter().copied());
    // The check character's own weight is 1, so that it is the sum of the others; theirs are the next powers of x.
    let mut weight = 1;
    values.fold(0, |sum, value| {
        weight = times_x(weight);
        sum ^ times(value, weight)
    })
}

/// Multiplied by x modulo x⁵ + x² + 1, of which x is a generator: its first 31 powers differ.
fn times_x(a: u8) -> u8 {
    let shifted = a << 1;
    if shifted & 32 == 0 { shifted } else { shifted ^ 0b10_0101 }
}

fn times(a: u8, b: u8) -> u8 {
    let mut term = a;
    (0..5).fold(0, |product, bit| {
        let added = if b >> bit & 1 == 1 { product ^ term } else { product };
        term = times_x(term);
        added
    })
}

impl<K> Clone for ReferenceNumber<K> {
    fn clone(&self) -> Self {
        Self { text: self.text.clone(), kind: PhantomData }
    }
}

impl<K> PartialEq for ReferenceNumber<K> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<K> Eq for ReferenceNumber<K> {}

impl<K> Hash for ReferenceNumber<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<K> fmt::Debug for ReferenceNumber<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<K> fmt::Display for ReferenceNumber<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<K> Serialize for ReferenceNumber<K> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de, K: Numbered> Deserialize<'de> for ReferenceNumber<K> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(|_| serde::de::Error::custom("not a number of this kind"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    enum Paper {}
    impl Numbered for Paper {
        const PREFIX: char = 'A';
    }
    enum Letter {}
    impl Numbered for Letter {
        const PREFIX: char = 'M';
    }
    type Number = ReferenceNumber<Paper>;

    #[test]
    fn a_number_looks_as_promised() {
        let number = Number::from_symbols(2026, [7, 19, 3, 20, 9, 23, 29]);
        assert!(number.as_str().starts_with("A-2026-7K3M-9QX"), "{number}");
        assert_eq!(number.as_str().len(), 16);
        assert_eq!((number.year(), number.symbols()), (2026, [7, 19, 3, 20, 9, 23, 29]));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        assert_eq!(Number::parse(" - "), Err(NumberFault::Empty));
        for typed in ["A", "A-2026", "A-2O2X-7K3M-9QXC", "Ə-2026-7K3M-9QXC", "A-2026-7K3M-9QX!", "U-2026-7K3M-9QXC", &"A".repeat(41)] {
            assert_eq!(Number::parse(typed), Err(NumberFault::Shape), "{typed}");
        }
        let other = ReferenceNumber::<Letter>::from_symbols(2026, [0; 7]);
        assert_eq!(Number::parse(other.as_str()), Err(NumberFault::Shape));
    }

    #[test]
    fn a_number_is_read_from_json_only_when_it_is_one() {
        let number = Number::new(2026, 0x1_2345_6789);
        let json = serde_json::to_string(&number).unwrap();
        assert_eq!(serde_json::from_str::<Number>(&json).unwrap(), number);
        assert!(serde_json::from_str::<ReferenceNumber<Letter>>(&json).is_err());
    }

    /// The text as characters, without dashes.
    fn plain_text(number: &Number) -> Vec<u8> {
        number.as_str().bytes().filter(|b| *b != b'-').collect()
    }

    proptest! {
        #[test]
        fn every_number_is_read_back_however_it_is_typed(year in 0..10_000_i32, random: u64) {
            let number = Number::new(year, random);
            prop_assert_eq!(Number::parse(number.as_str()), Ok(number.clone()));
            let sloppy = number.as_str().to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
            prop_assert_eq!(Number::parse(&sloppy), Ok(number.clone()));
            prop_assert_eq!(Number::parse(&number.as_str().replace('-', "").replace('1', "I")), Ok(number));
        }

        #[test]
        fn one_wrong_character_is_noticed(random: u64, at in 1..13_usize, other in 0..32_usize) {
            let mut text = plain_text(&Number::new(2026, random));
            prop_assume!(text[at] != ALPHABET[other]);
            text[at] = ALPHABET[other];
            prop_assert!(Number::parse(core::str::from_utf8(&text).unwrap()).is_err());
        }

        #[test]
        fn two_swapped_neighbours_are_noticed(year in 0..10_000_i32, random: u64, at in 1..12_usize) {
            let mut text = plain_text(&Number::new(year, random));
            prop_assume!(text[at] != text[at + 1]);
            text.swap(at, at + 1);
            prop_assert!(Number::parse(core::str::from_utf8(&text).unwrap()).is_err());
        }

        #[test]
        fn nothing_typed_breaks_it(typed in ".{0,60}") {
            let _ = Number::parse(&typed);
        }
    }
}
