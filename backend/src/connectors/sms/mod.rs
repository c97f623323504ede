//! The SMS port: one text to one mobile, over SMPP 3.4 ([`smpp`]) or a gateway's HTTP ([`http`]). [`text`] counts and codes.
//!
//! A repetition carries the same id. The gateway knows it by that and sends once. SMPP knows no such id: its
//! `user_message_reference` is a hint that centres may use, and only `replace` makes one that supports it replace the
//! first copy *while it still waits there*. What was handed to the phone before the answer was lost arrives twice; no
//! protocol prevents that.

mod http;
mod smpp;
mod text;

pub use http::GatewayConfig;
pub use smpp::SmppConfig;
pub use text::parts;

use super::SetupError;
use serde::Deserialize;
use shared::id::Id;
use shared::mobile::Mobile;

/// `[sms]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SmsConfig {
    /// An SMS centre.
    Smpp(SmppConfig),
    /// A gateway.
    Http(GatewayConfig),
}

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// Taken.
    Yes,
    /// Refused for good: repeating is useless.
    No {
        /// For the operator's log, without number and text.
        why: &'static str,
    },
    /// Surely not taken, perhaps later: no connection, too busy.
    Later {
        /// For the operator's log.
        why: &'static str,
    },
    /// *Don't know*: to be repeated under the same id.
    Unknown {
        /// For the operator's log.
        why: &'static str,
    },
}

/// Sends messages; a clone shares the connection.
#[derive(Clone)]
pub enum Sms {
    /// Over SMPP.
    Smpp(smpp::Smpp),
    /// Over HTTP.
    Http(http::Gateway),
}

impl Sms {
    /// Checks the settings; calls nobody.
    ///
    /// # Errors
    /// [`SetupError`] naming what cannot be used.
    pub fn new(config: &SmsConfig) -> Result<Self, SetupError> {
        match config {
            SmsConfig::Smpp(config) => smpp::Smpp::new(config.clone()).map(Self::Smpp),
            SmsConfig::Http(config) => http::Gateway::new(config.clone()).map(Self::Http),
        }
    }

    /// Hands one message over. The same id again is the same message.
    pub async fn send(&self, id: &Id, to: &Mobile, text: &str) -> Sent {
        match self {
            Self::Smpp(smpp) => smpp.send(id, to, text).await,
            Self::Http(gateway) => gateway.send(id, to, text).await,
        }
    }

    /// The longest that one message can take, in milliseconds.
    #[must_use]
    pub fn patience_ms(&self) -> u64 {
        match self {
            Self::Smpp(smpp) => smpp.patience_ms(),
            Self::Http(gateway) => gateway.patience_ms(),
        }
    }
}
