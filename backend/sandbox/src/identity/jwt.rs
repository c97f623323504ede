//! ID tokens: ES256 under a key made from the sandbox's seed, and every way to forge one.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::faults::Mode;

pub(super) fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The provider's key pair. It is known to everyone who reads this: a stand-in proves nobody's identity.
pub(super) struct Key {
    key: SigningKey,
    id: String,
}

impl Key {
    /// The key of a seed and a purpose; `None` for the one seed in 2^32 whose digest is no key.
    pub(super) fn new(seed: u64, purpose: &str) -> Option<Self> {
        let scalar = Sha256::digest(format!("kommunal sandbox identity {seed} {purpose}"));
        let key = SigningKey::from_slice(&scalar).ok()?;
        let point = key.verifying_key().to_encoded_point(true);
        let id = base64url(Sha256::digest(point.as_bytes()).get(..9).unwrap_or_default());
        Some(Self { key, id })
    }

    /// As it is published.
    pub(super) fn jwk(&self) -> Value {
        let point = self.key.verifying_key().to_encoded_point(false);
        let coordinate = |bytes: Option<_>| bytes.map(|bytes: &p256::FieldBytes| base64url(bytes)).unwrap_or_default();
        json!({ "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": self.id,
                "x": coordinate(point.x()), "y": coordinate(point.y()) })
    }

    /// The claims as a token; a `forgery` of the signature is done here, other modes are the caller's.
    pub(super) fn token(&self, claims: &Value, seed: u64, forgery: Option<Mode>) -> String {
        let signed = |alg: &str| {
            let header = json!({ "alg": alg, "typ": "JWT", "kid": self.id });
            format!("{}.{}", base64url(header.to_string().as_bytes()), base64url(claims.to_string().as_bytes()))
        };
        match forgery {
            Some(Mode::AlgNone) => format!("{}.", signed("none")),
            Some(Mode::AlgHmac) => self.by_hmac(&signed("HS256")),
            Some(Mode::WrongKey) => match Self::new(seed, "stranger") {
                Some(stranger) => stranger.sign(&signed("ES256")),
                None => String::new(),
            },
            Some(Mode::AlteredToken) => altered(&self.sign(&signed("ES256")), claims),
            _ => self.sign(&signed("ES256")),
        }
    }

    fn sign(&self, text: &str) -> String {
        let signature: Signature = self.key.sign(text.as_bytes());
        format!("{text}.{}", base64url(&signature.to_bytes()))
    }

    /// The old confusion: a verifier that trusts `alg` takes the public key for a shared secret.
    fn by_hmac(&self, text: &str) -> String {
        let point = self.key.verifying_key().to_encoded_point(false);
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(point.as_bytes()) else { return String::new() };
        mac.update(text.as_bytes());
        format!("{text}.{}", base64url(&mac.finalize().into_bytes()))
    }
}

/// The same header and signature around claims that make everybody an officer.
fn altered(token: &str, claims: &Value) -> String {
    let mut claims = claims.clone();
    if let Some(roles) = claims.get_mut("roles") {
        *roles = json!(["citizen", "officer", "supervisor", "operator", "auditor"]);
    }
    let mut parts = token.split('.');
    let (header, signature) = (parts.next().unwrap_or_default(), parts.nth(1).unwrap_or_default());
    format!("{header}.{}.{signature}", base64url(claims.to_string().as_bytes()))
}

/// Whom a token was meant for, unchecked: it only says which client's list of addresses to look at.
pub(super) fn audience(token: &str) -> Option<String> {
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    let claims: Value = serde_json::from_slice(&claims).ok()?;
    claims.get("aud")?.as_str().map(str::to_owned)
}
