//! Whose signatures count: a certificate as the page that checks knows it.

use super::{SigningError, key_id};
use shared::api::certificates::IssuerKey;
use shared::id::hex;
use x509_cert::Certificate;
use x509_cert::der::asn1::{PrintableStringRef, Utf8StringRef};
use x509_cert::name::Name;

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
    Ok(IssuerKey { id: hex(&key_id(&point)), point: hex(&point), name: organisation(&own.subject) })
}

/// What a reader knows the signer by: the organisation, without it the common name, without that the whole name.
fn organisation(subject: &Name) -> String {
    let value = |oid: &str| {
        let all = subject.0.iter().flat_map(|relative| relative.0.iter());
        let found = all.filter(|pair| pair.oid.to_string() == oid).find_map(|pair| {
            let value = &pair.value;
            let text = value.decode_as::<Utf8StringRef<'_>>().map(|text| text.as_str().to_owned());
            text.or_else(|_| value.decode_as::<PrintableStringRef<'_>>().map(|text| text.as_str().to_owned())).ok()
        });
        found.filter(|text| !text.trim().is_empty())
    };
    // X.520: organizationName, commonName.
    value("2.5.4.10").or_else(|| value("2.5.4.3")).unwrap_or_else(|| subject.to_string())
}
