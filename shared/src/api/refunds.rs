//! Refund cases, for operators. `docs/refunds.md` tells a case's life.

use serde::{Deserialize, Serialize};

/// Most characters in a reason or a note.
pub const REASON_LENGTH_MAX: usize = 500;
/// Cases in one page of the list.
pub const REFUNDS_PAGE: usize = 50;

/// POST operator/refundable: what can still be given back.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FindRefundable {
    /// A payment's reference, or a receipt's number as typed.
    pub payment: String,
}

/// A captured payment, bill by bill.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefundablePayment {
    /// The payment's reference.
    pub payment: String,
    /// `KM-2026-…`.
    pub receipt: String,
    /// RFC 3339.
    pub captured_at: String,
    /// Taken, fees included, in qəpik.
    pub captured_minor: i64,
    /// Given back already.
    pub refunded_minor: i64,
    /// Bills that were taken.
    pub shares: Vec<RefundableShare>,
    /// A refund of more than this needs a second person.
    pub second_person_above_minor: i64,
}

/// One bill that was taken.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefundableShare {
    /// Names the bill's share of the payment.
    pub item: String,
    /// Biller's identifier.
    pub biller: String,
    /// Kind of charge.
    pub charge: String,
    /// The subscriber code, masked.
    pub account: String,
    /// Taken for the bill, in qəpik.
    pub amount_minor: i64,
    /// Taken as fee.
    pub fee_minor: i64,
    /// Of the bill, not in any case that is open or done.
    pub left_minor: i64,
    /// Of the fee.
    pub left_fee_minor: i64,
}

/// POST operator/refunds, with an `Idempotency-Key`: the key names the case, and repeating it answers the same case.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RequestRefund {
    /// The payment's reference, or its receipt's number as typed.
    pub payment: String,
    /// Which bills, each once.
    pub shares: Vec<RequestShare>,
    /// Why, 3–500 characters. The payer does not see it.
    pub reason: String,
}

/// Of one bill.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RequestShare {
    /// From [`RefundableShare`].
    pub item: String,
    /// Of the bill, in qəpik; zero when only the fee goes back.
    pub amount_minor: i64,
    /// Of its fee.
    #[serde(default)]
    pub fee_minor: i64,
}

/// POST operator/refunds/{id}/approve or /reject: by another person than who asked.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DecideRefund {
    /// Why; may be empty for an approval.
    #[serde(default)]
    pub note: String,
}

/// How far a case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RefundState {
    /// A second person has to approve it.
    AwaitingApproval,
    /// Goes to the bank once no other refund of the payment is there.
    Requested,
    /// The bank was asked.
    AtBank,
    /// The payer has the money; billers are being told.
    Reversing,
    /// The bank gave the money back, and every biller has answered.
    Done,
    /// The second person said no.
    Rejected,
    /// The bank said no.
    BankRefused,
}

impl RefundState {
    /// The text form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AwaitingApproval => "awaiting_approval",
            Self::Requested => "requested",
            Self::AtBank => "at_bank",
            Self::Reversing => "reversing",
            Self::Done => "done",
            Self::Rejected => "rejected",
            Self::BankRefused => "bank_refused",
        }
    }
}

/// What became of a share at its biller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ShareOutcome {
    /// The bank comes first.
    Waiting,
    /// The biller was asked and has not answered yet.
    Asked,
    /// The biller took it off the account's payments: the debt is owed again.
    Reversed,
    /// The biller cannot take it back: the operator bears it.
    OperatorCost,
    /// Only a fee: the biller has nothing to do.
    FeeOnly,
}

/// One case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefundView {
    /// The case's identifier: the key it was asked under.
    pub id: String,
    /// The payment's reference.
    pub payment: String,
    /// `KM-2026-…`.
    pub receipt: String,
    /// How far.
    pub state: RefundState,
    /// Bill by bill.
    pub shares: Vec<RefundShareView>,
    /// Amounts and fees together, in qəpik.
    pub total_minor: i64,
    /// Why.
    pub reason: String,
    /// Who asked, by name.
    pub requested_by: String,
    /// RFC 3339.
    pub requested_at: String,
    /// Who approved or rejected it; absent: nobody had to, or nobody has yet.
    pub decided_by: Option<String>,
    /// RFC 3339.
    pub decided_at: Option<String>,
    /// What they noted; may be empty.
    pub decision_note: String,
    /// When the bank said yes or no, RFC 3339.
    pub bank_at: Option<String>,
    /// When it ended, RFC 3339.
    pub ended_at: Option<String>,
    /// A person must look: the bank or a biller has been silent for too long.
    pub alarmed: bool,
    /// What this person may do now: `approve`, `reject`.
    pub may: Vec<String>,
}

/// Of one bill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefundShareView {
    /// Names the bill's share of the payment.
    pub item: String,
    /// Biller's identifier.
    pub biller: String,
    /// Kind of charge.
    pub charge: String,
    /// The subscriber code, masked.
    pub account: String,
    /// Of the bill, in qəpik.
    pub amount_minor: i64,
    /// Of its fee.
    pub fee_minor: i64,
    /// At the biller.
    pub outcome: ShareOutcome,
    /// Why the biller could not take it back.
    pub code: Option<String>,
    /// When the biller answered, RFC 3339.
    pub at: Option<String>,
}

/// GET operator/refunds `?show=&after=`: the newest first. `show`: `approval` (a second person has to decide), `open`
/// (not ended), `all`; default `all`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefundsPage {
    /// At most fifty.
    pub rows: Vec<RefundView>,
    /// Give it as `after` for more.
    pub next: Option<String>,
}
