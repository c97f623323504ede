//! The signature itself: a CMS `SignedData` (RFC 5652) as PAdES (EN 319 142-1) wants it, of one signer, with SHA-256 and
//! ECDSA on P-256 and nothing else. What the signature does not cover is either compared with what it does, or has only
//! one spelling here; but for the certificates above the signer's own and a timestamp, which prove themselves.

use super::der::{BIT_STRING, CONTEXT_0, CONTEXT_1, INTEGER, OCTET_STRING, OID, Reader, SEQUENCE, SET, Value, scalar};

/// What the signature says, not yet verified.
pub(super) struct Signed {
    pub(super) message_digest: [u8; 32],
    pub(super) signed_attributes: Vec<u8>,
    pub(super) signature: [u8; 64],
    pub(super) certificate: Vec<u8>,
    pub(super) certificate_hash: [u8; 32],
    pub(super) public_key: [u8; 65],
}

// Object identifiers, the last two with their algorithm's parameters: whole values, as they stand in the file.
const SIGNED_DATA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
const DATA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";
const CONTENT_TYPE: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03";
const MESSAGE_DIGEST: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04";
const SIGNING_CERTIFICATE_V2: &[u8] = b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x2f";
const TIME_STAMP_TOKEN: &[u8] = b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0e";
const EC_PUBLIC_KEY_P256: &[u8] = b"\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07";
const ECDSA_WITH_SHA256: &[u8] = b"\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02";
const SHA256: &[u8] = b"\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01";
const SHA256_NULL: &[u8] = b"\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00";
/// The version of both `SignedData` and `SignerInfo` where the signer is named by issuer and serial number.
const VERSION_1: &[u8] = b"\x02\x01\x01";

/// Certificates in the signature, at most.
const CERTIFICATES_MAX: usize = 6;
/// Signed attributes, at most.
const ATTRIBUTES_MAX: usize = 12;

/// Reads what stands in `/Contents`: the signature, and after it zeros that fill the place, if any.
pub(super) fn read(contents: &[u8]) -> Option<Signed> {
    let mut outer = Reader::new(contents);
    let mut info = outer.inside(SEQUENCE)?;
    if outer.rest().iter().any(|padding| *padding != 0) {
        return None;
    }
    info.is(SIGNED_DATA)?;
    let mut explicit = info.inside(CONTEXT_0)?;
    let mut data = explicit.inside(SEQUENCE)?;
    info.end()?;
    explicit.end()?;
    data.is(VERSION_1)?;
    let digest = digest_algorithms(data.inside(SET)?)?;
    // Detached: the type alone.
    let mut content = data.inside(SEQUENCE)?;
    content.is(DATA)?;
    content.end()?;
    let certificates = data.inside(CONTEXT_0)?;
    let mut signers = data.inside(SET)?;
    let signer = signers.inside(SEQUENCE)?;
    data.end()?;
    signers.end()?;
    signer_info(signer, digest, certificates)
}

/// Exactly one, SHA-256; gives how it is spelt.
fn digest_algorithms<'a>(mut set: Reader<'a>) -> Option<&'a [u8]> {
    let algorithm = set.value(SEQUENCE)?.whole;
    set.end()?;
    is_sha256(algorithm).then_some(algorithm)
}

fn is_sha256(algorithm: &[u8]) -> bool {
    algorithm == SHA256 || algorithm == SHA256_NULL
}

fn signer_info(mut signer: Reader<'_>, digest: &[u8], certificates: Reader<'_>) -> Option<Signed> {
    signer.is(VERSION_1)?;
    let named = signer.value(SEQUENCE)?.content;
    signer.is(digest)?;
    let attributes = signer.value(CONTEXT_0)?;
    signer.is(ECDSA_WITH_SHA256)?;
    let signature = signature(signer.value(OCTET_STRING)?)?;
    if let Some(unsigned) = signer.optional(CONTEXT_1) {
        only_a_timestamp(Reader::new(unsigned.content))?;
    }
    signer.end()?;
    let certificate = find_certificate(certificates, named)?;
    let (message_digest, certificate_hash) = signed_attributes(Reader::new(attributes.content))?;
    Some(Signed {
        message_digest,
        signed_attributes: as_set(attributes),
        signature,
        certificate: certificate.whole.to_vec(),
        certificate_hash,
        public_key: certificate.public_key,
    })
}

/// The attributes are signed under the tag of a set, and stand in the signature under another.
fn as_set(attributes: Value<'_>) -> Vec<u8> {
    let mut bytes = attributes.whole.to_vec();
    if let Some(tag) = bytes.first_mut() {
        *tag = SET;
    }
    bytes
}

fn signature(octets: Value<'_>) -> Option<[u8; 64]> {
    let mut outer = Reader::new(octets.content);
    let mut pair = outer.inside(SEQUENCE)?;
    let (r, s) = (scalar(pair.value(INTEGER)?)?, scalar(pair.value(INTEGER)?)?);
    outer.end()?;
    pair.end()?;
    let mut bytes = [0; 64];
    bytes[..32].copy_from_slice(&r);
    bytes[32..].copy_from_slice(&s);
    Some(bytes)
}

fn only_a_timestamp(mut attributes: Reader<'_>) -> Option<()> {
    let mut attribute = attributes.inside(SEQUENCE)?;
    attribute.is(TIME_STAMP_TOKEN)?;
    let mut values = attribute.inside(SET)?;
    values.value(SEQUENCE)?;
    values.end()?;
    attribute.end()?;
    attributes.end()
}

/// Message digest and certificate's hash. Each attribute stands once and has one value; the type of content is data.
fn signed_attributes(mut attributes: Reader<'_>) -> Option<([u8; 32], [u8; 32])> {
    let (mut seen, mut digest, mut hash, mut typed) = (Vec::new(), None, None, false);
    while attributes.end().is_none() {
        let mut attribute = attributes.inside(SEQUENCE)?;
        let kind = attribute.value(OID)?.whole;
        let mut values = attribute.inside(SET)?;
        let value = values.any()?;
        values.end()?;
        attribute.end()?;
        if seen.contains(&kind) || seen.len() == ATTRIBUTES_MAX {
            return None;
        }
        seen.push(kind);
        match kind {
            CONTENT_TYPE => typed = value.whole == DATA,
            MESSAGE_DIGEST => digest = Some(hash_in(value)?),
            SIGNING_CERTIFICATE_V2 => hash = Some(signing_certificate(value)?),
            _ => {} // signed, and of no account here
        }
    }
    typed.then_some((digest?, hash?))
}

fn hash_in(value: Value<'_>) -> Option<[u8; 32]> {
    if value.tag == OCTET_STRING { value.content.try_into().ok() } else { None }
}

/// ESS signing-certificate-v2 (RFC 5035): the hash of the first certificate named, with SHA-256, which is also what an
/// absent algorithm means.
fn signing_certificate(value: Value<'_>) -> Option<[u8; 32]> {
    let mut list = Reader::new(value.whole).inside(SEQUENCE)?.inside(SEQUENCE)?;
    let mut first = list.inside(SEQUENCE)?;
    if first.optional(SEQUENCE).is_some_and(|algorithm| !is_sha256(algorithm.whole)) {
        return None;
    }
    hash_in(first.value(OCTET_STRING)?)
}

struct Certificate<'a> {
    whole: &'a [u8],
    public_key: [u8; 65],
}

/// The one with the issuer and serial number that the signer is named by.
fn find_certificate<'a>(mut certificates: Reader<'a>, named: &[u8]) -> Option<Certificate<'a>> {
    let (mut found, mut count) = (None, 0);
    while certificates.end().is_none() {
        let whole = certificates.value(SEQUENCE)?;
        count += 1;
        if count > CERTIFICATES_MAX {
            return None;
        }
        let mut signed = Reader::new(whole.content).inside(SEQUENCE)?;
        signed.value(CONTEXT_0)?;
        let serial = signed.value(INTEGER)?.whole;
        signed.value(SEQUENCE)?;
        let issuer = signed.value(SEQUENCE)?.whole;
        if named.strip_prefix(issuer) == Some(serial) {
            if found.is_some() {
                return None;
            }
            // Validity and subject come before the key.
            signed.value(SEQUENCE)?;
            signed.value(SEQUENCE)?;
            found = Some(Certificate { whole: whole.whole, public_key: public_key(signed.inside(SEQUENCE)?)? });
        }
    }
    found
}

fn public_key(mut key: Reader<'_>) -> Option<[u8; 65]> {
    key.is(EC_PUBLIC_KEY_P256)?;
    let bits = key.value(BIT_STRING)?.content;
    key.end()?;
    // No unused bits, and a point that is not compressed.
    bits.strip_prefix(&[0]).filter(|point| point.first() == Some(&4))?.try_into().ok()
}
