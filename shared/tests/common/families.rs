//! Pairs of holders who are not one, made by rules: who in a family, or in a trade register, is easily taken for another.

use super::rng::Rng;
use unicode_normalization::UnicodeNormalization;

/// A holder nobody is: a name as a source writes it, and the FIN or VÖEN.
#[derive(Debug, Clone)]
pub(crate) struct Holder {
    pub(crate) name: String,
    pub(crate) number: String,
}

/// `Modelov`, a man's; a woman's has an `a` at its end.
const SURNAMES: [&str; 8] = ["Modelov", "Nümunəyev", "Sınaqov", "Örnəkov", "Təcrübəyev", "Şablonov", "Maketov", "Xəyalov"];
const MEN: [&str; 8] = ["Elçin", "Həsən", "Rəşad", "İlqar", "Əli", "Məmməd", "Şirin", "Cavid"];
/// Neighbours are told apart by one letter, some by its marks alone.
const WOMEN: [&str; 8] = ["Aysən", "Ayşən", "Günay", "Günel", "Elnurə", "Elnarə", "Şirin", "İlahə"];
const TRADES: [&str; 6] = ["Ticarət", "İnşaat", "Servis", "2", "Qrup", "Xəzər"];
const FORMS: [&str; 4] = ["MMC", "ASC", "QSC", "kooperativi"];

/// `count` pairs, the kinds in turn.
pub(crate) fn pairs(seed: u64, count: usize) -> Vec<(&'static str, Holder, Holder)> {
    let mut rng = Rng::new(seed);
    (0..count).map(|index| pair(&mut rng, index)).collect()
}

fn pair(rng: &mut Rng, index: usize) -> (&'static str, Holder, Holder) {
    let surname = SURNAMES[at(rng, 8)];
    let (son, father, woman) = (at(rng, 8), at(rng, 7), at(rng, 8));
    let (son, father) = (MEN[son], MEN[(son + 1 + father) % 8]);
    let (woman, sister) = (WOMEN[woman], WOMEN[woman ^ 1]);
    let whole = format!("{surname} {son} {father} oğlu");
    let (kind, one, other) = match index % 10 {
        0 => ("father and son", whole, format!("{father} {surname}")),
        1 => ("a son named as his grandfather", whole, format!("{surname} {father} {son} oğlu")),
        2 => ("sisters", format!("{surname}a {woman} {father} qızı"), format!("{surname}a {sister} {father} qızı")),
        3 => ("brother and sister of one name", format!("Şirin {father} oğlu {surname}"), format!("Şirin {father} qızı {surname}")),
        4 => ("brothers", whole, format!("{surname} {} {father} oğlu", MEN[(at(rng, 6) + 2) % 8].replace(son, "Orxan"))),
        5 => ("cousins of one name", whole, format!("{surname} {son} {} oğlu", MEN[(at(rng, 6) + 1) % 8].replace(father, "Vaqif"))),
        6 => ("names the other way round", format!("{son} {father}"), format!("{father} {son}")),
        7 => ("companies with a common word", format!("“{surname}” MMC"), format!("“{surname} {}” MMC", TRADES[at(rng, 6)])),
        8 => ("companies of two forms", format!("“Nümunə {}” MMC", TRADES[at(rng, 6)]), format!("“Nümunə” {}", FORMS[1 + at(rng, 3)])),
        _ => (
            "sisters, one transliterated",
            format!("{surname}a {woman} {father} qızı"),
            latin(&format!("{surname}a {sister} {father} qızı")),
        ),
    };
    let number = |n: u64| format!("{}A{:05}", 2 + n % 7, (n / 7) % 100_000);
    let (first, second) = (number(index as u64 * 2), number(index as u64 * 2 + 1));
    (kind, Holder { name: written(rng, &one), number: first }, Holder { name: written(rng, &other), number: second })
}

fn at(rng: &mut Rng, of: i64) -> usize {
    usize::try_from(rng.between(0, of - 1)).expect("an index")
}

/// The same name as another source may write it: nothing that makes it another name.
pub(crate) fn written(rng: &mut Rng, name: &str) -> String {
    let name = match at(rng, 5) {
        0 => name.replace(['“', '”'], "\""),
        1 => name.replace('“', "«").replace('”', "»").replace(' ', "  "),
        2 => name.replace("oğlu", "oglu").replace("qızı", "qizi"),
        3 => name.replace("oğlu", "ogly").replace("qızı", "kyzy"),
        _ => name.replace('i', "i\u{307}"),
    };
    let name = if rng.chance(300) { name.chars().flat_map(upper).collect() } else { name };
    let name = if rng.chance(300) { name.nfd().collect() } else { name };
    if rng.chance(300) { format!("\u{202a}{name}\u{202c} ") } else { name }
}

fn upper(c: char) -> Vec<char> {
    match c {
        'i' => vec!['İ'],
        'ı' => vec!['I'],
        c => c.to_uppercase().collect(),
    }
}

/// Without Azerbaijani letters, as on an English form.
pub(crate) fn latin(name: &str) -> String {
    let pairs = [
        ("ə", "a"),
        ("Ə", "A"),
        ("ı", "i"),
        ("İ", "I"),
        ("ö", "o"),
        ("Ö", "O"),
        ("ü", "u"),
        ("ş", "sh"),
        ("Ş", "Sh"),
        ("ç", "ch"),
        ("ğ", "gh"),
        ("x", "kh"),
        ("X", "Kh"),
        ("q", "g"),
        ("C", "J"),
    ];
    pairs.iter().fold(name.to_owned(), |name, (from, to)| name.replace(from, to))
}
