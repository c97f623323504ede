//! The operator's pages: what is open, one payment's whole course, alarm cases. `Role::Operator` only. Refund cases have a
//! module of their own. Amounts are in qəpik, times RFC 3339; phone numbers are masked.

#![allow(missing_docs, reason = "fields whose name says it all; the others say their unit or source")]
use serde::{Deserialize, Serialize};

/// GET operator/summary. Read from gauges that a job refreshes every few seconds: nothing is counted for the request.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Summary {
    /// The server's clock.
    pub now: String,
    /// When the figures were counted; empty until they were for the first time.
    pub counted_at: String,
    /// Payments that have not ended, by state, in the order of a payment's course; states without any are left out.
    pub open: Vec<OpenPayments>,
    /// What banks hold for us or may hold: payments in `posting`, `capturing`, `voiding`, `unwinding`.
    pub held_minor: i64,
    /// Calls to banks and billers that have had no answer yet.
    pub unanswered: i64,
    /// Alarm cases that are not resolved, by cause.
    pub alarms: Vec<CauseCount>,
    /// Alarm cases whose resolution waits for a second person.
    pub alarms_waiting: i64,
    /// Refund cases that wait for a second person.
    pub refunds_waiting: i64,
    /// `None`: `kommunal audit` has never run.
    pub last_audit: Option<AuditRun>,
}

/// Payments in one state.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenPayments {
    /// `opening`, `at_bank`, `abandoned`, `posting`, `capturing`, `voiding`, `unwinding`, `refunding`, ….
    pub state: String,
    pub count: i64,
    /// What the payers were asked for, fees included.
    pub amount_minor: i64,
    /// When the oldest of them was begun.
    pub oldest_at: String,
    /// The age of the oldest, at `counted_at`.
    pub oldest_age_s: i64,
}

/// Alarm cases of one cause.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CauseCount {
    /// The text form of `AlarmCause`.
    pub cause: String,
    pub count: i64,
    /// When the oldest of them was raised.
    pub oldest_at: String,
}

/// How an audit ended.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditRun {
    pub at: String,
    /// `clean`, `findings`, `not_checked` (questions stayed unanswered) or `failed` (could not run).
    pub result: String,
    pub findings: i64,
    /// Questions to banks and billers that were not answered.
    pub unanswered: i64,
}

/// POST operator/payments: every filter may be left out, those given must all hold. A body, not a query: addresses are logged.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct PaymentQuery {
    /// The receipt's number, whole.
    pub receipt: String,
    /// The bank's order number, whole.
    pub order: String,
    /// A phone number, whole, as typed.
    pub phone: String,
    /// The payment's reference, whole.
    pub reference: String,
    /// A state's name, or `open`: every state that is not an end.
    pub state: String,
    /// Begun at this time or later, RFC 3339.
    pub from: String,
    /// Begun before this time, RFC 3339.
    pub to: String,
    /// From the answer before.
    pub after: String,
}

/// A page of payments, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaymentPage {
    /// At most fifty.
    pub rows: Vec<PaymentRow>,
    /// Give it as `after` for more.
    pub next: Option<String>,
}

/// One payment of the search.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaymentRow {
    pub reference: String,
    pub state: String,
    pub created_at: String,
    /// What the payer was asked for, fees included.
    pub total_minor: i64,
    /// Zero unless captured.
    pub captured_minor: i64,
    pub refunded_minor: i64,
    /// Masked.
    pub phone: String,
    /// Whom it was to be paid to, in the order of the bills.
    pub billers: Vec<String>,
    /// An alarm case about it is not resolved.
    pub alarm: bool,
}

/// GET operator/payments/{reference}: a payment's whole course.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OperatorPayment {
    pub reference: String,
    pub state: String,
    /// Why no money was taken (`Outcome`'s text form); `None` unless it ended so.
    pub outcome: Option<String>,
    pub version: i64,
    pub created_at: String,
    /// When the bank said that the money is held.
    pub held_at: Option<String>,
    pub captured_at: Option<String>,
    pub total_minor: i64,
    pub captured_minor: i64,
    pub refunded_minor: i64,
    pub city: String,
    /// Masked.
    pub phone: String,
    /// True when the payer left an e-mail address for the receipt.
    pub email: bool,
    /// The card type that was chosen.
    pub card: String,
    /// Brand and masked number really used.
    pub card_used: Option<String>,
    pub acquirer: String,
    /// The bank's order number.
    pub order: Option<String>,
    /// The bank's approval code.
    pub approval: Option<String>,
    /// The receipt's number.
    pub receipt: Option<String>,
    pub items: Vec<PaymentItem>,
    /// Oldest first.
    pub events: Vec<PaymentEvent>,
    /// Oldest first.
    pub entries: Vec<JournalRow>,
    /// Identifiers of its refund cases, oldest first.
    pub refunds: Vec<String>,
    /// Its alarm cases, oldest first.
    pub alarms: Vec<AlarmRow>,
}

/// One bill's share.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaymentItem {
    /// Also the key under which the biller books it.
    pub id: String,
    pub biller: String,
    pub charge: String,
    /// The subscriber's code, masked.
    pub account: String,
    pub amount_minor: i64,
    pub fee_minor: i64,
    /// `planned`, `sent`, `cancelling`, `accepted`, `refused`, `cancelled`, `reversing`, `reversed`.
    pub posting: String,
    /// The biller's reference when accepted, its code when refused.
    pub said: Option<String>,
    /// When the biller booked it.
    pub booked_at: Option<String>,
}

/// One event of the payment's machine.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaymentEvent {
    pub at: String,
    /// The payment's version that it made.
    pub version: i64,
    /// The event's name: `opened`, `bank`, `item`, `capture_answered`, `tick`, `resolved`, ….
    pub what: String,
    /// What it carried, as `name value` pairs; may be empty.
    pub detail: String,
}

/// One journal entry.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JournalRow {
    pub id: String,
    /// `capture`, `refund`, `biller_reversal`, `operator_cost`, `write_off`, `adjustment`.
    pub kind: String,
    pub at: String,
    /// Its place in the sealed chain; `None`: not sealed yet.
    pub sequence: Option<i64>,
    pub postings: Vec<JournalPosting>,
}

/// One debit (positive) or credit (negative).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JournalPosting {
    /// `acquirer:ID`, `biller:ID`, `recoverable:ID`, `fees`, `costs`, `losses`.
    pub account: String,
    pub amount_minor: i64,
}

/// POST operator/alarms: which ones.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct AlarmQuery {
    /// `open` (not resolved), `free` (nobody has them), `mine`, `waiting` (for a second person), `resolved`, `all`;
    /// default `open`.
    pub show: String,
    /// The text form of `AlarmCause`.
    pub cause: String,
    /// A payment's reference or an application's number, whole.
    pub about: String,
    /// From the answer before.
    pub after: String,
}

/// A page of alarm cases: those not resolved the oldest first, resolved and all the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AlarmPage {
    /// At most fifty.
    pub rows: Vec<AlarmRow>,
    /// Give it as `after` for more.
    pub next: Option<String>,
}

/// One alarm case of the list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AlarmRow {
    pub id: String,
    /// The text form of `AlarmCause`.
    pub cause: String,
    /// `open`, `taken`, `resolving` (waits for a second person), `resolved`.
    pub state: String,
    /// `payment`, `application` or `refund`.
    pub kind: String,
    /// The payment's reference, the application's number or the refund case's identifier.
    pub about: String,
    pub raised_at: String,
    /// How often it was raised while the case was open, the first time among them.
    pub times: i64,
    /// Who has it; `None`: nobody.
    pub taken_by: Option<String>,
    /// This operator has it.
    pub mine: bool,
}

/// GET operator/alarms/{id}: one alarm case.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Alarm {
    #[serde(flatten)]
    pub row: AlarmRow,
    /// Grows with every change of the case; give it back with an action.
    pub version: i64,
    /// What this person may do now: `take`, `release`, `note`, `resolve`, `approve`, `decline`.
    pub may: Vec<String>,
    /// The resolutions that the payment's present state allows.
    pub resolutions: Vec<ResolutionOption>,
    /// The resolution that waits for a second person, or that was carried out.
    pub resolution: Option<Resolution>,
    /// The payment's state now; `None` for an application.
    pub payment_state: Option<String>,
    pub notes: Vec<AlarmNote>,
    /// Oldest first.
    pub trail: Vec<AlarmTrailRow>,
}

/// A resolution that may be asked for now.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResolutionOption {
    /// `ask_again`, `take_as_captured`, `reverse_and_void`, `write_off`, `refund_not_given`, `no_action` (the payment has ended
    /// by itself).
    pub resolution: String,
    /// True when the person says the amount.
    pub needs_amount: bool,
    /// The largest amount that it takes, and the only one where the person says none; zero without one.
    pub amount_max_minor: i64,
}

/// A resolution that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Resolution {
    /// As in [`ResolutionOption`].
    pub resolution: String,
    /// Zero without one.
    pub amount_minor: i64,
    pub reason: String,
    pub requested_by: String,
    pub requested_at: String,
    /// This person asked for it, and therefore may not approve it.
    pub mine: bool,
    pub approved_by: Option<String>,
    pub approved_at: Option<String>,
}

/// Operators' note.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AlarmNote {
    pub by: String,
    pub at: String,
    pub text: String,
}

/// One line of the case's trail.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AlarmTrailRow {
    pub at: String,
    /// `raised`, `raised_again`, `taken`, `released`, `resolution_asked`, `approved`, `declined`.
    pub what: String,
    /// `None`: the system.
    pub by: Option<String>,
    /// The reason; may be empty. Of `raised` what it was raised in, as `name value` pairs.
    pub text: String,
}

/// POST operator/alarms/{id}/{action}, with an `Idempotency-Key`: `take`, `release`, `note`, `resolve`, `approve`, `decline`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct AlarmAction {
    /// The version that was shown: another is the problem `changed`.
    pub version: i64,
    /// For `note` the note; for `resolve` and `decline` the reason, which must be given.
    pub text: String,
    /// For `resolve`: as in [`ResolutionOption`].
    pub resolution: String,
    /// For `resolve` with `take_as_captured` or `write_off`.
    pub amount_minor: i64,
}
