//! Ports to the outside world and their adapters. Every call that changes something has three answers: yes, no, *don't know*.
//!
//! What does not live here: decisions. An adapter says what was answered, the machine in `shared` what follows.
//! Nothing here repeats a call: *don't know* is resolved by whoever keeps the stored intent.

pub mod acquirer;
pub mod anchors;
pub mod biller;
pub mod identity;
pub mod mail;
pub mod registry;
mod secret;
mod signed;
pub mod sms;
pub mod tsa;
mod wire;

pub use secret::Secret;
pub(crate) use signed::{answer_signature, request_holds};

use std::path::Path;
use std::time::Duration;

/// Idle connections are dropped before the common 60 s of servers and gateways: a request written into a connection
/// that is just being closed would be a needless *don't know*.
const IDLE_MS_MAX: u64 = 20_000;

/// A setting that no connector can work with. Found when the server starts, never during a payment.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// Not an absolute http or https address without credentials, query and fragment.
    #[error("{0} must be an absolute http(s) address without credentials or query")]
    BaseUrl(&'static str),
    /// The named setting cannot be used.
    #[error("{0}")]
    Setting(&'static str),
    /// A file cannot be read or used.
    #[error("{0}: {1}")]
    File(String, String),
    /// The HTTP client cannot be built.
    #[error("the HTTP client cannot be built: {0}")]
    Client(#[from] reqwest::Error),
}

/// Makes ring the process's TLS provider; the second and later calls change nothing.
pub fn install_tls() {
    // An error means that a provider is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// A pooled client for one neighbour: no redirects, no proxies, `timeout_ms` for a whole call and `connect_ms` of it
/// for the connection.
///
/// # Errors
/// [`SetupError::Client`] when the system's TLS roots cannot be read.
pub fn http_client(timeout_ms: u64, connect_ms: u64) -> Result<reqwest::Client, SetupError> {
    client(timeout_ms, connect_ms, false)
}

/// `only_tls`: also where a neighbour itself names further addresses, as an identity provider does.
fn client(timeout_ms: u64, connect_ms: u64, only_tls: bool) -> Result<reqwest::Client, SetupError> {
    install_tls();
    let client = reqwest::Client::builder()
        .user_agent(concat!("kommunal/", env!("CARGO_PKG_VERSION")))
        .timeout(Duration::from_millis(timeout_ms))
        .connect_timeout(Duration::from_millis(connect_ms))
        .pool_idle_timeout(Duration::from_millis(IDLE_MS_MAX))
        .redirect(reqwest::redirect::Policy::none())
        // A call repeated behind our back could take money twice.
        .retry(reqwest::retry::never())
        .no_proxy()
        .https_only(only_tls)
        .build()?;
    Ok(client)
}

/// A private key's text. `setting`: where the file is named; `readable`: that others of the machine read it is meant.
pub(crate) fn private_key(setting: &str, path: &Path, readable: bool) -> Result<String, SetupError> {
    let unusable = |why: String| SetupError::File(format!("{setting} {}", path.display()), why);
    match crate::private::key(path).map_err(|error| unusable(error.to_string()))? {
        (_, Some(mode)) if !readable => Err(unusable(format!(
            "others can read this key (mode {mode}). chmod 600 it; or, if it is meant, readable_keys = true beside it"
        ))),
        (text, _) => Ok(text),
    }
}

/// Checks a base address and takes the slashes off its end.
fn base_url(setting: &'static str, text: &str) -> Result<String, SetupError> {
    let url = reqwest::Url::parse(text).map_err(|_| SetupError::BaseUrl(setting))?;
    let plain = url.username().is_empty() && url.password().is_none() && url.query().is_none() && url.fragment().is_none();
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() || !plain {
        return Err(SetupError::BaseUrl(setting));
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn a_base_address_is_plain_and_loses_its_last_slash() {
        assert_eq!(base_url("base_url", "https://bank.example/api/").unwrap(), "https://bank.example/api");
        for bad in ["", "bank.example", "ftp://bank.example", "https://u:p@bank.example", "https://b.example/?x=1", "https://b.example/#x"]
        {
            assert!(base_url("base_url", bad).is_err(), "{bad}");
        }
    }

    #[tokio::test]
    async fn s15_who_is_asked_over_tls_names_no_address_without_it() {
        let asked = client(1_000, 1_000, true).unwrap().get("http://127.0.0.1:9/jwks").send().await.unwrap_err();
        assert!(asked.is_builder(), "refused before it is sent: {asked}");
    }

    #[test]
    fn s15_a_key_that_others_can_read_is_refused_unless_it_is_meant() {
        use std::os::unix::fs::PermissionsExt;
        let path = std::env::temp_dir().join(format!("kommunal-key-{}.pem", std::process::id()));
        std::fs::File::create_new(&path).unwrap();
        let read = |mode: u32, readable: bool| {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            private_key("[signing] key", &path, readable).map_err(|error| error.to_string())
        };
        let answers = [read(0o600, false), read(0o400, false), read(0o644, true)];
        let refused = [read(0o644, false), read(0o640, false), read(0o602, false)];
        std::fs::remove_file(&path).unwrap();
        assert!(answers.iter().all(Result::is_ok), "{answers:?}");
        for said in refused.map(Result::unwrap_err) {
            assert!(["[signing] key", "chmod 600", "readable_keys = true"].iter().all(|part| said.contains(part)), "{said}");
        }
    }

    #[test]
    fn a_secret_shows_nothing() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "Secret(…)");
    }
}
