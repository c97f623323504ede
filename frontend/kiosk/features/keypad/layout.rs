//! Which keys there are. Pure.

use shared::format::Lang;

/// The row of digits.
pub(super) const DIGITS: &str = "1234567890";

/// Letters of a language, row by row, small and large: large ones are written down, since i and ı are two letters in
/// Azerbaijani, with İ and I.
pub(super) const fn letters(lang: Lang, large: bool) -> [&'static str; 3] {
    match (lang, large) {
        (Lang::Az, false) => ["qüertyuiopöğ", "asdfghjklıə", "zxcvbnmçş"],
        (Lang::Az, true) => ["QÜERTYUİOPÖĞ", "ASDFGHJKLIƏ", "ZXCVBNMÇŞ"],
        (Lang::Ru, false) => ["йцукенгшщзхъ", "фывапролджэ", "ячсмитьбюё"],
        (Lang::Ru, true) => ["ЙЦУКЕНГШЩЗХЪ", "ФЫВАПРОЛДЖЭ", "ЯЧСМИТЬБЮЁ"],
        (Lang::En, false) => ["qwertyuiop", "asdfghjkl", "zxcvbnm"],
        (Lang::En, true) => ["QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM"],
    }
}

/// The next language's letters.
pub(super) const fn after(lang: Lang) -> Lang {
    match lang {
        Lang::Az => Lang::Ru,
        Lang::Ru => Lang::En,
        Lang::En => Lang::Az,
    }
}

/// Small letters, one large one, or large ones until told otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shift {
    Off,
    Once,
    Locked,
}

impl Shift {
    /// The key is pressed.
    pub(super) const fn pressed(self) -> Self {
        match self {
            Self::Off => Self::Once,
            Self::Once => Self::Locked,
            Self::Locked => Self::Off,
        }
    }

    /// A letter has been typed.
    pub(super) const fn used(self) -> Self {
        match self {
            Self::Once => Self::Off,
            same => same,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_small_letter_has_its_large_one_in_the_same_place() {
        for lang in Lang::ALL {
            for (small, large) in letters(lang, false).into_iter().zip(letters(lang, true)) {
                assert_eq!(small.chars().count(), large.chars().count());
                for (small, large) in small.chars().zip(large.chars()) {
                    let expected = match (lang, small) {
                        (Lang::Az, 'i') => "İ".to_owned(),
                        _ => small.to_uppercase().to_string(),
                    };
                    assert_eq!(large.to_string(), expected);
                }
            }
        }
    }

    #[test]
    fn each_alphabet_is_whole() {
        for (lang, alphabet) in [
            (Lang::Az, "abcçdeəfgğhxıijkqlmnoöprsştuüvyz"),
            (Lang::Ru, "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"),
            (Lang::En, "abcdefghijklmnopqrstuvwxyz"),
        ] {
            let there = letters(lang, false).concat();
            assert_eq!(there.chars().count(), alphabet.chars().count(), "{lang:?}");
            assert!(alphabet.chars().all(|letter| there.contains(letter)), "{lang:?}");
        }
    }

    #[test]
    fn shift_is_for_one_letter_and_locks_at_the_second_press() {
        let once = Shift::Off.pressed();
        assert_eq!((once.used(), once.pressed().used(), once.pressed().pressed()), (Shift::Off, Shift::Locked, Shift::Off));
    }
}
