//! The slow hashes of a certificate's statement, as the browser computes them with WebCrypto.

use sha2::Sha256;
use shared::certificate::{HASH_BYTES, HASH_ITERATIONS, Hidden, SALT_BYTES, hash_salt, normal_identifier};

/// The hash of a subscriber code, or of a FIN or VÖEN, under the certificate's own salt; `None` when it is not one.
/// Takes a good part of a second of a processor's time, on purpose: call it where nothing else waits.
#[must_use]
pub fn hidden(number: Hidden, typed: &str, salt: [u8; SALT_BYTES]) -> Option<[u8; HASH_BYTES]> {
    let normal = normal_identifier(number, typed)?;
    let mut hash = [0; HASH_BYTES];
    pbkdf2::pbkdf2_hmac::<Sha256>(normal.as_bytes(), &hash_salt(salt, number), HASH_ITERATIONS, &mut hash);
    Some(hash)
}
