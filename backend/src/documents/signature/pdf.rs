//! Signs a PDF of this program's own making: an incremental update with a signature field that is not seen, and in it the
//! signature over every byte but its own digits.
//!
//! The digits' place is exactly as long as the signature, so that no byte of the file is left that may be changed
//! unnoticed: other readers skip padding. An ECDSA signature takes 70 to 72 bytes in DER; of its two equal forms, (r, s)
//! and (r, −s), one nearly always takes 71, and where neither does the document is signed once more under another
//! second half of its file identifier. With a timestamp, whose length nobody knows before, there is padding.

use super::cms::SignedBy;
use super::{Signer, SigningError, Timestamper, checked};
use p256::ecdsa::Signature;
use sha2::{Digest, Sha256};
use shared::time::Timestamp;
use std::io::Write as _;
use std::ops::Range;
use x509_cert::der::Encode;

/// Bytes of a signature in DER, made so.
const DER_SIGNATURE: usize = 71;
/// Room for a timestamp with its authority's certificates.
const TOKEN_ROOM: usize = 12 * 1024;
/// One in some sixty needs a second try; nobody ever sees the last.
const TRIES: u8 = 16;

/// A file with the place for the signature's digits, between the angle brackets.
struct Prepared {
    file: Vec<u8>,
    digits: Range<usize>,
}

/// Signs a finished PDF. `at` is the time that the signature claims; with a timestamper, an authority's word is added.
///
/// # Errors
/// [`SigningError`].
pub async fn sign_pdf(pdf: &[u8], signer: &dyn Signer, stamper: Option<&dyn Timestamper>, at: Timestamp) -> Result<Vec<u8>, SigningError> {
    let by = SignedBy::new(signer.certificate_chain())?;
    let bare = by.finish(by.attributes([0; 32])?, &[0; DER_SIGNATURE], None)?.len();
    let room = bare + if stamper.is_some() { TOKEN_ROOM } else { 0 };
    for attempt in 0..TRIES {
        let mut prepared = prepare(pdf, at, attempt, room)?;
        let attributes = by.attributes(digest(&prepared))?;
        let answer = signer.sign_prehash(Sha256::digest(attributes.to_der()?).into()).await?;
        let Some(signature) = of_length(&checked(&answer)?) else { continue };
        let token = match stamper {
            Some(stamper) => Some(stamper.token(Sha256::digest(&signature).into()).await?),
            None => None,
        };
        let cms = by.finish(attributes, &signature, token.as_deref())?;
        write_digits(&mut prepared, &cms)?;
        return Ok(prepared.file);
    }
    Err(SigningError::Key("its signatures are too short".to_owned()))
}

/// The form of the signature that takes [`DER_SIGNATURE`] bytes.
fn of_length(signature: &Signature) -> Option<Vec<u8>> {
    let (r, s) = signature.split_scalars();
    let other = Signature::from_scalars(r.to_bytes(), (-s).to_bytes()).ok();
    let forms = [Some(*signature), other];
    forms.into_iter().flatten().map(|form| form.to_der().as_bytes().to_vec()).find(|der| der.len() == DER_SIGNATURE)
}

/// SHA-256 of all that is signed.
fn digest(prepared: &Prepared) -> [u8; 32] {
    let (before, after) = (prepared.digits.start - 1, prepared.digits.end + 1);
    let hash = Sha256::new().chain_update(prepared.file.get(..before).unwrap_or(&[]));
    hash.chain_update(prepared.file.get(after..).unwrap_or(&[])).finalize().into()
}

fn write_digits(prepared: &mut Prepared, cms: &[u8]) -> Result<(), SigningError> {
    let digits = shared::id::hex(cms);
    let place = prepared.file.get_mut(prepared.digits.clone()).and_then(|place| place.get_mut(..digits.len()));
    place.ok_or(SigningError::Pdf("the signature is larger than its place"))?.copy_from_slice(digits.as_bytes());
    Ok(())
}

/// What the update must know of the file.
struct Base<'a> {
    pdf: &'a [u8],
    xref: usize,
    /// The trailer's own text, from `<<`.
    trailer: &'a str,
}

/// Appends the update: signature, field, and the catalogue and the first page that now name them.
fn prepare(pdf: &[u8], at: Timestamp, attempt: u8, room: usize) -> Result<Prepared, SigningError> {
    let base = Base::read(pdf).ok_or(SigningError::Pdf("its end is not as this program writes it"))?;
    let unread = SigningError::Pdf("its objects are not as this program writes them");
    let (Some(size), Some(root)) = (number_after(base.trailer, "/Size "), number_after(base.trailer, "/Root ")) else { return Err(unread) };
    let Some(page) = base.first_page(root) else { return Err(unread) };
    let (field, signature) = (size, size + 1);
    let (Some(root_now), Some(page_now)) = (base.root_with(root, field), base.page_with(page, field)) else { return Err(unread) };
    let mut update = Update { file: pdf.to_vec(), objects: Vec::new() };
    update.object(root, &root_now);
    update.object(page, &page_now);
    let widget = format!("<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature1)/V {signature} 0 R/Rect[0 0 0 0]/F 132/P {page} 0 R>>");
    update.object(field, &widget);
    let (range, digits) = update.signature(signature, at, room);
    update.trailer(&base, signature + 1, attempt).ok_or(SigningError::Pdf("it has no identifier"))?;
    let mut file = update.file;
    let ranges = format!("[0 {} {} {}]", digits.start - 1, digits.end + 1, file.len() - digits.end - 1);
    let place = file.get_mut(range).filter(|place| place.len() >= ranges.len()).ok_or(SigningError::Pdf("it is too large"))?;
    place[..ranges.len()].copy_from_slice(ranges.as_bytes());
    Ok(Prepared { file, digits })
}

impl<'a> Base<'a> {
    fn read(pdf: &'a [u8]) -> Option<Self> {
        let tail = std::str::from_utf8(pdf.get(find_last(pdf, b"trailer\n")?..)?).ok()?;
        let (trailer, end) = tail.strip_prefix("trailer\n")?.split_once("\nstartxref\n")?;
        let xref: usize = end.trim_end().strip_suffix("%%EOF")?.trim_end().parse().ok()?;
        pdf.get(xref..)?.starts_with(b"xref\n0 ").then_some(Self { pdf, xref, trailer })
    }

    /// An object's text between `obj` and `endobj`: a dictionary, never a stream.
    fn object(&self, number: usize) -> Option<&'a str> {
        const ENTRY: usize = 20;
        let table = self.pdf.get(self.xref..)?;
        let head = table.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(1)?.0 + 1;
        let entry = table.get(head + number * ENTRY..)?.get(..ENTRY)?;
        let offset: usize = std::str::from_utf8(entry.get(..10)?).ok()?.parse().ok()?;
        let text = self.pdf.get(offset..)?;
        let text = std::str::from_utf8(text.get(..find(text, b"\nendobj")?)?).ok()?;
        text.strip_prefix(&format!("{number} 0 obj\n")).filter(|text| text.starts_with("<<"))
    }

    fn first_page(&self, root: usize) -> Option<usize> {
        let pages = number_after(self.object(root)?, "/Pages ")?;
        number_after(self.object(pages)?, "/Kids[")
    }

    fn root_with(&self, root: usize, field: usize) -> Option<String> {
        let rest = self.object(root)?.strip_prefix("<<")?;
        (!rest.contains("/AcroForm")).then(|| format!("<</AcroForm<</Fields[{field} 0 R]/SigFlags 3>>{rest}"))
    }

    fn page_with(&self, page: usize, field: usize) -> Option<String> {
        let text = self.object(page)?;
        match text.split_once("/Annots[") {
            Some((before, rest)) => Some(format!("{before}/Annots[{field} 0 R {rest}")),
            None => Some(format!("<</Annots[{field} 0 R]{}", text.strip_prefix("<<")?)),
        }
    }
}

/// The update as it grows at the file's end.
struct Update {
    file: Vec<u8>,
    /// Number and offset.
    objects: Vec<(usize, usize)>,
}

impl Update {
    fn push(&mut self, text: &str) {
        self.file.extend_from_slice(text.as_bytes());
    }

    fn object(&mut self, number: usize, text: &str) {
        self.objects.push((number, self.file.len()));
        self.push(&format!("{number} 0 obj\n{text}\nendobj\n"));
    }

    /// The signature's dictionary; gives the places of its ranges and of its digits.
    fn signature(&mut self, number: usize, at: Timestamp, room: usize) -> (Range<usize>, Range<usize>) {
        const RANGES: usize = 48;
        let c = at.civil();
        let time = format!("D:{:04}{:02}{:02}{:02}{:02}{:02}+04'00'", c.year, c.month, c.day, c.hour, c.minute, c.second);
        self.objects.push((number, self.file.len()));
        self.push(&format!("{number} 0 obj\n<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M({time})\n/ByteRange "));
        let range = self.file.len()..self.file.len() + RANGES;
        self.push(&format!("{:RANGES$}\n/Contents <", ""));
        let digits = self.file.len()..self.file.len() + 2 * room;
        self.push(&"0".repeat(2 * room));
        self.push(">\n>>\nendobj\n");
        (range, digits)
    }

    /// Cross-reference table and trailer; `size` is one more than the highest number.
    fn trailer(&mut self, base: &Base, size: usize, attempt: u8) -> Option<()> {
        let (at, mut objects) = (self.file.len(), std::mem::take(&mut self.objects));
        objects.sort_unstable();
        self.push("xref\n0 1\n0000000000 65535 f \n");
        for (number, offset) in objects {
            self.push(&format!("{number} 1\n{offset:010} 00000 n \n"));
        }
        let (_, id) = base.trailer.split_once("/ID[")?;
        let first = id.split_inclusive(')').next().filter(|first| first.starts_with('(') && first.ends_with(')'))?;
        // The second half names this state of the file.
        let second = Sha256::new().chain_update(&self.file).chain_update([attempt]).finalize();
        let second = shared::id::hex(second.get(..16)?);
        let (root, info) = (number_after(base.trailer, "/Root ")?, number_after(base.trailer, "/Info "));
        let info = info.map(|info| format!("/Info {info} 0 R")).unwrap_or_default();
        let prev = base.xref;
        write!(self.file, "trailer\n<</Size {size}/Root {root} 0 R{info}/Prev {prev}/ID[{first}<{second}>]>>\nstartxref\n{at}\n%%EOF\n")
            .ok()
    }
}

fn number_after(text: &str, key: &str) -> Option<usize> {
    let (_, rest) = text.split_once(key)?;
    rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

fn find_last(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).rposition(|window| window == wanted)
}
