//! Mobile numbers: nine national digits. Numbers are portable: the operator is never inferred from them.

use crate::numbering;
use crate::validation::{Code, FieldError};
use serde::{Deserialize, Serialize};

/// What mobile numbers of Azerbaijan open with (numbering plan, country code 994).
const PREFIXES: [&str; 10] = ["10", "40", "44", "50", "51", "55", "60", "70", "77", "99"];
/// A mobile number: nine national digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Mobile(String);

impl Mobile {
    /// Reads what was typed: `501234567`, `050 123 45 67`, `+994 (0) 50 123-45-67`, `00994…`.
    ///
    /// # Errors
    /// [`Code::Empty`], [`Code::TooLong`], [`Code::MobileFormat`] or [`Code::MobileFixed`].
    pub fn parse(typed: &str) -> Result<Self, FieldError> {
        let (national, _) = numbering::national(typed, numbering::NATIONAL_DIGITS).map_err(|error| match error.code {
            Code::Characters => Code::MobileFormat.into(),
            _ => error,
        })?;
        if national.len() != numbering::NATIONAL_DIGITS {
            return Err(Code::MobileFormat.into());
        }
        if PREFIXES.iter().any(|prefix| national.starts_with(prefix)) && !national[2..].starts_with(['0', '1']) {
            return Ok(Self(national));
        }
        let fixed = numbering::Landline::from_national(&national).is_some();
        Err(if fixed { Code::MobileFixed } else { Code::MobileFormat }.into())
    }

    /// Nine national digits.
    #[must_use]
    pub fn national(&self) -> &str {
        &self.0
    }

    /// `+994501234567`, as SMS centres want it.
    #[must_use]
    pub fn e164(&self) -> String {
        ["+994", &self.0].concat()
    }

    /// `(50) 123 45 67`.
    #[must_use]
    pub fn display(&self) -> String {
        format!("({}) {} {} {}", &self.0[..2], &self.0[2..5], &self.0[5..7], &self.0[7..])
    }

    /// `(50) ••• •• 67`.
    #[must_use]
    pub fn masked(&self) -> String {
        format!("({}) ••• •• {}", &self.0[..2], &self.0[7..])
    }
}

impl core::fmt::Debug for Mobile {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Mobile(…)")
    }
}

impl<'de> Deserialize<'de> for Mobile {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(|_| serde::de::Error::custom("not a mobile number"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mobile_is_taken_in_every_way_people_write_it() {
        for text in [
            "502345678",
            "050 234 56 78",
            "+994 50 234-56-78",
            "00994502345678",
            "(050) 234.56.78",
            "\u{200e}0502345678",
            "+994 (0) 50 234 56 78",
        ] {
            assert_eq!(Mobile::parse(text).map(|m| m.e164()), Ok("+994502345678".to_owned()), "{text}");
        }
        assert_eq!(Mobile::parse("0994 56 78 90").map(|m| m.e164()), Ok("+994994567890".to_owned()), "994 is its own");
        assert_eq!(Mobile::parse("502345678").unwrap().display(), "(50) 234 56 78");
    }

    #[test]
    fn what_is_no_mobile_is_told_apart() {
        for (text, code) in [
            ("", Code::Empty),
            ("12345", Code::MobileFormat),
            ("0124212372", Code::MobileFixed),
            ("abc", Code::MobileFormat),
            ("500234567", Code::MobileFormat),
            ("+7 916 123 45 67", Code::MobileFormat),
        ] {
            assert_eq!(Mobile::parse(text).map_err(|e| e.code), Err(code), "{text}");
        }
    }
}
