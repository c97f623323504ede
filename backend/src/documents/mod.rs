//! Paper: receipts as PDF and as a letter, certificates and their signatures, QR codes. Pure: everything a document says comes in by value,
//! and the same input gives the same bytes, but for what a signing key adds. What lives elsewhere: who may see a receipt (`app`), sending it (`jobs`).

pub mod application;
pub mod certificate;
pub mod help;
pub(crate) mod html;
mod pdf;
mod qr;
mod receipt;
pub mod signature;
pub mod texts;

pub use qr::qr_svg;
pub use receipt::{LetterText, NoticeItem, NoticeKind, NoticeLetter, PaperItem, ReceiptPaper, notice_letter, receipt_letter, receipt_pdf};

/// Why a document could not be made. Each is a fault of the program or of its configuration, never of the payer.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// A font inside the binary does not open.
    #[error("an embedded font cannot be read")]
    Font,
    /// A size or an address that cannot be written.
    #[error("the page cannot be laid out: {0}")]
    Layout(&'static str),
    /// A value would stand on the page otherwise than it is: a letter that the fonts lack, or more than the page holds.
    #[error("the paper cannot show a value as it is")]
    Changed,
    /// The writer or its PDF/A and PDF/UA checks refused the document.
    #[error("the PDF cannot be written: {0}")]
    Pdf(String),
}
