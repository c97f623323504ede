//! What a home owes for one kind of charge. Unknown never reads as zero.

use crate::money::Money;
use serde::{Deserialize, Serialize};

/// What is known of a bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// A debt.
    Owed,
    /// The biller says: nothing.
    NothingOwed,
    /// The biller holds the payer's money in advance.
    PaidAhead,
    /// The biller knows no such account.
    NoAccount,
    /// The biller does not answer, or what it said cannot be relied on.
    Unknown,
    /// Not asked yet: a remote biller, asked card by card.
    Ask,
}

impl Standing {
    /// From a balance that the biller stated: positive owed, negative paid ahead.
    #[must_use]
    pub fn of_balance(balance: Money) -> Self {
        match balance.minor() {
            1.. => Self::Owed,
            0 => Self::NothingOwed,
            _ => Self::PaidAhead,
        }
    }
}
