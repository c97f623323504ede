//! What the payer typed into the card form, checked field by field. It lives as long as the request and no longer.

use crate::bank::cards::{Brand, luhn};
use crate::bank::order::KeptCard;

/// The form's fields as they came.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    pub(crate) number: String,
    pub(crate) expiry: String,
    pub(crate) cvv: String,
}

/// What is wrong, as keys of the page's texts; `None` where the field is right.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct FieldErrors {
    pub(crate) number: Option<&'static str>,
    pub(crate) expiry: Option<&'static str>,
    pub(crate) cvv: Option<&'static str>,
}

/// A card as typed, in the form the bank's inside wants.
pub(crate) struct Entry {
    pub(crate) number: String,
    pub(crate) cvv: String,
    pub(crate) kept: KeptCard,
}

/// Checks the form against the month it is in Baku.
pub(crate) fn check(typed: &Typed, this_month: (i32, u8)) -> Result<Entry, FieldErrors> {
    let number = number(&typed.number);
    let expiry = expiry(&typed.expiry, this_month);
    let cvv = cvv(&typed.cvv);
    match (number, expiry, cvv) {
        (Ok((number, brand)), Ok(expiration), Ok(cvv)) => {
            let kept = KeptCard { display_name: masked(&number), brand, expiration };
            Ok(Entry { number, cvv, kept })
        }
        (number, expiry, cvv) => Err(FieldErrors { number: number.err(), expiry: expiry.err(), cvv: cvv.err() }),
    }
}

fn number(text: &str) -> Result<(String, Brand), &'static str> {
    let number: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    if number.is_empty() {
        return Err("number_empty");
    }
    if !number.bytes().all(|b| b.is_ascii_digit()) {
        return Err("number_letters");
    }
    let brand = Brand::of(&number).ok_or("number_brand")?;
    let fits = match brand {
        Brand::Maestro => (12..=19).contains(&number.len()),
        Brand::Visa | Brand::VisaElectron | Brand::Mastercard => number.len() == 16,
    };
    if !fits {
        return Err("number_length");
    }
    if luhn(&number) { Ok((number, brand)) } else { Err("number_wrong") }
}

/// `11/28`, `1128`, `11 / 28`, `11/2028` → `2028-11`.
fn expiry(text: &str, (year_now, month_now): (i32, u8)) -> Result<String, &'static str> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let separators = text.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || matches!(c, '/' | '-' | '.'));
    if text.trim().is_empty() {
        return Err("expiry_empty");
    }
    if !separators || !matches!(digits.len(), 4 | 6) {
        return Err("expiry_form");
    }
    let (month, year) = digits.split_at(2);
    let (month, year) = (month.parse::<u8>().unwrap_or(0), year.parse::<i32>().unwrap_or(0));
    let year = if year < 100 { 2000 + year } else { year };
    match () {
        () if !(1..=12).contains(&month) => Err("expiry_form"),
        () if (year, month) < (year_now, month_now) => Err("expiry_past"),
        () if year > year_now + 20 => Err("expiry_form"),
        () => Ok(format!("{year:04}-{month:02}")),
    }
}

fn cvv(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    if text.is_empty() {
        return Err("cvv_empty");
    }
    let right = text.len() == 3 && text.bytes().all(|b| b.is_ascii_digit());
    if right { Ok(text.to_owned()) } else { Err("cvv_form") }
}

/// `4111111111111111` → `4xxxxxxxxxxx1111`, the form TXPG shows.
fn masked(number: &str) -> String {
    let last = number.len().saturating_sub(4);
    number.chars().enumerate().map(|(at, digit)| if at == 0 || at >= last { digit } else { 'x' }).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn typed(number: &str, expiry: &str, cvv: &str) -> Typed {
        Typed { number: number.into(), expiry: expiry.into(), cvv: cvv.into() }
    }

    #[test]
    fn a_card_typed_with_spaces_is_taken_and_only_its_mask_is_kept() {
        let entry = check(&typed("4111 1111-1111 1111", "11 / 28", "123"), (2026, 11)).ok().unwrap();
        assert_eq!(entry.kept.display_name, "4xxxxxxxxxxx1111");
        assert_eq!(entry.kept.expiration, "2028-11");
        assert_eq!(entry.kept.brand, Brand::Visa);
    }

    #[test]
    fn each_field_says_what_is_wrong_with_it() {
        let errors = check(&typed("", "", ""), (2026, 11)).err().unwrap();
        assert_eq!(errors.number, Some("number_empty"));
        assert_eq!((errors.expiry, errors.cvv), (Some("expiry_empty"), Some("cvv_empty")));
        for (number, key) in [
            ("4111a", "number_letters"),
            ("378282246310005", "number_brand"),
            ("411111111111", "number_length"),
            ("4111111111111112", "number_wrong"),
        ] {
            assert_eq!(check(&typed(number, "11/26", "123"), (2026, 11)).err().unwrap().number, Some(key), "{number}");
        }
        for (expiry, key) in [("10/26", "expiry_past"), ("13/27", "expiry_form"), ("11/99", "expiry_form"), ("x", "expiry_form")] {
            assert_eq!(check(&typed("4111111111111111", expiry, "1"), (2026, 11)).err().unwrap().expiry, Some(key));
        }
    }

    #[test]
    fn a_card_is_good_to_the_end_of_its_month() {
        assert!(check(&typed("4111111111111111", "11/26", "123"), (2026, 11)).is_ok());
    }
}
