//! The texts. One language's at a time, as an array numbered by `build.rs`: what is common, then what is the bundle's own.
//! Screens are rendered anew when it changes.

pub mod words;

use shared::format::{Lang, Plural, plural};
use std::cell::Cell;

/// A text's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key(u16);

impl Key {
    /// For the constants that `build.rs` writes.
    #[must_use]
    pub const fn numbered(number: u16) -> Self {
        Self(number)
    }

    /// Its place in the array.
    #[must_use]
    pub fn number(self) -> usize {
        usize::from(self.0)
    }

    /// The key `steps` after this one in byte order: months, stages.
    #[must_use]
    pub const fn after(self, steps: u16) -> Self {
        Self(self.0 + steps)
    }
}

/// Every key of `common.json`, as a constant.
pub mod keys {
    use super::Key;
    include!(concat!(env!("OUT_DIR"), "/common.rs"));
}

/// Every key of `receipt.json`, which the pages with receipts carry after the common ones.
pub mod receipt {
    use super::Key;
    include!(concat!(env!("OUT_DIR"), "/receipt.rs"));
}

/// Every key of `staff.json`, which the officers' and the operators' pages carry after the common ones.
pub mod staff {
    use super::Key;
    include!(concat!(env!("OUT_DIR"), "/staff.rs"));
}

thread_local! {
    static TEXTS: Cell<&'static [&'static str]> = const { Cell::new(&[]) };
    static LANG: Cell<Lang> = const { Cell::new(Lang::Az) };
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

/// Says how many texts this bundle's page carries. To be called before the first [`set`].
pub fn expect(count: usize) {
    COUNT.set(count);
}

/// Takes another language's texts. They stay for the page's life: a handful of switches cost a few kilobytes each.
/// Answers false, and changes nothing, when they are not of this build.
pub fn set(lang: Lang, texts: Vec<String>) -> bool {
    if texts.len() != COUNT.get() {
        return false;
    }
    let texts: Vec<&'static str> = texts.into_iter().map(|text| &*text.leak()).collect();
    TEXTS.set(texts.leak());
    LANG.set(lang);
    true
}

/// The language of the texts.
pub fn lang() -> Lang {
    LANG.get()
}

/// A text.
pub fn t(key: Key) -> &'static str {
    TEXTS.get().get(usize::from(key.0)).copied().unwrap_or("")
}

/// A text with its `{name}`s filled.
pub fn fill(key: Key, values: &[(&str, &str)]) -> String {
    fill_text(t(key), values)
}

fn fill_text(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, tail)) = after.split_once('}') else { break };
        filled.push_str(before);
        filled.push_str(values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value));
        rest = tail;
    }
    filled.push_str(rest);
    filled
}

/// A counted word: `few` is the first of the four keys `….few`, `….many`, `….one`, `….other`, each with `{n}`.
pub fn counted(few: Key, count: usize) -> String {
    let steps = match plural(lang(), u64::try_from(count).unwrap_or(u64::MAX)) {
        Plural::Few => 0,
        Plural::Many => 1,
        Plural::One => 2,
        Plural::Other => 3,
    };
    fill(few.after(steps), &[("n", &count.to_string())])
}

/// `2,50 AZN`.
pub fn money(minor: i64) -> String {
    shared::format::money(lang(), shared::money::Money::from_minor(minor))
}

/// `2026-11` → `Noyabr 2026`; anything else as it is.
pub fn month(period: &str) -> String {
    let number = period.get(5..7).and_then(|text| text.parse::<u16>().ok());
    match (period.get(..4), number) {
        (Some(year), Some(number @ 1..=12)) => [t(keys::MONTH_01.after(number - 1)), " ", year].concat(),
        _ => period.to_owned(),
    }
}

/// RFC 3339 → `21.11.2026 13:05:11` in Azerbaijan's time.
pub fn date_time(rfc3339: &str) -> String {
    shared::time::Timestamp::from_rfc3339(rfc3339).map_or_else(|| rfc3339.to_owned(), shared::format::date_time)
}

/// `13:05` of the device's clock, in Azerbaijan's time.
pub fn clock(at_ms: i64) -> String {
    let text = shared::format::date_time(shared::time::Timestamp::from_micros(at_ms.saturating_mul(1000)));
    text.get(11..16).unwrap_or("").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_filled_and_strangers_are_left_out() {
        assert_eq!(fill_text("{n} borc, {sum}", &[("n", "3"), ("sum", "44,67 AZN")]), "3 borc, 44,67 AZN");
        assert_eq!(fill_text("{x}a{", &[]), "a{");
    }

    #[test]
    fn texts_of_another_build_are_refused() {
        expect(2);
        assert!(!set(Lang::Ru, vec!["bir".into()]));
        assert_eq!(lang(), Lang::Az);
    }

    #[test]
    fn a_clock_is_azerbaijans() {
        assert_eq!(clock(0), "04:00");
    }
}
