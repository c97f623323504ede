//! F2, F2b: identity is FIN or VÖEN; a name is compared whole and says how it differs.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "common/families.rs"]
mod families;
#[path = "common/rng.rs"]
mod rng;

use families::{latin, pairs, written};
use shared::name::{Identity, NameDifference, identity, name_difference};

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

#[test]
fn f2_no_pair_of_different_holders_is_called_the_same() {
    let pairs = pairs(2, 500);
    assert_eq!(pairs.len(), 500);
    for (kind, one, other) in pairs {
        assert_eq!(identity(&one.number, &other.number), Identity::Other, "{kind}: {one:?} {other:?}");
        assert_eq!(identity(&one.number, ""), Identity::Unknown, "a name never makes up for a number");
        for (ours, theirs) in [(&one.name, &other.name), (&other.name, &one.name)] {
            let difference = name_difference(ours, theirs).unwrap_or_else(|| panic!("{kind}: {ours} = {theirs}"));
            assert!(difference.order || !difference.ours.is_empty() || !difference.theirs.is_empty(), "{kind}: nothing said");
        }
    }
}

#[test]
fn f2_the_two_that_were_taken_for_one() {
    let father = name_difference("Modelov Elçin Həsən oğlu", "Həsən Modelov").unwrap();
    assert_eq!((father.ours, father.theirs), (words(&["Elçin", "Həsən oğlu"]), words(&["Həsən"])));
    let company = name_difference("“Nümunə” MMC", "“Nümunə Ticarət” MMC").unwrap();
    assert_eq!((company.ours, company.theirs, company.spelling), (vec![], words(&["Ticarət"]), false));
}

#[test]
fn f2b_the_same_name_is_the_same_in_every_form() {
    let mut rng = rng::Rng::new(22);
    for name in ["Quliyeva Aysel Rauf qızı", "Modelov Elçin İlqar oğlu", "Nümunəyev Üzeyir Çingiz oğlu", "“Örnək İnşaat” ASC"]
    {
        for _ in 0..50 {
            let (one, other) = (written(&mut rng, name), written(&mut rng, name));
            assert_eq!(name_difference(&one, &other), None, "{one} {other}");
        }
    }
}

#[test]
fn f2b_a_transliteration_is_said_to_be_one() {
    for (ours, theirs) in [
        ("Quliyeva Aysel Rauf qızı", "Guliyeva Aysel Rauf gizi"),
        ("Məmmədov Elçin", "Mammadov Elchin"),
        ("Məmmədov Elçin", "Memmedov Elcin"),
        ("Məmmədov Elçin", "Мамедов Эльчин"),
        ("Xəyalova Ülviyyə", &latin("Xəyalova Ülviyyə")),
        ("Quliyeva Cəmilə", "Кулиева Джамиля"),
    ] {
        let difference = name_difference(ours, theirs).expect("it is written otherwise");
        assert!(difference.spelling && !difference.ours.is_empty(), "{ours} {theirs} {difference:?}");
    }
}

#[test]
fn what_differs_is_said() {
    let order = NameDifference { order: true, ..NameDifference::default() };
    assert_eq!(name_difference("Quliyeva Aysel", "AYSEL QULİYEVA"), Some(order));
    let short = name_difference("Quliyeva Aysel Rauf qızı", "Quliyeva Aysel").unwrap();
    assert_eq!((short.ours, short.theirs, short.spelling), (words(&["Rauf qızı"]), vec![], false));
    assert_eq!(name_difference("", ""), Some(NameDifference::default()));
    assert_eq!(name_difference("Aysel Aysel", "Aysel").unwrap().ours, words(&["Aysel"]));
}

#[test]
fn numbers_of_two_kinds_are_not_compared() {
    assert_eq!(identity("5XK2Q7M", " 5xk2q7m"), Identity::Same);
    assert_eq!(identity("1401555071", "140 155 5071"), Identity::Same);
    assert_eq!(identity("1401555071", "1700881261"), Identity::Other);
    assert_eq!(identity("3100287522", "1EC6V5B"), Identity::Unknown);
    assert_eq!(identity("", ""), Identity::Unknown);
}
