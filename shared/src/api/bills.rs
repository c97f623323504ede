//! The bills of a home.

use crate::bill::Standing;
use serde::{Deserialize, Serialize};

/// POST bills.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BillsRequest {
    /// City's identifier.
    pub city: String,
    /// As typed.
    pub number: String,
}

/// POST bills/ask: one remote biller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AskRequest {
    /// City's identifier; empty, like the number, when a subscriber code is given.
    #[serde(default)]
    pub city: String,
    /// As typed.
    #[serde(default)]
    pub number: String,
    /// Whom to ask.
    pub biller: String,
    /// A subscriber code added by hand, instead of the number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
}

/// The answer of both: the same shape whether or not the number exists.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Bills {
    /// `(12) 421 23 72`.
    pub display: String,
    /// The holder, masked; empty when nobody knows.
    pub holder: String,
    /// In the order to show: at least one per kind of charge asked for.
    pub bills: Vec<Bill>,
}

/// One card on the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Bill {
    /// Names the payable in a payment; empty when there is nothing to pay to.
    pub id: String,
    /// Biller's identifier.
    pub biller: String,
    /// Kind of charge.
    pub charge: String,
    /// The subscriber code, masked; may be empty.
    pub account: String,
    /// What is known.
    pub standing: Standing,
    /// Owed positive, paid ahead negative; zero when unknown (then `standing` says so).
    pub balance_minor: i64,
    /// `YYYY-MM`, `YYYY-MM-DD` or empty: the period and the date it is due.
    pub period: String,
    /// See `period`.
    pub due: String,
    /// The documents behind the sum, each listed.
    pub documents: Vec<Document>,
    /// Somebody else is paying it now: for how long at most, in milliseconds.
    pub leased_ms: i64,
}

/// One issued bill or receipt behind a sum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Document {
    /// Its number.
    pub number: String,
    /// Its sum in qəpik.
    pub amount_minor: i64,
    /// `YYYY-MM` or empty.
    pub period: String,
    /// `YYYY-MM-DD` or empty.
    pub due: String,
}
