//! The locale files of papers and letters are complete, alike, and used.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use kommunal::config::PUBLIC_URL_LENGTH_MAX;
use kommunal::connectors::sms::parts;
use kommunal::documents::application::sms;
use kommunal::documents::texts::{all, places};
use shared::application::Stage;
use shared::format::Lang;
use std::collections::BTreeSet;
use std::path::Path;

/// Keys that only papers and the receipt's letter use.
const OURS: [&str; 8] =
    ["help.", "receipt.", "mail.receipt.", "mail.notice.", "certificate.", "application.sms.", "application.mail.", "application.paper."];

#[test]
fn the_three_languages_have_the_same_keys() {
    let keys = |lang| all(lang).keys().collect::<BTreeSet<_>>();
    assert!(!keys(Lang::Az).is_empty());
    assert_eq!(keys(Lang::Az), keys(Lang::Ru));
    assert_eq!(keys(Lang::Az), keys(Lang::En));
}

#[test]
fn a_text_has_the_same_places_in_every_language_and_is_never_empty() {
    let sorted = |text| places(text).into_iter().collect::<BTreeSet<_>>();
    for (key, text) in all(Lang::Az) {
        for lang in [Lang::Ru, Lang::En] {
            let other = &all(lang)[key];
            assert_eq!(sorted(text), sorted(other), "{key} in {lang:?}");
            assert_eq!(other.trim(), other, "{key} in {lang:?} begins or ends with a blank");
            assert!(!other.is_empty(), "{key} in {lang:?} is empty");
        }
        assert!(!text.trim().is_empty(), "{key} is empty");
    }
}

#[test]
fn every_text_the_documents_ask_for_exists_and_every_text_is_asked_for() {
    let mut sources = String::new();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/documents"), &mut sources);
    let asked: BTreeSet<&str> = sources.split('"').filter(|part| OURS.iter().any(|ours| part.starts_with(ours))).collect();
    let known: BTreeSet<&str> = all(Lang::Az).keys().map(String::as_str).collect();
    let missing: Vec<_> = asked.difference(&known).collect();
    assert!(missing.is_empty(), "no text for {missing:?}");
    let unused: Vec<_> = known.iter().filter(|key| OURS.iter().any(|ours| key.starts_with(ours)) && !asked.contains(**key)).collect();
    assert!(unused.is_empty(), "nobody asks for {unused:?}");
}

fn read(folder: &Path, sources: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            sources.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// With the longest address that the configuration takes: no message is longer than two parts.
#[test]
fn every_stages_message_stays_within_its_budget() {
    let link = format!("{}/documents#{}", "x".repeat(PUBLIC_URL_LENGTH_MAX), "0".repeat(32));
    for lang in Lang::ALL {
        for stage in Stage::ALL {
            let text = sms(lang, stage, "M-2026-7K3M-9QXF", "A-2026-7K3M-9QXP", &link);
            assert!(parts(&text) <= 2, "{lang:?} {stage:?}: {} characters: {text}", text.chars().count());
            assert!(!text.contains(['{', '}']), "{text}");
        }
    }
}
