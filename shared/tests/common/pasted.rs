//! True numbers in forms that people paste, and wrong ones with the reason that is true, from a seed. The tables of marks,
//! dashes, spaces, digits and look-alikes are written here a second time on purpose: they judge the ones in `shared::typed`.

use super::rng::Rng;
use shared::validation::Code;

/// What a field asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// A fixed line of Baku.
    Landline,
    Mobile,
    /// A subscriber code of fifteen digits.
    Digits,
    /// A subscriber code of any form.
    Account,
    Voen,
    Fin,
    Receipt,
    ReceiptCode,
    Application,
    Certificate,
    Sms,
    Email,
    Amount,
}

/// One form of one number.
#[derive(Debug, Clone)]
pub(crate) struct Pasted {
    pub(crate) kind: Kind,
    pub(crate) text: String,
    /// What is read from it, or why nothing is and the count that the reason names.
    pub(crate) right: Result<&'static str, (Code, i64)>,
}

/// Made-up numbers, as they are kept. For a phone the national number, for an amount qəpik.
pub(crate) const TRUE: [(Kind, &str); 50] = [
    (Kind::Landline, "124212372"),
    (Kind::Landline, "124980000"),
    (Kind::Landline, "125550002"),
    (Kind::Landline, "129941234"),
    (Kind::Landline, "124129940"),
    (Kind::Landline, "122362636"),
    (Kind::Mobile, "502345678"),
    (Kind::Mobile, "994567890"),
    (Kind::Mobile, "102223344"),
    (Kind::Mobile, "559940000"),
    (Kind::Mobile, "772120000"),
    (Kind::Mobile, "602994994"),
    (Kind::Digits, "031244551234019"),
    (Kind::Digits, "000000000000001"),
    (Kind::Digits, "994124212372000"),
    (Kind::Digits, "100200300400500"),
    (Kind::Account, "QE-40-118/2"),
    (Kind::Account, "AB-12"),
    (Kind::Account, "7"),
    (Kind::Account, "XOXO-1001/IL"),
    (Kind::Voen, "1401555071"),
    (Kind::Voen, "1234567801"),
    (Kind::Voen, "1000000042"),
    (Kind::Fin, "5XK2Q7M"),
    (Kind::Fin, "ABCEHKM"),
    (Kind::Fin, "1234567"),
    (Kind::Fin, "TYX0PC9"),
    (Kind::Receipt, "KM-2026-0A7F19XZ"),
    (Kind::Receipt, "KM-2026-ABCEHKMP"),
    (Kind::Receipt, "KM-2027-01234567"),
    (Kind::ReceiptCode, "0123456789"),
    (Kind::ReceiptCode, "ABCDEFGHJK"),
    (Kind::ReceiptCode, "KMNPQRSTVW"),
    (Kind::Application, "M-2026-7K3M-9QX"),
    (Kind::Application, "M-2026-0000-000"),
    (Kind::Application, "M-2027-ABCE-HKM"),
    (Kind::Certificate, "A-2026-7K3M-9QX"),
    (Kind::Certificate, "A-2026-XYZ0-123"),
    (Kind::Certificate, "A-2028-HKMP-TXY"),
    (Kind::Sms, "123456"),
    (Kind::Sms, "000000"),
    (Kind::Sms, "909090"),
    (Kind::Email, "aysel@example.az"),
    (Kind::Email, "a.b+c@mail.example.com"),
    (Kind::Email, "info@xn--e1afmkfd.example"),
    (Kind::Email, "x-y_z@ac.example"),
    (Kind::Amount, "250"),
    (Kind::Amount, "123450"),
    (Kind::Amount, "4467"),
    (Kind::Amount, "100"),
];

const MARKS: &str = "\u{ad}\u{34f}\u{61c}\u{180e}\u{200b}\u{200c}\u{200d}\u{200e}\u{200f}\u{202a}\u{202c}\u{202d}\u{2060}\u{2063}\u{2066}\u{2068}\u{2069}\u{fe00}\u{fe0f}\u{feff}\u{e0020}";
const DASHES: &str =
    "-\u{58a}\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2015}\u{2212}\u{2043}\u{207b}\u{2500}\u{30fc}\u{fe58}\u{fe63}\u{ff0d}";
const SPACES: &str = " \t\u{a0}\u{1680}\u{2002}\u{2007}\u{2009}\u{202f}\u{205f}\u{3000}\u{2800}";
const ZEROS: [u32; 8] = [0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xff10, 0x1d7ce];
const LIKE: &str = "AАBВCСEЕHНIІIİIıJЈKКMМOОPРSЅTТXХYУ";

/// `count` forms of each number, no two alike: all of them are to be taken.
pub(crate) fn taken(seed: u64, count: usize) -> Vec<Pasted> {
    gathered(seed, count, |rng, kind, number| {
        let spelled = spelled(rng, kind, number);
        Pasted { kind, text: dressed(rng, kind, &spelled), right: Ok(number) }
    })
}

/// `count` wrong forms of each number, no two alike.
pub(crate) fn refused(seed: u64, count: usize) -> Vec<Pasted> {
    gathered(seed, count, |rng, kind, number| {
        let (text, code, limit) = super::wrong::spoiled(rng, kind, number);
        Pasted { kind, text: marked(rng, &text), right: Err((code, limit)) }
    })
}

fn gathered(seed: u64, count: usize, make: impl Fn(&mut Rng, Kind, &'static str) -> Pasted) -> Vec<Pasted> {
    let mut rng = Rng::new(seed);
    let mut all: Vec<Pasted> = vec![];
    let mut seen = std::collections::HashSet::new();
    for (kind, number) in TRUE {
        let wanted = all.len() + count;
        while all.len() < wanted {
            let one = make(&mut rng, kind, number);
            if seen.insert((kind, one.text.clone())) {
                all.push(one);
            }
        }
    }
    all
}

pub(crate) fn pick(rng: &mut Rng, from: &str) -> char {
    let all: Vec<char> = from.chars().collect();
    all[usize::try_from(rng.next() % all.len() as u64).expect("an index")]
}

fn one_of<'a>(rng: &mut Rng, from: &[&'a str]) -> &'a str {
    from[usize::try_from(rng.next() % from.len() as u64).expect("an index")]
}

/// The number as people write it, in ASCII: prefixes, groups, currency, what a mail client adds.
fn spelled(rng: &mut Rng, kind: Kind, number: &str) -> String {
    match kind {
        Kind::Landline => {
            let local = number[2..].to_owned();
            let prefix = one_of(
                rng,
                &[
                    "",
                    "12 ",
                    "(12)",
                    "012 ",
                    "(012) ",
                    "0 12 ",
                    "994 12 ",
                    "+994 12 ",
                    "00994 12 ",
                    "+994 (0) 12 ",
                    "+994 012 ",
                    "(+994) (012) ",
                    "+ 994-12-",
                    "0994 12 ",
                    "00 994 0 12 ",
                ],
            );
            [prefix, &grouped(rng, &local)].concat()
        }
        Kind::Mobile => {
            let prefix = one_of(rng, &["", "0", "(0)", "994 ", "+994", "+994 (0) ", "+994 0", "00994", "(+994) ", "00 994 (0)"]);
            [prefix, &grouped(rng, number)].concat()
        }
        Kind::Amount => {
            let (whole, cents) = number.split_at(number.len() - 2);
            let whole = if whole.len() > 3 {
                [&whole[..1], one_of(rng, &["", " ", "'", "\u{2019}"]), &whole[1..]].concat()
            } else {
                whole.to_owned()
            };
            let sum = [&whole, one_of(rng, &[".", ",", "\u{66b}"]), cents].concat();
            let (before, after) = (
                one_of(rng, &["", "", "AZN ", "₼", "man. ", "azn"]),
                one_of(rng, &["", "", " AZN", "₼", " man.", " manat", " ман.", "Man"]),
            );
            [before, &sum, after].concat()
        }
        Kind::Email => [one_of(rng, &["", "", "mailto:", "<"]), number, one_of(rng, &["", "", ";", ",", ".", ">", ">;"])].concat(),
        Kind::Application | Kind::Certificate => checked(kind, number),
        Kind::Digits | Kind::Sms | Kind::Voen | Kind::Fin => grouped(rng, number),
        Kind::Receipt | Kind::ReceiptCode | Kind::Account => number.to_owned(),
    }
}

/// With its check character.
pub(crate) fn checked(kind: Kind, number: &str) -> String {
    let series = if kind == Kind::Application { 'M' } else { 'A' };
    let alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let parses = |text: &str| match series {
        'M' => shared::application::number::ApplicationNumber::parse(text).is_ok(),
        _ => shared::certificate::CertificateNumber::parse(text).is_ok(),
    };
    alphabet.chars().map(|check| format!("{number}{check}")).find(|text| parses(text)).expect("one of them checks")
}

/// Digits in groups with something between them.
fn grouped(rng: &mut Rng, digits: &str) -> String {
    let between = one_of(rng, &["", " ", "-", " - "]);
    let size = usize::try_from(rng.between(2, 4)).expect("small");
    let groups: Vec<&str> = (0..digits.len()).step_by(size).map(|at| &digits[at..digits.len().min(at + size)]).collect();
    groups.join(between)
}

/// Another script's digits, look-alikes, small letters, other dashes and spaces, a `№`; then marks.
fn dressed(rng: &mut Rng, kind: Kind, text: &str) -> String {
    let zero = if rng.chance(400) { ZEROS[usize::try_from(rng.next() % 8).expect("an index")] } else { 0x30 };
    let (small, like) = (kind != Kind::Email && rng.chance(300), rng.chance(400));
    let is_number = !matches!(kind, Kind::Email | Kind::Amount);
    let named = kind != Kind::Account && is_number && rng.chance(150);
    let mut dressed: String = if named { one_of(rng, &["№", "№ "]).to_owned() } else { String::new() };
    for c in text.chars() {
        dressed.push(match c {
            '0'..='9' => char::from_u32(zero + c as u32 - 0x30).expect("a digit"),
            ' ' if kind != Kind::Account || rng.chance(500) => pick(rng, SPACES),
            '-' if kind != Kind::Email => pick(rng, DASHES),
            'A'..='Z' if is_number && like && rng.chance(500) => look_alike(rng, c),
            'A'..='Z' if small => c.to_ascii_lowercase(),
            c => c,
        });
    }
    marked(rng, &dressed)
}

fn look_alike(rng: &mut Rng, c: char) -> char {
    let letters: Vec<char> = LIKE.chars().collect();
    let found: String = letters.chunks(2).filter(|pair| pair[0] == c).map(|pair| pair[1]).collect();
    if found.is_empty() { c } else { pick(rng, &found) }
}

/// Marks that nobody sees, around the text and inside it.
pub(crate) fn marked(rng: &mut Rng, text: &str) -> String {
    let often = if rng.chance(300) { 0 } else { 250 };
    let mut marked = String::new();
    for c in text.chars() {
        if rng.chance(often) {
            marked.push(pick(rng, MARKS));
        }
        marked.push(c);
    }
    if rng.chance(300) { format!("\u{202a}{marked}\u{202c}") } else { [&marked, one_of(rng, &["", "", " ", "\u{a0}", "\n"])].concat() }
}
