//! Files made by hand; real ones, and real tools, are in the server's tests.

use super::*;
use crate::certificate::{qr_text, statement};
use proptest::prelude::*;

fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let [high, low] = u16::try_from(content.len()).unwrap().to_be_bytes();
    let head = match content.len() {
        0..=0x7f => vec![tag, low],
        0x80..=0xff => vec![tag, 0x81, low],
        _ => vec![tag, 0x82, high, low],
    };
    [head, content].concat()
}

fn hex(text: &str) -> Vec<u8> {
    text.as_bytes().chunks(2).map(|pair| u8::from_str_radix(core::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

const SHA: &str = "300b0609608648016503040201";

/// A signature of the right shape, over nothing.
fn cms() -> Vec<u8> {
    let (sha, ecdsa) = (hex(SHA), hex("300a06082a8648ce3d040302"));
    let (name, serial) = (der(0x30, &[]), der(2, &[&[7]]));
    let spki = der(0x30, &[&hex("301306072a8648ce3d020106082a8648ce3d030107"), &der(3, &[&[0, 4], &[1; 64]])]);
    let tbs = der(0x30, &[&der(0xa0, &[&der(2, &[&[2]])]), &serial, &ecdsa, &name, &der(0x30, &[]), &name, &spki]);
    let certificate = der(0x30, &[&tbs, &ecdsa, &der(3, &[&[0; 9]])]);
    let data = hex("06092a864886f70d010701");
    let attribute = |kind: &str, value: &[u8]| der(0x30, &[&hex(kind), &der(0x31, &[value])]);
    let ess = der(0x30, &[&der(0x30, &[&der(0x30, &[&der(4, &[&[6; 32]])])])]);
    let attributes = der(
        0xa0,
        &[
            &attribute("06092a864886f70d010903", &data),
            &attribute("06092a864886f70d010904", &der(4, &[&[5; 32]])),
            &attribute("060b2a864886f70d010910022f", &ess),
        ],
    );
    let signature = der(4, &[&der(0x30, &[&der(2, &[&[0, 0x80], &[1; 31]]), &der(2, &[&[9]])])]);
    let one = der(2, &[&[1]]);
    let signer = der(0x30, &[&one, &der(0x30, &[&name, &serial]), &sha, &attributes, &ecdsa, &signature]);
    let parts = [&one, &der(0x31, &[&sha]), &der(0x30, &[&data]), &der(0xa0, &[&certificate]), &der(0x31, &[&signer])];
    let signed = der(0x30, &parts.map(Vec::as_slice));
    der(0x30, &[&hex("06092a864886f70d010702"), &der(0xa0, &[&signed])])
}

fn file_with(contents: &[u8], tail: &str) -> Vec<u8> {
    let text = qr_text("https://kommunal.example", &statement::tests::example().encode(), &[9; 64]);
    let digits: String = contents.iter().map(|byte| format!("{byte:02x}")).collect();
    let head = |ranges: &str| format!("%PDF-1.7\n<x>{text}</x>\n<</Type/Sig/ByteRange [{ranges}]/Contents ");
    let before = head(&format!("{:<39}", "")).len();
    let after = before + digits.len() + 2;
    let ranges = format!("{:<39}", format!("0 {before} {after} {}", tail.len()));
    format!("{}<{digits}>{tail}", head(&ranges)).into_bytes()
}

fn file() -> Vec<u8> {
    file_with(&cms(), ">>\n%%EOF\n")
}

#[test]
fn a_signature_is_found_with_all_that_is_needed_to_verify_it() {
    let file = file();
    let found = PdfSignature::find(&file).unwrap();
    assert_eq!((found.message_digest, found.certificate_hash), ([5; 32], [6; 32]));
    assert_eq!(found.signature[..2], [0x80, 1]);
    assert_eq!((found.signature[62], found.signature[63]), (0, 9));
    assert_eq!((found.public_key[0], found.public_key[1]), (4, 1));
    assert_eq!(found.signed_attributes[0], 0x31);
    assert!(crate::certificate::parse_qr(&found.statement_text).is_ok());
    let [before, after] = found.signed_ranges;
    assert_eq!((before.start, after.end), (0, file.len()));
    assert_eq!((file[before.end], file[after.start - 1]), (b'<', b'>'));
}

#[test]
fn nothing_may_follow_and_nothing_may_be_missing() {
    let mut longer = file();
    longer.push(b'\n');
    assert_eq!(PdfSignature::find(&longer), Err(PdfFault::NotWhole));
    let file = file();
    assert_eq!(PdfSignature::find(&file[..file.len() - 1]), Err(PdfFault::NotWhole));
    let twice = [file.as_slice(), b"/ByteRange [0 1 2 3]"].concat();
    assert_eq!(PdfSignature::find(&twice), Err(PdfFault::SeveralSignatures));
    assert_eq!(PdfSignature::find(b"%PDF-1.7\n%%EOF"), Err(PdfFault::Unsigned));
    assert_eq!(PdfSignature::find(b"GIF89a"), Err(PdfFault::NotPdf));
}

#[test]
fn the_padding_is_zeros_and_the_digits_are_lower_case() {
    let padded = [cms(), vec![0; 40]].concat();
    assert!(PdfSignature::find(&file_with(&padded, ">>")).is_ok());
    let marked = [cms(), vec![0, 0, 1]].concat();
    assert_eq!(PdfSignature::find(&file_with(&marked, ">>")), Err(PdfFault::Signature));
    let mut upper = file();
    let gap = PdfSignature::find(&upper).unwrap().signed_ranges[0].end;
    let letter = upper[gap..].iter().position(|byte| *byte == b'a').unwrap() + gap;
    upper[letter] = b'A';
    assert_eq!(PdfSignature::find(&upper), Err(PdfFault::Signature));
}

#[test]
fn two_different_statements_are_none() {
    let other = qr_text("https://kommunal.example", &statement::tests::example().encode(), &[8; 64]);
    assert_eq!(PdfSignature::find(&file_with(&cms(), &other)), Err(PdfFault::Statement));
    let without = String::from_utf8(file()).unwrap().replace("#K1.", "#K0.");
    assert_eq!(PdfSignature::find(without.as_bytes()), Err(PdfFault::Statement));
}

#[test]
fn another_algorithm_is_refused() {
    let with = |from: &str, to: &str| {
        let mut text = String::from_utf8(file()).unwrap();
        // The last: the first may be the issuer's own choice, within the certificate.
        let at = text.rfind(from).unwrap();
        text.replace_range(at..at + from.len(), to);
        PdfSignature::find(text.as_bytes())
    };
    assert_eq!(with(SHA, "300b0609608648016503040202"), Err(PdfFault::Signature));
    assert_eq!(with("2a8648ce3d040302", "2a8648ce3d040303"), Err(PdfFault::Signature));
    assert_eq!(with("2a8648ce3d030107", "2a8648ce3d030106"), Err(PdfFault::Signature));
}

proptest! {
    #[test]
    fn no_file_breaks_it(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = PdfSignature::find(&bytes);
        let _ = PdfSignature::find(&[b"%PDF-1.7 ".as_slice(), &bytes].concat());
        let _ = PdfSignature::find(&file_with(&bytes, ">>"));
    }

    #[test]
    fn no_altered_file_breaks_it(at: prop::sample::Index, byte: u8, cut: prop::sample::Index) {
        let mut altered = file();
        let at = at.index(altered.len());
        altered[at] = byte;
        let _ = PdfSignature::find(&altered);
        altered.truncate(cut.index(altered.len()));
        let _ = PdfSignature::find(&altered);
    }

    #[test]
    fn no_altered_signature_breaks_it(at: prop::sample::Index, byte: u8) {
        let mut altered = cms();
        let at = at.index(altered.len());
        altered[at] = byte;
        let _ = PdfSignature::find(&file_with(&altered, ">>"));
    }
}
