//! The signature as CMS (RFC 5652) with the attributes that PAdES baseline asks for (EN 319 142-1): content type, message
//! digest, signing certificate v2; and algorithm protection (RFC 6211), which binds what is otherwise not signed.

use super::SigningError;
use cms::cert::{CertificateChoices, IssuerAndSerialNumber};
use cms::content_info::{CmsVersion, ContentInfo};
use cms::signed_data::{CertificateSet, EncapsulatedContentInfo, SignedData, SignerIdentifier, SignerInfo, SignerInfos};
use sha2::{Digest, Sha256};
use x509_cert::Certificate;
use x509_cert::attr::{Attribute, Attributes};
use x509_cert::der::asn1::{Any, ObjectIdentifier, OctetString, OctetStringRef, SetOfVec};
use x509_cert::der::{Decode, Encode, Tag};
use x509_cert::spki::AlgorithmIdentifierOwned;

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_CERTIFICATE_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
const ALGORITHM_PROTECTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.52");
const TIME_STAMP_TOKEN: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.14");
const SHA256: AlgorithmIdentifierOwned =
    AlgorithmIdentifierOwned { oid: ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1"), parameters: None };
const ECDSA_WITH_SHA256: AlgorithmIdentifierOwned =
    AlgorithmIdentifierOwned { oid: ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2"), parameters: None };

/// Who signs, as the signature carries it.
pub(super) struct SignedBy {
    chain: Vec<Certificate>,
    name: IssuerAndSerialNumber,
    hash: [u8; 32],
}

impl SignedBy {
    /// From the signer's certificates.
    pub(super) fn new(chain: &[Vec<u8>]) -> Result<Self, SigningError> {
        let own = chain.first().ok_or_else(|| SigningError::Key("it has no certificate".to_owned()))?;
        let hash = Sha256::digest(own).into();
        let chain: Vec<Certificate> = chain.iter().map(|der| Certificate::from_der(der)).collect::<Result<_, _>>()?;
        let own = &chain.first().ok_or_else(|| SigningError::Key("it has no certificate".to_owned()))?.tbs_certificate;
        let name = IssuerAndSerialNumber { issuer: own.issuer.clone(), serial_number: own.serial_number.clone() };
        Ok(Self { chain, name, hash })
    }

    /// What is signed of a document with this digest.
    pub(super) fn attributes(&self, message_digest: [u8; 32]) -> Result<Attributes, SigningError> {
        let mut attributes = Attributes::new();
        attributes.insert(attribute(CONTENT_TYPE, Any::from(DATA))?)?;
        attributes.insert(attribute(MESSAGE_DIGEST, octets(&message_digest)?)?)?;
        attributes.insert(attribute(SIGNING_CERTIFICATE_V2, signing_certificate(self.hash)?)?)?;
        attributes.insert(attribute(ALGORITHM_PROTECTION, algorithm_protection()?)?)?;
        Ok(attributes)
    }

    /// The whole signature: `signature` is over the attributes' DER, in DER itself.
    pub(super) fn finish(&self, attributes: Attributes, signature: &[u8], token: Option<&[u8]>) -> Result<Vec<u8>, SigningError> {
        let unsigned = token.map(|token| Ok::<_, SigningError>(SetOfVec::try_from([attribute(TIME_STAMP_TOKEN, Any::from_der(token)?)?])?));
        let signer = SignerInfo {
            version: CmsVersion::V1,
            sid: SignerIdentifier::IssuerAndSerialNumber(self.name.clone()),
            digest_alg: SHA256,
            signed_attrs: Some(attributes),
            signature_algorithm: ECDSA_WITH_SHA256,
            signature: OctetString::new(signature)?,
            unsigned_attrs: unsigned.transpose()?,
        };
        let chain: Vec<_> = self.chain.iter().cloned().map(CertificateChoices::Certificate).collect();
        let data = SignedData {
            version: CmsVersion::V1,
            digest_algorithms: SetOfVec::try_from([SHA256])?,
            encap_content_info: EncapsulatedContentInfo { econtent_type: DATA, econtent: None },
            certificates: Some(CertificateSet(SetOfVec::try_from(chain)?)),
            crls: None,
            signer_infos: SignerInfos(SetOfVec::try_from([signer])?),
        };
        Ok(ContentInfo { content_type: SIGNED_DATA, content: Any::encode_from(&data)? }.to_der()?)
    }
}

fn attribute(oid: ObjectIdentifier, value: Any) -> Result<Attribute, SigningError> {
    Ok(Attribute { oid, values: SetOfVec::try_from([value])? })
}

fn octets(bytes: &[u8]) -> Result<Any, SigningError> {
    Ok(Any::encode_from(&OctetStringRef::new(bytes)?)?)
}

fn sequence(parts: &[Any]) -> Result<Any, SigningError> {
    let mut content = Vec::new();
    for part in parts {
        part.encode_to_vec(&mut content)?;
    }
    Ok(Any::new(Tag::Sequence, content)?)
}

/// `SigningCertificateV2` with one certificate, by SHA-256, which is its default algorithm and therefore not written.
fn signing_certificate(hash: [u8; 32]) -> Result<Any, SigningError> {
    sequence(&[sequence(&[sequence(&[octets(&hash)?])?])?])
}

/// `CMSAlgorithmProtection`: digest algorithm, then `[1]` the signature's.
fn algorithm_protection() -> Result<Any, SigningError> {
    let mut content = SHA256.to_der()?;
    let mut signature = ECDSA_WITH_SHA256.to_der()?;
    // IMPLICIT [1], constructed, in the place of the sequence's tag.
    if let Some(tag) = signature.first_mut() {
        *tag = 0xa1;
    }
    content.append(&mut signature);
    Ok(Any::new(Tag::Sequence, content)?)
}
