//! The registry of payments and reversals, as a hosted biller's program reads and acknowledges it.

use serde::{Deserialize, Serialize};

/// GET registry: a part of it, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RegistryPage {
    /// As asked.
    pub after: i64,
    /// Without gaps.
    pub entries: Vec<RegistryEntry>,
    /// How many.
    pub count: i64,
    /// Payments less reversals, in qəpik.
    pub sum_minor: i64,
    /// What to ask for `after` next; the same as `after` when there is nothing new.
    pub next: i64,
    /// The registry's last entry.
    pub last: i64,
    /// Up to which entry the biller has acknowledged.
    pub acknowledged: i64,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RegistryEntry {
    /// From 1.
    pub sequence: i64,
    /// `payment` or `reversal`.
    pub kind: String,
    /// RFC 3339.
    pub at: String,
    /// Kind of charge.
    pub charge: String,
    /// The biller's subscriber code.
    pub account: String,
    /// Below zero for a reversal.
    pub amount_minor: i64,
    /// What the payer's receipt shows.
    pub reference: String,
    /// The payment's share that is booked or taken back.
    pub posting: String,
    /// Of a reversal, its own id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reversal: Option<String>,
}

/// POST registry/ack: everything up to an entry is booked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RegistryAck {
    /// The last entry booked.
    pub until: i64,
    /// Entries since the acknowledgement before.
    pub count: i64,
    /// Their payments less their reversals, in qəpik.
    pub sum_minor: i64,
}

/// What became of an acknowledgement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RegistryAcked {
    /// `acknowledged` or `refused`.
    pub status: String,
    /// Why it was refused: `ahead`, `behind`, `differs`, `malformed`, `try_again`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Up to which entry it is acknowledged.
    pub acknowledged: i64,
    /// Our count of the entries it was about, when it was acknowledged or differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<i64>,
    /// And our sum.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sum_minor: Option<i64>,
}
