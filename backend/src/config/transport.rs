//! Plain transport: whoever is outside of this machine is spoken to over TLS, unless the section says otherwise. One table,
//! read from the file before anything else is made of it; a setting that names somebody outside and has no row here fails
//! a test.

use super::bounds::full_name;
use reqwest::Url;
use std::net::IpAddr;
use toml::{Table, Value};

/// Written beside an address in its section, by whoever means it.
const FLAG: &str = "plain_transport";

/// Sections from the file's root, `[]` after a list of tables, and their settings that are addresses. `server` and `brand`:
/// the addresses that citizens open, with the proxy's TLS before us.
const OUTWARD: &[(&str, &[&str])] = &[
    ("server", &["public_url"]),
    ("brand[]", &["public_url"]),
    ("mail", &["url"]),
    ("identity", &["issuer"]),
    ("registry", &["persons_url", "companies_url"]),
    ("sms", &["url", "address"]),
    ("acquirer[]", &["base_url"]),
    ("biller[].remote", &["base_url"]),
    ("signing", &["tsa_url"]),
];

/// Takes the flags out of the file: they are nobody else's.
///
/// # Errors
/// The setting, whom it names, and the remedy; never what of an address is secret.
pub(super) fn check(file: &mut Value) -> Result<(), String> {
    for (section, settings) in OUTWARD {
        let named = |name: &str| full_name(&format!("{section}.{name}"));
        for table in tables(file, section) {
            let is_meant = match table.remove(FLAG) {
                None => false,
                Some(Value::Boolean(is_meant)) => is_meant,
                Some(_) => return Err(format!("{}: must be true or false", named(FLAG))),
            };
            let plain = settings.iter().find_map(|name| Some((name, plain(table, name)?)));
            if let Some((name, (host, remedy))) = plain.filter(|_| !is_meant) {
                return Err(format!(
                    "{}: nothing on the way to {host} is encrypted, and whoever is between reads and changes it. Write {remedy}; or, \
                     if it is meant, {FLAG} = true beside it",
                    named(name)
                ));
            }
        }
    }
    Ok(())
}

/// Every table of a section.
fn tables<'v>(value: &'v mut Value, path: &str) -> Vec<&'v mut Table> {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let inner = value.get_mut(first.trim_end_matches("[]"));
    let found: Vec<&mut Value> = match inner {
        Some(Value::Array(items)) => items.iter_mut().collect(),
        Some(inner) => vec![inner],
        None => vec![],
    };
    match rest {
        Some(rest) => found.into_iter().flat_map(|inner| tables(inner, rest)).collect(),
        None => found.into_iter().filter_map(Value::as_table_mut).collect(),
    }
}

/// The host outside that this setting names without TLS, and how it is written with it. What is no address at all is
/// refused by whoever uses it.
fn plain(table: &Table, name: &str) -> Option<(String, &'static str)> {
    let text = table.get(name)?.as_str()?;
    // An SMS centre's `host:port`.
    if name == "address" {
        let host = Url::parse(&format!("smpp://{text}")).ok()?.host_str()?.to_owned();
        let is_plain = table.get("tls").and_then(Value::as_bool) != Some(true);
        return (is_plain && !is_here(&host)).then_some((host, "tls = true"));
    }
    let url = Url::parse(text).ok()?;
    let remedy = match url.scheme() {
        "http" => "https://",
        "smtp" if !url.query_pairs().any(|(key, value)| key == "tls" && value == "required") => "smtps://, or ?tls=required at its end",
        _ => return None,
    };
    let host = url.host_str()?;
    (!is_here(host)).then(|| (host.to_owned(), remedy))
}

/// Nothing that is said to this host leaves the machine.
pub(crate) fn is_here(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']').trim_end_matches('.').to_ascii_lowercase();
    match host.parse::<IpAddr>() {
        Ok(address) => address.to_canonical().is_loopback(),
        Err(_) => host == "localhost" || host.ends_with(".localhost"),
    }
}

#[cfg(test)]
#[path = "transport_tests.rs"]
mod tests;
