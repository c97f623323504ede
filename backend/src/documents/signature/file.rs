//! The key in a file: for a demonstration, and where nothing better is at hand.

use super::{Answer, Signer, SigningError};
use p256::SecretKey;
use p256::ecdsa::signature::hazmat::PrehashSigner;
use p256::ecdsa::{Signature, SigningKey};
use x509_cert::Certificate;
use x509_cert::der::{DecodePem, Encode};

/// A P-256 key that was read from a file.
pub struct FileSigner {
    key: SigningKey,
    chain: Vec<Vec<u8>>,
}

impl FileSigner {
    /// From PEM: a key (PKCS #8, not encrypted) and its certificate, which those above it may follow.
    ///
    /// # Errors
    /// [`SigningError::Key`] when either cannot be read or the two do not belong together.
    pub fn from_pem(key: &str, certificates: &str) -> Result<Self, SigningError> {
        let unfit = |words: &str| SigningError::Key(words.to_owned());
        let key: SecretKey = p256::pkcs8::DecodePrivateKey::from_pkcs8_pem(key).map_err(|_| unfit("no P-256 key in PKCS #8 PEM"))?;
        let chain = read_chain(certificates).ok_or_else(|| unfit("no certificate in PEM"))?;
        let own = chain.first().ok_or_else(|| unfit("no certificate in PEM"))?;
        let key = SigningKey::from(key);
        let point = own.tbs_certificate.subject_public_key_info.subject_public_key.raw_bytes();
        if point != key.verifying_key().to_encoded_point(false).as_bytes() {
            return Err(unfit("the certificate is another key's"));
        }
        let chain = chain.iter().map(Encode::to_der).collect::<Result<_, _>>()?;
        Ok(Self { key, chain })
    }
}

/// One after the other; x509-cert's own reader of chains panics on a text without any.
fn read_chain(pem: &str) -> Option<Vec<Certificate>> {
    const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
    let starts = pem.match_indices(BEGIN).map(|(at, _)| at);
    let ends = pem.match_indices(BEGIN).skip(1).map(|(at, _)| at).chain([pem.len()]);
    starts.zip(ends).map(|(start, end)| Certificate::from_pem(pem.get(start..end)?.trim_end()).ok()).collect()
}

impl Signer for FileSigner {
    fn certificate_chain(&self) -> &[Vec<u8>] {
        &self.chain
    }

    fn public_key(&self) -> [u8; 65] {
        let point = self.key.verifying_key().to_encoded_point(false);
        std::array::from_fn(|at| point.as_bytes().get(at).copied().unwrap_or(0))
    }

    fn sign_prehash(&self, hash: [u8; 32]) -> Answer<'_, Result<[u8; 64], SigningError>> {
        let signature: Result<Signature, _> = self.key.sign_prehash(&hash);
        let signature = signature.map(|signature| signature.to_bytes().into());
        Box::pin(std::future::ready(signature.map_err(|_| SigningError::Key("it did not sign".to_owned()))))
    }
}

impl std::fmt::Debug for FileSigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FileSigner(…)")
    }
}
