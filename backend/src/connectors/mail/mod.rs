//! The mail port: one letter over SMTP. [`smtp`] speaks to the server, [`letter`] writes the message.
//!
//! Sending is repeated by the outbox until a yes or a no; a repetition carries the same Message-ID, by which mailboxes
//! recognise it.

mod letter;
mod smtp;

use crate::connectors::{Secret, SetupError, install_tls};
use lettre::message::Mailbox;
use serde::Deserialize;
use shared::contact::Email;
use std::time::Duration;

/// Settings of the way out.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailConfig {
    /// `smtps://user:password@host:port` (TLS from the start), `smtp://host:port?tls=required` (STARTTLS) or
    /// `smtp://host:port` (no TLS: for a relay on the same machine). Percent-encoded user and password are optional.
    pub url: Secret,
    /// The sender: `Kommunal <no-reply@example.az>`.
    pub from: String,
    /// For one letter, from the connection to the server's last word.
    #[serde(default = "timeout_ms")]
    pub timeout_ms: u64,
}

const fn timeout_ms() -> u64 {
    20_000
}

/// A letter.
#[derive(Debug, Clone)]
pub struct Letter {
    /// To whom.
    pub to: Email,
    /// Any characters but control ones.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// File name, MIME type and bytes.
    pub attachment: Option<(String, String, Vec<u8>)>,
    /// `something@domain`, the same in every repetition of this letter.
    pub message_id: String,
}

/// What became of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// The server took it.
    Yes,
    /// The server refused it for good (5xx), or no message can be made of it: repeating is useless.
    No {
        /// For the operator's log, without the address.
        why: String,
    },
    /// *Don't know*, or not now (4xx, silence, no connection): to be tried again.
    Unknown {
        /// For the operator's log, without the address.
        why: String,
    },
}

/// Sends letters, each over its own connection: a connection given up in the middle of a letter must not be used again.
#[derive(Debug, Clone)]
pub struct Mailer {
    route: smtp::Route,
    from: Mailbox,
    timeout: Duration,
}

impl Mailer {
    /// Checks the settings; calls nobody.
    ///
    /// # Errors
    /// [`SetupError::Setting`] naming what cannot be used.
    pub fn new(config: &MailConfig) -> Result<Self, SetupError> {
        install_tls();
        let from = config.from.parse().map_err(|_| SetupError::Setting("mail from is not a mailbox"))?;
        let route = smtp::Route::parse(config.url.expose())?;
        Ok(Self { route, from, timeout: Duration::from_millis(config.timeout_ms) })
    }

    /// Hands one letter to the server.
    pub async fn send(&self, letter: &Letter) -> Sent {
        let message = match letter::compose(&self.from, letter) {
            Ok(message) => message,
            Err(why) => return Sent::No { why: why.to_owned() },
        };
        match tokio::time::timeout(self.timeout, smtp::deliver(&self.route, self.timeout, &message)).await {
            Ok(sent) => sent,
            Err(_) => Sent::Unknown { why: "no answer in time".to_owned() },
        }
    }
}
