//! What was typed or pasted as an identifier, an amount or an e-mail address, cleaned in one way in the browser and on the
//! server. The tables of invisible marks, spaces, dashes, digits and look-alikes stand here and nowhere else.

/// Marks that take no place on the screen and come along with pasted text: bidirectional controls, joiners, soft hyphens,
/// variation selectors, the frame of a keycap. First and last of each range, in turns.
const INVISIBLE: &str = "\u{ad}\u{ad}\u{34f}\u{34f}\u{61c}\u{61c}\u{180b}\u{180f}\u{200b}\u{200f}\u{202a}\u{202e}\u{2060}\u{206f}\u{20e3}\u{20e3}\u{fe00}\u{fe0f}\u{feff}\u{feff}\u{fff9}\u{fffb}\u{e0000}\u{e0fff}";
/// Zeros of the decimal digits that keyboards of today have (Arabic, Persian, those of India, Thai, Lao, Burmese, Khmer) and of
/// the mathematical ones; its one to nine follow each. Full-width digits go with full-width ASCII.
const ZEROS: &str = "\u{660}\u{6f0}\u{966}\u{9e6}\u{a66}\u{ae6}\u{b66}\u{be6}\u{c66}\u{ce6}\u{d66}\u{e50}\u{ed0}\u{1040}\u{17e0}\u{1d7ce}\u{1d7d8}\u{1d7e2}\u{1d7ec}\u{1d7f6}";
/// Signs, and beside each its ASCII: Unicode's Dash and what keyboards and spreadsheets put in its place; points, commas,
/// apostrophes, slashes; a space that is none to Unicode.
const SIGNS: &str = "\u{2d7}-\u{58a}-\u{5be}-\u{1806}-\u{2010}-\u{2011}-\u{2012}-\u{2013}-\u{2014}-\u{2015}-\u{2043}-\u{207b}-\u{208b}-\u{2212}-\u{2500}-\u{2796}-\u{2e17}-\u{2e1a}-\u{2e3a}-\u{2e3b}-\u{2e40}-\u{301c}-\u{3030}-\u{30a0}-\u{30fc}-\u{fe31}-\u{fe32}-\u{fe58}-\u{fe63}-\u{ff70}-\u{66b}.\u{3002}.\u{60c},\u{66c},\u{2018}'\u{2019}'\u{2044}/\u{2215}/\u{2800} ";
/// Cyrillic and Azerbaijani capitals that look like a Latin one, and beside each the Latin one.
const CAPITALS: &str = "АAВBЕEКKМMНHОOРPСCТTХXУYІIЈJЅSİIıI";

/// `typed` without invisible marks and surrounding space, without a `№` before it; dashes as `-`, spaces as U+0020, digits
/// of every script, full-width forms and typographic points, slashes and apostrophes as ASCII. Letters stay: see [`capital`].
#[must_use]
pub fn cleaned(typed: &str) -> String {
    let mut text = String::new();
    for c in typed.chars() {
        if !is_invisible(c) {
            text.push(plain(c));
        }
    }
    let text = text.trim();
    text.strip_prefix('№').unwrap_or(text).trim().to_owned()
}

/// True for a mark that nobody sees.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    c > '~' && is_within(INVISIBLE, c)
}

fn is_within(ranges: &str, c: char) -> bool {
    let mut rest = ranges.chars();
    while let (Some(first), Some(last)) = (rest.next(), rest.next()) {
        if (first..=last).contains(&c) {
            return true;
        }
    }
    false
}

/// A character of an identifier in ASCII, where it has such a form.
fn plain(c: char) -> char {
    if c.is_whitespace() {
        return ' ';
    }
    let code = c as u32;
    let ascii = match code {
        0..=0x7e => return c,
        0xff01..=0xff5e => code - 0xfee0,
        _ => match ZEROS.chars().find(|zero| code.wrapping_sub(*zero as u32) < 10) {
            Some(zero) => 0x30 + code - zero as u32,
            None => return like(SIGNS, c),
        },
    };
    char::from(ascii.to_le_bytes()[0])
}

/// The letter as identifiers have it: a Latin capital. Cyrillic letters whose capital looks like a Latin one
/// become that one, and so do `İ` and `ı`; no other letter outside ASCII becomes ASCII.
#[must_use]
pub fn capital(c: char) -> char {
    let code = c as u32;
    let upper = match code {
        0..=0x7e => return c.to_ascii_uppercase(),
        0x430..=0x44f => code - 0x20,
        0x450..=0x45f => code - 0x50,
        _ => code,
    };
    like(CAPITALS, char::from_u32(upper).unwrap_or(c))
}

fn like(table: &str, c: char) -> char {
    let mut rest = table.chars();
    while let (Some(one), Some(latin)) = (rest.next(), rest.next()) {
        if one == c {
            return latin;
        }
    }
    c
}

/// `typed` cleaned, in capitals, without what only separates: spaces and the characters of `separators`.
pub(crate) fn capitals(typed: &str, separators: &str) -> String {
    let mut text = String::new();
    for c in cleaned(typed).chars() {
        if c != ' ' && !(c.is_ascii() && separators.as_bytes().contains(&(c as u8))) {
            text.push(capital(c));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f7_marks_dashes_digits_and_spaces_of_every_kind_are_plain() {
        assert_eq!(cleaned("\u{202a}+994\u{a0}12\u{202f}421–23—72\u{202c}"), "+994 12 421-23-72");
        assert_eq!(cleaned("4\u{ad}2\u{200b}1\u{2060}2\u{2066}3\u{2069}7\u{fe0f}2\u{20e3}\u{feff}"), "4212372");
        assert_eq!(cleaned("４２１-２３-７２ ٤٢١ ۴۲۱ ४२१ 𝟒𝟐𝟏"), "421-23-72 421 421 421 421");
        assert_eq!(cleaned("№ KM-2026"), "KM-2026");
        assert_eq!(cleaned("\u{3000}ａ＠ｂ．ａｚ\t"), "a@b.az");
    }

    #[test]
    fn f7_letters_that_look_latin_become_latin_and_others_stay() {
        let read = |text: &str| text.chars().map(capital).collect::<String>();
        assert_eq!((read("КМ-авек"), read("iıİI")), ("KM-ABEK".to_owned(), "IIII".to_owned()));
        assert_eq!(read("Ж3б"), "Ж3Б");
    }

    #[test]
    fn every_zero_is_followed_by_its_nine_digits() {
        for zero in ZEROS.chars() {
            for value in 0..10 {
                let c = char::from_u32(zero as u32 + value).unwrap();
                assert!(c.is_numeric(), "U+{:04X}", c as u32);
                assert_eq!(plain(c).to_digit(10), Some(value));
            }
        }
    }
}
