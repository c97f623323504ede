//! Certificates of made-up people, a made-up issuer's key, and the judgement of a file as the browser makes it.

use super::at;
use kommunal::documents::certificate::{CertificateFacts, HolderId, draw};
use kommunal::documents::signature::{FileSigner, NewKey, Signer, key_id, make, seal, sign_pdf};
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use p256::ecdsa::{DerSignature, Signature, SigningKey, VerifyingKey};
use p256::pkcs8::LineEnding;
use sha2::{Digest, Sha256};
use shared::certificate::{CertificateNumber, CustomerClass, Day, PdfSignature, Says, SealedStatement, Statement, parse_qr, qr_text};
use shared::format::Lang;
use std::str::FromStr as _;
use x509_cert::Certificate;
use x509_cert::builder::{Builder, CertificateBuilder, Profile};
use x509_cert::der::{DecodePem as _, EncodePem as _};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::SubjectPublicKeyInfoOwned;

pub(crate) const URL: &str = "https://kommunal.example";

/// An issuer: the same seed gives the same key.
pub(crate) struct Issuer {
    pub(crate) signer: FileSigner,
    /// Whom a judge must trust to accept the issuer's signatures.
    pub(crate) root_pem: String,
}

fn new_key(seed: u8) -> (String, String) {
    let wanted = NewKey {
        country: "AZ",
        organisation: "“Nümunə İşıq”, ASC",
        common_name: "Arayış imzası",
        valid_from: at("2026-01-01T00:00:00+04:00"),
        valid_until: at("2056-01-01T00:00:00+04:00"),
    };
    make(&wanted, &[seed; 48]).expect("a key")
}

/// With the certificate that it signed itself.
pub(crate) fn issuer(seed: u8) -> Issuer {
    let (key, root_pem) = new_key(seed);
    Issuer { signer: FileSigner::from_pem(&key, &root_pem).expect("the key is read"), root_pem }
}

/// With a certificate of an authority's, as `pdfsig` wants it: it trusts authorities only. Each has a seed of its own.
pub(crate) fn certified(seed: u8, authority: u8) -> Issuer {
    let (key, own) = new_key(seed);
    let authority = SigningKey::from_slice(&[authority; 32]).expect("a key");
    let name = Name::from_str("CN=Sınaq mərkəzi,C=AZ").expect("a name");
    let own = Certificate::from_pem(own).expect("a certificate").tbs_certificate;
    let public = SubjectPublicKeyInfoOwned::from_key(*authority.verifying_key()).expect("a key");
    let root = CertificateBuilder::new(Profile::Root, SerialNumber::from(7_u8), own.validity, name.clone(), public, &authority);
    let leaf = Profile::Leaf { issuer: name, enable_key_agreement: false, enable_key_encipherment: false };
    let leaf = CertificateBuilder::new(leaf, SerialNumber::from(8_u8), own.validity, own.subject, own.subject_public_key_info, &authority);
    let pem = |builder: Result<CertificateBuilder<SigningKey>, x509_cert::builder::Error>| {
        builder.and_then(Builder::build::<DerSignature>).expect("a certificate").to_pem(LineEnding::LF).expect("PEM")
    };
    let (root_pem, own_pem) = (pem(root), pem(leaf));
    Issuer { signer: FileSigner::from_pem(&key, &own_pem).expect("the key is read"), root_pem }
}

pub(crate) fn number() -> CertificateNumber {
    CertificateNumber::from_symbols(2026, [7, 19, 3, 20, 9, 23, 29])
}

/// The statement of the example; its hashes are left empty where nobody looks at them, as they cost time.
pub(crate) fn statement(signer: &FileSigner) -> Statement {
    Statement {
        key: key_id(&signer.public_key()),
        number: number(),
        issued_at: at("2026-11-21T13:05:00+04:00"),
        as_of: at("2026-11-21T13:04:00+04:00"),
        valid_until: Day::of(at("2026-12-21T12:00:00+04:00")),
        class: CustomerClass::Residential,
        says: Says::NoDebt,
        salt: [0x5a; 16],
        code_hash: [0xc0; 16],
        holder_hash: [0xf1; 16],
    }
}

pub(crate) async fn sealed(signer: &FileSigner) -> SealedStatement {
    seal(statement(signer), signer).await.expect("a signature")
}

pub(crate) fn text_of(sealed: &SealedStatement) -> String {
    qr_text(URL, &sealed.statement.encode(), &sealed.signature)
}

/// The guide's own person, at home.
pub(crate) fn facts<'a>(lang: Lang, number: &'a CertificateNumber, qr: &'a str) -> CertificateFacts<'a> {
    let purpose = match lang {
        Lang::Az => "Notariat kontoruna təqdim etmək üçün",
        Lang::Ru => "Для представления в нотариальную контору",
        Lang::En => "To be shown to a notary",
    };
    CertificateFacts {
        number,
        issued_at: at("2026-11-21T13:05:11+04:00"),
        as_of: at("2026-11-21T13:04:47+04:00"),
        valid_until: Day::of(at("2026-12-21T12:00:00+04:00")),
        class: CustomerClass::Residential,
        code: "031244551234019",
        holder: "Məmmədova Aygün Elşad qızı",
        holder_id: HolderId::Fin("5Z1K0Q7"),
        address: "Bakı şəhəri, Nəsimi rayonu, Nümunə küçəsi 14, mənzil 27",
        purpose,
        officer: Some("Quliyev Rəşad, aparıcı mütəxəssis"),
        issuer: "“Nümunə İşıq” Açıq Səhmdar Cəmiyyəti",
        brand: [0x0a, 0x5c, 0x63],
        public_url: URL,
        qr,
    }
}

/// The example, drawn and signed.
pub(crate) async fn signed(lang: Lang, issuer: &Issuer) -> Vec<u8> {
    let sealed = sealed(&issuer.signer).await;
    let (number, qr) = (number(), text_of(&sealed));
    let pdf = draw(&facts(lang, &number, &qr), lang).unwrap_or_else(|error| panic!("{error}"));
    sign(&pdf, issuer).await
}

pub(crate) async fn sign(pdf: &[u8], issuer: &Issuer) -> Vec<u8> {
    sign_pdf(pdf, &issuer.signer, None, at("2026-11-21T13:05:11+04:00")).await.unwrap_or_else(|error| panic!("{error}"))
}

/// A verdict as the browser comes to it, with one published key: the reader of `shared`, SHA-256, ECDSA.
pub(crate) fn accepted(file: &[u8], published: &[u8; 65]) -> Result<SealedStatement, String> {
    let found = PdfSignature::find(file).map_err(|fault| format!("{fault:?}"))?;
    let mut hash = Sha256::new();
    for range in &found.signed_ranges {
        hash.update(&file[range.clone()]);
    }
    let holds = |what: &str, holds: bool| if holds { Ok(()) } else { Err(what.to_owned()) };
    holds("another digest", hash.finalize()[..] == found.message_digest)?;
    holds("another certificate", Sha256::digest(&found.certificate)[..] == found.certificate_hash)?;
    holds("another key", found.public_key == *published)?;
    holds("a false signature", verifies(published, &found.signed_attributes, &found.signature))?;
    let sealed = parse_qr(&found.statement_text).map_err(|fault| format!("{fault:?}"))?;
    holds("another key's statement", sealed.statement.key == key_id(published))?;
    holds("a false statement", verifies(published, &sealed.signed_bytes(), &sealed.signature))?;
    Ok(sealed)
}

pub(crate) fn verifies(key: &[u8; 65], signed: &[u8], signature: &[u8; 64]) -> bool {
    let (Ok(key), Ok(signature)) = (VerifyingKey::from_sec1_bytes(key), Signature::from_slice(signature)) else { return false };
    key.verify_prehash(&Sha256::digest(signed), &signature).is_ok()
}
