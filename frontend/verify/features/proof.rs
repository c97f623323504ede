//! Is it genuine? The steps that `shared::certificate` says, with the browser's own arithmetic. Nothing leaves the device.

use super::keys::{self, IssuerKey};
use super::verdict::{About, Doubt, Paper};
use crate::state::App;
use frontend::platform::proof;
use shared::certificate::{HASH_BYTES, HASH_ITERATIONS, Hidden, PdfSignature, SealedStatement, Statement, normal_identifier, parse_qr};
use shared::person::{Fin, Voen};

/// Longest text that is put into an address.
const FRAGMENT_MAX: usize = 400;

/// The part of a scanned text that an address of ours carries, whichever host is named in it; nothing when it cannot be a
/// certificate's.
pub(crate) fn fragment(text: &str) -> Option<String> {
    let text = text.trim();
    let sealed = text.split_once('#').map_or(text, |(_, fragment)| fragment);
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let ours = sealed.starts_with('K') && sealed.contains('.') && sealed.len() <= FRAGMENT_MAX && sealed.chars().all(plain);
    ours.then(|| sealed.to_owned())
}

/// By the text of its code.
pub(super) async fn of_text(app: App, text: &str) -> Result<Paper, Doubt> {
    let sealed = parse_qr(text).map_err(Doubt::Code)?;
    of_sealed(app, sealed).await.map(|(paper, _)| paper)
}

async fn of_sealed(app: App, sealed: SealedStatement) -> Result<(Paper, IssuerKey), Doubt> {
    for key in keys::named(app, sealed.statement.key).await? {
        if signed(&key, &sealed.signature, sealed.signed_bytes()).await? {
            return Ok((Paper { statement: sealed.statement, issuer: key.name.clone() }, key));
        }
    }
    Err(Doubt::Forged)
}

async fn signed(key: &IssuerKey, signature: &[u8], message: Vec<u8>) -> Result<bool, Doubt> {
    proof::verifies(&key.point, signature, message).await.ok_or(Doubt::Unable)
}

/// By the whole file: every byte of it is what the issuer signed, and the statement inside is signed with the same key.
pub(super) async fn of_file(app: App, file: Vec<u8>) -> Result<Paper, Doubt> {
    let found = PdfSignature::find(&file).map_err(Doubt::File)?;
    let covered: Vec<u8> = found.signed_ranges.iter().filter_map(|range| file.get(range.clone())).flatten().copied().collect();
    if !is_digest(covered, found.message_digest).await? || !is_digest(found.certificate, found.certificate_hash).await? {
        return Err(Doubt::Altered);
    }
    let sealed = parse_qr(&found.statement_text).map_err(Doubt::Code)?;
    let (paper, key) = of_sealed(app, sealed).await?;
    if key.point == found.public_key && signed(&key, &found.signature, found.signed_attributes).await? {
        Ok(paper)
    } else {
        Err(Doubt::Forged)
    }
}

async fn is_digest(message: Vec<u8>, claimed: [u8; 32]) -> Result<bool, Doubt> {
    Ok(proof::sha256(message).await.ok_or(Doubt::Unable)? == claimed)
}

/// What was typed, as each of the hidden numbers it may be, the likelier first: each costs a second on a slow phone.
/// Nothing when it can be none.
pub(super) fn readings(typed: &str) -> Vec<(Hidden, String)> {
    let holder_first = Fin::parse(typed).is_ok() || Voen::parse(typed).is_ok();
    let order = if holder_first { [Hidden::Holder, Hidden::SubscriberCode] } else { [Hidden::SubscriberCode, Hidden::Holder] };
    order.into_iter().filter_map(|hidden| Some((hidden, normal_identifier(hidden, typed)?))).collect()
}

/// Is the paper about one of these?
pub(super) async fn about(statement: &Statement, readings: &[(Hidden, String)]) -> About {
    let length = u32::try_from(HASH_BYTES).unwrap_or(0);
    for (hidden, number) in readings {
        match proof::pbkdf2(number, &statement.hash_salt(*hidden), HASH_ITERATIONS, length).await {
            None => return About::Unable,
            Some(hash) if hash == statement.hash(*hidden) => return About::Is(*hidden),
            Some(_) => {}
        }
    }
    About::Not
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_a_certificates_code_goes_into_an_address() {
        assert_eq!(fragment(" https://kommunal.example/verify#K1.ab-_.cd\n").as_deref(), Some("K1.ab-_.cd"));
        assert_eq!(fragment("K2.x").as_deref(), Some("K2.x"));
        for text in ["", "K1", "https://example.com/", "WIFI:S:x;;", "#K1.<b>", "#title", &format!("K1.{}", "a".repeat(400))] {
            assert_eq!(fragment(text), None, "{text}");
        }
    }

    #[test]
    fn what_was_typed_is_tried_as_what_it_looks_like_first() {
        let first = |typed| readings(typed).first().map(|(hidden, _)| *hidden);
        assert_eq!(first("5ZK1QT7"), Some(Hidden::Holder));
        assert_eq!(first("1401555071"), Some(Hidden::Holder));
        assert_eq!(first("0312 4455-1234 019"), Some(Hidden::SubscriberCode));
        assert_eq!(readings("031 244").len(), 2);
        assert!(readings(" – ").is_empty() && readings("şəki").is_empty());
    }
}
