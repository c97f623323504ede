//! A time-stamping authority (RFC 3161) over HTTP.

use super::{SetupError, base_url, http_client};
use crate::documents::signature::{Answer, SigningError, Timestamper, timestamp_request, timestamp_token};
use rand::RngExt;

const TIMEOUT_MS: u64 = 10_000;
const CONNECT_MS: u64 = 3_000;
/// A token is a few kilobytes; more is not looked at.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// Asks one authority.
#[derive(Debug, Clone)]
pub struct Tsa {
    url: String,
    client: reqwest::Client,
}

impl Tsa {
    /// Checks the address; calls nobody.
    ///
    /// # Errors
    /// [`SetupError`].
    pub fn new(url: &str) -> Result<Self, SetupError> {
        Ok(Self { url: base_url("signing.tsa_url", url)?, client: http_client(TIMEOUT_MS, CONNECT_MS)? })
    }

    async fn ask(&self, hash: [u8; 32]) -> Result<Vec<u8>, SigningError> {
        let failed = |why: String| SigningError::Timestamp(why);
        let nonce = rand::rng().random();
        let request = self.client.post(&self.url).header("content-type", "application/timestamp-query");
        let sent = request.body(timestamp_request(hash, nonce)?).send().await;
        let mut response = sent.map_err(|error| failed(error.without_url().to_string()))?;
        if !response.status().is_success() {
            return Err(failed(format!("status {}", response.status().as_u16())));
        }
        let mut answer = vec![];
        while let Some(chunk) = response.chunk().await.map_err(|error| failed(error.without_url().to_string()))? {
            answer.extend_from_slice(&chunk);
            if answer.len() > ANSWER_BYTES_MAX {
                return Err(failed("the answer is too long".to_owned()));
            }
        }
        timestamp_token(&answer, hash, nonce).map_err(|fault| failed(format!("{fault:?}")))
    }
}

impl Timestamper for Tsa {
    fn token(&self, hash: [u8; 32]) -> Answer<'_, Result<Vec<u8>, SigningError>> {
        Box::pin(self.ask(hash))
    }
}
