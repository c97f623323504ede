//! Reads the one signature of a certificate's PDF, without a PDF library, so that the browser can check a file that
//! never leaves it. Strict: what is not exactly as our own writer makes it is refused, because a file that has to be
//! interpreted can be made to mean two things. The signature covers every byte but its own hexadecimal digits; nothing
//! may follow it, and there is one.

mod cms;
mod der;
#[cfg(test)]
mod tests;

use super::qr::{MARK, sealed_at};
use core::ops::Range;

/// Larger files are not looked at; ours have some 60 kB.
pub const FILE_MAX: usize = 4 * 1024 * 1024;
/// Hexadecimal digits of the signature, at most.
const HEX_MAX: usize = 64 * 1024;
/// Characters between the brackets of `/ByteRange`, at most.
const RANGE_TEXT_MAX: usize = 64;

/// Why a file is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PdfFault {
    /// Not a PDF file, or far too large for one of ours.
    NotPdf,
    /// There is no signature in it.
    Unsigned,
    /// More than one signature.
    SeveralSignatures,
    /// The signature does not cover the whole file: something was added, cut off or moved.
    NotWhole,
    /// The signature's own bytes are not as they must be.
    Signature,
    /// The file says nothing that a certificate says, or several different things.
    Statement,
}

/// What a caller needs in order to verify, with WebCrypto or otherwise; see [`super`] for the steps.
/// Nothing here is verified yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PdfSignature {
    /// What the message digest is of: all of the file before the signature's digits and all after them.
    pub signed_ranges: [Range<usize>; 2],
    /// SHA-256 of the signed ranges, as the signature claims it.
    pub message_digest: [u8; 32],
    /// What the signature is over: DER of the set of signed attributes, `message_digest` among them.
    pub signed_attributes: Vec<u8>,
    /// r and s.
    pub signature: [u8; 64],
    /// The signer's X.509 certificate, DER.
    pub certificate: Vec<u8>,
    /// SHA-256 of `certificate`, as the signed attributes claim it.
    pub certificate_hash: [u8; 32],
    /// The P-256 key in `certificate`: SEC 1, uncompressed.
    pub public_key: [u8; 65],
    /// The text of the QR code from its `K1.` on; it stands in the clear within the signed ranges.
    pub statement_text: String,
}

impl PdfSignature {
    /// Finds the signature in a whole file.
    ///
    /// # Errors
    /// [`PdfFault`]: the file is not accepted, whatever else may be true of it.
    pub fn find(file: &[u8]) -> Result<Self, PdfFault> {
        if file.len() > FILE_MAX || !file.starts_with(b"%PDF-") {
            return Err(PdfFault::NotPdf);
        }
        let gap = gap(file)?;
        let der = contents(file.get(gap.clone()).ok_or(PdfFault::NotWhole)?).ok_or(PdfFault::Signature)?;
        let signed = cms::read(&der).ok_or(PdfFault::Signature)?;
        let signed_ranges = [0..gap.start, gap.end..file.len()];
        let statement_text = statement_text(file, &signed_ranges)?.to_owned();
        Ok(Self {
            signed_ranges,
            message_digest: signed.message_digest,
            signed_attributes: signed.signed_attributes,
            signature: signed.signature,
            certificate: signed.certificate,
            certificate_hash: signed.certificate_hash,
            public_key: signed.public_key,
            statement_text,
        })
    }
}

/// Every place where `wanted` begins.
fn places<'a>(bytes: &'a [u8], wanted: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    bytes.windows(wanted.len()).enumerate().filter(move |(_, window)| *window == wanted).map(|(at, _)| at)
}

/// Where the signature's digits stand with their angle brackets: the only part that `/ByteRange` leaves out.
fn gap(file: &[u8]) -> Result<Range<usize>, PdfFault> {
    const KEY: &[u8] = b"/ByteRange";
    let mut found = places(file, KEY);
    let key = found.next().ok_or(PdfFault::Unsigned)?;
    if found.next().is_some() {
        return Err(PdfFault::SeveralSignatures);
    }
    let [first, before, after, length] = ranges(file.get(key + KEY.len()..).unwrap_or(&[])).ok_or(PdfFault::Signature)?;
    let whole = first == 0 && before < after && after.checked_add(length) == Some(file.len());
    // The two gaps that could be meant must be one: the value of /Contents in the signature's own dictionary.
    let named = file.get(..before).is_some_and(|head| head.trim_ascii_end().ends_with(b"/Contents"));
    if whole && named && key < before { Ok(before..after) } else { Err(PdfFault::NotWhole) }
}

/// ` [0 1234 5678 90]`: four numbers.
fn ranges(bytes: &[u8]) -> Option<[usize; 4]> {
    let open = bytes.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let text = bytes.get(open..)?.strip_prefix(b"[")?;
    let text = text.get(..text.iter().take(RANGE_TEXT_MAX).position(|byte| *byte == b']')?)?;
    let mut numbers = core::str::from_utf8(text).ok()?.split_ascii_whitespace();
    let mut next = || numbers.next().filter(|word| word.len() < 10 && word.bytes().all(|b| b.is_ascii_digit()))?.parse().ok();
    let four = [next()?, next()?, next()?, next()?];
    numbers.next().is_none().then_some(four)
}

/// `<…>` in lower-case digits to bytes.
fn contents(gap: &[u8]) -> Option<Vec<u8>> {
    let digits = gap.strip_prefix(b"<")?.strip_suffix(b">")?;
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    if digits.len() > HEX_MAX || digits.len() % 2 != 0 {
        return None;
    }
    digits.chunks_exact(2).map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect()
}

/// The statement in the clear; where it stands more than once, it is the same each time.
fn statement_text<'a>(file: &'a [u8], ranges: &[Range<usize>; 2]) -> Result<&'a str, PdfFault> {
    let mark = format!("#{MARK}").into_bytes();
    let mut found = None;
    for range in ranges {
        let part = file.get(range.clone()).unwrap_or(&[]);
        for at in places(part, &mark) {
            let text = sealed_at(part.get(at + 1..).unwrap_or(&[])).ok_or(PdfFault::Statement)?;
            if found.is_some_and(|other| other != text) {
                return Err(PdfFault::Statement);
            }
            found = Some(text);
        }
    }
    found.ok_or(PdfFault::Statement)
}
