//! Whose signatures count: a certificate as the page that checks knows it.

use super::{SigningError, key_id};
use shared::api::certificates::IssuerKey;
use shared::id::hex;
use x509_cert::Certificate;

/// The key of the first certificate in PEM.
///
/// # Errors
/// [`SigningError::Key`] when there is none, or its key is not on P-256.
pub fn issuer_key(pem: &str) -> Result<IssuerKey, SigningError> {
    let unfit = |words: &str| SigningError::Key(words.to_owned());
    let chain = Certificate::load_pem_chain(pem.as_bytes()).map_err(|_| unfit("no certificate in PEM"))?;
    let own = &chain.first().ok_or_else(|| unfit("no certificate in PEM"))?.tbs_certificate;
    let point = own.subject_public_key_info.subject_public_key.raw_bytes();
    let point: [u8; 65] = point.try_into().map_err(|_| unfit("its key is no uncompressed point on P-256"))?;
    p256::PublicKey::from_sec1_bytes(&point).map_err(|_| unfit("its key is no point on P-256"))?;
    Ok(IssuerKey { id: hex(&key_id(&point)), point: hex(&point), name: own.subject.to_string() })
}
