//! Signed certificates before three judges: the browser's own check, poppler's `pdfsig` and pyHanko. All accept what was
//! issued, and none accepts any of two hundred altered files.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod documents_support;

use documents_support::certificates::{Issuer, accepted, certified, facts, issuer, number, sealed, sign, signed, statement, text_of};
use documents_support::{judge, pdfsig, trusting};
use kommunal::documents::certificate::{draw, hidden};
use kommunal::documents::signature::Signer;
use shared::certificate::{Hidden, PdfFault, PdfSignature, parse_qr};
use shared::format::Lang;
use std::path::{Path, PathBuf};

const MOMENT: &str = "2026-11-21T10:00:00+00:00";

/// Numbers from a seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

struct Altered {
    how: String,
    file: Vec<u8>,
}

/// Where the digits of the signature are, without their brackets.
fn digits(file: &[u8]) -> std::ops::Range<usize> {
    let [before, after] = PdfSignature::find(file).unwrap().signed_ranges;
    before.end + 1..after.start - 1
}

fn flipped(file: &[u8], at: usize, bits: u8) -> Vec<u8> {
    let mut file = file.to_vec();
    file[at] ^= bits;
    file
}

/// Another hexadecimal digit in the place of one: a byte of the signature is then another, in whatever case it is read.
fn other_digit(file: &[u8], at: usize, dice: &mut Dice) -> Vec<u8> {
    let old = char::from(file[at]).to_digit(16).unwrap();
    let new = (old + 1 + u32::try_from(dice.below(15)).unwrap()) % 16;
    let mut file = file.to_vec();
    file[at] = u8::try_from(char::from_digit(new, 16).unwrap()).unwrap();
    file
}

/// The digits of what CMS only announces and leaves unsigned: versions, digest algorithms, type of the content. By its
/// own rules (RFC 5652, 5.1 and 5.4) a reader may pass over them; pyHanko and poppler do, each over some. Our own check
/// does not.
fn only_announced(file: &[u8], at: usize) -> bool {
    const HEAD: usize = 23;
    const CERTIFICATES: usize = 54;
    let cms = &file[digits(file)];
    let length = usize::from_str_radix(std::str::from_utf8(&cms[2 * CERTIFICATES + 4..2 * CERTIFICATES + 8]).unwrap(), 16).unwrap();
    // After the certificates: the set of signers and the one signer, four bytes of tag and length each.
    let version = CERTIFICATES + 4 + length + 8;
    assert_eq!((&cms[2 * HEAD..][..6], &cms[2 * version..][..6]), (b"020101".as_slice(), b"020101".as_slice()));
    (2 * HEAD..2 * CERTIFICATES).contains(&at) || (2 * version..2 * version + 6).contains(&at)
}

/// An incremental update as an editor writes it: the information dictionary anew, with another title.
fn with_revision(file: &[u8], title: &str) -> Vec<u8> {
    let text = String::from_utf8_lossy(file);
    let number = |key: &str| text[text.rfind(key).unwrap() + key.len()..].split(' ').next().unwrap().parse::<usize>().unwrap();
    let (root, info) = (number("/Root "), number("/Info "));
    let previous = text[text.rfind("startxref\n").unwrap() + 10..].lines().next().unwrap().to_owned();
    let mut longer = file.to_vec();
    let object = longer.len();
    longer.extend(format!("{info} 0 obj\n<</Title({title})>>\nendobj\n").bytes());
    let table = longer.len();
    let size = text[text.rfind("/Size ").unwrap() + 6..].split('/').next().unwrap();
    longer.extend(
        format!("xref\n{info} 1\n{object:010} 00000 n \ntrailer\n<</Size {size}/Root {root} 0 R/Info {info} 0 R/Prev {previous}>>\nstartxref\n{table}\n%%EOF\n")
            .bytes(),
    );
    longer
}

/// `/ByteRange` with one of its numbers changed.
fn with_ranges(file: &[u8], which: usize, by: i64) -> Vec<u8> {
    let start = file.windows(11).position(|window| window == b"/ByteRange ").unwrap() + 11;
    let length = file[start..].iter().position(|byte| *byte == b']').unwrap() + 1;
    let text = std::str::from_utf8(&file[start + 1..start + length - 1]).unwrap();
    let mut numbers: Vec<i64> = text.split(' ').map(|number| number.parse().unwrap()).collect();
    numbers[which] += by;
    let ranges = format!("[{} {} {} {}]", numbers[0], numbers[1], numbers[2], numbers[3]);
    let mut file = file.to_vec();
    let padded = format!("{ranges:48}");
    file[start..start + 48].copy_from_slice(&padded.as_bytes()[..48]);
    file
}

/// Two hundred, always the same.
async fn altered(issuer: &Issuer) -> Vec<Altered> {
    let (file, mut dice) = (signed(Lang::Az, issuer).await, Dice(20_261_121));
    let mut all = Vec::new();
    let mut add = |how: String, file: Vec<u8>| all.push(Altered { how, file });
    for _ in 0..90 {
        let digits = digits(&file);
        let at = std::iter::repeat_with(|| dice.below(file.len())).find(|at| !digits.contains(at)).unwrap();
        let bits = 1 << dice.below(8);
        add(format!("bits {bits} of byte {at}"), flipped(&file, at, bits));
    }
    for _ in 0..60 {
        let at = std::iter::repeat_with(|| dice.below(digits(&file).len())).find(|at| !only_announced(&file, *at)).unwrap();
        let at = digits(&file).start + at;
        add(format!("digit {} of the signature", at - digits(&file).start), other_digit(&file, at, &mut dice));
    }
    for n in 0..8 {
        add(format!("revision {n}"), with_revision(&file, &format!("Title {n}")));
    }
    for tail in ["\n", " ", "%\n", "%%EOF\n", "\0", "<</Type/Sig>>", "trailer"] {
        add(format!("{tail:?} at the end"), [&file, tail.as_bytes()].concat());
    }
    for _ in 0..10 {
        let end = dice.below(file.len());
        add(format!("cut at {end}"), file[..end].to_vec());
    }
    for (which, by) in [(0, 1), (1, -1), (1, 1), (1, -100), (2, 1), (2, -1), (2, 50), (3, -1), (3, 1), (3, -200)] {
        add(format!("range {which} by {by}"), with_ranges(&file, which, by));
    }
    let (number, qr) = (number(), text_of(&sealed(&issuer.signer).await));
    for seed in 2..10_u8 {
        let pdf = draw(&facts(Lang::Az, &number, &qr), Lang::Az).unwrap();
        add(format!("signed by key {seed}"), sign(&pdf, &if seed % 2 == 0 { self::issuer(seed) } else { certified(seed, 78) }).await);
    }
    for lang in [Lang::Ru, Lang::En] {
        let other = signed(lang, issuer).await;
        let mut transplanted = file.clone();
        transplanted[digits(&file)].copy_from_slice(&other[digits(&other)]);
        add(format!("the signature of the {lang:?} one"), transplanted);
    }
    let mut emptied = file.clone();
    emptied[digits(&file)].fill(b'0');
    add("no signature in its place".to_owned(), emptied);
    let mut moved = file.clone();
    let at = digits(&file).start;
    moved[digits(&file)].copy_from_slice(&[&file[at + 2..digits(&file).end], b"00"].concat());
    add("the signature moved by a byte".to_owned(), moved);
    let mut unsigned = file.clone();
    let key = file.windows(10).position(|window| window == b"/ByteRange").unwrap();
    unsigned[key + 1] = b'b';
    add("no range".to_owned(), unsigned);
    let unsigned = draw(&facts(Lang::Az, &number, &qr), Lang::Az).unwrap();
    add("not signed".to_owned(), unsigned);
    add("empty".to_owned(), Vec::new());
    all
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// pyHanko's words on each file, in one run of Python.
fn by_pyhanko(certificate: &Path, files: &[PathBuf]) -> Vec<String> {
    let path = |path: &PathBuf| path.to_str().unwrap().to_owned();
    let mut arguments = vec!["pdf".to_owned(), path(&certificate.to_owned()), MOMENT.to_owned()];
    arguments.extend(files.iter().map(path));
    let said = judge(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    said.lines().map(|line| line.split('\t').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn all_judges_accept_what_was_issued_and_say_that_the_whole_file_is_covered() {
    let (issuer, folder) = (certified(1, 77), folder("issued"));
    let certificate = folder.join("issuer.pem");
    std::fs::write(&certificate, &issuer.root_pem).unwrap();
    let trust = trusting(&folder, &certificate);
    for lang in Lang::ALL {
        let (file, path) = (signed(lang, &issuer).await, folder.join(format!("{}.pdf", lang.tag())));
        std::fs::write(&path, &file).unwrap();
        let sealed = accepted(&file, &issuer.signer.public_key()).unwrap();
        assert_eq!(sealed.statement, statement(&issuer.signer));
        let said = pdfsig(&trust, &path);
        for words in ["Signature is Valid.", "Certificate is Trusted.", "Total document signed", "ETSI.CAdES.detached", "SHA-256"] {
            assert!(said.contains(words), "{words} is missing from: {said}");
        }
        assert!(said.contains("Signing Time: Nov 21 2026"), "{said}");
        assert_eq!(by_pyhanko(&certificate, &[path]), ["accepted"]);
    }
    let (own, path) = (self::issuer(2), folder.join("own.pdf"));
    std::fs::write(&path, signed(Lang::Az, &own).await).unwrap();
    std::fs::write(&certificate, &own.root_pem).unwrap();
    assert!(pdfsig(&trust, &path).contains("Signature is Valid."));
    assert_eq!(by_pyhanko(&certificate, &[path]), ["accepted"], "with a certificate of its own");
}

#[tokio::test]
async fn none_of_two_hundred_altered_files_is_accepted_by_any_judge() {
    let (issuer, folder) = (certified(1, 77), folder("altered"));
    let certificate = folder.join("issuer.pem");
    std::fs::write(&certificate, &issuer.root_pem).unwrap();
    let trust = trusting(&folder, &certificate);
    let altered = altered(&issuer).await;
    assert_eq!(altered.len(), 200);
    let paths: Vec<PathBuf> = (0..altered.len()).map(|n| folder.join(format!("{n:03}.pdf"))).collect();
    let pyhanko = {
        for (altered, path) in altered.iter().zip(&paths) {
            std::fs::write(path, &altered.file).unwrap();
        }
        by_pyhanko(&certificate, &paths)
    };
    let mut wrong = Vec::new();
    for ((altered, path), pyhanko) in altered.iter().zip(&paths).zip(&pyhanko) {
        let ours = accepted(&altered.file, &issuer.signer.public_key()).is_ok();
        let said = pdfsig(&trust, path);
        let poppler = ["Signature is Valid.", "Certificate is Trusted.", "Total document signed"].iter().all(|words| said.contains(words));
        if ours || poppler || pyhanko == "accepted" {
            wrong.push(format!("{}: ours {ours}, pdfsig {poppler}, pyHanko {pyhanko}: {}", path.display(), altered.how));
        }
    }
    assert_eq!(pyhanko.len(), 200);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn every_byte_of_the_file_counts() {
    let issuer = issuer(1);
    let (file, key) = (signed(Lang::Az, &issuer).await, issuer.signer.public_key());
    let digits = digits(&file);
    // Of each digit the lowest bit and the one that is its case; of the rest a bit of every 97th byte, as one hash has all.
    for at in digits.clone().chain((0..file.len()).step_by(97)) {
        for bits in [1, 0x20] {
            assert!(accepted(&flipped(&file, at, bits), &key).is_err(), "bits {bits} of byte {at}");
        }
    }
}

#[tokio::test]
async fn no_file_has_padding_for_anything_to_hide_in() {
    let issuer = issuer(3);
    let (number, qr) = (number(), text_of(&sealed(&issuer.signer).await));
    let base = facts(Lang::En, &number, &qr);
    for minute in 0..100 {
        let facts = kommunal::documents::certificate::CertificateFacts { as_of: base.as_of.plus_ms(minute * 60_000), ..base.clone() };
        let file = sign(&draw(&facts, Lang::En).unwrap(), &issuer).await;
        let cms = &file[digits(&file)];
        let length = usize::from_str_radix(std::str::from_utf8(&cms[4..8]).unwrap(), 16).unwrap();
        assert_eq!((&cms[..4], cms.len()), (b"3082".as_slice(), 2 * (length + 4)));
    }
}

#[tokio::test]
async fn an_altered_code_is_refused_bit_by_bit() {
    let issuer = issuer(1);
    let (sealed, key) = (sealed(&issuer.signer).await, issuer.signer.public_key());
    let verifies = |text: &str| {
        let read = parse_qr(text).ok()?;
        documents_support::certificates::verifies(&key, &read.signed_bytes(), &read.signature).then_some(read)
    };
    let text = text_of(&sealed);
    assert_eq!(verifies(&text), Some(sealed.clone()));
    for byte in 0..shared::certificate::PAYLOAD_BYTES {
        for bit in 0..8 {
            let mut payload = sealed.statement.encode();
            payload[byte] ^= 1 << bit;
            assert_eq!(verifies(&shared::certificate::qr_text("", &payload, &sealed.signature)), None, "bit {bit} of byte {byte}");
        }
    }
    for bit in 0..512 {
        let mut signature = sealed.signature;
        signature[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(verifies(&shared::certificate::qr_text("", &sealed.statement.encode(), &signature)), None, "bit {bit} of the signature");
    }
}

#[test]
fn the_hidden_numbers_are_those_that_a_browser_computes() {
    let salt: [u8; 16] = std::array::from_fn(|at| u8::try_from(at).unwrap());
    let hash = hidden(Hidden::SubscriberCode, "0312 4455-1234 019", salt).unwrap();
    assert_eq!(hash.to_vec(), judged_hash("031244551234019", "000102030405060708090a0b0c0d0e0f01"));
    let holder = hidden(Hidden::Holder, "5zıkoq7", salt).unwrap();
    assert_eq!(holder.to_vec(), judged_hash("5Z1K0Q7", "000102030405060708090a0b0c0d0e0f02"));
    assert_eq!(hidden(Hidden::Holder, "", salt), None);
}

/// PBKDF2 by Python's OpenSSL.
fn judged_hash(normal: &str, salt: &str) -> Vec<u8> {
    let hex = judge(&["hash", normal, salt]);
    hex.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

#[test]
fn a_file_that_is_no_certificate_says_why() {
    assert_eq!(PdfSignature::find(b"%PDF-1.7\n%%EOF\n"), Err(PdfFault::Unsigned));
}
