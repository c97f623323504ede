//! Fixed-line numbers: country code 994, trunk 0, nine national digits, written area code + local number.
//! The table `data/cities.csv` is from libphonenumber's geocoding for 994; its order is the Azerbaijani alphabet's.

use crate::typed::cleaned;
use crate::validation::{Code, FieldError};

/// Longest text taken in a number field, without marks nobody sees; `+994 (12) 421-23-72` has 19 characters.
pub const TYPED_LENGTH_MAX: usize = 40;
/// Digits of a local number.
pub const LOCAL_DIGITS: usize = 7;
/// Digits of a national number.
pub const NATIONAL_DIGITS: usize = 9;

/// A city as the numbering plan knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct City<'a> {
    /// Stable identifier: its area code, or its four digits where an area has several cities.
    pub id: &'a str,
    /// Area code, two digits.
    pub area: &'a str,
    /// What a national number of the city opens with, separated by `;`.
    pub prefixes: &'a str,
}

/// A row of the table: the city and its name in the three languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CityRow {
    /// The numbering.
    pub city: City<'static>,
    /// Azerbaijani name.
    pub az: &'static str,
    /// Russian name.
    pub ru: &'static str,
    /// English name.
    pub en: &'static str,
}

/// Every city, in the order to show.
pub fn cities() -> impl Iterator<Item = CityRow> {
    include_str!("../data/cities.csv").lines().skip(1).filter_map(row)
}

/// A city by its identifier.
#[must_use]
pub fn city(id: &str) -> Option<CityRow> {
    cities().find(|row| row.city.id == id)
}

/// The table quotes only whole fields and has no quote inside one.
fn row(line: &'static str) -> Option<CityRow> {
    let mut fields = [""; 6];
    let mut rest = line;
    for field in &mut fields {
        (*field, rest) = match rest.strip_prefix('"') {
            Some(quoted) => {
                let (value, after) = quoted.split_once('"')?;
                (value, after.strip_prefix(',').unwrap_or(after))
            }
            None => rest.split_once(',').unwrap_or((rest, "")),
        };
    }
    let [id, area, prefixes, az, ru, en] = fields;
    Some(CityRow { city: City { id, area, prefixes }, az, ru, en })
}

/// A possible fixed line: nine national digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Landline(String);

impl Landline {
    /// Reads what was typed for a city: the local number, or a full one pasted with its prefixes (see [`national`]);
    /// marks, spaces, dashes, dots and brackets are dropped.
    ///
    /// # Errors
    /// [`Code::Empty`], [`Code::TooLong`], [`Code::Characters`], [`Code::NumberLength`],
    /// [`Code::NumberOtherCity`] or [`Code::NumberImpossible`].
    pub fn parse(city: &City<'_>, typed: &str) -> Result<Self, FieldError> {
        // After a prefix comes an area code: with less left, digits are missing, and another home's number must not come of it.
        let (digits, prefixed) = national(typed, LOCAL_DIGITS + 1)?;
        let full = digits.len() == NATIONAL_DIGITS;
        let local = match digits.strip_prefix(city.area) {
            // Without a prefix before it, an area code may be the first digits of a local number with a digit too many.
            Some(local) if full || prefixed && digits.len() > LOCAL_DIGITS => local,
            None if full => return Err(if is_area(&digits[..2]) { Code::NumberOtherCity } else { Code::NumberImpossible }.into()),
            _ => &digits,
        };
        if local.len() != LOCAL_DIGITS {
            return Err(FieldError::with_limit(Code::NumberLength, i64::try_from(local.len()).unwrap_or(0)));
        }
        let national = [city.area, local].concat();
        if !city.prefixes.split(';').any(|p| national.starts_with(p)) || local.starts_with(['0', '1']) {
            return Err(Code::NumberImpossible.into());
        }
        Ok(Self(national))
    }

    /// Reads nine national digits, as files and billers carry them.
    #[must_use]
    pub fn from_national(text: &str) -> Option<Self> {
        if text.len() != NATIONAL_DIGITS || !text.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let local = &text[2..];
        let known = cities().any(|row| row.city.prefixes.split(';').any(|p| text.starts_with(p)));
        (known && !local.starts_with(['0', '1'])).then(|| Self(text.to_owned()))
    }

    /// Nine national digits.
    #[must_use]
    pub fn national(&self) -> &str {
        &self.0
    }

    /// The local number as people write it: `421 23 72`.
    #[must_use]
    pub fn display_local(&self) -> String {
        let local = &self.0[2..];
        format!("{} {} {}", &local[..3], &local[3..5], &local[5..])
    }

    /// With its area code: `(12) 421 23 72`.
    #[must_use]
    pub fn display(&self) -> String {
        format!("({}) {}", &self.0[..2], self.display_local())
    }
}

/// The digits of a phone number without country code and trunk zeros (`+994`, `00994`, `994`, `0`, `(0)`, in any order that
/// people write them), and whether any of these stood before it. No number, area code or mobile prefix opens with a zero.
/// Either may also be a wrong number's own first digits: they are taken off only when `least` digits or more are left.
///
/// # Errors
/// [`Code::Empty`], [`Code::TooLong`] or [`Code::Characters`].
pub(crate) fn national(typed: &str, least: usize) -> Result<(String, bool), FieldError> {
    let text = cleaned(typed);
    if text.is_empty() {
        return Err(Code::Empty.into());
    }
    if text.chars().count() > TYPED_LENGTH_MAX {
        return Err(FieldError::with_limit(Code::TooLong, 40));
    }
    let mut digits = String::new();
    for c in text.chars() {
        match c {
            '0'..='9' => digits.push(c),
            '+' if digits.is_empty() => {}
            '-' | '.' | '(' | ')' | '/' | ' ' => {}
            _ => return Err(Code::Characters.into()),
        }
    }
    if digits.is_empty() {
        return Err(Code::Characters.into());
    }
    let mut bare = digits.as_str();
    for prefix in ["0", "0", "994", "0", "0"] {
        if let Some(rest) = bare.strip_prefix(prefix)
            && rest.len() >= least
        {
            bare = rest;
        }
    }
    Ok((bare.to_owned(), bare.len() < digits.len()))
}

/// The area codes of `data/cities.csv`, which the browser's payment does without.
fn is_area(code: &str) -> bool {
    matches!(code.as_bytes(), b"12" | b"18" | b"36" | [b'2', b'0'..=b'6'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn baku() -> City<'static> {
        city("12").unwrap().city
    }

    #[test]
    fn the_guides_number_is_taken_in_every_way_people_paste_it() {
        for typed in [
            "4212372",
            "421 23 72",
            "421-23-72",
            " 4212372 ",
            "(12) 421 23 72",
            "0124212372",
            "+994 12 421-23-72",
            "00994124212372",
            "421\u{a0}23\u{2011}72",
            "４２１２３７２",
        ] {
            assert_eq!(Landline::parse(&baku(), typed).map(|l| l.national().to_owned()), Ok("124212372".to_owned()), "{typed}");
        }
    }

    #[test]
    fn f8_every_prefix_that_people_write_is_taken_off() {
        for typed in ["+994 (0) 12 421 23 72", "+994 012 421 23 72", "(+994) 012 4212372", "00 994 0 12 421 23 72", "0994124212372"] {
            assert_eq!(Landline::parse(&baku(), typed).map(|l| l.national().to_owned()), Ok("124212372".to_owned()), "{typed}");
        }
        let own_digits = Landline::parse(&city("26").map_or(baku(), |row| row.city), "994 12 34");
        assert_ne!(own_digits.map_err(|e| e.code), Err(Code::NumberLength), "994 may be a local number's own digits");
    }

    #[test]
    fn a_wrong_number_is_told_why() {
        for (typed, code) in [
            ("", Code::Empty),
            ("   ", Code::Empty),
            ("421237", Code::NumberLength),
            ("+994 22 123 45", Code::NumberLength),
            ("0 22 123 45", Code::NumberLength),
            ("050 212 34", Code::NumberLength),
            ("42123721", Code::NumberLength),
            ("0000000", Code::NumberImpossible),
            ("1234567", Code::NumberImpossible),
            ("0182123456", Code::NumberOtherCity),
            ("050 421 23 72", Code::NumberImpossible),
            ("0 12 421 237", Code::NumberLength),
            ("+7 916 421 23 72", Code::NumberLength),
            ("four", Code::Characters),
            ("421📞2372", Code::Characters),
            ("' OR 1=1 --", Code::Characters),
            ("42+12372", Code::Characters),
        ] {
            assert_eq!(Landline::parse(&baku(), typed).map_err(|e| e.code), Err(code), "{typed}");
        }
        for row in cities() {
            assert!(is_area(row.city.area), "{row:?}");
        }
        let long = "1".repeat(41);
        assert_eq!(Landline::parse(&baku(), &long).map_err(|e| e.code), Err(Code::TooLong));
    }

    #[test]
    fn a_city_of_two_exchanges_takes_both_and_no_other() {
        let ganja = city("2225").unwrap().city;
        assert!(Landline::parse(&ganja, "2512345").is_ok());
        assert!(Landline::parse(&ganja, "2612345").is_ok());
        assert_eq!(Landline::parse(&ganja, "2712345").map_err(|e| e.code), Err(Code::NumberImpossible));
    }

    #[test]
    fn the_table_is_whole_and_its_ids_are_unique() {
        let rows: Vec<CityRow> = cities().collect();
        assert_eq!(rows.len(), 58);
        let ids: std::collections::BTreeSet<_> = rows.iter().map(|r| r.city.id).collect();
        assert_eq!(ids.len(), rows.len());
        for row in rows {
            assert!(row.city.prefixes.split(';').all(|p| p.starts_with(row.city.area)), "{row:?}");
            assert!(!row.az.is_empty() && !row.ru.is_empty() && !row.en.is_empty(), "{row:?}");
        }
        assert!(Landline::from_national("124212372").is_some());
        assert!(Landline::from_national("994212372").is_none());
    }
}
