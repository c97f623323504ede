//! Calls signed under a shared key, as `docs/biller-contract.md` says: billers and state registers.

mod signature;

use super::wire::{self, Reply};
use super::{Secret, SetupError};
use reqwest::header::HeaderValue;
use reqwest::{Client, Method};
use std::time::Duration;

/// True when a request that reached us is signed by the holder of the secret: its time, method, path and body.
pub(crate) fn request_holds(secret: &Secret, signature: &str, request: (&str, &str, &str, &[u8])) -> bool {
    signature::request_holds(secret.expose(), signature, request)
}

/// The signature of our answer to a request, given the request's own.
pub(crate) fn answer_signature(secret: &Secret, request_signature: &str, status: u16, body: &[u8]) -> String {
    signature::answer_signature(secret.expose(), request_signature, status, body)
}

/// Who calls: the key's name, the key, the connections.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    key: HeaderValue,
    secret: Secret,
    client: Client,
}

impl Caller {
    /// Checks key and secret.
    pub(super) fn new(key: &str, secret: &Secret, client: Client) -> Result<Self, SetupError> {
        let key = HeaderValue::from_str(key).map_err(|_| SetupError::Setting("a shared key's name must be printable ASCII"))?;
        if secret.expose().is_empty() {
            return Err(SetupError::Setting("a shared secret must not be empty"));
        }
        Ok(Self { key, secret: secret.clone(), client })
    }

    /// A signed request and its verified answer.
    pub(super) async fn exchange(&self, method: Method, url: String, body: String, timeout_ms: u64) -> Result<Reply, &'static str> {
        let unbuilt = "the request cannot be built, nothing was sent";
        let timeout = Duration::from_millis(timeout_ms);
        let mut request = self.client.request(method, url).timeout(timeout).body(body.clone()).build().map_err(|_| unbuilt)?;
        let secret = self.secret.expose();
        let (time, signature) = signature::sign(secret, request.method().as_str(), request.url().path(), body.as_bytes());
        let headers = request.headers_mut();
        headers.insert("kommunal-key", self.key.clone());
        headers.insert("kommunal-time", HeaderValue::from(time));
        headers.insert("kommunal-signature", HeaderValue::from_str(&signature).map_err(|_| unbuilt)?);
        headers.insert("content-type", HeaderValue::from_static("application/json"));
        let reply = wire::send(&self.client, request).await?;
        match signature::verify(secret, &signature, &reply) {
            true => Ok(reply),
            false => Err("the answer's signature is missing or wrong"),
        }
    }
}
