//! Is this ID token the provider's, for us, for this sign-in, and of now?

use super::Failure;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::{CoreGenderClaim, CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm};
use openidconnect::{
    AccessToken, AccessTokenHash, ClaimsVerificationError, ClientId, EmptyAdditionalClaims, IdTokenVerifier, IssuerUrl, Nonce,
};
use serde_json::{Map, Value};
use shared::time::{Millis, Timestamp};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Two clocks may differ by this much.
const LEEWAY_MS: Millis = 60_000;

pub(super) type IdToken =
    openidconnect::IdToken<EmptyAdditionalClaims, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;

/// Whom and what is believed.
pub(super) struct Trust<'t> {
    pub(super) client_id: ClientId,
    pub(super) issuer: &'t IssuerUrl,
    pub(super) keys: &'t CoreJsonWebKeySet,
    pub(super) algorithms: &'t [CoreJwsSigningAlgorithm],
}

/// Why a token is not believed.
pub(super) enum Doubt {
    /// Not signed by a key that is known.
    Signature,
    /// Anything else.
    Claims(&'static str),
}

impl Doubt {
    pub(super) fn into_failure(self) -> Failure {
        match self {
            Self::Signature => Failure::Refused("the ID token's signature is not the provider's"),
            Self::Claims(why) => Failure::Refused(why),
        }
    }
}

/// An algorithm of signatures by its name; those under a shared secret, and none at all, are not on offer.
pub(super) fn algorithm(name: &str) -> Option<CoreJwsSigningAlgorithm> {
    use CoreJwsSigningAlgorithm as Algorithm;
    Some(match name {
        "RS256" => Algorithm::RsaSsaPkcs1V15Sha256,
        "RS384" => Algorithm::RsaSsaPkcs1V15Sha384,
        "RS512" => Algorithm::RsaSsaPkcs1V15Sha512,
        "PS256" => Algorithm::RsaSsaPssSha256,
        "PS384" => Algorithm::RsaSsaPssSha384,
        "PS512" => Algorithm::RsaSsaPssSha512,
        "ES256" => Algorithm::EcdsaP256Sha256,
        "ES384" => Algorithm::EcdsaP384Sha384,
        "EdDSA" => Algorithm::EdDsa,
        _ => return None,
    })
}

/// Checks signature, algorithm, issuer, audience, authorized party, nonce, times and the access token's hash.
pub(super) fn judge(trust: Trust<'_>, id_token: &IdToken, access_token: &AccessToken, nonce: &str, now: Timestamp) -> Result<(), Doubt> {
    let client_id = trust.client_id.clone();
    // A public client's verifier has no secret: no token under a shared secret can pass.
    let verifier = IdTokenVerifier::new_public_client(trust.client_id, trust.issuer.clone(), trust.keys.clone())
        .set_allowed_algs(trust.algorithms.iter().cloned())
        .set_time_fn(move || system_time(now.plus_ms(-LEEWAY_MS)).into())
        .set_issue_time_verifier_fn(move |at| match SystemTime::from(at) <= system_time(now.plus_ms(LEEWAY_MS)) {
            true => Ok(()),
            false => Err("issued in the future".to_owned()),
        });
    let claims = id_token.claims(&verifier, &Nonce::new(nonce.to_owned())).map_err(|error| doubt(&error))?;
    // The library leaves the authorized party to us: named, it must be us.
    if claims.authorized_party().is_some_and(|party| **party != *client_id) {
        return Err(Doubt::Claims("the ID token is for another party"));
    }
    if let Some(expected) = claims.access_token_hash() {
        let (algorithm, key) = (id_token.signing_alg(), id_token.signing_key(&verifier));
        let (Ok(algorithm), Ok(key)) = (algorithm, key) else { return Err(Doubt::Signature) };
        let found = AccessTokenHash::from_token(access_token, algorithm, key);
        if !found.is_ok_and(|found| found == *expected) {
            return Err(Doubt::Claims("the access token is another's"));
        }
    }
    Ok(())
}

fn doubt(error: &ClaimsVerificationError) -> Doubt {
    match error {
        ClaimsVerificationError::SignatureVerification(_) => Doubt::Signature,
        ClaimsVerificationError::Expired(_) => Doubt::Claims("the ID token is not of now"),
        ClaimsVerificationError::InvalidAudience(_) => Doubt::Claims("the ID token is for another audience"),
        ClaimsVerificationError::InvalidIssuer(_) => Doubt::Claims("the ID token is another issuer's"),
        ClaimsVerificationError::InvalidNonce(_) => Doubt::Claims("the ID token answers another sign-in"),
        _ => Doubt::Claims("the ID token is not believed"),
    }
}

fn system_time(at: Timestamp) -> SystemTime {
    UNIX_EPOCH + Duration::from_micros(u64::try_from(at.micros()).unwrap_or(0))
}

/// The claims of a token that was judged.
pub(super) fn claims(id_token: &str) -> Option<Map<String, Value>> {
    let payload = id_token.split('.').nth(1)?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}
