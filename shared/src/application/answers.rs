//! What a citizen answers, checked: the same verdict in the browser and on the server.

use super::Attachment;
use crate::biller::Account;
use crate::contact::Email;
use crate::format::Lang;
use crate::id::Id;
use crate::mobile::Mobile;
use crate::paper;
use crate::person::Voen;
use crate::typed::{cleaned, is_invisible};
use crate::validation::{Code, FieldError};
use serde::{Deserialize, Serialize};

/// Longest address, in characters.
pub const ADDRESS_LENGTH_MAX: usize = 200;
/// Shortest address, in characters: a street and a house.
pub const ADDRESS_LENGTH_MIN: usize = 6;
/// Longest purpose in the citizen's own words, in characters.
pub const PURPOSE_LENGTH_MAX: usize = 300;
/// Most numbers beside the proven one.
pub const MORE_MOBILES_MAX: usize = 3;
/// Most files added to one application.
pub const ATTACHMENTS_MAX: usize = 5;
/// Largest file, in bytes.
pub const ATTACHMENT_BYTES_MAX: usize = 5 * 1024 * 1024;
/// Longest name kept of a file, in characters.
const FILE_NAME_MAX: usize = 100;
/// Longest extension, in characters with its dot.
const EXTENSION_MAX: usize = 11;
/// Most bytes before a PDF's own.
const PDF_LEAD_MAX: usize = 8;
/// Purpose that is explained in the citizen's own words.
pub const PURPOSE_OTHER: &str = "other";

/// For whom: the class of the electricity customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// *Əhali abonenti*.
    #[default]
    Residential,
    /// *Qeyri-əhali abonenti*.
    NonResidential,
}

impl Class {
    /// The stable text form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Residential => "residential",
            Self::NonResidential => "non_residential",
        }
    }
}

/// Whom the certificate is about, beside the person signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "subject")]
pub enum Subject {
    /// The person signed in.
    Person,
    /// A company that the person acts for.
    Company {
        /// Its VÖEN.
        voen: Voen,
    },
}

/// How the citizen is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The number proven active; messages go there.
    pub mobile: Mobile,
    /// Further numbers, as they are.
    pub more: Vec<Mobile>,
    /// Where letters go; absent: nowhere.
    pub email: Option<String>,
}

/// The answers, checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// Whom it is about.
    pub subject: Subject,
    /// The subscriber code.
    pub account: String,
    /// Where the electricity is used.
    pub address: String,
    /// What the certificate is for: an identifier from the list.
    pub purpose: String,
    /// In the citizen's own words; empty unless the purpose is [`PURPOSE_OTHER`].
    pub purpose_text: String,
    /// Languages of copies beside Azerbaijani.
    pub copies: Vec<Lang>,
    /// How the citizen is reached.
    pub contact: Contact,
    /// Files added.
    pub attachments: Vec<Attachment>,
    /// Language of messages.
    pub lang: Lang,
}

impl Answers {
    /// The class of customer.
    #[must_use]
    pub const fn class(&self) -> Class {
        match self.subject {
            Subject::Person => Class::Residential,
            Subject::Company { .. } => Class::NonResidential,
        }
    }
}

/// What the form was told by the server: which codes and purposes there are.
#[derive(Debug, Clone, Default)]
pub struct Form<'a> {
    /// Digits of a residential code; zero: any form.
    pub residential_digits: u8,
    /// Digits of a non-residential code; zero: any form.
    pub non_residential_digits: u8,
    /// Identifiers of purposes.
    pub purposes: &'a [String],
}

impl Form<'_> {
    /// A subscriber code of a class.
    ///
    /// # Errors
    /// [`Account::of_digits`]'s.
    pub fn account(&self, class: Class, typed: &str) -> Result<Account, FieldError> {
        let digits = match class {
            Class::Residential => self.residential_digits,
            Class::NonResidential => self.non_residential_digits,
        };
        Account::of_digits(typed, digits)
    }

    /// The purpose and its text.
    ///
    /// # Errors
    /// `(field, error)` with [`Code::ChoiceUnknown`], [`Code::Empty`], [`Code::TooShort`], [`Code::TooLong`],
    /// [`Code::Characters`] or [`Code::PaperLetters`].
    pub fn purpose(&self, purpose: &str, text: &str) -> Result<(String, String), (&'static str, FieldError)> {
        if purpose.is_empty() {
            return Err(("purpose", Code::Empty.into()));
        }
        if !self.purposes.iter().any(|known| known == purpose) {
            return Err(("purpose", Code::ChoiceUnknown.into()));
        }
        if purpose != PURPOSE_OTHER {
            return Ok((purpose.to_owned(), String::new()));
        }
        let text = paper_text(text, 3, PURPOSE_LENGTH_MAX).map_err(|error| ("purpose_text", error))?;
        Ok((purpose.to_owned(), text))
    }
}

/// An address as typed.
///
/// # Errors
/// [`Code::Empty`], [`Code::TooShort`], [`Code::TooLong`], [`Code::Characters`] or [`Code::PaperLetters`].
pub fn address(typed: &str) -> Result<String, FieldError> {
    paper_text(typed, ADDRESS_LENGTH_MIN, ADDRESS_LENGTH_MAX)
}

/// What is printed as it was typed: free text in letters that the papers have. Invisible marks are no part of it.
fn paper_text(typed: &str, min: usize, max: usize) -> Result<String, FieldError> {
    let text = free_text(typed, min, max)?;
    let shown: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    paper::check(&shown)?;
    if shown == text { Ok(text) } else { free_text(&shown, min, max) }
}

/// Free text: white space made single, no control characters, within bounds.
///
/// # Errors
/// [`Code::Empty`], [`Code::TooShort`], [`Code::TooLong`] or [`Code::Characters`].
pub fn free_text(typed: &str, min: usize, max: usize) -> Result<String, FieldError> {
    let limit = |code, of: usize| FieldError::with_limit(code, i64::try_from(of).unwrap_or(i64::MAX));
    if typed.len() > max * 8 {
        return Err(limit(Code::TooLong, max));
    }
    let text = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let length = text.chars().count();
    if length == 0 {
        return Err(Code::Empty.into());
    }
    // Bidirectional overrides would let a paper read otherwise than it is stored.
    let hidden = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    if text.chars().any(hidden) {
        return Err(Code::Characters.into());
    }
    if length < min {
        return Err(limit(Code::TooShort, min));
    }
    if length > max { Err(limit(Code::TooLong, max)) } else { Ok(text) }
}

/// What was typed on the contact page, without the proof of the number.
///
/// # Errors
/// `(field, error)`, for every wrong field.
pub fn contact(mobile: &str, more: &[String], email: &str) -> Result<Contact, Vec<(String, FieldError)>> {
    let mut wrong = Vec::new();
    let mobile = Mobile::parse(mobile).map_err(|error| wrong.push(("mobile".to_owned(), error))).ok();
    if more.len() > MORE_MOBILES_MAX {
        wrong.push(("more".to_owned(), FieldError::with_limit(Code::TooMany, 3)));
    }
    let mut others = Vec::new();
    for (index, typed) in more.iter().take(MORE_MOBILES_MAX).enumerate() {
        match Mobile::parse(typed) {
            Ok(other) => others.push(other),
            Err(error) => wrong.push((format!("more[{index}]"), error)),
        }
    }
    let email = match email.trim() {
        "" => None,
        typed => Email::parse(typed).map(|e| e.as_str().to_owned()).map_err(|error| wrong.push(("email".to_owned(), error))).ok(),
    };
    match mobile {
        Some(mobile) if wrong.is_empty() => Ok(Contact { mobile, more: others, email }),
        _ => Err(wrong),
    }
}

/// What a file is by its first sixteen bytes, whatever it is called. Scanners and portals put a line break or a byte order
/// mark before a PDF's own first bytes.
///
/// # Errors
/// [`Code::FileHeic`] or [`Code::FileKind`].
pub fn file_kind(bytes: &[u8]) -> Result<&'static str, Code> {
    let lead = bytes.iter().take_while(|b| b.is_ascii_whitespace() || matches!(b, 0xEF | 0xBB | 0xBF)).count();
    match bytes {
        _ if lead <= PDF_LEAD_MAX && bytes[lead..].starts_with(b"%PDF-") => Ok("application/pdf"),
        [0xFF, 0xD8, 0xFF, ..] => Ok("image/jpeg"),
        [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Ok("image/png"),
        // ISO 23008-12: a box `ftyp` and a brand of HEIF.
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] if matches!(brand.get(..2), Some(b"he" | b"mi" | b"ms")) => Err(Code::FileHeic),
        _ => Err(Code::FileKind),
    }
}

/// Kept of an attachment's name: its last part, without control characters, at most 100 characters. One that is shortened
/// keeps its extension.
#[must_use]
pub fn file_name(typed: &str) -> String {
    let last = typed.rsplit(['/', '\\']).next().unwrap_or("");
    let clean: String = last.chars().filter(|c| !c.is_control() && !matches!(c, '"' | '\u{202a}'..='\u{202e}')).collect();
    let clean = clean.trim();
    let (stem, extension) = clean.rfind('.').map_or((clean, ""), |at| clean.split_at(at));
    let (stem, extension) = if extension.chars().count() > EXTENSION_MAX { (clean, "") } else { (stem, extension) };
    let stem: String = stem.chars().take(FILE_NAME_MAX - extension.chars().count()).collect();
    if clean.is_empty() { "file".to_owned() } else { [stem.trim_end(), extension].concat() }
}

/// The name under which a file of this kind is handed out: an ending that says something else opens another program.
#[must_use]
pub fn file_name_of_kind(typed: &str, kind: &str) -> String {
    let endings: &[&str] = match kind {
        "application/pdf" => &[".pdf"],
        "image/jpeg" => &[".jpg", ".jpeg"],
        "image/png" => &[".png"],
        _ => &[".bin"],
    };
    let name = file_name(typed);
    let lower = name.to_lowercase();
    if endings.iter().any(|ending| lower.ends_with(ending)) {
        return name;
    }
    let stem: String = name.chars().take(FILE_NAME_MAX - EXTENSION_MAX).collect();
    [stem.trim_end_matches(['.', ' ']), endings[0]].concat()
}

/// A code from a message: six digits.
///
/// # Errors
/// [`Code::Empty`] or [`Code::CodeFormat`].
pub fn sms_code(typed: &str) -> Result<String, FieldError> {
    let text: String = cleaned(typed).chars().filter(|c| !matches!(c, ' ' | '-')).take(20).collect();
    if text.is_empty() {
        return Err(Code::Empty.into());
    }
    if text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit()) { Ok(text) } else { Err(Code::CodeFormat.into()) }
}

/// True for an identifier of an attachment or a proof.
#[must_use]
pub fn is_id(text: &str) -> bool {
    Id::parse(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn purposes() -> Vec<String> {
        vec!["sale".to_owned(), PURPOSE_OTHER.to_owned()]
    }

    #[test]
    fn a_residential_code_has_its_digits_and_another_class_any_form() {
        let purposes = purposes();
        let form = Form { residential_digits: 15, non_residential_digits: 0, purposes: &purposes };
        assert!(form.account(Class::Residential, "031 244 551 234 019").is_ok());
        assert_eq!(form.account(Class::Residential, "0312").map_err(|e| e.code), Err(Code::AccountLength));
        assert!(form.account(Class::NonResidential, "QE-40-118/2").is_ok());
    }

    #[test]
    fn another_purpose_wants_words() {
        let purposes = purposes();
        let form = Form { purposes: &purposes, ..Form::default() };
        assert_eq!(form.purpose("sale", "ignored"), Ok(("sale".to_owned(), String::new())));
        assert_eq!(form.purpose("other", "  ").map_err(|(field, e)| (field, e.code)), Err(("purpose_text", Code::Empty)));
        assert_eq!(form.purpose("x", "").map_err(|(field, e)| (field, e.code)), Err(("purpose", Code::ChoiceUnknown)));
    }

    #[test]
    fn text_that_would_read_otherwise_than_it_is_kept_is_refused() {
        assert_eq!(free_text(" a  b\n c ", 1, 10), Ok("a b c".to_owned()));
        assert_eq!(free_text("a\u{202e}b", 1, 10).map_err(|e| e.code), Err(Code::Characters));
        assert_eq!(free_text("a\u{0}b", 1, 10).map_err(|e| e.code), Err(Code::Characters));
        assert_eq!(free_text("ab", 3, 10).map_err(|e| (e.code, e.limit)), Err((Code::TooShort, 3)));
    }

    #[test]
    fn f5_what_no_paper_can_show_is_refused_at_its_field() {
        assert_eq!(address("Tbilisi, საბურთალო 7").map_err(|e| e.code), Err(Code::PaperLetters));
        assert_eq!(address("Nizami\u{ad} küçəsi\u{200b} 12"), Ok("Nizami küçəsi 12".to_owned()));
        assert_eq!(address("\u{200b}\u{ad}\u{2060}\u{200b}\u{ad}\u{2060}").map_err(|e| e.code), Err(Code::Empty));
        let purposes = purposes();
        let form = Form { purposes: &purposes, ..Form::default() };
        assert_eq!(form.purpose("other", "for 家").map_err(|(field, e)| (field, e.code)), Err(("purpose_text", Code::PaperLetters)));
    }

    #[test]
    fn every_wrong_contact_is_told() {
        let wrong = contact("12", &["x".to_owned()], "a@").unwrap_err();
        assert_eq!(wrong.iter().map(|(field, _)| field.as_str()).collect::<Vec<_>>(), ["mobile", "more[0]", "email"]);
        assert!(contact("502345678", &[], "").unwrap().email.is_none());
    }

    #[test]
    fn a_file_is_what_its_bytes_say_and_its_name_loses_its_folders() {
        assert_eq!(file_kind(b"%PDF-1.7"), Ok("application/pdf"));
        assert_eq!(file_kind(b"MZ"), Err(Code::FileKind));
        assert_eq!(file_kind(b""), Err(Code::FileKind));
        assert_eq!(file_name("C:\\x\\etibarnamə.pdf"), "etibarnamə.pdf");
        assert_eq!(file_name("\u{7}"), "file");
    }

    #[test]
    fn f13_a_pdf_may_have_a_line_break_before_it_and_a_heic_is_named() {
        for head in [&b"\r\n%PDF-1.4"[..], b"\n\n%PDF-1.7", b"\xEF\xBB\xBF%PDF-1.5", b" \r\n\xEF\xBB\xBF%PDF-"] {
            assert_eq!(file_kind(head), Ok("application/pdf"), "{head:?}");
        }
        for head in [&b"          %PDF-1.4"[..], b"<!-- %PDF-1.4", b"\n\n", b"\0\0\0\x20ftypisom"] {
            assert_eq!(file_kind(head), Err(Code::FileKind), "{head:?}");
        }
        for head in [&b"\0\0\0\x24ftypheic\0\0\0\0"[..], b"\0\0\0\x1cftypmif1\0\0\0\0"] {
            assert_eq!(file_kind(head), Err(Code::FileHeic), "{head:?}");
        }
    }

    #[test]
    fn s6_a_files_ending_is_its_kinds() {
        for (typed, kind, name) in [
            ("hesab.pdf.hta", "application/pdf", "hesab.pdf.hta.pdf"),
            ("hesab.PDF", "application/pdf", "hesab.PDF"),
            ("hesab.pdf. ", "application/pdf", "hesab.pdf.pdf"),
            ("hesab", "application/pdf", "hesab.pdf"),
            ("şəkil.pdf", "image/jpeg", "şəkil.pdf.jpg"),
            ("şəkil.JPeG", "image/jpeg", "şəkil.JPeG"),
            ("a/b\\c.lnk", "image/png", "c.lnk.png"),
            ("", "image/png", "file.png"),
        ] {
            assert_eq!(file_name_of_kind(typed, kind), name, "{typed}");
        }
        let long = file_name_of_kind(&["x".repeat(200), ".exe".to_owned()].concat(), "application/pdf");
        assert!(long.chars().count() <= FILE_NAME_MAX && long.ends_with(".pdf"), "{long}");
    }

    #[test]
    fn f13_a_long_file_name_keeps_its_extension() {
        let long = ["\u{259}".repeat(124), ".pdf".to_owned()].concat();
        let name = file_name(&long);
        assert_eq!((name.chars().count(), name.ends_with("\u{259}.pdf")), (100, true));
        assert_eq!(file_name(&"a.".repeat(80)).len(), 100);
        assert_eq!(file_name(&[".", &"x".repeat(200)].concat()).len(), 100);
        assert_eq!(file_name(".pdf"), ".pdf");
    }
}
