//! The slow hashes of a certificate's statement, as the browser computes them with WebCrypto.

use ring::pbkdf2::{PBKDF2_HMAC_SHA256, derive};
use shared::certificate::{HASH_BYTES, HASH_ITERATIONS, Hidden, SALT_BYTES, hash_salt, normal_identifier};
use std::num::NonZeroU32;

/// The hash of a subscriber code, or of a FIN or VÖEN, under the certificate's own salt; `None` when it is not one.
/// Takes a good part of a second of a processor's time, on purpose: call it where nothing else waits.
#[must_use]
pub fn hidden(number: Hidden, typed: &str, salt: [u8; SALT_BYTES]) -> Option<[u8; HASH_BYTES]> {
    let normal = normal_identifier(number, typed)?;
    let mut hash = [0; HASH_BYTES];
    let rounds = NonZeroU32::new(HASH_ITERATIONS).unwrap_or(NonZeroU32::MAX);
    derive(PBKDF2_HMAC_SHA256, rounds, &hash_salt(salt, number), normal.as_bytes(), &mut hash);
    Some(hash)
}
