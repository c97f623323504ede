//! Numbers, money, dates and plurals as the three languages write them. Browsers' own data for
//! Azerbaijani is missing on many devices, so the page and the paper both take theirs from here.

use crate::biller::FeeRule;
use crate::money::Money;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A language of the screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Azerbaijani, the default.
    #[default]
    Az,
    /// Russian.
    Ru,
    /// English.
    En,
}

impl Lang {
    /// All, in the order of the switch.
    pub const ALL: [Self; 3] = [Self::Az, Self::Ru, Self::En];

    /// BCP 47 tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Az => "az",
            Self::Ru => "ru",
            Self::En => "en",
        }
    }

    /// From a tag such as `ru` or `en-GB`.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or("");
        Self::ALL.into_iter().find(|lang| lang.tag().eq_ignore_ascii_case(primary))
    }
}

/// Which form of a counted word to take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plural {
    /// 1 (in Russian also 21, 31, …).
    One,
    /// Russian 2–4, 22–24, ….
    Few,
    /// Russian 0, 5–20, 25–30, ….
    Many,
    /// Everything else.
    Other,
}

/// CLDR's cardinal rule for whole numbers.
#[must_use]
pub const fn plural(lang: Lang, count: u64) -> Plural {
    match lang {
        Lang::Az | Lang::En => {
            if count == 1 {
                Plural::One
            } else {
                Plural::Other
            }
        }
        Lang::Ru => match (count % 10, count % 100) {
            (_, 11..=14) => Plural::Many,
            (1, _) => Plural::One,
            (2..=4, _) => Plural::Few,
            _ => Plural::Many,
        },
    }
}

/// `1.234,50` (az) · `1 234,50` (ru, no-break space) · `1,234.50` (en), without the currency.
#[must_use]
pub fn amount(lang: Lang, money: Money) -> String {
    let (group, point) = match lang {
        Lang::Az => ('.', ','),
        Lang::Ru => ('\u{a0}', ','),
        Lang::En => (',', '.'),
    };
    let abs = money.minor().unsigned_abs();
    let whole = (abs / 100).to_string();
    let mut text = String::new();
    if money.minor() < 0 {
        text.push('−');
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(group);
        }
        text.push(digit);
    }
    text.push(point);
    text.push(char::from(b'0' + u8::try_from(abs % 100 / 10).unwrap_or(0)));
    text.push(char::from(b'0' + u8::try_from(abs % 10).unwrap_or(0)));
    text
}

/// The amount with its currency: `2,50 AZN`, joined by a no-break space.
#[must_use]
pub fn money(lang: Lang, money: Money) -> String {
    let mut text = amount(lang, money);
    text.push_str("\u{a0}AZN");
    text
}

/// How a fee is counted: `0,5 % + 0,10 AZN, ən azı 0,20 AZN, ən çoxu 2,00 AZN`; empty: there is none.
#[must_use]
pub fn fee_rule(lang: Lang, rule: &FeeRule) -> String {
    let (least, most) = match lang {
        Lang::Az => (", ən azı ", ", ən çoxu "),
        Lang::Ru => (", не менее ", ", не более "),
        Lang::En => (", at least ", ", at most "),
    };
    let mut text = String::new();
    if rule.basis_points > 0 {
        let per_cent = amount(lang, Money::from_minor(rule.basis_points));
        // `0,50` reads as qəpik.
        text.push_str(per_cent.trim_end_matches('0').trim_end_matches([',', '.']));
        text.push_str("\u{a0}%");
    }
    let mut sum = |before: &str, minor: i64| {
        if minor > 0 {
            text.push_str(if text.is_empty() { before.trim_start_matches([',', ' ', '+']) } else { before });
            text.push_str(&money(lang, Money::from_minor(minor)));
        }
    };
    sum(" + ", rule.fixed_minor);
    sum(least, rule.min_minor);
    if rule.basis_points > 0 {
        sum(most, rule.max_minor);
    }
    text
}

/// `21.11.2026 13:05:11` in Azerbaijan's time: the same digits in all three languages.
#[must_use]
pub fn date_time(at: Timestamp) -> String {
    let c = at.civil();
    format!("{:02}.{:02}.{} {:02}:{:02}:{:02}", c.day, c.month, c.year, c.hour, c.minute, c.second)
}

/// `21.11.2026`.
#[must_use]
pub fn date(at: Timestamp) -> String {
    let c = at.civil();
    format!("{:02}.{:02}.{}", c.day, c.month, c.year)
}

/// `2026-11-25` → `25.11.2026`; anything else comes back as it is.
#[must_use]
pub fn iso_date(text: &str) -> String {
    match (text.get(..4), text.get(5..7), text.get(8..10)) {
        (Some(y), Some(m), Some(d)) if text.len() == 10 => format!("{d}.{m}.{y}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fees_rule_is_said_in_each_language() {
        let rule = FeeRule { basis_points: 50, fixed_minor: 10, min_minor: 20, max_minor: 200 };
        assert_eq!(fee_rule(Lang::Az, &rule), "0,5\u{a0}% + 0,10\u{a0}AZN, ən azı 0,20\u{a0}AZN, ən çoxu 2,00\u{a0}AZN");
        assert_eq!(fee_rule(Lang::En, &FeeRule { basis_points: 100, ..FeeRule::default() }), "1\u{a0}%");
        assert_eq!(fee_rule(Lang::Ru, &FeeRule { fixed_minor: 30, ..FeeRule::default() }), "0,30\u{a0}AZN");
        assert_eq!(fee_rule(Lang::En, &FeeRule { min_minor: 5, ..FeeRule::default() }), "at least 0.05\u{a0}AZN");
        assert_eq!(fee_rule(Lang::Az, &FeeRule::default()), "");
    }

    #[test]
    fn money_reads_as_each_language_writes_it() {
        let sum = Money::from_minor(123_456_705);
        assert_eq!(amount(Lang::Az, sum), "1.234.567,05");
        assert_eq!(amount(Lang::Ru, sum), "1\u{a0}234\u{a0}567,05");
        assert_eq!(amount(Lang::En, sum), "1,234,567.05");
        assert_eq!(money(Lang::Az, Money::from_minor(250)), "2,50\u{a0}AZN");
        assert_eq!(amount(Lang::En, Money::from_minor(-5)), "−0.05");
    }

    #[test]
    fn russian_counts_in_three_forms() {
        let forms: Vec<Plural> = [1, 2, 5, 11, 21, 22, 112].into_iter().map(|n| plural(Lang::Ru, n)).collect();
        use Plural::{Few, Many, One};
        assert_eq!(forms, [One, Few, Many, Many, One, Few, Many]);
        assert_eq!(plural(Lang::Az, 21), Plural::Other);
    }

    #[test]
    fn a_tag_names_a_language() {
        assert_eq!(Lang::from_tag("ru-RU"), Some(Lang::Ru));
        assert_eq!(Lang::from_tag("tr"), None);
    }
}
