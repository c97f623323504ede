//! A gateway over HTTP: `POST {url}/messages` with a bearer token and `{"id","to","from","text"}`. `202` is taken, the
//! same id again the same message; `400` says no; anything else is *don't know*.

use super::Sent;
use crate::connectors::wire::send;
use crate::connectors::{Secret, SetupError, base_url, http_client};
use reqwest::Client;
use serde::Deserialize;
use serde_json::json;
use shared::id::Id;
use shared::mobile::Mobile;

/// Of a call's time, what the connection may take.
const CONNECT_MS_MAX: u64 = 3_000;

/// A gateway's settings.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GatewayConfig {
    /// Base of its API, to which `/messages` is added.
    pub url: String,
    /// Bearer token.
    pub token: Secret,
    /// The sender's name.
    pub source: String,
    /// For one message.
    #[serde(default = "timeout_ms")]
    pub timeout_ms: u64,
}

const fn timeout_ms() -> u64 {
    8_000
}

/// A gateway.
#[derive(Clone)]
pub struct Gateway {
    config: GatewayConfig,
    client: Client,
}

impl Gateway {
    pub(super) fn new(config: GatewayConfig) -> Result<Self, SetupError> {
        let url = base_url("sms url", &config.url)?;
        let client = http_client(config.timeout_ms, config.timeout_ms.min(CONNECT_MS_MAX))?;
        Ok(Self { config: GatewayConfig { url, ..config }, client })
    }

    pub(super) fn patience_ms(&self) -> u64 {
        self.config.timeout_ms
    }

    pub(super) async fn send(&self, id: &Id, to: &Mobile, text: &str) -> Sent {
        let body = json!({ "id": id.as_str(), "to": to.e164(), "from": self.config.source, "text": text });
        let request = self.client.post(format!("{}/messages", self.config.url)).bearer_auth(self.config.token.expose()).json(&body);
        let Ok(request) = request.build() else { return Sent::No { why: "the request cannot be built" } };
        match send(&self.client, request).await {
            Ok(reply) => judged(reply.status),
            Err(why) if why.ends_with("nothing was sent") => Sent::Later { why },
            Err(why) => Sent::Unknown { why },
        }
    }
}

fn judged(status: u16) -> Sent {
    match status {
        200 | 202 => Sent::Yes,
        400 => Sent::No { why: "the gateway refuses the message" },
        // About us, not about the message: somebody must look, and it can go on then.
        401 | 403 => Sent::Later { why: "the gateway does not know us" },
        409 => Sent::No { why: "the gateway knows another message of that id" },
        429 => Sent::Later { why: "the gateway has too much to do" },
        _ => Sent::Unknown { why: "the gateway's answer says nothing" },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clear_word_settles_it() {
        assert_eq!((judged(202), judged(200)), (Sent::Yes, Sent::Yes));
        assert!(matches!(judged(400), Sent::No { .. }));
        assert!(matches!(judged(429), Sent::Later { .. }));
        for vague in [204, 302, 404, 500, 502, 503] {
            assert!(matches!(judged(vague), Sent::Unknown { .. }), "{vague}");
        }
    }
}
