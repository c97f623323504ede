//! Applying for a certificate, and following it.

use super::bills::Bill;
use crate::application::{Attachment, Class, Stage};
use crate::format::Lang;
use serde::{Deserialize, Serialize};

/// GET applications/form: what the form offers. Names in the language asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct FormOptions {
    /// Whose certificate it is: the utility's name.
    pub issuer: String,
    /// The biller whose account it is about.
    pub biller: String,
    /// Digits of a residential code; zero: any form.
    pub residential_digits: u8,
    /// Digits of a non-residential code; zero: any form.
    pub non_residential_digits: u8,
    /// What a certificate is for; the last is `other`.
    pub purposes: Vec<PurposeOption>,
    /// Working days until the answer.
    pub review_days: u32,
    /// Days a certificate is valid.
    pub valid_days: u32,
}

/// A purpose to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PurposeOption {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: String,
}

/// POST applications/debt: does an account owe anything?
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DebtRequest {
    /// For whom.
    pub class: Class,
    /// Subscriber code, as typed.
    pub account: String,
}

/// What the biller says. A biller that is silent is the problem `biller_silent`, never an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DebtView {
    /// Nothing is owed.
    pub clear: bool,
    /// The holder, masked; may be empty.
    pub holder: String,
    /// The bills behind the debt, to be paid as they are.
    pub bills: Vec<Bill>,
    /// RFC 3339: the time of the biller's answer.
    pub as_of: String,
}

/// POST mobiles: send a code to a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ProveMobile {
    /// As typed.
    pub mobile: String,
    /// Language of the message.
    #[serde(default)]
    pub lang: Lang,
}

/// A proof under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProofView {
    /// Names the proof.
    pub id: String,
    /// `(50) 123 45 67`.
    pub mobile: String,
    /// The number is proven.
    pub proven: bool,
    /// Tries left.
    pub tries_left: u32,
    /// The code ends in so many milliseconds.
    pub expires_in_ms: i64,
    /// Another may be asked for in so many milliseconds.
    pub resend_in_ms: i64,
}

/// POST mobiles/{id}: try a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TryCode {
    /// As typed.
    pub code: String,
}

/// POST attachments (the file's bytes as the body, its name in the header `file-name`, percent-encoded): kept for the sender.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AttachmentView {
    /// Names it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `application/pdf`, `image/jpeg` or `image/png`.
    pub kind: String,
    /// Its bytes.
    pub size: i64,
}

/// POST applications, with an `Idempotency-Key`; also what a correction is answered with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SendApplication {
    /// For whom.
    pub class: Class,
    /// As typed; empty when residential.
    #[serde(default)]
    pub voen: String,
    /// Subscriber code, as typed.
    pub account: String,
    /// As typed.
    pub address: String,
    /// Identifier.
    pub purpose: String,
    /// As typed; counts only for the purpose `other`.
    #[serde(default)]
    pub purpose_text: String,
    /// Languages of copies beside Azerbaijani.
    #[serde(default)]
    pub copies: Vec<Lang>,
    /// As typed.
    pub mobile: String,
    /// The proof of that number.
    pub proof: String,
    /// As typed.
    #[serde(default)]
    pub more: Vec<String>,
    /// As typed; may be empty.
    #[serde(default)]
    pub email: String,
    /// Files sent before.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Object>))]
    pub attachments: Vec<Attachment>,
    /// The declaration is confirmed.
    pub declared: bool,
    /// Language of messages.
    #[serde(default)]
    pub lang: Lang,
}

/// An application as its sender sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApplicationView {
    /// `M-2026-…`.
    pub number: String,
    /// How far.
    pub track: Track,
    /// What was sent, as sent (the proof left out).
    pub sent: SentAnswers,
    /// What is to be corrected, while it is asked for.
    pub correction: Option<Correction>,
    /// The certificate, once there is one.
    pub certificate: Option<CertificateRef>,
    /// It may be taken back now.
    pub can_withdraw: bool,
    /// Grows with every change; a decision names the version it was made on.
    pub version: i64,
}

/// The answers, to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SentAnswers {
    /// For whom.
    pub class: Class,
    /// Applicant's full name, from the register.
    pub applicant: String,
    /// FIN.
    pub fin: String,
    /// Company's VÖEN; empty when residential.
    pub voen: String,
    /// Company's name; empty when residential.
    pub company: String,
    /// Subscriber code.
    pub account: String,
    /// Where the electricity is used.
    pub address: String,
    /// Purpose's identifier.
    pub purpose: String,
    /// Its name in the language asked for, or the applicant's own words.
    pub purpose_name: String,
    /// In own words.
    pub purpose_text: String,
    /// Languages of copies.
    pub copies: Vec<Lang>,
    /// `(50) 123 45 67`.
    pub mobile: String,
    /// Further numbers.
    pub more: Vec<String>,
    /// E-mail; may be empty.
    pub email: String,
    /// Files.
    pub attachments: Vec<AttachmentView>,
}

/// What an officer asks to be corrected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Correction {
    /// A template's identifier; `debt`: a debt has arisen.
    pub reason: String,
    /// The template's text in the language asked for.
    pub title: String,
    /// The officer's words; may be empty.
    pub text: String,
    /// RFC 3339: until when.
    pub until: String,
}

/// A certificate's name and addresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CertificateRef {
    /// `A-2026-…`.
    pub number: String,
    /// RFC 3339.
    pub issued_at: String,
    /// `YYYY-MM-DD`.
    pub valid_until: String,
    /// Languages it is there in; the first is the one that counts.
    pub languages: Vec<Lang>,
    /// Revoked or replaced since.
    pub revoked: bool,
}

/// The stages so far and to come: shown to the sender, and to anyone with number and mobile. No personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Track {
    /// `M-2026-…`.
    pub number: String,
    /// Where it is now.
    pub stage: Stage,
    /// What happened, oldest first.
    pub steps: Vec<TrackStep>,
    /// RFC 3339: an answer is promised by then; absent once ended, or while a correction is waited for.
    pub due_at: Option<String>,
    /// The template's text of a rejection, and the officer's words.
    pub reason: Option<String>,
}

/// One stage reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TrackStep {
    /// Which.
    pub stage: Stage,
    /// RFC 3339.
    pub at: String,
}

/// GET applications: one's own, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApplicationList {
    /// At most twenty.
    pub applications: Vec<ApplicationRow>,
    /// Give it as `after` for more; absent: no more.
    pub next: Option<String>,
}

/// One's own application in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApplicationRow {
    /// `M-2026-…`.
    pub number: String,
    /// Where it is.
    pub stage: Stage,
    /// For whom.
    pub class: Class,
    /// Subscriber code, masked.
    pub account: String,
    /// RFC 3339.
    pub sent_at: String,
    /// The certificate's number, once there is one.
    pub certificate: Option<String>,
}

/// POST applications/{number}/answer, with an `Idempotency-Key`: what is corrected. A debt's correction leaves all as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AnswerCorrection {
    /// Where the electricity is used.
    pub address: String,
    /// Identifier.
    pub purpose: String,
    /// As typed.
    #[serde(default)]
    pub purpose_text: String,
    /// Files, those of before among them.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Object>))]
    pub attachments: Vec<Attachment>,
    /// A word to the officer; may be empty.
    #[serde(default)]
    pub text: String,
    /// The version that was shown.
    pub version: i64,
}

/// POST tracking: a code to the mobile of an application. Answered alike whether or not the two belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TrackRequest {
    /// The application's number, as typed.
    pub number: String,
    /// The mobile left in it, as typed.
    pub mobile: String,
    /// Language of the message.
    #[serde(default)]
    pub lang: Lang,
}

/// POST documents: the document set behind a link's token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DocumentsRequest {
    /// From the link's fragment: 32 hex digits.
    pub token: String,
}

/// What a link leads to. Each is fetched with the token in the header `documents-token`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DocumentSet {
    /// The application's number.
    pub number: String,
    /// How far it is.
    pub track: Track,
    /// The files.
    pub files: Vec<DocumentFile>,
}

/// One file of the set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DocumentFile {
    /// `application`, `certificate` (with its language after a dash: `certificate-az`) or an attachment's identifier.
    pub id: String,
    /// File name to save it under.
    pub name: String,
    /// Media type.
    pub kind: String,
    /// Bytes; zero when it is made on request.
    pub size: i64,
}
