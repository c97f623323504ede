//! A draft's way to another device. The server sees ciphertext, and a proof from which neither key nor PIN can be found.

use serde::{Deserialize, Serialize};

/// Longest ciphertext, in base64url.
pub const SEALED_LENGTH_MAX: usize = 64 * 1024;
/// Digits of a proof, lower-case hex.
pub const PROOF_LENGTH: usize = 64;

/// POST transfers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BeginTransfer {
    /// The draft's ciphertext, base64url.
    pub sealed: String,
    /// 64 hex digits derived from key and PIN: who shows the same may have the ciphertext.
    pub proof: String,
}

/// Its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Transfer {
    /// Names it.
    pub id: String,
    /// The sender's proof of owning it.
    pub token: String,
    /// It is deleted then.
    pub expires_in_ms: i64,
}

/// POST transfers/{id}/take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TakeTransfer {
    /// As the sender's.
    pub proof: String,
}

/// Its answer, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TakenTransfer {
    /// The ciphertext.
    pub sealed: String,
}

/// GET transfers/{id}: what its sender may know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TransferView {
    /// It was read.
    pub taken: bool,
    /// Tries left.
    pub tries_left: u32,
    /// It is deleted then.
    pub expires_in_ms: i64,
}
