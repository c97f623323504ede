//! The words of the pages that citizens see (bank, sign-in) in three languages, from the files in `locales/`.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::money::decimal;

/// A language of those pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    Az,
    Ru,
    En,
}

impl Language {
    /// The order's language; Azerbaijani when it is none of ours.
    pub(crate) fn of(tag: &str) -> Self {
        match tag.get(..2).unwrap_or_default().to_ascii_lowercase().as_str() {
            "ru" => Self::Ru,
            "en" => Self::En,
            _ => Self::Az,
        }
    }

    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::Az => "az",
            Self::Ru => "ru",
            Self::En => "en",
        }
    }

    /// The text of a key; the key itself shows a missing one, and a test makes sure there is none.
    pub(crate) fn text(self, key: &'static str) -> &'static str {
        static TEXTS: OnceLock<[HashMap<String, String>; 3]> = OnceLock::new();
        let texts = TEXTS.get_or_init(|| {
            [
                parse(include_str!("../locales/az.json")),
                parse(include_str!("../locales/ru.json")),
                parse(include_str!("../locales/en.json")),
            ]
        });
        let [az, ru, en] = texts;
        let table = match self {
            Self::Az => az,
            Self::Ru => ru,
            Self::En => en,
        };
        table.get(key).map_or(key, String::as_str)
    }

    /// `1.234,50 AZN` · `1 234,50 AZN` · `1,234.50 AZN`
    pub(crate) fn money(self, minor: i64, currency: &str) -> String {
        let (thousands, point) = match self {
            Self::Az => ('.', ','),
            Self::Ru => ('\u{a0}', ','),
            Self::En => (',', '.'),
        };
        let text = decimal(minor);
        let (whole, cents) = text.split_once('.').unwrap_or((&text, "00"));
        let mut grouped = String::new();
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at) % 3 == 0 {
                grouped.push(thousands);
            }
            grouped.push(digit);
        }
        format!("{grouped}{point}{cents}\u{a0}{currency}")
    }
}

fn parse(json: &str) -> HashMap<String, String> {
    serde_json::from_str(json).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_there_in_every_language() {
        let [az, ru, en] =
            [include_str!("../locales/az.json"), include_str!("../locales/ru.json"), include_str!("../locales/en.json")].map(parse);
        assert!(az.len() > 30);
        for table in [&ru, &en] {
            let mut missing: Vec<_> = az.keys().filter(|key| !table.contains_key(*key)).collect();
            missing.extend(table.keys().filter(|key| !az.contains_key(*key)));
            assert!(missing.is_empty(), "{missing:?}");
        }
        let sources = [
            include_str!("bank/page.rs"),
            include_str!("bank/render.rs"),
            include_str!("bank/entry.rs"),
            include_str!("identity/render.rs"),
            include_str!("identity/page.rs"),
        ]
        .concat();
        for part in sources.split("text(\"").skip(1) {
            let key = part.split('"').next().unwrap_or_default();
            assert!(az.contains_key(key), "{key}");
        }
        for key in [
            "number_empty",
            "number_letters",
            "number_brand",
            "number_length",
            "number_wrong",
            "expiry_empty",
            "expiry_form",
            "expiry_past",
            "cvv_empty",
            "cvv_form",
            "fin",
            "fin_hint",
            "fin_empty",
            "fin_unknown",
            "pin",
            "pin_hint",
            "pin_wrong",
            "id_title",
            "id_stranger_title",
            "id_out_title",
        ] {
            assert!(az.contains_key(key), "{key}");
        }
    }

    #[test]
    fn amounts_read_naturally_in_each_language() {
        assert_eq!(Language::Az.money(123_450, "AZN"), "1.234,50\u{a0}AZN");
        assert_eq!(Language::of("ru-RU").money(123_450, "AZN"), "1\u{a0}234,50\u{a0}AZN");
        assert_eq!(Language::of("EN").money(250, "AZN"), "2.50\u{a0}AZN");
        assert_eq!(Language::of("əə"), Language::Az);
    }
}
