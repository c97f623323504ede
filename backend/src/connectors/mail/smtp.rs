//! One letter to one server over a connection of its own.

use super::Sent;
use crate::connectors::{Secret, SetupError};
use lettre::Message;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use reqwest::Url;
use std::time::Duration;

/// How long the server's answer to the goodbye is waited for.
const QUIT_MS_MAX: u64 = 500;

/// When the connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Security {
    Never,
    StartTls,
    FromTheStart,
}

/// Where letters go out.
#[derive(Debug, Clone)]
pub(super) struct Route {
    host: String,
    port: u16,
    security: Security,
    login: Option<(String, Secret)>,
}

impl Route {
    /// Reads the address; see [`super::MailConfig::url`]. STARTTLS that may be left out is not on offer: whoever sits
    /// between would leave it out.
    pub(super) fn parse(text: &str) -> Result<Self, SetupError> {
        let url = Url::parse(text).map_err(|_| SetupError::Setting("mail url is no address"))?;
        let (security, port) = match (url.scheme(), url.query()) {
            ("smtps", None) => (Security::FromTheStart, 465),
            ("smtp", Some("tls=required")) => (Security::StartTls, 587),
            ("smtp", None) => (Security::Never, 25),
            _ => return Err(SetupError::Setting("mail url must be smtps://…, smtp://…?tls=required or smtp://…")),
        };
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(SetupError::Setting("mail url has no host"))?;
        let login = login(&url)?;
        if login.is_some() && security == Security::Never {
            return Err(SetupError::Setting("mail url would send its password unencrypted"));
        }
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        Ok(Self { host, port: url.port().unwrap_or(port), security, login })
    }

    fn tls(&self) -> Result<TlsParameters, Error> {
        TlsParameters::new(self.host.clone())
    }
}

fn login(url: &Url) -> Result<Option<(String, Secret)>, SetupError> {
    let Some(password) = url.password() else { return Ok(None) };
    let decoded = percent_decoded(url.username()).zip(percent_decoded(password));
    let (user, password) = decoded.ok_or(SetupError::Setting("mail url's user or password is not percent-encoded UTF-8"))?;
    Ok(Some((user, Secret::new(password))))
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        let (code, plain) = (part.get(..2)?, part.get(2..)?);
        // `from_str_radix` alone would take a sign.
        let hex = code.bytes().all(|b| b.is_ascii_hexdigit());
        bytes.push(u8::from_str_radix(code, 16).ok().filter(|_| hex)?);
        bytes.extend_from_slice(plain.as_bytes());
    }
    String::from_utf8(bytes).ok()
}

/// Connects, sends, says goodbye. Dropping the future drops the connection.
pub(super) async fn deliver(route: &Route, timeout: Duration, message: &Message) -> Sent {
    let mut connection = match connect(route, timeout).await {
        Ok(connection) => connection,
        // Even a 5xx here is about us or the server, not about the letter.
        Err(error) => return Sent::Unknown { why: format!("no session with the mail server: {}", reason(&error)) },
    };
    match connection.send(message.envelope(), &message.formatted()).await {
        Ok(_) => {
            // The letter is theirs; a lost goodbye changes nothing.
            let _ = tokio::time::timeout(Duration::from_millis(QUIT_MS_MAX), connection.quit()).await;
            Sent::Yes
        }
        Err(error) if error.is_permanent() => Sent::No { why: reason(&error) },
        Err(error) => Sent::Unknown { why: reason(&error) },
    }
}

async fn connect(route: &Route, timeout: Duration) -> Result<AsyncSmtpConnection, Error> {
    let name = ClientId::default();
    let wrapper = match route.security {
        Security::FromTheStart => Some(route.tls()?),
        Security::Never | Security::StartTls => None,
    };
    let server = (route.host.as_str(), route.port);
    let mut connection = AsyncSmtpConnection::connect_tokio1(server, Some(timeout), &name, wrapper, None).await?;
    if route.security == Security::StartTls {
        connection.starttls(route.tls()?, &name).await?;
    }
    if let Some((user, password)) = &route.login {
        let credentials = Credentials::new(user.clone(), password.expose().to_owned());
        connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await?;
    }
    Ok(connection)
}

/// The reply's code, never its text: servers repeat the recipient's address in it.
fn reason(error: &Error) -> String {
    match error.status() {
        Some(code) => format!("SMTP {code}"),
        None if error.is_timeout() => "no answer in time".to_owned(),
        None if error.is_tls() => "the encryption failed".to_owned(),
        None if error.is_response() => "an answer that is no SMTP".to_owned(),
        None if error.is_client() => "the server lacks what the letter needs".to_owned(),
        None => "the connection failed".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn an_address_says_how_to_connect() {
        let route = Route::parse("smtps://bot%40example.az:p%25w@mail.example.az").unwrap();
        assert_eq!((route.host.as_str(), route.port, route.security), ("mail.example.az", 465, Security::FromTheStart));
        let (user, password) = route.login.clone().unwrap();
        assert_eq!((user.as_str(), password.expose()), ("bot@example.az", "p%w"));
        assert!(!format!("{route:?}").contains("p%w"));
        let route = Route::parse("smtp://mail.example.az:2525?tls=required").unwrap();
        assert_eq!((route.port, route.security), (2525, Security::StartTls));
        let route = Route::parse("smtp://127.0.0.1:8025").unwrap();
        assert_eq!((route.port, route.security), (8025, Security::Never));
    }

    #[test]
    fn an_address_that_would_send_in_the_clear_by_accident_is_refused() {
        for bad in [
            "smtp://mail.example.az?tls=opportunistic",
            "smtp://user:pw@mail.example.az",
            "smtps://user:p%zz@mail.example.az",
            "http://mail.example.az",
            "mail.example.az",
            "",
        ] {
            assert!(Route::parse(bad).is_err(), "{bad}");
        }
    }
}
