//! A posting and its fate: booked, refused, a tombstone, or taken back.

use serde::{Deserialize, Serialize};

/// What a `PUT` asked for. Two calls of one id are the same call when all of this is the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Subscriber code.
    pub account: String,
    /// Kind of charge.
    pub charge: String,
    /// Amount in qəpik.
    pub amount_minor: i64,
    /// Always AZN.
    pub currency: String,
    /// When the payer paid, as the portal wrote it.
    pub paid_at: String,
}

/// What became of it. Times in seconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
#[allow(missing_docs, reason = "the contract's own words")]
pub enum Fate {
    Accepted { reference: String, at: i64 },
    Refused { code: String },
    Cancelled,
    Reversed { reference: String, at: i64 },
}

impl Fate {
    /// The contract's status.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Accepted { .. } => "accepted",
            Self::Refused { .. } => "refused",
            Self::Cancelled => "cancelled",
            Self::Reversed { .. } => "reversed",
        }
    }

    /// The biller's own reference, when it booked.
    #[must_use]
    pub fn reference(&self) -> Option<&str> {
        match self {
            Self::Accepted { reference, .. } | Self::Reversed { reference, .. } => Some(reference),
            Self::Refused { .. } | Self::Cancelled => None,
        }
    }

    /// The code of a refusal.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Refused { code } => Some(code),
            _ => None,
        }
    }
}

/// One posting.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Posting {
    /// The portal's item id: the idempotency key.
    pub id: String,
    /// What was asked for; nothing when it was cancelled before it came.
    pub asked: Option<Asked>,
    /// What became of it.
    pub fate: Fate,
}

impl Posting {
    /// What this posting takes off the account's balance.
    #[must_use]
    pub fn booked_minor(&self) -> i64 {
        match (&self.fate, &self.asked) {
            (Fate::Accepted { .. }, Some(asked)) => asked.amount_minor,
            _ => 0,
        }
    }

    /// Given up: a tombstone unless it was decided before.
    #[must_use]
    pub fn cancelled(known: Option<&Self>, id: &str) -> Self {
        known.cloned().unwrap_or_else(|| Self { id: id.to_owned(), asked: None, fate: Fate::Cancelled })
    }

    /// Taken back; `None` when there is nothing of this amount to take back.
    #[must_use]
    pub fn reversed(&self, amount_minor: i64, now: i64) -> Option<Self> {
        let same_amount = self.asked.as_ref().is_some_and(|asked| asked.amount_minor == amount_minor);
        match &self.fate {
            Fate::Accepted { reference, .. } if same_amount => {
                let fate = Fate::Reversed { reference: reference.clone(), at: now };
                Some(Self { fate, ..self.clone() })
            }
            Fate::Reversed { .. } if same_amount => Some(self.clone()),
            _ => None,
        }
    }
}
