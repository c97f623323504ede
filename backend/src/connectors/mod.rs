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
        .build()?;
    Ok(client)
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

    #[test]
    fn a_secret_shows_nothing() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "Secret(…)");
    }
}
