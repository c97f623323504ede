//! Finding, printing and sending a receipt. Find answers a [`super::payments::PaymentView`].

use crate::format::Lang;
use serde::{Deserialize, Serialize};

/// POST receipts/find and receipts/pdf.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReceiptRequest {
    /// As typed.
    pub number: String,
    /// As typed.
    pub code: String,
    /// Language of the PDF.
    #[serde(default)]
    pub lang: Lang,
}

/// POST receipts/email, with an `Idempotency-Key`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EmailReceipt {
    /// As typed.
    pub number: String,
    /// As typed.
    pub code: String,
    /// Where to.
    pub email: String,
    /// Language of the message.
    #[serde(default)]
    pub lang: Lang,
}
