//! The issuer's key: making it, reading it, what it refuses; timestamps as an authority answers them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod documents_support;

use documents_support::certificates::{accepted, facts, issuer, number, sealed, signed, statement, text_of};
use documents_support::{assert_sound, at, file};
use kommunal::documents::certificate::draw;
use kommunal::documents::signature::{
    Answer, FileSigner, NewKey, Signer, SigningError, TimestampFault, Timestamper, key_id, make, seal, sign_pdf, timestamp_request,
    timestamp_token,
};
use shared::format::Lang;

fn wanted() -> NewKey<'static> {
    NewKey {
        country: "AZ",
        organisation: "Nümunə, “İşıq” + ASC",
        common_name: "Arayış imzası",
        valid_from: at("2026-01-01T00:00:00+04:00"),
        valid_until: at("2056-01-01T00:00:00+04:00"),
    }
}

#[test]
fn a_key_and_its_certificate_are_made_and_read_back() {
    let (key, certificate) = make(&wanted(), &[5; 48]).unwrap();
    assert!(key.starts_with("-----BEGIN PRIVATE KEY-----") && certificate.starts_with("-----BEGIN CERTIFICATE-----"));
    let signer = FileSigner::from_pem(&key, &certificate).unwrap();
    assert_eq!(signer.certificate_chain().len(), 1);
    assert_eq!(format!("{signer:?}"), "FileSigner(…)");
    assert_ne!(key_id(&signer.public_key()), key_id(&issuer(6).signer.public_key()));
}

#[test]
fn another_keys_certificate_and_no_key_at_all_are_refused() {
    let (key, certificate) = make(&wanted(), &[5; 48]).unwrap();
    let (other, _) = make(&wanted(), &[6; 48]).unwrap();
    for (key, certificate) in [(other.as_str(), certificate.as_str()), ("", &certificate), (&key, ""), (&certificate, &key)] {
        let error = FileSigner::from_pem(key, certificate).unwrap_err();
        assert!(matches!(error, SigningError::Key(_)), "{error}");
        assert!(!error.to_string().contains("PRIVATE"), "{error}");
    }
    assert!(make(&wanted(), &[0; 48]).is_err(), "zero is no key");
    assert!(make(&NewKey { country: "Azərbaycan", ..wanted() }, &[5; 48]).is_err());
}

#[tokio::test]
async fn a_statement_that_names_another_key_is_not_sealed() {
    let (one, two) = (issuer(1), issuer(2));
    assert!(seal(statement(&one.signer), &two.signer).await.is_err());
}

/// A token whose connection is gone, and one that answers nonsense.
struct Broken<'a>(&'a FileSigner, Option<[u8; 64]>);

impl Signer for Broken<'_> {
    fn certificate_chain(&self) -> &[Vec<u8>] {
        self.0.certificate_chain()
    }

    fn public_key(&self) -> [u8; 65] {
        self.0.public_key()
    }

    fn sign_prehash(&self, _: [u8; 32]) -> Answer<'_, Result<[u8; 64], SigningError>> {
        let answer = self.1.ok_or_else(|| SigningError::Key("no token".to_owned()));
        Box::pin(std::future::ready(answer))
    }
}

/// ISO 14289-1, 7.18.1 and 7.18.4: a field has a name for who hears it, and a place in the structure that it is found from.
#[tokio::test]
async fn the_field_of_the_signature_is_named_and_stands_in_the_structure() {
    for (lang, words) in [(Lang::Az, "Elektron imza"), (Lang::Ru, "Электронная подпись"), (Lang::En, "Electronic signature")]
    {
        let objects = objects(&signed(lang, &issuer(1)).await, &format!("field_{}", lang.tag()));
        let of = |name: &str| objects.get(&format!("obj:{name}")).unwrap_or_else(|| panic!("no object {name}"))["value"].clone();
        let found = |key: &str, is: &str| {
            let found = objects.iter().find(|(_, object)| object["value"][key] == is);
            found.map(|(name, object)| (name.trim_start_matches("obj:").to_owned(), object["value"].clone())).unwrap()
        };
        let (field_name, field) = found("/FT", "/Sig");
        assert_eq!(field["/TU"], format!("u:{words}"));
        let (_, root) = found("/Type", "/StructTreeRoot");
        let nums = root["/ParentTree"]["/Nums"].as_array().unwrap().clone();
        let at = nums.chunks(2).find(|pair| pair[0] == field["/StructParent"]).expect("the parent tree knows the field");
        assert!(root["/ParentTreeNextKey"].as_i64() > field["/StructParent"].as_i64());
        let form_name = at[1].as_str().unwrap();
        let form = of(form_name);
        assert_eq!((&form["/S"], &form["/K"][0]["/Type"], &form["/K"][0]["/Obj"]), (&"/Form".into(), &"/OBJR".into(), &field_name.into()));
        let document = of(form["/P"].as_str().unwrap());
        assert_eq!((&document["/S"], document["/K"].as_array().unwrap().last().unwrap()), (&"/Document".into(), &form_name.into()));
    }
}

/// As `qpdf` reads them, by `obj:N 0 R`.
fn objects(pdf: &[u8], name: &str) -> serde_json::Map<String, serde_json::Value> {
    assert_sound(pdf, name);
    let path = file(name);
    let output = std::process::Command::new("qpdf").args(["--json=2", "--json-key=qpdf"]).arg(path).output().expect("qpdf");
    let mut json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    json["qpdf"][1].as_object_mut().map(std::mem::take).expect("objects")
}

#[tokio::test]
async fn a_silent_or_broken_token_signs_nothing() {
    let issuer = issuer(1);
    let (number, qr) = (number(), text_of(&sealed(&issuer.signer).await));
    let page = draw(&facts(Lang::Az, &number, &qr), Lang::Az).unwrap();
    for broken in [Broken(&issuer.signer, None), Broken(&issuer.signer, Some([0; 64])), Broken(&issuer.signer, Some([255; 64]))] {
        assert!(sign_pdf(&page, &broken, None, at("2026-11-21T13:05:11+04:00")).await.is_err());
    }
    for no_pdf in [b"".as_slice(), b"%PDF-1.7\n", b"%PDF-1.7\ntrailer\n<<>>\nstartxref\n0\n%%EOF"] {
        assert!(sign_pdf(no_pdf, &issuer.signer, None, at("2026-11-21T13:05:11+04:00")).await.is_err());
    }
}

fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    assert!(content.len() < 128);
    [vec![tag, u8::try_from(content.len()).unwrap()], content].concat()
}

/// The shape of a token, over a hash and with a nonce; its signature is nobody's.
fn token(hash: [u8; 32], nonce: u64) -> Vec<u8> {
    let signed_data = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
    let request = timestamp_request(hash, nonce).unwrap();
    der(0x30, &[signed_data, &der(0xa0, &[&request[2..]])])
}

fn answer(status: u8, token: &[u8]) -> Vec<u8> {
    der(0x30, &[&der(0x30, &[&[2, 1, status]]), token])
}

/// An authority within the test.
struct Authority;

impl Timestamper for Authority {
    fn token(&self, hash: [u8; 32]) -> Answer<'_, Result<Vec<u8>, SigningError>> {
        let token = timestamp_token(&answer(0, &token(hash, 42)), hash, 42);
        Box::pin(std::future::ready(token.map_err(|fault| SigningError::Timestamp(fault.to_string()))))
    }
}

#[tokio::test]
async fn a_timestamp_is_carried_beside_the_signature() {
    let issuer = issuer(1);
    let (number, qr) = (number(), text_of(&sealed(&issuer.signer).await));
    let page = draw(&facts(Lang::Az, &number, &qr), Lang::Az).unwrap();
    let file = sign_pdf(&page, &issuer.signer, Some(&Authority), at("2026-11-21T13:05:11+04:00")).await.unwrap();
    accepted(&file, &issuer.signer.public_key()).unwrap();
    documents_support::assert_sound(&file, "certificate_with_timestamp");
    let token_kind = "060b2a864886f70d010910020e";
    assert!(String::from_utf8_lossy(&file).contains(token_kind));
}

#[test]
fn only_an_answer_to_this_request_gives_a_token() {
    let granted = answer(0, &token([1; 32], u64::MAX));
    assert_eq!(timestamp_token(&granted, [1; 32], u64::MAX), Ok(token([1; 32], u64::MAX)));
    assert_eq!(timestamp_token(&granted, [2; 32], u64::MAX), Err(TimestampFault::Other));
    assert_eq!(timestamp_token(&granted, [1; 32], 7), Err(TimestampFault::Other));
    assert_eq!(timestamp_token(&answer(2, &[]), [1; 32], 7), Err(TimestampFault::Refused));
    assert_eq!(timestamp_token(&answer(0, &[]), [1; 32], 7), Err(TimestampFault::Unreadable));
    for length in 0..granted.len() {
        assert!(timestamp_token(&granted[..length], [1; 32], u64::MAX).is_err());
    }
}
