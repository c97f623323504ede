//! Every word of papers and letters, from `backend/locales/{az,ru,en}.json` (flat key → text), parsed once.
//! `{name}` in a text is a place to fill.

use shared::format::Lang;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The texts of one language by key.
pub type Texts = BTreeMap<String, String>;

static AZ: LazyLock<Texts> = LazyLock::new(|| parse(include_str!("../../locales/az.json")));
static RU: LazyLock<Texts> = LazyLock::new(|| parse(include_str!("../../locales/ru.json")));
static EN: LazyLock<Texts> = LazyLock::new(|| parse(include_str!("../../locales/en.json")));

/// A broken file gives no texts; a test holds that none is broken.
fn parse(json: &str) -> Texts {
    serde_json::from_str(json).unwrap_or_default()
}

/// All texts of a language.
#[must_use]
pub fn all(lang: Lang) -> &'static Texts {
    match lang {
        Lang::Az => &AZ,
        Lang::Ru => &RU,
        Lang::En => &EN,
    }
}

/// The text of `key`; the key itself when there is none, so that a gap is seen and nothing fails over a word.
#[must_use]
pub fn text(lang: Lang, key: &'static str) -> &'static str {
    all(lang).get(key).map_or(key, String::as_str)
}

/// The text of `key` with each `{name}` replaced. Values are put in as they are: one that holds `{…}` is not read again.
#[must_use]
pub fn fill(lang: Lang, key: &'static str, values: &[(&str, &str)]) -> String {
    let mut rest = text(lang, key);
    let mut filled = String::with_capacity(rest.len());
    while let Some(open) = rest.find('{') {
        let (before, place) = rest.split_at(open);
        filled.push_str(before);
        let Some(close) = place.find('}') else { break };
        let name = place.get(1..close).unwrap_or("");
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => filled.push_str(value),
            None => filled.push_str(place.get(..=close).unwrap_or("")),
        }
        rest = place.get(close + 1..).unwrap_or("");
    }
    filled.push_str(rest);
    filled
}

/// The names of the places to fill in a text, in their order.
#[must_use]
pub fn places(text: &str) -> Vec<&str> {
    text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_looks_like_a_place_is_not_filled_again() {
        let filled = fill(Lang::En, "receipt.page", &[("page", "{pages}"), ("pages", "3")]);
        assert_eq!(filled, "Page {pages} of 3");
    }

    #[test]
    fn a_place_without_a_value_stays_to_be_seen() {
        assert_eq!(fill(Lang::En, "receipt.number", &[]), "No. {number}");
        assert_eq!(text(Lang::Az, "no.such.key"), "no.such.key");
    }
}
