//! A hosted biller that calls us: its signature, by the scheme of `docs/biller-contract.md` with the roles exchanged.

use crate::app::{App, AppError};
use crate::connectors::{self, Secret};
use shared::time::Timestamp;

/// How far a request's time may be off, in milliseconds.
const OFF_MAX_MS: i64 = 300_000;

/// What a request says of its caller.
#[derive(Debug, Clone, Copy)]
pub struct Signed<'a> {
    /// Which shared key.
    pub key: &'a str,
    /// Unix seconds, as sent.
    pub time: &'a str,
    /// Lower-case hex.
    pub signature: &'a str,
    /// In capitals.
    pub method: &'a str,
    /// From the root, as sent, without the query.
    pub path: &'a str,
    /// As sent.
    pub body: &'a [u8],
}

/// A biller whose signature held.
#[derive(Debug)]
pub struct Caller {
    /// Its id.
    pub biller: String,
    /// Under which key it signed.
    pub key: String,
    secret: Secret,
    signature: String,
}

impl Caller {
    /// The signature of an answer to this very request.
    #[must_use]
    pub fn sign(&self, status: u16, body: &[u8]) -> String {
        connectors::answer_signature(&self.secret, &self.signature, status, body)
    }
}

/// The hosted biller that signed a request.
///
/// # Errors
/// [`AppError::SignIn`] for whoever it is not: which part was wrong is not told.
pub fn verified(app: &App, biller: &str, signed: &Signed<'_>) -> Result<Caller, AppError> {
    let registry = app.config().biller(biller).and_then(|b| b.registry.as_ref()).ok_or(AppError::SignIn)?;
    let sent_s: i64 = signed.time.parse().map_err(|_| AppError::SignIn)?;
    let sent = Timestamp::from_micros(sent_s.checked_mul(1_000_000).ok_or(AppError::SignIn)?);
    let is_now = app.clock().now().ms_since(sent).abs() <= OFF_MAX_MS;
    let Signed { key, time, signature, method, path, body } = *signed;
    if key != registry.key || !is_now || !connectors::request_holds(&registry.secret, signature, (time, method, path, body)) {
        return Err(AppError::SignIn);
    }
    Ok(Caller { biller: biller.to_owned(), key: key.to_owned(), secret: registry.secret.clone(), signature: signature.to_owned() })
}
