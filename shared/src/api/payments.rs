//! Starting and watching a payment.

use crate::biller::FeeRule;
use crate::format::Lang;
use crate::payment::Outcome;
use serde::{Deserialize, Serialize};

/// POST payments, with an `Idempotency-Key`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct StartPayment {
    /// City's identifier; empty, like the number, when every item names its subscriber code.
    #[serde(default)]
    pub city: String,
    /// As typed.
    #[serde(default)]
    pub number: String,
    /// What to pay, 1–20.
    pub items: Vec<StartItem>,
    /// Card type's identifier.
    pub card: String,
    /// Where the receipt goes; empty: nowhere.
    #[serde(default)]
    pub email: String,
    /// Language of the bank's page, the receipt and the message.
    #[serde(default)]
    pub lang: Lang,
    /// The payer's proof of owning the payment, made on the device: 64 lower-case hex digits.
    pub secret: String,
    /// The total the payer was shown, fees included: anything else is refused as `bill_changed`.
    pub total_minor: i64,
}

/// One bill's share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct StartItem {
    /// The bill's identifier.
    pub bill: String,
    /// Its biller.
    pub biller: String,
    /// The subscriber code, when it was added by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// In qəpik.
    pub amount_minor: i64,
    /// What the payer was shown as this bill's balance, in qəpik (less than zero: paid ahead). Another balance now is
    /// answered by `bill_changed`, and so is its absence: nobody knows then what was shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_minor: Option<i64>,
    /// The payer asked to pay more than is owed: without it that is answered by `bill_changed`, too.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub advance: bool,
}

/// What the citizen sees of the machine's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The order is being opened: wait.
    Opening,
    /// Go to the bank's page.
    AtBank,
    /// The money is held, the billers are being told: do not pay again.
    Processing,
    /// Paid, all of it.
    Paid,
    /// Paid in part: some biller said no, and that share was not taken.
    PartlyPaid,
    /// Not paid; `outcome` says why.
    NotPaid,
    /// Paid, then given back in whole.
    Refunded,
}

/// A payment as its payer sees it; also a receipt, once there is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaymentView {
    /// Names the payment; unguessable.
    pub reference: String,
    /// Where it stands.
    pub stage: Stage,
    /// Why it was not paid.
    pub outcome: Option<Outcome>,
    /// The bank's page, while the payer is to go there.
    pub redirect: Option<String>,
    /// City's identifier.
    pub city: String,
    /// `421 23 72`.
    pub number: String,
    /// The shares.
    pub items: Vec<ItemView>,
    /// Asked for, fees included, in qəpik.
    pub total_minor: i64,
    /// Fees within it.
    pub fee_minor: i64,
    /// By which rule they were counted; absent in payments of before, and where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee_rule: Option<FeeRule>,
    /// Taken, fees included; zero while it is not.
    pub captured_minor: i64,
    /// Given back since.
    pub refunded_minor: i64,
    /// Card type chosen.
    pub card: String,
    /// Brand and masked number that the bank says were really used.
    pub card_used: Option<String>,
    /// The bank's order number.
    pub order: Option<String>,
    /// The bank's approval code of the capture.
    pub approval: Option<String>,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339.
    pub held_at: Option<String>,
    /// RFC 3339.
    pub captured_at: Option<String>,
    /// Receipt's number and code, once paid.
    pub receipt: Option<ReceiptRef>,
    /// Where the receipt was sent, masked; absent: nowhere.
    pub emailed_to: Option<String>,
}

/// One share as the payer sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ItemView {
    /// Biller's identifier.
    pub biller: String,
    /// Kind of charge.
    pub charge: String,
    /// The subscriber code, masked.
    pub account: String,
    /// In qəpik.
    pub amount_minor: i64,
    /// In qəpik.
    pub fee_minor: i64,
    /// What the biller said.
    pub outcome: ItemOutcome,
    /// The biller's reference, once accepted.
    pub reference: Option<String>,
    /// RFC 3339, once accepted.
    pub at: Option<String>,
    /// Given back since, its fee included, in qəpik.
    #[serde(default)]
    pub refunded_minor: i64,
}

/// What a biller said of a share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ItemOutcome {
    /// Nothing yet.
    Waiting,
    /// Booked.
    Accepted,
    /// Refused; not taken from the card.
    Refused,
    /// Gave no answer in time and was cancelled; not taken from the card.
    Cancelled,
    /// Taken back.
    Reversed,
}

/// A receipt's number and code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReceiptRef {
    /// `KM-2026-…`.
    pub number: String,
    /// Ten characters.
    pub code: String,
}
