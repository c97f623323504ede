//! Who holds an account: by FIN or VÖEN alone ([`Identity`]). A name only helps an officer: it is compared whole, normalised,
//! and what differs is said ([`NameDifference`]).

use crate::person::{Fin, Voen};
use crate::typed::is_invisible;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// Longer names are compared as far as this, in words.
const WORDS_MAX: usize = 32;

/// Whether the biller's holder is the applicant, or the company applied for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Identity {
    /// One FIN, or one VÖEN.
    Same,
    /// Two FINs, or two VÖENs.
    Other,
    /// The biller gives no number, or a FIN beside a VÖEN: a sole trader may have either.
    #[default]
    Unknown,
}

/// Compares two holders' numbers, each a FIN, a VÖEN or empty.
#[must_use]
pub fn identity(ours: &str, theirs: &str) -> Identity {
    let same = match (Fin::parse(ours), Fin::parse(theirs), Voen::parse(ours), Voen::parse(theirs)) {
        (Ok(ours), Ok(theirs), ..) => ours == theirs,
        (.., Ok(ours), Ok(theirs)) => ours == theirs,
        _ => return Identity::Unknown,
    };
    if same { Identity::Same } else { Identity::Other }
}

/// What two names differ in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NameDifference {
    /// Words of the first that the second has not, as they are written there; a patronymic with its `oğlu` or `qızı`.
    pub ours: Vec<String>,
    /// Words of the second that the first has not.
    pub theirs: Vec<String>,
    /// Those words may be one spelling of the other: without Azerbaijani letters, in English or Russian transliteration.
    pub spelling: bool,
    /// No word differs, but their order does.
    pub order: bool,
}

/// What differs between two names; `None`: they are the same name. That does not make two persons one.
/// Letter case (Azerbaijani), Unicode form, quotation marks, punctuation and the spelling of `oğlu` and `qızı` are no
/// difference; where both names are empty there is nothing to compare, which is one.
#[must_use]
pub fn name_difference(ours: &str, theirs: &str) -> Option<NameDifference> {
    let (first, second) = (words(ours), words(theirs));
    let (left, right) = (lacking(&first, &second), lacking(&second, &first));
    let nothing = left.is_empty() && right.is_empty();
    let order = nothing && first.iter().zip(&second).any(|(one, other)| one.key != other.key);
    if nothing && !order && !first.is_empty() {
        return None;
    }
    let spelling = !nothing && sounds(&left) == sounds(&right);
    let shown = |words: Vec<&Word>| words.into_iter().map(|word| word.shown.clone()).collect();
    Some(NameDifference { ours: shown(left), theirs: shown(right), spelling, order })
}

/// A word, or a patronymic of two.
struct Word {
    shown: String,
    key: String,
}

/// The words of `these` that `those` has not, each as often as it is missing.
fn lacking<'a>(these: &'a [Word], those: &[Word]) -> Vec<&'a Word> {
    let mut there: Vec<&str> = those.iter().map(|word| word.key.as_str()).collect();
    let lacks = |word: &&Word| match there.iter().position(|key| *key == word.key) {
        Some(at) => {
            there.swap_remove(at);
            false
        }
        None => true,
    };
    these.iter().filter(lacks).collect()
}

fn words(name: &str) -> Vec<Word> {
    let whole: String = name.chars().filter(|c| !is_invisible(*c)).nfkc().collect();
    let parts = whole.split(|c: char| !(c.is_alphanumeric() || is_inside(c))).filter(|part| !part.is_empty());
    let mut words: Vec<Word> = vec![];
    for shown in parts.take(WORDS_MAX) {
        let key = capitals(shown);
        match (patronymic(&key), words.last_mut()) {
            // Whose son somebody is: a word of its own, so that father and son never have the same words.
            (Some(relation), Some(father)) => {
                father.shown = [&father.shown, " ", shown].concat();
                father.key = [&father.key, " ", relation].concat();
            }
            _ if key.is_empty() => {}
            _ => words.push(Word { shown: shown.to_owned(), key }),
        }
    }
    words
}

/// Apostrophes of the older spelling, and marks that no letter is composed with.
const fn is_inside(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2bc}' | '\u{300}'..='\u{36f}')
}

/// Azerbaijani capitals: `i → İ`, `ı → I`; everything else by Unicode. A dot above an `İ` says nothing more.
fn capitals(word: &str) -> String {
    let capital = |c: char| match c {
        'i' => vec!['İ'],
        'ı' => vec!['I'],
        '\'' | '\u{2019}' | '\u{2bc}' => vec![],
        c => c.to_uppercase().collect(),
    };
    let text: String = word.chars().flat_map(capital).nfc().collect();
    text.replace("İ\u{307}", "İ")
}

fn patronymic(key: &str) -> Option<&'static str> {
    match key {
        "OĞLU" | "OGLU" | "OĞLI" | "OGLI" | "OGLY" | "OGHLU" | "ОГЛЫ" | "ОГЛУ" => Some("OĞLU"),
        "QIZI" | "QİZİ" | "GIZI" | "GİZİ" | "GYZY" | "KYZY" | "QYZY" | "КЫЗЫ" | "ГЫЗЫ" => Some("QIZI"),
        _ => None,
    }
}

/// How the words sound, roughly, in any order: spellings of one name are alike, and some names that are not one are too.
fn sounds(words: &[&Word]) -> Vec<String> {
    let mut sounds: Vec<String> = words.iter().map(|word| sound(&word.key)).collect();
    sounds.sort_unstable();
    sounds
}

fn sound(key: &str) -> String {
    let mut text = key.to_owned();
    for (pair, one) in [("DZH", "C"), ("ДЖ", "C"), ("KH", "X"), ("GH", "G"), ("SH", "S"), ("CH", "C"), ("ZH", "C"), ("TS", "S")] {
        text = text.replace(pair, one);
    }
    let mut sound: Vec<char> = text.chars().map(class).filter(|c| !matches!(c, 'Ь' | 'Ъ')).collect();
    sound.dedup();
    sound.into_iter().collect()
}

/// One letter for all those that a transliteration puts for it.
const fn class(c: char) -> char {
    match c {
        'Ə' | 'E' | 'А' | 'Э' | 'Е' | 'Я' => 'A',
        'İ' | 'Y' | 'И' | 'Й' | 'Ы' => 'I',
        'Ö' | 'О' | 'Ё' => 'O',
        'Ü' | 'У' | 'Ю' => 'U',
        'Q' | 'Ğ' | 'K' | 'Г' | 'К' => 'G',
        'Ç' | 'J' | 'Ч' | 'Ж' => 'C',
        'Ş' | 'С' | 'Ш' | 'Щ' | 'Ц' => 'S',
        'X' | 'Х' => 'H',
        'W' | 'В' => 'V',
        'Б' => 'B',
        'Д' => 'D',
        'З' => 'Z',
        'Л' => 'L',
        'М' => 'M',
        'Н' => 'N',
        'П' => 'P',
        'Р' => 'R',
        'Т' => 'T',
        'Ф' => 'F',
        c => c,
    }
}
