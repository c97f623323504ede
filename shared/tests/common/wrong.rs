//! Numbers with one thing wrong, and the reason that is true of them.

use super::pasted::{Kind, checked, pick};
use super::rng::Rng;
use shared::validation::Code;

/// Letters that no field takes and that look like no Latin one.
const STRANGE: &str = "ЖЯЩəğ日٪#&";

/// The text, the reason, and the count that the reason names (0: none).
pub(crate) fn spoiled(rng: &mut Rng, kind: Kind, number: &'static str) -> (String, Code, i64) {
    if rng.chance(20) {
        return ([" ", "\u{a0}", "\u{200b}", "\t\u{2060}", "№"][at(rng, 5)].to_owned(), Code::Empty, 0);
    }
    match kind {
        Kind::Landline => landline(rng, &number[2..]),
        Kind::Mobile => mobile(rng, number),
        Kind::Digits | Kind::Account => account(rng, kind, number),
        Kind::Voen => voen(rng, number),
        Kind::Amount => amount(rng),
        Kind::Email => email(rng, number),
        Kind::Fin => code(rng, number, "IOЖ-İ", Code::FinFormat),
        Kind::Receipt => code(rng, number, "UЖ!", Code::ReceiptNumber),
        Kind::ReceiptCode => code(rng, number, "UЖ!", Code::ReceiptCode),
        Kind::Sms => code(rng, number, "OlЖ", Code::CodeFormat),
        Kind::Application => reference(rng, kind, number, Code::ApplicationNumber),
        Kind::Certificate => reference(rng, kind, number, Code::CertificateNumber),
    }
}

fn at(rng: &mut Rng, of: usize) -> usize {
    usize::try_from(rng.next() % of as u64).expect("an index")
}

fn digits(rng: &mut Rng, count: usize) -> String {
    (0..count).map(|_| pick(rng, "23456789")).collect()
}

/// A character of the text, not its first, changed to another.
fn changed(rng: &mut Rng, text: &str, to: char) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let index = 1 + at(rng, letters.len() - 1);
    letters[index] = to;
    letters.into_iter().collect()
}

fn landline(rng: &mut Rng, local: &str) -> (String, Code, i64) {
    let full = ["+994 12 ", "0 12 ", "00994 (0) 12 "][at(rng, 3)];
    match rng.between(0, 9) {
        0 => (local[..6].to_owned(), Code::NumberLength, 6),
        1 => ([full, &local[..6]].concat(), Code::NumberLength, 6),
        2 => ([full, local, &digits(rng, 1)].concat(), Code::NumberLength, 8),
        3 => ([local, &digits(rng, 3)].concat().replace("994", "884"), Code::NumberLength, 10),
        4 => ([&digits(rng, 3), &*pick(rng, STRANGE).to_string(), &digits(rng, 4)].concat(), Code::Characters, 0),
        5 => (["1", &digits(rng, 6)].concat(), Code::NumberImpossible, 0),
        6 => (["0", &digits(rng, 6)].concat(), Code::NumberImpossible, 0),
        7 => ([["+994 ", "0"][at(rng, 2)], ["18", "22", "26"][at(rng, 3)], &digits(rng, 7)].concat(), Code::NumberOtherCity, 0),
        8 => ([["+994 ", "0"][at(rng, 2)], ["50", "55", "70"][at(rng, 3)], &digits(rng, 7)].concat(), Code::NumberImpossible, 0),
        _ => (["+7 916 ", &digits(rng, 7)].concat(), Code::NumberLength, 11),
    }
}

fn mobile(rng: &mut Rng, number: &str) -> (String, Code, i64) {
    match rng.between(0, 4) {
        0 => (["+994 50 ", &digits(rng, 6)].concat(), Code::MobileFormat, 0),
        1 => (["050", &digits(rng, 8)].concat(), Code::MobileFormat, 0),
        2 => (["0", ["45", "90", "65"][at(rng, 3)], &digits(rng, 7)].concat(), Code::MobileFormat, 0),
        3 => ([["0", "+994 (0) "][at(rng, 2)], "12 4", &digits(rng, 6)].concat(), Code::MobileFixed, 0),
        _ => {
            let strange = pick(rng, STRANGE);
            (changed(rng, number, strange), Code::MobileFormat, 0)
        }
    }
}

fn account(rng: &mut Rng, kind: Kind, number: &str) -> (String, Code, i64) {
    let strange = pick(rng, STRANGE);
    match rng.between(0, 2) {
        0 => (digits(rng, 33 + usize::from(kind == Kind::Digits)), Code::TooLong, 32),
        1 if kind == Kind::Digits => {
            let count = [5, 14, 16, 20][at(rng, 4)];
            (digits(rng, count), Code::AccountLength, 15)
        }
        _ => ([number, &strange.to_string(), &digits(rng, 2)].concat(), Code::Characters, 0),
    }
}

fn voen(rng: &mut Rng, number: &str) -> (String, Code, i64) {
    match rng.between(0, 3) {
        0 => {
            let index = at(rng, 9);
            let other = (number.as_bytes()[index] - b'0' + 1 + u8::try_from(at(rng, 9)).expect("a digit")) % 10;
            ([&number[..index], &other.to_string(), &number[index + 1..]].concat(), Code::VoenCheck, 0)
        }
        1 => ([&number[..9], &pick(rng, "03456789").to_string()].concat(), Code::VoenFormat, 0),
        2 => ([&number[..[5, 8, 9][at(rng, 3)]], ["", "a"][at(rng, 2)]].concat(), Code::VoenFormat, 0),
        _ => {
            let strange = pick(rng, "OЖlə");
            (changed(rng, number, strange), Code::VoenFormat, 0)
        }
    }
}

fn amount(rng: &mut Rng) -> (String, Code, i64) {
    let sum = digits(rng, 3);
    match rng.between(0, 5) {
        0 => ([&sum, ".505"].concat(), Code::AmountFormat, 0),
        1 => ([&sum, [" USD", " €", "x", " man 50 q"][at(rng, 4)]].concat(), Code::AmountFormat, 0),
        2 => (["−", &sum].concat(), Code::AmountZero, 0),
        3 => (["0", ["", ".0", ",00", " AZN"][at(rng, 4)]].concat(), Code::AmountZero, 0),
        4 => ([&sum, "0000000"].concat(), Code::AmountTooLarge, 0),
        _ => ([&sum, [".", ",", "..5", "e3"][at(rng, 4)]].concat(), Code::AmountFormat, 0),
    }
}

fn email(rng: &mut Rng, number: &str) -> (String, Code, i64) {
    let (local, domain) = number.split_once('@').expect("an address");
    let n = digits(rng, 2);
    match rng.between(0, 5) {
        0 => ([local, &n].concat(), Code::EmailFormat, 0),
        1 => ([local, &n, "@", domain.split('.').next().expect("a label")].concat(), Code::EmailFormat, 0),
        2 => ([local, "..", &n, "@", domain].concat(), Code::EmailFormat, 0),
        3 => ([local, &n, "\r\nBcc: x@", domain].concat(), Code::EmailFormat, 0),
        4 => ([local, &n, ["@почта.рф", "@nümunə.az", "@例え.example"][at(rng, 3)]].concat(), Code::EmailFormat, 0),
        _ => (["ə", &n, local, "@", domain].concat(), Code::EmailFormat, 0),
    }
}

/// A code with a character too few, too many, or one that none of its kind has.
fn code(rng: &mut Rng, number: &str, never: &str, reason: Code) -> (String, Code, i64) {
    let strange = pick(rng, never);
    let text = match rng.between(0, 2) {
        0 => number[..number.len() - 1].to_owned(),
        1 => [number, &digits(rng, 2)].concat(),
        // The first characters of a receipt's number are a word and a year.
        _ => [&number[..number.len() - 1], &strange.to_string()].concat(),
    };
    (text, reason, 0)
}

fn reference(rng: &mut Rng, kind: Kind, number: &str, reason: Code) -> (String, Code, i64) {
    let right = checked(kind, number);
    let text = match rng.between(0, 3) {
        0 => right[..right.len() - 1].to_owned(),
        1 => ["K", &right[1..]].concat(),
        2 => [&*right, &digits(rng, 1)].concat(),
        // One character of the random part is another: the check character tells.
        _ => {
            let (head, tail) = right.split_at(right.len() - 1);
            let other = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".replace(tail, "");
            [head, &pick(rng, &other).to_string()].concat()
        }
    };
    (text, reason, 0)
}
