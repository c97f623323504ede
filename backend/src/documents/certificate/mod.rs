//! A certificate on paper: what it says, and what hides the holder's numbers in its QR code.

mod hash;
mod page;

pub use hash::hidden;
pub use page::draw;

use shared::certificate::{CertificateNumber, CustomerClass, Day};
use shared::time::Timestamp;

/// Whose number the holder is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HolderId<'a> {
    /// A person's FIN.
    Fin(&'a str),
    /// A taxpayer's VÖEN.
    Voen(&'a str),
}

/// Everything a certificate says; names and the purpose are already in its language.
#[derive(Debug, Clone)]
pub struct CertificateFacts<'a> {
    /// The certificate's number.
    pub number: &'a CertificateNumber,
    /// When it was issued; also the document's date.
    pub issued_at: Timestamp,
    /// When the debt was asked.
    pub as_of: Timestamp,
    /// The last day of its validity.
    pub valid_until: Day,
    /// Residential or not.
    pub class: CustomerClass,
    /// The subscriber code, in full.
    pub code: &'a str,
    /// The holder's name.
    pub holder: &'a str,
    /// FIN or VÖEN, in full.
    pub holder_id: HolderId<'a>,
    /// Where the account is.
    pub address: &'a str,
    /// What the certificate is for.
    pub purpose: &'a str,
    /// Who approved it; `None`: a rule did, without a person.
    pub officer: Option<&'a str>,
    /// The utility that says so: the paper's heading.
    pub issuer: &'a str,
    /// The utility's colour (red, green, blue), dark enough for text on white.
    pub brand: [u8; 3],
    /// Where the portal is, without a slash at the end: `/verify` is below it.
    pub public_url: &'a str,
    /// The text of the QR code (`shared::certificate::qr_text`).
    pub qr: &'a str,
}
