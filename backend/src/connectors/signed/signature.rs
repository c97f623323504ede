//! The contract's two signatures: HMAC-SHA256 over request and answer.

use crate::connectors::wire::Reply;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use shared::id::{hex, is_hex};
use std::time::{SystemTime, UNIX_EPOCH};

/// Signs a request now: Unix seconds and the signature. `path` is from the root, as sent, without the query.
pub(super) fn sign(secret: &str, method: &str, path: &str, body: &[u8]) -> (u64, String) {
    // A machine's clock before 1970 gives zero, which the biller refuses as too far off.
    let time = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    (time, request_signature(secret, time, method, path, body))
}

fn request_signature(secret: &str, time: u64, method: &str, path: &str, body: &[u8]) -> String {
    let message = format!("{time}\n{method}\n{path}\n{}", hex(&Sha256::digest(body)));
    mac(secret, &message).map(|mac| hex(&mac.finalize().into_bytes())).unwrap_or_default()
}

/// True when a request is signed by the holder of the secret. Compares in constant time.
pub(super) fn request_holds(secret: &str, signature: &str, (time, method, path, body): (&str, &str, &str, &[u8])) -> bool {
    let message = format!("{time}\n{method}\n{path}\n{}", hex(&Sha256::digest(body)));
    match (unhex(signature), mac(secret, &message)) {
        (Some(given), Some(mac)) => mac.verify_slice(&given).is_ok(),
        _ => false,
    }
}

/// The signature of an answer.
pub(super) fn answer_signature(secret: &str, request_signature: &str, status: u16, body: &[u8]) -> String {
    let message = format!("{request_signature}\n{status}\n{}", hex(&Sha256::digest(body)));
    mac(secret, &message).map(|mac| hex(&mac.finalize().into_bytes())).unwrap_or_default()
}

/// True when the answer is signed by the holder of the secret for this very request. Compares in constant time.
pub(super) fn verify(secret: &str, request_signature: &str, reply: &Reply) -> bool {
    let given = reply.headers.get("kommunal-signature").and_then(|value| value.to_str().ok()).and_then(unhex);
    let message = format!("{request_signature}\n{}\n{}", reply.status, hex(&Sha256::digest(&reply.body)));
    match (given, mac(secret, &message)) {
        (Some(given), Some(mac)) => mac.verify_slice(&given).is_ok(),
        _ => false,
    }
}

/// HMAC takes keys of any length, so there always is one.
fn mac(secret: &str, message: &str) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(message.as_bytes());
    Some(mac)
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !is_hex(text, 64) {
        return None;
    }
    (0..64).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use reqwest::header::HeaderMap;

    fn signed(secret: &str, request: &str, status: u16, body: &[u8]) -> Reply {
        let message = format!("{request}\n{status}\n{}", hex(&Sha256::digest(body)));
        let signature = hex(&mac(secret, &message).unwrap().finalize().into_bytes());
        let mut headers = HeaderMap::new();
        headers.insert("kommunal-signature", signature.parse().unwrap());
        Reply { status, headers, body: body.to_vec() }
    }

    /// Computed with `printf … | openssl dgst -sha256 -hmac demo-biller-secret`.
    #[test]
    fn a_request_is_signed_as_the_contract_says() {
        let signature =
            request_signature("demo-biller-secret", 1_795_250_000, "GET", "/billers/gas/v1/postings/00112233445566778899aabbccddeeff", b"");
        assert_eq!(signature, "6dc5968f94efa39691b391d12c8782eb146c0756388739f46acf4c42a48f2845");
    }

    #[test]
    fn a_request_to_us_holds_only_as_it_was_signed() {
        let path = "/api/billers/telecom/registry";
        let signature = request_signature("s", 7, "GET", path, b"");
        assert!(request_holds("s", &signature, ("7", "GET", path, b"")));
        for other in [("8", "GET", path, b"".as_slice()), ("7", "POST", path, b""), ("7", "GET", "/", b""), ("7", "GET", path, b"{}")] {
            assert!(!request_holds("s", &signature, other));
        }
        assert!(!request_holds("other", &signature, ("7", "GET", path, b"")));
        assert_eq!(answer_signature("s", "request", 200, b"{}"), signed("s", "request", 200, b"{}").headers["kommunal-signature"]);
    }

    #[test]
    fn an_answer_holds_only_for_its_request_its_status_and_its_body() {
        let reply = signed("s", "request", 200, b"{}");
        assert!(verify("s", "request", &reply));
        assert!(!verify("other", "request", &reply));
        assert!(!verify("s", "another request", &reply));
        assert!(!verify("s", "request", &Reply { status: 404, ..signed("s", "request", 200, b"{}") }));
        assert!(!verify("s", "request", &Reply { body: b"{ }".to_vec(), ..signed("s", "request", 200, b"{}") }));
        assert!(!verify("s", "request", &Reply { headers: HeaderMap::new(), ..signed("s", "request", 200, b"{}") }));
    }

    #[test]
    fn a_signature_in_another_form_is_none() {
        for bad in ["", "AB", &"A".repeat(64), &"ə".repeat(32), &"0".repeat(63)] {
            assert_eq!(unhex(bad), None, "{bad}");
        }
        assert_eq!(unhex(&"0f".repeat(32)), Some(vec![15; 32]));
    }
}
