//! Holders who do not exist: ordinary given names with surnames nobody bears ("Sampleson", "Testov").

use crate::random::Stream;

const GIVEN: &[(&str, bool)] = &[
    ("Aysel", true),
    ("Günay", true),
    ("Leyla", true),
    ("Nigar", true),
    ("Sevinc", true),
    ("Könül", true),
    ("Ülviyyə", true),
    ("Xatirə", true),
    ("Çinarə", true),
    ("Şəbnəm", true),
    ("İlahə", true),
    ("Jalə", true),
    ("Elçin", false),
    ("Rəşad", false),
    ("Orxan", false),
    ("Tural", false),
    ("Vüqar", false),
    ("İlqar", false),
    ("Əli", false),
    ("Şahin", false),
    ("Cavid", false),
    ("Qəhrəman", false),
    ("Məmməd", false),
    ("Zaur", false),
];

/// Made from words for "sample", "test", "model", "pattern", "draft", "fiction" and the like.
const SURNAMES: &[&str] = &[
    "Nümunəyev",
    "Sınaqov",
    "Örnəkov",
    "Təcrübəyev",
    "Modelov",
    "Qaralamayev",
    "Uydurmayev",
    "Nəzəriyyəyev",
    "Misalov",
    "Şablonov",
    "Oyunov",
    "Dekorov",
    "Maketov",
    "Səhnəyev",
    "Xəyalov",
    "Nağılov",
];

/// A made-up holder.
pub(crate) fn holder(stream: &mut Stream) -> String {
    let at = usize::try_from(stream.below(GIVEN.len() as u64)).unwrap_or(0);
    let (given, feminine) = GIVEN.get(at).copied().unwrap_or(("Aysel", true));
    let ending = if feminine { "a" } else { "" };
    format!("{given} {}{ending}", stream.pick(SURNAMES))
}
