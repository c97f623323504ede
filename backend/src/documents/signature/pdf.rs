//! Signs a PDF of this program's own making: an incremental update with a signature field that is not seen, and in it the
//! signature over every byte but its own digits.
//!
//! The digits' place is exactly as long as the signature, so that no byte of the file is left that may be changed
//! unnoticed: other readers skip padding. An ECDSA signature takes 70 to 72 bytes in DER; of its two equal forms, (r, s)
//! and (r, −s), one nearly always takes 71, and where neither does the document is signed once more under another
//! second half of its file identifier. With a timestamp, whose length nobody knows before, there is padding.

use super::base::{Base, number_after};
use super::cms::SignedBy;
use super::{Signer, SigningError, Timestamper, checked};
use crate::documents::texts::text;
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

/// Appends the update: signature and field, and what now names them: the catalogue, the first page and the structure, so that
/// a screen reader comes to the field where the document ends (ISO 14289-1, 7.18.1 and 7.18.4).
fn prepare(pdf: &[u8], at: Timestamp, attempt: u8, room: usize) -> Result<Prepared, SigningError> {
    let base = Base::read(pdf).ok_or(SigningError::Pdf("its end is not as this program writes it"))?;
    let mut update = Update { file: pdf.to_vec(), objects: Vec::new() };
    let numbers = name_field(&base, &mut update).ok_or(SigningError::Pdf("its objects are not as this program writes them"))?;
    let (range, digits) = update.signature(numbers.signature, at, room);
    update.trailer(&base, numbers.next, attempt).ok_or(SigningError::Pdf("it has no identifier"))?;
    let mut file = update.file;
    let ranges = format!("[0 {} {} {}]", digits.start - 1, digits.end + 1, file.len() - digits.end - 1);
    let place = file.get_mut(range).filter(|place| place.len() >= ranges.len()).ok_or(SigningError::Pdf("it is too large"))?;
    place[..ranges.len()].copy_from_slice(ranges.as_bytes());
    Ok(Prepared { file, digits })
}

/// Numbers of the update's own objects.
struct Numbers {
    signature: usize,
    /// One more than the highest.
    next: usize,
}

fn name_field(base: &Base, update: &mut Update) -> Option<Numbers> {
    let size = number_after(base.trailer, "/Size ")?;
    let (field, signature, form) = (size, size + 1, size + 2);
    let root = number_after(base.trailer, "/Root ")?;
    let page = base.first_page(root)?;
    let structure = base.structure(root)?;
    update.object(root, &base.root_with(root, field)?);
    update.object(page, &base.page_with(page, field)?);
    update.object(structure.tree, &base.tree_with(&structure, form)?);
    update.object(structure.document, &base.document_with(&structure, form)?);
    let (name, parent) = (text_string(text(structure.lang, "certificate.signature_field")), structure.next_key);
    update.object(
        field,
        &format!(
            "<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature1)/TU{name}/V {signature} 0 R/Rect[0 0 0 0]/F 132/P {page} 0 R/StructParent {parent}>>"
        ),
    );
    let document = structure.document;
    update.object(form, &format!("<</Type/StructElem/S/Form/P {document} 0 R/K[<</Type/OBJR/Obj {field} 0 R/Pg {page} 0 R>>]>>"));
    Some(Numbers { signature, next: form + 1 })
}

/// UTF-16 with its mark, in hexadecimal.
fn text_string(text: &str) -> String {
    let units: String = text.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
    format!("<FEFF{units}>")
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
