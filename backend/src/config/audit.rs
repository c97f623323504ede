//! `[audit]`: where the chain's head is anchored, and with which key.

use super::ConfigError;
use serde::Deserialize;
use std::path::PathBuf;

/// `[audit]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AuditConfig {
    /// Where anchors go: `file:PATH`, on a disk that is not put back together with the database.
    pub anchors: Vec<String>,
    /// The key that signs them, P-256 in PKCS #8 PEM; absent: the issuer's.
    pub key: Option<PathBuf>,
    /// Others of this machine may read the key.
    pub readable_keys: bool,
    /// Public keys that signed before, PEM.
    pub former: Vec<PathBuf>,
}

impl AuditConfig {
    /// The files that anchors are appended to.
    #[must_use]
    pub fn files(&self) -> Vec<PathBuf> {
        self.anchors.iter().filter_map(|anchor| anchor.strip_prefix("file:")).map(PathBuf::from).collect()
    }
}

impl super::Config {
    pub(super) fn check_audit(&self) -> Result<(), ConfigError> {
        let fail = |text: &str| Err(ConfigError::Check(text.to_owned()));
        if self.audit.anchors.iter().any(|anchor| anchor.strip_prefix("file:").is_none_or(str::is_empty)) {
            return fail("audit.anchors must be of the form file:PATH");
        }
        if !self.audit.anchors.is_empty() && self.audit.key.is_none() && self.signing.is_none() {
            return fail("audit.anchors needs audit.key or [signing]");
        }
        Ok(())
    }
}
