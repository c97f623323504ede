//! Checking a certificate.

use crate::application::Class;
use serde::{Deserialize, Serialize};

/// What the register of certificates says of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CertificateState {
    /// In force.
    Valid,
    /// Its time has run out.
    Expired,
    /// Taken back by the issuer.
    Revoked,
    /// A newer one was issued for the same account and holder.
    Replaced,
}

/// Has a debt arisen since? Never how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum StillTrue {
    /// Nothing is owed now either.
    Yes,
    /// Something is owed now.
    No,
    /// The biller does not answer now.
    Unknown,
}

/// POST certificates/check: by number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CheckCertificate {
    /// As typed, or from the signed payload.
    pub number: String,
}

/// Its answer. It names nobody and no account. An unknown number is `not_found`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CertificateCheck {
    /// `A-2026-…`.
    pub number: String,
    /// What it is worth now.
    pub state: CertificateState,
    /// For which class.
    pub class: Class,
    /// RFC 3339.
    pub issued_at: String,
    /// RFC 3339: the time the biller's answer is of.
    pub as_of: String,
    /// `YYYY-MM-DD`, the last day.
    pub valid_until: String,
    /// RFC 3339; when it was revoked or replaced.
    pub ended_at: Option<String>,
    /// Has a debt arisen since?
    pub still_true: StillTrue,
    /// The signed payload as the QR code has it: what is checked in the browser against what a checker types.
    pub statement: String,
}

/// GET certificates/keys: whose signatures count. Kept by the page for checking offline.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IssuerKeys {
    /// The present key first; former keys stay.
    pub keys: Vec<IssuerKey>,
}

/// One key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IssuerKey {
    /// Eight hex digits: the first four bytes of SHA-256 of `point`.
    pub id: String,
    /// The uncompressed P-256 point, 130 hex digits.
    pub point: String,
    /// Whose: the X.509 certificate's subject.
    pub name: String,
}
