//! Who people are to the state: FIN, VÖEN, names; and names masked for whoever has proven nothing.

use crate::typed::capitals;
use crate::validation::{Code, FieldError};
use serde::{Deserialize, Serialize};

/// A natural person's FIN: seven of `A–Z 0–9` without I and O. It has no public check digit.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Fin(String);

impl Fin {
    /// Characters of a FIN.
    pub const LENGTH: usize = 7;

    /// Reads what was typed or what a register says; spaces and dashes are dropped, letters become capitals.
    ///
    /// # Errors
    /// [`Code::Empty`] or [`Code::FinFormat`].
    pub fn parse(typed: &str) -> Result<Self, FieldError> {
        let text = compact(typed).ok_or(Code::FinFormat)?;
        if text.is_empty() {
            return Err(Code::Empty.into());
        }
        let allowed = |b: u8| (b.is_ascii_uppercase() && b != b'I' && b != b'O') || b.is_ascii_digit();
        if text.len() == Self::LENGTH && text.bytes().all(allowed) { Ok(Self(text)) } else { Err(Code::FinFormat.into()) }
    }

    /// The FIN in clear.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// `5•••••M`.
    #[must_use]
    pub fn masked(&self) -> String {
        [&self.0[..1], "•••••", &self.0[Self::LENGTH - 1..]].concat()
    }
}

/// A taxpayer's VÖEN: ten digits, the ninth a check digit over the first eight, the tenth 1 (legal person) or 2 (natural).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Voen(String);

impl Voen {
    /// Digits of a VÖEN.
    pub const LENGTH: usize = 10;
    const WEIGHTS: [u32; 8] = [4, 1, 8, 6, 2, 7, 5, 3];

    /// Reads what was typed or what a register says; spaces and dashes are dropped.
    ///
    /// # Errors
    /// [`Code::Empty`], [`Code::VoenFormat`] or [`Code::VoenCheck`].
    pub fn parse(typed: &str) -> Result<Self, FieldError> {
        let text = compact(typed).ok_or(Code::VoenFormat)?;
        if text.is_empty() {
            return Err(Code::Empty.into());
        }
        let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
        if text.len() != Self::LENGTH || digits.len() != Self::LENGTH || !matches!(digits[9], 1 | 2) {
            return Err(Code::VoenFormat.into());
        }
        let sum: u32 = Self::WEIGHTS.iter().zip(&digits).map(|(weight, digit)| weight * digit).sum();
        if sum % 11 == digits[8] { Ok(Self(text)) } else { Err(Code::VoenCheck.into()) }
    }

    /// The number.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

macro_rules! reads_back {
    ($name:ident, $what:literal) => {
        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(concat!($what, "(…)"))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::parse(&text).map_err(|_| serde::de::Error::custom(concat!("not a ", $what)))
            }
        }
    };
}

reads_back!(Fin, "FIN");
reads_back!(Voen, "VOEN");

/// At most 40 characters, without spaces and dashes, in capitals; `None` for anything longer or outside ASCII.
fn compact(typed: &str) -> Option<String> {
    Some(capitals(typed, "-")).filter(|text| text.is_ascii() && text.len() <= 40)
}

/// Masks a name word by word: the first letter stays, the rest becomes a fixed number of dots
/// per word length class, so that the exact length is not told: `Elşad Məmmədov` → `E•••• M•••••••`.
#[must_use]
pub fn mask_name(name: &str) -> String {
    let mut masked = String::new();
    for (index, word) in name.split_whitespace().take(4).enumerate() {
        let Some(first) = word.chars().next() else {
            continue;
        };
        if index > 0 {
            masked.push(' ');
        }
        masked.push(first);
        masked.push_str(if index == 0 { "••••" } else { "•••••••" });
    }
    masked
}

/// Masks a subscriber code: the last third stays, at most four characters: `•••• 5019`.
#[must_use]
pub fn mask_account(account: &str) -> String {
    let characters: Vec<char> = account.chars().collect();
    let kept = (characters.len() / 3).min(4);
    let tail: String = characters[characters.len() - kept..].iter().collect();
    format!("•••• {tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_name_keeps_initials_only() {
        assert_eq!(mask_name("Elşad  Məmmədov"), "E•••• M•••••••");
        assert_eq!(mask_name(""), "");
        assert_eq!(mask_name("Əli"), "Ə••••");
    }

    #[test]
    fn a_fin_has_seven_characters_and_no_i_or_o() {
        assert_eq!(Fin::parse(" 5xk2q7m ").unwrap().reveal(), "5XK2Q7M");
        for text in ["", "5XK2Q7", "5XK2Q7MM", "5XK2Q7I", "5XK2Q7O", "5XK2Q7Ə"] {
            assert!(Fin::parse(text).is_err(), "{text}");
        }
        assert_eq!(format!("{:?}", Fin::parse("5XK2Q7M").unwrap()), "FIN(…)");
    }

    #[test]
    fn a_voen_is_held_against_its_check_digit() {
        assert!(Voen::parse("1401555071").is_ok());
        assert!(Voen::parse("140 155 5071").is_ok());
        assert_eq!(Voen::parse("1401555171").map_err(|e| e.code), Err(Code::VoenCheck));
        assert_eq!(Voen::parse("1401555073").map_err(|e| e.code), Err(Code::VoenFormat));
    }

    #[test]
    fn a_masked_account_keeps_at_most_four_characters() {
        assert_eq!(mask_account("031244551234019"), "•••• 4019");
        assert_eq!(mask_account("42"), "•••• ");
    }
}
