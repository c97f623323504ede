//! Reads the sources and holds the house's rules: who may know whom. About length it only warns.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use shared::bundle::Bundle;
use std::fs;
use std::path::{Path, PathBuf};

/// Lines a file may have before it is worth a second look.
const LINES_COMFORTABLE: usize = 300;

/// What the bundles share, and the bundles.
fn frontend() -> Vec<String> {
    let bundles = Bundle::ALL.into_iter().map(|bundle| format!("frontend/{}", bundle.as_str()));
    std::iter::once("frontend/src".to_owned()).chain(bundles).collect()
}

/// What builds the bundles, and the service worker, read it.
fn bundles() -> serde_json::Map<String, serde_json::Value> {
    serde_json::from_str(&fs::read_to_string(root().join("frontend/bundles.json")).unwrap()).unwrap()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn rust_files(below: &str) -> Vec<(String, String)> {
    let mut found = vec![];
    let mut folders = vec![root().join(below)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let name = path.strip_prefix(root()).unwrap().display().to_string();
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(!found.is_empty(), "{below} has no sources");
    found
}

/// Code lines without comments, numbered.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(n, line)| (n + 1, line.trim())).filter(|(_, line)| !line.starts_with("//"))
}

fn offences(below: &str, words: &[&str], allowed: impl Fn(&str) -> bool) -> Vec<String> {
    let mut found = vec![];
    for (name, text) in rust_files(below).into_iter().filter(|(name, _)| !allowed(name)) {
        for (number, line) in code(&text) {
            if words.iter().any(|word| line.contains(word)) {
                found.push(format!("{name}:{number}: {line}"));
            }
        }
    }
    found
}

#[test]
fn only_the_store_has_sql() {
    let words = ["sqlx::query", "query(\"", "SELECT ", "INSERT INTO", "UPDATE payment", "DELETE FROM"];
    let found = offences("backend/src", &words, |name| name.starts_with("backend/src/store/"));
    assert!(found.is_empty(), "{found:#?}");
}

/// The issuer's key has modes of its own: its certificate is for everybody.
#[test]
fn files_are_made_for_their_owner_alone() {
    let words = ["File::create(", "File::options()", "OpenOptions::new()", "fs::write("];
    let found = offences("backend/src", &words, |name| {
        ["backend/src/private.rs", "backend/src/app/certificates/issuer_key.rs"].contains(&name) || name.ends_with("_tests.rs")
    });
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn only_http_knows_status_codes_and_the_framework() {
    let found = offences("backend/src", &["axum::", "StatusCode"], |name| {
        name.starts_with("backend/src/http/") || name == "backend/src/serve.rs" || name.starts_with("backend/src/connectors/")
    });
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn rooms_are_entered_from_above_only() {
    let rules: [(&str, &[&str]); 5] = [
        ("backend/src/store", &["crate::app", "crate::http", "crate::connectors", "crate::jobs", "crate::documents"]),
        ("backend/src/connectors", &["crate::app", "crate::http", "crate::store", "crate::jobs"]),
        ("backend/src/documents", &["crate::app", "crate::http", "crate::store", "crate::jobs", "crate::connectors"]),
        ("backend/src/app", &["crate::http", "crate::jobs"]),
        ("backend/src/http", &["crate::store::", "crate::connectors", "crate::jobs"]),
    ];
    let found: Vec<String> = rules.iter().flat_map(|(room, forbidden)| offences(room, forbidden, |_| false)).collect();
    assert!(found.is_empty(), "{found:#?}");
}

/// The list that the build and the service worker read, and what the server and the pages know.
#[test]
fn the_one_list_of_bundles_is_the_domains() {
    let listed = bundles();
    let names: Vec<&str> = Bundle::ALL.into_iter().map(Bundle::as_str).collect();
    assert_eq!(listed.keys().map(String::as_str).collect::<std::collections::BTreeSet<_>>(), names.into_iter().collect());
    let mut segments = vec![];
    for bundle in Bundle::ALL {
        let said = &listed[bundle.as_str()];
        assert_eq!(said["kept"], bundle.is_kept(), "{bundle:?}");
        assert_eq!(Bundle::of(said["home"].as_str().unwrap()), Some(bundle), "{bundle:?}");
        for segment in said["segments"].as_array().unwrap() {
            let segment = segment.as_str().unwrap();
            assert_eq!(Bundle::of(segment), Some(bundle), "{segment}");
            segments.push(segment);
        }
    }
    // Every segment that the domain names is listed, or is the server's own, which the worker lets pass by.
    let source = fs::read_to_string(root().join("shared/src/bundle.rs")).unwrap();
    let worker = fs::read_to_string(root().join("frontend/service-worker.js")).unwrap();
    let servers = worker.split_once("const SERVERS = [").unwrap().1.split_once(']').unwrap().0;
    let arms = source.split_once("match first {").unwrap().1.split_once("_ =>").unwrap().0;
    for segment in arms.split('"').skip(1).step_by(2) {
        let own = Bundle::of(segment).is_none();
        assert_eq!(segments.contains(&segment), !own, "{segment}");
        assert_eq!(servers.contains(&format!("\"{segment}\"")), own, "{segment}");
    }
}

/// Numbers that a kiosk's launcher, its page and the server must agree on.
#[test]
fn a_kiosks_launcher_is_patient_enough() {
    let launcher = fs::read_to_string(root().join("kiosk/launch.sh")).unwrap();
    let number = |text: &str, before: &str| -> i64 {
        let rest = text.split_once(before).unwrap_or_else(|| panic!("{before}")).1;
        rest.chars().filter(|c| *c != '_').take_while(char::is_ascii_digit).collect::<String>().parse().unwrap()
    };
    let payment = kommunal::config::PaymentConfig::default();
    assert!(number(&launcher, "KIOSK_AWAY_S:-") > payment.order_life_s + 60, "whoever is at the bank may use the order's whole life");
    let beat_ms = number(&fs::read_to_string(root().join("frontend/kiosk/course.rs")).unwrap(), "BEAT_MS: u32 = ");
    assert_eq!(number(&launcher, "KIOSK_SILENT_S:-") * 1000, 5 * beat_ms, "a page hangs that has missed so many heartbeats");
    assert!(number(&launcher, "OURS_S=") * 1000 > beat_ms);
}

#[test]
fn f18_whoever_tries_again_pauses_with_jitter() {
    // A draft's saving, typing that pauses, the clocks on the screen: nobody is asked afterwards.
    let steady = ["src/state/draft.rs", "certificate/features/apply/debt.rs", "certificate/state/mod.rs", "certificate/state/session.rs"];
    let allowed = |name: &str| steady.iter().any(|end| name.strip_prefix("frontend/") == Some(end));
    let found: Vec<String> = frontend().iter().flat_map(|room| offences(room, &["platform::sleep("], allowed)).collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn the_domain_is_pure() {
    let words = ["std::time", "SystemTime", "Instant::now", "std::fs", "std::net", "rand::", "f32", "f64", "println!"];
    let found = offences("shared/src", &words, |_| false);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn the_domain_is_entered_in_one_direction() {
    let others = |name: &str| name.starts_with("shared/src/api/") || name == "shared/src/lib.rs";
    let found = offences("shared/src", &["crate::api", "super::api"], others);
    assert!(found.is_empty(), "{found:#?}");
    let found = offences("shared/src/payment", &["crate::ledger"], |_| false);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn the_portal_has_no_branch_for_the_sandbox() {
    // A file that is handed out carries a CSP, which has a directive of this name.
    let found = offences("backend/src", &["sandbox"], |name| name == "backend/src/http/files.rs");
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn only_the_platform_touches_the_browser() {
    for part in frontend() {
        let found = offences(&part, &["web_sys::", "js_sys::"], |name| name.starts_with("frontend/src/platform/"));
        assert!(found.is_empty(), "{found:#?}");
    }
}

#[test]
fn only_the_api_speaks_http() {
    for part in frontend() {
        let found = offences(&part, &["gloo_net::"], |name| name.starts_with("frontend/src/api/"));
        assert!(found.is_empty(), "{found:#?}");
    }
}

#[test]
fn features_do_not_know_each_other() {
    for features in frontend().iter().skip(1).map(|bundle| format!("{bundle}/features")) {
        let folders = fs::read_dir(root().join(&features)).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_dir());
        let folders: Vec<String> = folders.map(|entry| entry.file_name().into_string().unwrap()).collect();
        for one in &folders {
            for other in folders.iter().filter(|other| *other != one) {
                let found = offences(&format!("{features}/{one}"), &[&format!("features::{other}")], |_| false);
                assert!(found.is_empty(), "{found:#?}");
            }
        }
    }
}

/// A bundle's own texts are reported by the compiler when no screen shows them; those of several are public.
#[test]
fn every_common_text_is_shown_somewhere() {
    let read = |name| fs::read_to_string(root().join("frontend/locales/az").join(name)).unwrap();
    let texts = ["common.json", "receipt.json", "staff.json"].map(read).concat();
    let keys = texts.lines().filter_map(|line| line.trim().strip_prefix('"')?.split('"').next().map(str::to_owned));
    let sources: String = frontend().iter().flat_map(|part| rust_files(part)).map(|(_, text)| text).collect();
    let counted = |key: &str| [".many", ".one", ".other"].iter().any(|end| key.ends_with(end));
    let series = |key: &str| key.starts_with("month.") || key.starts_with("shell.") || counted(key);
    let named = |key: &str| {
        let name = key.replace(['.', '-'], "_").to_uppercase();
        ["keys", "words", "staff"].iter().any(|module| sources.contains(&format!("{module}::{name}")))
    };
    let unseen: Vec<String> = keys.filter(|key| !series(key) && !named(key)).collect();
    assert!(unseen.is_empty(), "{unseen:?}");
}

#[test]
fn long_files_are_named() {
    let others = ["shared/src", "backend/src", "backend/sandbox/src"].map(str::to_owned);
    for below in others.into_iter().chain(frontend()) {
        for (name, text) in rust_files(&below) {
            let lines = text.lines().count();
            if lines > LINES_COMFORTABLE {
                println!("{name}: {lines} lines, is it still one room?");
            }
        }
    }
}
