//! What was typed or pasted as an identifier, an amount or an e-mail address, cleaned in one way in the browser and on the
//! server. The tables of invisible marks, spaces, dashes, digits and look-alikes stand here and nowhere else.

/// Zeros of the scripts' decimal digits in the Basic Multilingual Plane, each followed by its one to nine (Unicode 16,
/// general category Nd; full-width digits go with full-width ASCII).
const ZEROS: [u16; 35] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0,
    0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0,
];
/// Cyrillic, Greek and Azerbaijani capitals that look like a Latin one, and beside each the Latin one.
const CAPITALS: &str = "АAВBЕEКKМMНHОOРPСCТTХXУYІIЈJЅSΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXİI";
/// Small Cyrillic letters that look like a small Latin one, and beside each the Latin one.
const SMALL: &str = "аaеeоoрpсcхxуyіiјjѕs";

/// `typed` without invisible marks and surrounding space, without a `№` before it; dashes as `-`, spaces as U+0020, digits
/// of every script, full-width forms and typographic points, slashes and apostrophes as ASCII. Letters stay: see [`capital`].
#[must_use]
pub fn cleaned(typed: &str) -> String {
    let plain: String = typed.chars().filter(|c| !is_invisible(*c)).map(plain).collect();
    plain.trim_start_matches(['№', ' ']).trim_end_matches(' ').to_owned()
}

/// True for marks that take no place on the screen and come along with pasted text: bidirectional controls, joiners,
/// soft hyphens, variation selectors, tags, the frame of a keycap.
#[must_use]
pub const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{20e3}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// A character of an identifier in ASCII, where it has such a form.
fn plain(c: char) -> char {
    match c {
        ..='~' if c > ' ' => c,
        '\u{ff01}'..='\u{ff5e}' => ascii(c as u32 - 0xfee0),
        '\u{2800}' | '\u{3164}' => ' ',
        // Unicode's Dash, and what keyboards and spreadsheets put in its place.
        '\u{2d7}'
        | '\u{58a}'
        | '\u{5be}'
        | '\u{1400}'
        | '\u{1806}'
        | '\u{2010}'..='\u{2015}'
        | '\u{2043}'
        | '\u{207b}'
        | '\u{208b}'
        | '\u{2212}'
        | '\u{2500}'
        | '\u{2796}'
        | '\u{2e17}'
        | '\u{2e1a}'
        | '\u{2e3a}'
        | '\u{2e3b}'
        | '\u{2e40}'
        | '\u{301c}'
        | '\u{3030}'
        | '\u{30a0}'
        | '\u{30fc}'
        | '\u{fe31}'
        | '\u{fe32}'
        | '\u{fe58}'
        | '\u{fe63}'
        | '\u{ff70}' => '-',
        '\u{66b}' | '\u{2024}' | '\u{3002}' => '.',
        '\u{60c}' | '\u{66c}' => ',',
        '\u{2018}' | '\u{2019}' | '\u{2bc}' => '\'',
        '\u{2044}' | '\u{2215}' => '/',
        '\u{1d7ce}'..='\u{1d7ff}' => ascii((c as u32 - 0x1d7ce) % 10 + 0x30),
        _ if c.is_whitespace() => ' ',
        _ => digit(c),
    }
}

fn digit(c: char) -> char {
    let of = |zero: &u16| (c as u32).checked_sub((*zero).into()).filter(|value| *value < 10);
    ZEROS.iter().find_map(of).map_or(c, |value| ascii(value + 0x30))
}

/// `code` is below 128.
const fn ascii(code: u32) -> char {
    code.to_le_bytes()[0] as char
}

/// The letter as identifiers have it: a Latin capital. Cyrillic and Greek letters whose capital looks like a Latin one
/// become that one, and so do `İ` and `ı`; any other letter outside ASCII does not become ASCII.
#[must_use]
pub fn capital(c: char) -> char {
    match c {
        'ı' => 'I',
        'а'..='я' => like(CAPITALS, char::from_u32(c as u32 - 0x20).unwrap_or(c)),
        'ѐ'..='џ' => like(CAPITALS, char::from_u32(c as u32 - 0x50).unwrap_or(c)),
        _ => like(CAPITALS, c).to_ascii_uppercase(),
    }
}

/// The Latin letter that cannot be told from this one where capital and small letters differ.
#[must_use]
pub(crate) fn latin(c: char) -> char {
    like(SMALL, like(CAPITALS, c))
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
    cleaned(typed).chars().filter(|c| *c != ' ' && !separators.contains(*c)).map(capital).collect()
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
        assert_eq!((read("КМ-авек"), read("ΚΜ"), read("iıİI")), ("KM-ABEK".to_owned(), "KM".to_owned(), "IIII".to_owned()));
        assert_eq!((read("Ж3б"), latin('в'), latin('а'), latin('А')), ("Ж3Б".to_owned(), 'в', 'a', 'A'));
    }

    #[test]
    fn every_zero_is_followed_by_its_nine_digits() {
        for zero in ZEROS {
            for value in 0..10 {
                let c = char::from_u32(u32::from(zero) + value).unwrap();
                assert!(c.is_numeric(), "U+{:04X}", c as u32);
                assert_eq!(digit(c).to_digit(10), Some(value));
            }
        }
    }
}
