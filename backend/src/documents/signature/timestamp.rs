//! Timestamps (RFC 3161): the request and what is kept of the answer. Who carries them over HTTP implements
//! [`Timestamper`].

use super::{Answer, SigningError};
use x509_cert::der::asn1::{AnyRef, Int, ObjectIdentifier, OctetStringRef};
use x509_cert::der::{Decode, Encode, Reader, SliceReader, Tag, Tagged};

/// SHA-256 with absent parameters.
const SHA256: &[u8] = b"\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01";
const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");

/// Asks a timestamp authority.
pub trait Timestamper: Send + Sync {
    /// The token (DER of a CMS `ContentInfo`) over a SHA-256 hash; made with [`timestamp_request`], read with
    /// [`timestamp_token`].
    ///
    /// # Errors
    /// [`SigningError::Timestamp`].
    fn token(&self, hash: [u8; 32]) -> Answer<'_, Result<Vec<u8>, SigningError>>;
}

/// Why an answer gives no token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TimestampFault {
    /// Not an answer at all.
    #[error("the answer cannot be read")]
    Unreadable,
    /// The authority refused.
    #[error("the authority refused")]
    Refused,
    /// A token, but not over this hash and this request.
    #[error("the token is of something else")]
    Other,
}

/// `TimeStampReq`, to be sent as `application/timestamp-query`; `nonce` random.
///
/// # Errors
/// [`SigningError::Encoding`], never in practice.
pub fn timestamp_request(hash: [u8; 32], nonce: u64) -> Result<Vec<u8>, SigningError> {
    let mut imprint = SHA256.to_vec();
    OctetStringRef::new(&hash)?.encode_to_vec(&mut imprint)?;
    let mut content = 1_u8.to_der()?;
    AnyRef::new(Tag::Sequence, &imprint)?.encode_to_vec(&mut content)?;
    nonce.encode_to_vec(&mut content)?;
    // The authority's certificate is wanted: whoever checks later may have no other way to it.
    true.encode_to_vec(&mut content)?;
    Ok(AnyRef::new(Tag::Sequence, &content)?.to_der()?)
}

/// The token in a `TimeStampResp`. That it is over this hash and carries this nonce is looked up, its signature is not
/// verified: whoever relies on the time must trust the authority and verify it.
///
/// # Errors
/// [`TimestampFault`].
pub fn timestamp_token(answer: &[u8], hash: [u8; 32], nonce: u64) -> Result<Vec<u8>, TimestampFault> {
    let (status, token) = parts(answer).map_err(|_| TimestampFault::Unreadable)?;
    if status > 1 {
        return Err(TimestampFault::Refused);
    }
    let token = token.ok_or(TimestampFault::Unreadable)?;
    let signed = AnyRef::from_der(token).and_then(|token| {
        token.sequence(|inner| {
            let kind: ObjectIdentifier = inner.decode()?;
            inner.read_slice(inner.remaining_len())?;
            Ok(kind == SIGNED_DATA)
        })
    });
    let nonce = nonce.to_der().map_err(|_| TimestampFault::Unreadable)?;
    let holds = |wanted: &[u8]| token.windows(wanted.len()).any(|window| window == wanted);
    if signed == Ok(true) && holds(&hash) && holds(&nonce) { Ok(token.to_vec()) } else { Err(TimestampFault::Other) }
}

/// Status and token.
fn parts(answer: &[u8]) -> x509_cert::der::Result<(u8, Option<&[u8]>)> {
    let outer = AnyRef::from_der(answer)?;
    if outer.tag() != Tag::Sequence {
        return Err(outer.tag().value_error());
    }
    let mut reader = SliceReader::new(outer.value())?;
    let status: AnyRef<'_> = reader.decode()?;
    let status = status.sequence(|inner| {
        let status: Int = inner.decode()?;
        inner.read_slice(inner.remaining_len())?;
        Ok(status.as_bytes().first().copied().unwrap_or(u8::MAX))
    })?;
    let token = if reader.is_finished() { None } else { Some(reader.tlv_bytes()?) };
    reader.finish((status, token))
}
