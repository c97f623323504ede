//! The contracts' two signatures: of a request, and of its answer.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};

use crate::app::Answer;
use crate::clock::system_secs;
use crate::digest::{hmac_hex, same, sha256_hex};

/// How far the two clocks may be apart, in seconds.
const CLOCK_SKEW_MAX_SECS: u64 = 300;

/// A request that proved who sent it; signs its answer.
#[derive(Debug)]
pub(crate) struct Caller {
    secret: String,
    request_signature: String,
}

impl Caller {
    /// Checks a request against the shared keys (id → secret), or says in a word what is wrong with it.
    pub(crate) fn check(
        keys: &BTreeMap<String, String>,
        headers: &HeaderMap,
        method: &str,
        path: &str,
        body: &[u8],
    ) -> Result<Self, &'static str> {
        let text = |name| headers.get(name).and_then(|value: &axum::http::HeaderValue| value.to_str().ok());
        let key = text("kommunal-key").ok_or("key_missing")?;
        let time = text("kommunal-time").ok_or("time_missing")?;
        let signature = text("kommunal-signature").ok_or("signature_missing")?;
        let secret = keys.get(key).ok_or("key_unknown")?;
        let stamp = time.parse::<i64>().map_err(|_| "time_invalid")?;
        // The machine's clock, not the sandbox's: tests move the latter.
        if system_secs().abs_diff(stamp) > CLOCK_SKEW_MAX_SECS {
            return Err("time_off");
        }
        let message = format!("{time}\n{method}\n{path}\n{}", sha256_hex(body));
        if !same(&hmac_hex(secret.as_bytes(), message.as_bytes()), signature) {
            return Err("signature_wrong");
        }
        Ok(Self { secret: secret.clone(), request_signature: signature.to_owned() })
    }

    /// The answer with its signature, or with another's when it is to be forged.
    pub(crate) fn signed(&self, answer: Answer) -> Response {
        let body = if answer.forged { "forged" } else { answer.body.as_str() };
        let signature = HeaderValue::from_str(&self.sign(answer.status, body.as_bytes()));
        let mut response = answer.into_response();
        if let Ok(signature) = signature {
            response.headers_mut().insert("kommunal-signature", signature);
        }
        response
    }

    fn sign(&self, status: u16, body: &[u8]) -> String {
        let message = format!("{}\n{status}\n{}", self.request_signature, sha256_hex(body));
        hmac_hex(self.secret.as_bytes(), message.as_bytes())
    }
}
