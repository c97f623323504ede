//! Identifiers from the system's randomness, and keyed digests that reveal nothing of what they stand for.

use hmac::{Hmac, KeyInit, Mac};
use rand::RngExt;
use sha2::{Digest, Sha256};
use shared::id::{Id, hex};

/// A new identifier.
#[must_use]
pub fn random_id() -> Id {
    Id::from_bytes(rand::rng().random())
}

/// 64 random bits.
#[must_use]
pub fn random_u64() -> u64 {
    rand::rng().random()
}

/// So many random bytes.
pub(super) fn random_bytes<const N: usize>() -> [u8; N] {
    rand::rng().random()
}

/// A new secret: 64 hex digits.
pub(super) fn random_secret() -> String {
    hex(&rand::rng().random::<[u8; 32]>())
}

/// A code of so many digits, each as likely as any other.
pub(super) fn random_code(digits: usize) -> String {
    let mut random = rand::rng();
    (0..digits).map(|_| char::from(b'0' + random.random_range(0..10_u8))).collect()
}

/// SHA-256 in lower-case hex.
pub(super) fn sha256(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    hex(&hasher.finalize())
}

/// A key out of a secret that is not kept and a salt that is: HKDF-SHA-256 (RFC 5869), its first 32 bytes.
pub(super) fn derived(salt: &[u8], secret: &[u8], purpose: &[u8]) -> [u8; 32] {
    hmac(&hmac(salt, &[secret]), &[purpose, &[1]])
}

fn hmac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes a key of any length.
    let mut mac: Hmac<Sha256> = Hmac::new_from_slice(key).unwrap_or_else(|_| Hmac::new(&Default::default()));
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

/// Compares without telling by its time where two digests differ.
pub(super) fn same(left: &str, right: &str) -> bool {
    left.len() == right.len() && left.bytes().zip(right.bytes()).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}

/// Digests under the installation's secret.
#[derive(Clone)]
pub(crate) struct Digests {
    key: Hmac<Sha256>,
}

impl Digests {
    pub(super) fn new(secret: &str) -> Self {
        // HMAC takes a key of any length; an empty one cannot come from `instance`.
        let key = Hmac::new_from_slice(secret.as_bytes()).unwrap_or_else(|_| Hmac::new(&Default::default()));
        Self { key }
    }

    /// The identifier by which a payment names a payable: the account itself stays with us.
    pub(crate) fn bill(&self, payable: &str) -> String {
        self.digest("bill", payable)
    }

    /// Stands for a client's address in the database.
    pub(crate) fn address(&self, address: &str) -> String {
        self.digest("address", address)
    }

    /// Stands for a person in rows that need no name.
    pub(crate) fn actor(&self, fin: &str) -> String {
        self.digest("actor", fin)
    }

    /// Stands for whoever names themselves at the command line, however the name is spaced and capitalised.
    pub(crate) fn commander(&self, name: &str) -> String {
        self.digest("command-line", &name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase())
    }

    /// Stands for a code sent to a mobile; its proof's identifier makes equal codes differ.
    pub(crate) fn code(&self, proof: &str, code: &str) -> String {
        self.digest("code", &format!("{proof} {code}"))
    }

    /// Stands for a text wherever the text itself is not needed, for one purpose: 32 hex digits.
    pub(crate) fn keyed(&self, purpose: &'static str, text: &str) -> String {
        self.digest(purpose, text)
    }

    fn digest(&self, purpose: &str, text: &str) -> String {
        let mut mac = self.key.clone();
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(text.as_bytes());
        let mut digest = hex(&mac.finalize().into_bytes());
        digest.truncate(32);
        digest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_derived_as_the_rfc_has_it() {
        let salt: Vec<u8> = (0x00..=0x0c).collect();
        let purpose: Vec<u8> = (0xf0..=0xf9).collect();
        let key = derived(&salt, &[0x0b; 22], &purpose);
        assert_eq!(hex(&key), "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
    }
}
