//! M18: every number of the configuration has its bounds, and what is outside of them is refused by the setting's name.
#![allow(clippy::unwrap_used)]

use super::super::Config;
use super::*;
use std::collections::BTreeSet;
use std::path::Path;

const EXAMPLE: &str = include_str!("../../../kommunal.example.toml");

fn said(file: Value) -> String {
    Config::of_value(file, |_| Some("smtp://127.0.0.1:25".to_owned())).map(|_| ()).unwrap_err().to_string()
}

/// Puts a number into every place that the path names; tables that are missing are made.
fn put(value: &mut Value, path: &[&str], number: &Value) {
    let Some((first, rest)) = path.split_first() else {
        *value = number.clone();
        return;
    };
    if !value.is_table() {
        *value = Value::Table(toml::Table::new());
    }
    let (name, is_list) = first.strip_suffix("[]").map_or((*first, false), |name| (name, true));
    let empty = if is_list { Value::Array(vec![Value::Table(toml::Table::new())]) } else { Value::Table(toml::Table::new()) };
    let inner = value.as_table_mut().unwrap().entry(name.to_owned()).or_insert(empty);
    match inner {
        Value::Array(items) if is_list => items.iter_mut().for_each(|item| put(item, rest, number)),
        inner => put(inner, rest, number),
    }
}

fn example_with(path: &str, number: i64) -> Value {
    let mut file: Value = toml::from_str(EXAMPLE).unwrap();
    put(&mut file, &path.split('.').collect::<Vec<_>>(), &Value::Integer(number));
    file
}

#[test]
fn m18_a_number_outside_its_bounds_is_refused_by_its_full_name() {
    for bound in bounds() {
        let (least, most) = bound.range;
        for wrong in [least - 1, most + 1, i64::MIN, i64::MAX] {
            let said = said(example_with(bound.path, wrong));
            assert!(said.contains(&full_name(bound.path)) && said.contains(&wrong.to_string()), "{}: {said}", bound.path);
        }
    }
}

#[test]
fn m18_the_settings_of_the_case_are_named_as_they_stand_in_the_file() {
    let with = |path, number| said(example_with(path, number));
    assert!(with("payment.settle_ms", -1).contains("[payment] settle_ms = -1"));
    assert!(with("payment.order_life_s", -5).contains("[payment] order_life_s = -5"));
    assert!(with("payment.look_ms", 0).contains("[payment] look_ms = 0"));
    assert!(with("acquirer[].fee.basis_points", -500).contains("[[acquirer]] fee.basis_points = -500"));
    assert!(with("identity.session.idle_s", 0).contains("[identity.session] idle_s"));
    assert!(with("biller[].charge[].rule.max_minor", 0).contains("[[biller.charge]] rule.max_minor"));
    let mut broken: Value = toml::from_str(EXAMPLE).unwrap();
    put(&mut broken, &["payment", "look_ms"], &Value::Float(0.5));
    assert!(said(broken).contains("[payment] look_ms"));
}

#[test]
fn m18_numbers_that_contradict_each_other_are_refused_by_name() {
    let both = |first: (&str, i64), second: (&str, i64)| {
        let mut file = example_with(first.0, first.1);
        put(&mut file, &second.0.split('.').collect::<Vec<_>>(), &Value::Integer(second.1));
        said(file)
    };
    assert!(both(("acquirer[].fee.min_minor", 20), ("acquirer[].fee.max_minor", 10)).contains("[[acquirer]] fee.min_minor"));
    assert!(both(("biller[].charge[].rule.min_minor", 20), ("biller[].charge[].rule.max_minor", 10)).contains("rule.min_minor"));
    assert!(both(("payment.post_window_s", 60), ("payment.silent_after_s", 60)).contains("[payment] silent_after_s"));
    assert!(both(("identity.session.idle_s", 900), ("identity.session.absolute_s", 800)).contains("[identity.session] idle_s"));
}

/// Every number that a struct of the configuration is read with, as `struct field`.
fn numbers_in(source: &str, found: &mut Vec<String>) {
    let mut within: Option<String> = None;
    for line in source.lines() {
        let words: Vec<&str> = line.trim().trim_start_matches("pub ").split([' ', '<', '(']).collect();
        if let ["struct" | "enum", name, ..] = words[..] {
            within = Some(name.to_owned()).filter(|name| name.ends_with("Config") || ["FeeRule", "AmountRule"].contains(&&**name));
        }
        if line == "}" {
            within = None;
        }
        let field = line.trim().trim_start_matches("pub ").trim_end_matches(',').split_once(": ");
        let (Some(owner), Some((name, kind))) = (&within, field) else { continue };
        let kind = kind.trim_start_matches("Option<").trim_end_matches('>');
        if ["u8", "u16", "u32", "u64", "usize", "i8", "i16", "i32", "i64", "isize", "f32", "f64"].contains(&kind) {
            found.push(format!("{owner} {name}"));
        }
    }
}

fn sources(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            numbers_in(&std::fs::read_to_string(path).unwrap(), found);
        }
    }
}

/// Which settings a struct's numbers are: the table's rows that begin so.
const PLACES: &[(&str, &str)] = &[
    ("PaymentConfig", "payment."),
    ("RefundConfig", "refund."),
    ("RetentionConfig", "retention."),
    ("LimitsConfig", "limits."),
    ("MailConfig", "mail."),
    ("IdentityConfig", "identity."),
    ("SessionConfig", "identity.session."),
    ("RegistryConfig", "registry."),
    ("SmppConfig", "sms."),
    ("GatewayConfig", "sms."),
    ("KapitalConfig", "acquirer[]."),
    ("FeeRule", "acquirer[].fee."),
    ("ReceivablesConfig", "receivables."),
    ("BillerConfig", "biller[]."),
    ("RemoteBillerConfig", "biller[].remote."),
    ("AmountRule", "biller[].charge[].rule."),
    ("CertificateConfig", "certificate."),
    ("ConnectionsConfig", "server.connections."),
    ("OfficeConfig", "office."),
    ("KioskConfig", "kiosk."),
];

#[test]
fn m18_no_number_can_be_set_without_bounds() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut numbers = vec![];
    for folder in ["src/config", "src/connectors"] {
        sources(&here.join(folder), &mut numbers);
    }
    numbers_in(&std::fs::read_to_string(here.join("../shared/src/biller.rs")).unwrap(), &mut numbers);
    let mut settings = BTreeSet::new();
    for number in &numbers {
        let (owner, field) = number.split_once(' ').unwrap();
        let place = PLACES.iter().find(|(name, _)| *name == owner);
        let (_, begin) = place.unwrap_or_else(|| panic!("{owner} has the number {field}: say in PLACES which settings its numbers are"));
        settings.insert(format!("{begin}{field}"));
    }
    // Its days are read by kind.
    settings.extend(KINDS.iter().map(|kind| kind.path.to_owned()));
    let bounded: BTreeSet<String> = bounds().map(|bound| bound.path.to_owned()).collect();
    assert_eq!(settings, bounded, "a number of the configuration without bounds, or bounds of no number");
    assert_eq!(bounded.len(), bounds().count(), "bounds given twice");
}

#[test]
fn m18_a_number_added_to_a_config_is_seen() {
    let mut found = vec![];
    numbers_in("pub struct NewConfig {\n    /// Words.\n    pub wait_ms: Option<u64>,\n    pub name: String,\n}\n", &mut found);
    assert_eq!(found, ["NewConfig wait_ms"]);
}
