//! A new key with a certificate that it signs itself: what an installation begins with, until an authority signs one.

use super::SigningError;
use p256::SecretKey;
use p256::ecdsa::{DerSignature, SigningKey};
use p256::pkcs8::{EncodePrivateKey, LineEnding};
use shared::time::Timestamp;
use std::time::Duration;
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::builder::{Builder, CertificateBuilder, Profile};
use x509_cert::der::EncodePem;
use x509_cert::der::asn1::{Any, GeneralizedTime, ObjectIdentifier, SetOfVec, Utf8StringRef};
use x509_cert::name::{Name, RdnSequence, RelativeDistinguishedName};
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::SubjectPublicKeyInfoOwned;
use x509_cert::time::{Time, Validity};

const COUNTRY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.6");
const ORGANISATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");
const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");

/// What the certificate of a new key says.
#[derive(Debug, Clone)]
pub struct NewKey<'a> {
    /// Two letters, `AZ`.
    pub country: &'a str,
    /// The issuer's name.
    pub organisation: &'a str,
    /// What the key is for.
    pub common_name: &'a str,
    /// From when the key may be used.
    pub valid_from: Timestamp,
    /// Until when.
    pub valid_until: Timestamp,
}

/// Makes key and certificate from 48 random bytes: two PEM texts, the key's first. The key must be kept secret.
///
/// # Errors
/// [`SigningError`] for names or times that a certificate cannot carry.
pub fn make(wanted: &NewKey, random: &[u8; 48]) -> Result<(String, String), SigningError> {
    let unfit = |error: &dyn std::fmt::Display| SigningError::Key(error.to_string());
    let (secret, serial) = random.split_at(32);
    let secret = SecretKey::from_slice(secret).map_err(|error| unfit(&error))?;
    let key = SigningKey::from(&secret);
    // Positive, not zero: the number is read as a signed one.
    let serial: Vec<u8> = serial.iter().enumerate().map(|(at, byte)| if at == 0 { byte & 0x7f | 0x40 } else { *byte }).collect();
    let subject = subject(wanted)?;
    let validity = Validity { not_before: moment(wanted.valid_from)?, not_after: moment(wanted.valid_until)? };
    // A leaf, not an authority: digital signature and non-repudiation, and no certificates below it.
    let profile = Profile::Leaf { issuer: subject.clone(), enable_key_agreement: false, enable_key_encipherment: false };
    let public = SubjectPublicKeyInfoOwned::from_key(*key.verifying_key()).map_err(|error| unfit(&error))?;
    let builder = CertificateBuilder::new(profile, SerialNumber::new(&serial)?, validity, subject, public, &key);
    let certificate = builder.and_then(Builder::build::<DerSignature>).map_err(|error| unfit(&error))?;
    let secret = secret.to_pkcs8_pem(LineEnding::LF).map_err(|error| unfit(&error))?;
    Ok((secret.to_string(), certificate.to_pem(LineEnding::LF)?))
}

fn subject(wanted: &NewKey) -> Result<Name, SigningError> {
    let country = Any::encode_from(&x509_cert::der::asn1::PrintableStringRef::new(wanted.country)?)?;
    let text = |text| Ok::<_, SigningError>(Any::encode_from(&Utf8StringRef::new(text)?)?);
    let parts = [(COUNTRY, country), (ORGANISATION, text(wanted.organisation)?), (COMMON_NAME, text(wanted.common_name)?)];
    let part = |(oid, value)| SetOfVec::try_from([AttributeTypeAndValue { oid, value }]).map(RelativeDistinguishedName::from);
    Ok(RdnSequence(parts.into_iter().map(part).collect::<Result<_, _>>()?))
}

fn moment(at: Timestamp) -> Result<Time, SigningError> {
    let seconds = u64::try_from(at.micros() / 1_000_000).map_err(|_| SigningError::Key("a time before 1970".to_owned()))?;
    Ok(Time::GeneralTime(GeneralizedTime::from_unix_duration(Duration::from_secs(seconds))?))
}
