//! The issuer's signatures: of a certificate's statement (for its QR code) and of its PDF (PAdES baseline B-B, B-T with
//! a timestamp). The key is behind [`Signer`], which a file fits as well as a token or a signing service. P-256 only.

mod base;
mod cms;
mod file;
mod keys;
mod make;
mod pdf;
mod timestamp;

pub use file::FileSigner;
pub use keys::issuer_key;
pub use make::{NewKey, make};
pub use pdf::sign_pdf;
pub use timestamp::{TimestampFault, Timestamper, timestamp_request, timestamp_token};

use p256::ecdsa::Signature;
use sha2::{Digest, Sha256};
use shared::certificate::{KeyId, SealedStatement, Statement};
use std::pin::Pin;

/// An answer that may take its time: a token or a service is asked.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The issuer's key, wherever it is kept.
pub trait Signer: Send + Sync {
    /// X.509 certificates in DER: the key's own first, then those above it.
    fn certificate_chain(&self) -> &[Vec<u8>];

    /// The public key: SEC 1, uncompressed.
    fn public_key(&self) -> [u8; 65];

    /// Signs a SHA-256 hash: r and s, 32 bytes each.
    ///
    /// # Errors
    /// [`SigningError::Key`] when the key does not answer; nothing was signed then, and it may be asked again.
    fn sign_prehash(&self, hash: [u8; 32]) -> Answer<'_, Result<[u8; 64], SigningError>>;
}

/// Why nothing was signed.
#[derive(Debug, thiserror::Error)]
pub enum SigningError {
    /// Key or certificate cannot be used; in words for the operator, never the key itself.
    #[error("the signing key or its certificate cannot be used: {0}")]
    Key(String),
    /// The timestamp authority did not answer as it must.
    #[error("the timestamp could not be had: {0}")]
    Timestamp(String),
    /// The PDF is not as this program makes them.
    #[error("the PDF cannot be signed: {0}")]
    Pdf(&'static str),
    /// A structure that cannot be written.
    #[error("the signature cannot be written: {0}")]
    Encoding(#[from] x509_cert::der::Error),
}

/// The name by which a statement calls the key.
#[must_use]
pub fn key_id(public_key: &[u8; 65]) -> KeyId {
    let hash = Sha256::digest(public_key);
    std::array::from_fn(|at| hash[at])
}

/// Signs a statement, whose `key` must be the signer's [`key_id`].
///
/// # Errors
/// [`SigningError::Key`].
pub async fn seal(statement: Statement, signer: &dyn Signer) -> Result<SealedStatement, SigningError> {
    if statement.key != key_id(&signer.public_key()) {
        return Err(SigningError::Key("the statement names another key".to_owned()));
    }
    let hash = Sha256::digest(shared::certificate::signed_bytes(&statement.encode()));
    let signature = signer.sign_prehash(hash.into()).await?;
    Ok(SealedStatement { statement, signature })
}

/// A signer's answer as a signature; a token may answer anything.
fn checked(signature: &[u8; 64]) -> Result<Signature, SigningError> {
    Signature::from_slice(signature).map_err(|_| SigningError::Key("its answer is no signature".to_owned()))
}
