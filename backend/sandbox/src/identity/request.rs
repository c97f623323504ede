//! The authorization request: checked when the page is shown, and again when its form comes back.

use serde::Deserialize;

use crate::config::Config;

/// Largest text of one parameter, in bytes.
const PARAMETER_BYTES_MAX: usize = 2000;

/// The parameters, as they came. The sign-in form carries them through.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Request {
    pub(super) response_type: String,
    pub(super) client_id: String,
    pub(super) redirect_uri: String,
    pub(super) scope: String,
    pub(super) state: Option<String>,
    pub(super) nonce: Option<String>,
    pub(super) code_challenge: String,
    pub(super) code_challenge_method: String,
    pub(super) prompt: String,
    pub(super) ui_locales: String,
}

/// Why a request is not served.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It is not known where to send the browser back to: a page says so.
    Page,
    /// The client is told, by this error of OAuth 2.0 and a word about it.
    Client(&'static str, &'static str),
}

impl Request {
    pub(super) fn check(&self, config: &Config) -> Result<(), Refusal> {
        if !returns(config, &self.client_id, &self.redirect_uri) {
            return Err(Refusal::Page);
        }
        let told = |error, about| Err(Refusal::Client(error, about));
        if self.fields().iter().any(|(_, value)| value.len() > PARAMETER_BYTES_MAX) {
            return told("invalid_request", "a parameter is too long");
        }
        if self.response_type != "code" {
            return told("unsupported_response_type", "only code");
        }
        if !self.scope.split(' ').any(|scope| scope == "openid") {
            return told("invalid_scope", "openid is missing");
        }
        let challenge =
            self.code_challenge.len() == 43 && self.code_challenge.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
        if self.code_challenge_method != "S256" || !challenge {
            return told("invalid_request", "PKCE with S256 is required");
        }
        if self.nonce.as_deref().is_none_or(str::is_empty) {
            return told("invalid_request", "nonce is required");
        }
        if self.prompt.split(' ').any(|prompt| prompt == "none") {
            return told("login_required", "there is no session here");
        }
        Ok(())
    }

    /// Where the browser goes with an answer: pairs are added to the redirect address.
    pub(super) fn back(&self, pairs: &[(&str, &str)], state: Option<&str>) -> String {
        let mut address = self.redirect_uri.clone();
        let pairs = pairs.iter().copied().chain(state.map(|state| ("state", state)));
        for (name, value) in pairs {
            address.push(if address.contains('?') { '&' } else { '?' });
            address += &format!("{name}={}", encoded(value));
        }
        address
    }

    /// The form's hidden fields.
    pub(super) fn fields(&self) -> Vec<(&'static str, &str)> {
        let mut fields = vec![
            ("response_type", self.response_type.as_str()),
            ("client_id", &self.client_id),
            ("redirect_uri", &self.redirect_uri),
            ("scope", &self.scope),
            ("code_challenge", &self.code_challenge),
            ("code_challenge_method", &self.code_challenge_method),
            ("ui_locales", &self.ui_locales),
        ];
        fields.extend(self.state.as_deref().map(|state| ("state", state)));
        fields.extend(self.nonce.as_deref().map(|nonce| ("nonce", nonce)));
        fields
    }
}

/// Whether this client may have people sent back to this address.
fn returns(config: &Config, client: &str, address: &str) -> bool {
    let known = config.identity_clients.iter().find(|known| known.id == client);
    known.is_some_and(|known| {
        known.redirect_uris.iter().any(|uri| uri == address)
            || (config.identity_any_loopback && is_loopback(address) && path(address) == "/auth/callback")
    })
}

/// Whether a client may have people sent there after they signed out: anywhere on an origin of its own.
pub(super) fn may_leave_to(config: &Config, client: Option<&str>, address: &str) -> bool {
    if config.identity_any_loopback && is_loopback(address) {
        return true;
    }
    let Some(wanted) = origin(address) else { return false };
    let clients = config.identity_clients.iter().filter(|known| client.is_none_or(|client| known.id == client));
    clients.flat_map(|known| &known.redirect_uris).any(|uri| origin(uri) == Some(wanted))
}

/// `http://localhost:8080/x` → `http://localhost:8080`. Nothing for what a browser might read otherwise than we do.
pub(super) fn origin(address: &str) -> Option<&str> {
    let rest = address.strip_prefix("http://").or_else(|| address.strip_prefix("https://"))?;
    let host = rest.split(['/', '?', '#']).next()?;
    let plain = !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b));
    plain.then(|| address.get(..address.len() - rest.len() + host.len())).flatten()
}

fn path(address: &str) -> &str {
    origin(address).and_then(|origin| address.get(origin.len()..)).unwrap_or_default()
}

fn is_loopback(address: &str) -> bool {
    let Some(origin) = origin(address) else { return false };
    let host = origin.split_once("://").map_or("", |(_, host)| host);
    let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit())).map_or(host, |(name, _)| name);
    name == "localhost" || name == "127.0.0.1" || name == "[::1]" || name.ends_with(".localhost")
}

/// Percent-encoded for a query.
fn encoded(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => safe.push(char::from(byte)),
            other => safe += &format!("%{other:02X}"),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_registered_addresses_are_returned_to() {
        let demo = Config::default();
        assert!(returns(&demo, "kommunal", "http://localhost:8080/auth/callback"));
        for address in
            ["http://localhost:8080/auth/callback/", "http://localhost:8080/auth/callback?x=1", "http://localhost:9/auth/callback", ""]
        {
            assert!(!returns(&demo, "kommunal", address), "{address}");
        }
        assert!(!returns(&demo, "other", "http://localhost:8080/auth/callback"));
        let tests = Config::for_tests();
        assert!(returns(&tests, "kommunal", "http://azerishiq.localhost:4567/auth/callback"));
        assert!(returns(&tests, "kommunal", "https://127.0.0.1:4567/auth/callback"));
        for address in [
            "http://localhost.example/auth/callback",
            "http://127.0.0.1:1/other",
            "http://u@localhost/auth/callback",
            "javascript://localhost/auth/callback",
            "http://evil\\localhost/auth/callback",
        ] {
            assert!(!returns(&tests, "kommunal", address), "{address}");
        }
    }

    #[test]
    fn a_sign_out_stays_on_the_clients_origins() {
        let demo = Config::default();
        assert!(may_leave_to(&demo, Some("kommunal"), "http://localhost:8080/signed-out"));
        assert!(may_leave_to(&demo, None, "http://azerishiq.localhost:8080/signed-out"));
        assert!(!may_leave_to(&demo, Some("other"), "http://localhost:8080/signed-out"));
        assert!(!may_leave_to(&demo, None, "http://localhost:8080.evil.example/"));
    }
}
