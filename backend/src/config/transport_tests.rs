//! S15: plain transport to the outside is refused at the start, by the setting's name, unless it is written down.
#![allow(clippy::unwrap_used)]

use super::super::Config;
use super::*;
use std::collections::BTreeSet;
use std::path::Path;

const EXAMPLE: &str = include_str!("../../../kommunal.example.toml");

fn read(text: &str) -> Result<(), String> {
    let env = |_: &str| Some("smtps://u:hunter2@mail.example.az".to_owned());
    Config::parse(text, env).map(|_| ()).map_err(|error| error.to_string())
}

/// The example with something else in it, and what is then said.
fn with(from: &str, to: &str) -> Result<(), String> {
    assert!(EXAMPLE.contains(from), "the example no longer says {from}");
    read(&EXAMPLE.replacen(from, to, 1))
}

const SMPP: &str = "kind = \"smpp\"\nsystem_id = \"kommunal\"\npassword = \"x\"\naddress = \"smsc.example.az:2775\"";

#[test]
fn s15_plain_transport_to_the_outside_is_refused_by_name_with_the_remedy() {
    read(EXAMPLE).unwrap();
    for (from, to, setting, host, remedy) in [
        ("https://pay.example.az", "http://pay.example.az", "[server] public_url", "pay.example.az", "https://"),
        ("https://pay.ministry", "http://pay.ministry", "[[brand]] public_url", "pay.ministry.example.az", "https://"),
        ("env:KOMMUNAL_MAIL_URL", "smtp://u:hunter2@mail.example.az:25", "[mail] url", "mail.example.az", "smtps://"),
        ("env:KOMMUNAL_MAIL_URL", "smtp://mail.example.az?tls=opportunistic", "[mail] url", "mail.example.az", "?tls=required"),
        ("https://login.example.az", "http://login.example.az", "[identity] issuer", "login.example.az", "https://"),
        ("https://registry.example.az/persons", "http://10.0.0.7/persons", "[registry] persons_url", "10.0.0.7", "https://"),
        ("https://registry.example.az/companies", "http://[fd00::7]/c", "[registry] companies_url", "[fd00::7]", "https://"),
        ("https://sms.example.az/api", "http://sms.example.az/api", "[sms] url", "sms.example.az", "https://"),
        ("https://txpgtst.kapitalbank.az", "http://txpgtst.kapitalbank.az", "[[acquirer]] base_url", "txpgtst", "https://"),
        ("# tsa_url = \"https:", "tsa_url = \"http:", "[signing] tsa_url", "tsa.example.az", "https://"),
    ] {
        let said = with(from, to).unwrap_err();
        assert!([setting, host, remedy, FLAG].iter().all(|part| said.contains(part)), "{said}");
        assert!(!said.contains("hunter2"), "{said}");
    }
    let said = with("https://biller.example.az", "http://biller.example.az").unwrap_err();
    assert!(said.contains("[[biller]] remote.base_url"), "{said}");
}

#[test]
fn s15_plain_transport_on_this_machine_or_written_down_is_taken() {
    for here in ["http://127.0.0.1:8081/i", "http://[::1]:8081/i", "http://localhost/i", "http://a.localhost", "http://127.8.9.1"] {
        with("https://login.example.az", here).unwrap();
    }
    with("env:KOMMUNAL_MAIL_URL", "smtp://mail.example.az?tls=required").unwrap();
    with("env:KOMMUNAL_MAIL_URL", "smtp://127.0.0.1:25").unwrap();
    with("issuer = \"https://login.example.az\"", "plain_transport = true\nissuer = \"http://login.example.az\"").unwrap();
    let said =
        with("issuer = \"https://login.example.az\"", "plain_transport = \"yes\"\nissuer = \"http://login.example.az\"").unwrap_err();
    assert!(said.contains("[identity] plain_transport"), "{said}");
    // Another section's word does not count, and there is none where nobody is named.
    let plain = EXAMPLE.replacen("https://login.example.az", "http://login.example.az", 1);
    assert!(read(&plain.replacen("[registry]", "[registry]\nplain_transport = true", 1)).unwrap_err().contains("[identity] issuer"));
    assert!(with("[office]", "[office]\nplain_transport = true").unwrap_err().contains("plain_transport"));
}

#[test]
fn s15_an_sms_centre_without_tls_is_plain() {
    let centre = |more: &str| {
        let mut file: Value = toml::from_str(&format!("[sms]\n{SMPP}\n{more}")).unwrap();
        check(&mut file)
    };
    let said = centre("").unwrap_err();
    assert!(said.contains("[sms] address") && said.contains("tls = true"), "{said}");
    centre("tls = true").unwrap();
    centre("plain_transport = true").unwrap();
}

/// Every setting of the sources that is an address of somebody, by its name.
fn addresses_in(source: &str, found: &mut BTreeSet<String>) {
    let mut in_config = false;
    for line in source.lines() {
        if let Some(name) = line.strip_prefix("pub struct ") {
            in_config = name.split([' ', '<', '(']).next().is_some_and(|name| name.ends_with("Config"));
        }
        let field = line.trim().strip_prefix("pub ").and_then(|field| field.trim_end_matches(',').split_once(": "));
        let Some((name, kind)) = field.filter(|_| in_config) else { continue };
        let names_somebody = name.ends_with("url") || ["issuer", "address", "host", "endpoint"].contains(&name);
        if names_somebody && ["String", "Secret", "Option<String>", "Option<Secret>"].contains(&kind) {
            found.insert(name.to_owned());
        }
    }
}

fn sources(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            addresses_in(&std::fs::read_to_string(path).unwrap(), found);
        }
    }
}

#[test]
fn s15_no_address_can_be_set_without_a_look_at_its_transport() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = BTreeSet::new();
    for folder in ["src/config", "src/connectors"] {
        sources(&here.join(folder), &mut found);
    }
    let looked_at: BTreeSet<String> = OUTWARD.iter().flat_map(|(_, settings)| settings.iter().map(|name| (*name).to_owned())).collect();
    assert_eq!(found, looked_at, "an address whose transport nobody looks at, or a row of no setting");
}
