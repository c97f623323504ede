//! A no-debt certificate, as far as both sides must agree on it: its number, the statement that is signed into its QR
//! code, how the holder's numbers are hidden in that statement, and how the signature of the PDF is read.
//!
//! Hashing and the signature's arithmetic are the caller's: WebCrypto in the browser, `sha2` and `p256` on the server.
//! To check a paper that is held, with or without a network:
//! 1. [`parse_qr`] the text of the code (or [`PdfSignature::find`] the file, which holds the same text);
//! 2. find the public key whose [`KeyId`] the statement names in the published list of keys;
//! 3. verify the 64 bytes of the signature over [`SealedStatement::signed_bytes`] (ECDSA, P-256, SHA-256);
//! 4. to see that the paper is about *this* account: [`normal_identifier`] what was typed, derive [`HASH_BYTES`] with
//!    PBKDF2-HMAC-SHA256 over [`Statement::hash_salt`] and [`HASH_ITERATIONS`], compare.
//!
//! For a file besides: SHA-256 over [`PdfSignature::signed_ranges`] equals `message_digest`, SHA-256 of `certificate`
//! equals `certificate_hash`, `public_key` is that of the statement's key, and `signature` verifies over
//! `signed_attributes`.

mod base64url;
mod day;
mod identity;
pub mod pdf;
mod qr;
mod statement;

pub use day::Day;
pub use identity::{HASH_BYTES, HASH_ITERATIONS, Hidden, hash_salt, normal_identifier};
pub use pdf::{PdfFault, PdfSignature};
pub use qr::{SealedStatement, parse_qr, qr_text};
pub use statement::{CustomerClass, KeyId, PAYLOAD_BYTES, SALT_BYTES, SIGNATURE_BYTES, Says, Statement, StatementFault, signed_bytes};

use crate::reference_number::{Numbered, ReferenceNumber};

/// Certificates (*arayış*): `A-…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CertificateSeries {}

impl Numbered for CertificateSeries {
    const PREFIX: char = 'A';
}

/// `A-2026-7K3M-9QXP`.
pub type CertificateNumber = ReferenceNumber<CertificateSeries>;
