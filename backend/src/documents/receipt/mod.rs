//! A receipt on paper and in a letter. What both say is worked out once, in `facts`.

mod facts;
mod letter;
mod notice;
mod page;

pub use letter::{LetterText, receipt_letter};
pub use notice::{NoticeItem, NoticeKind, NoticeLetter, notice_letter};
pub use page::receipt_pdf;

use shared::api::payments::ItemOutcome;
use shared::biller::FeeRule;
use shared::format::Lang;
use shared::money::Money;
use shared::time::Timestamp;

/// Everything a receipt says; names are already in its language.
#[derive(Debug, Clone)]
pub struct ReceiptPaper<'a> {
    /// Language of the paper.
    pub lang: Lang,
    /// Receipt's number, `KM-2026-…`.
    pub number: &'a str,
    /// The code that lets its holder see the receipt.
    pub code: &'a str,
    /// City's name.
    pub city: &'a str,
    /// The phone line, `(12) 421 23 72`.
    pub line: &'a str,
    /// The shares, those that were refused included.
    pub items: Vec<PaperItem>,
    /// Taken from the card, fees included.
    pub total_captured: Money,
    /// Fees within `total_captured`.
    pub fee: Money,
    /// By which rule they were counted; absent in receipts of before.
    pub fee_rule: Option<FeeRule>,
    /// Brand and masked number, `Visa 4••• 1111`.
    pub card: String,
    /// The bank's order number.
    pub order: String,
    /// The bank's approval code.
    pub approval: Option<String>,
    /// When the sum was held on the card.
    pub held_at: Timestamp,
    /// When the money was taken; also the document's date.
    pub captured_at: Timestamp,
    /// Given back since; zero: nothing.
    pub refunded: Money,
    /// What the QR code carries: `{public_url}/receipts#NUMBER;CODE`.
    pub check_url: String,
    /// Who runs the portal.
    pub issuer: &'a str,
}

/// One share of the payment.
#[derive(Debug, Clone)]
pub struct PaperItem {
    /// Name of the charge.
    pub charge: String,
    /// Name of the biller.
    pub biller: String,
    /// The subscriber code, masked; empty: none.
    pub account: String,
    /// Without the fee.
    pub amount: Money,
    /// The fee on top of it.
    pub fee: Money,
    /// What the biller said.
    pub outcome: ItemOutcome,
    /// The biller's reference.
    pub reference: Option<String>,
    /// When the biller answered.
    pub at: Option<Timestamp>,
    /// Given back since, its fee included; zero: nothing.
    pub returned: Money,
}
