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
    /// What was asked to be taken back of it, in part or whole, under keys of their own.
    #[serde(default)]
    pub reversals: Vec<Reversal>,
}

/// One request to take a part of a posting back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reversal {
    /// The portal's key.
    pub id: String,
    /// In qəpik.
    pub amount_minor: i64,
    /// Seconds since 1970.
    pub at: i64,
    /// Why not, when it was refused: final.
    pub refused: Option<String>,
}

impl Posting {
    /// What this posting takes off the account's balance: what was booked less what was taken back.
    #[must_use]
    pub fn booked_minor(&self) -> i64 {
        match (&self.fate, &self.asked) {
            (Fate::Accepted { .. }, Some(asked)) => asked.amount_minor - self.taken_back_minor(),
            _ => 0,
        }
    }

    fn taken_back_minor(&self) -> i64 {
        self.reversals.iter().filter(|reversal| reversal.refused.is_none()).map(|reversal| reversal.amount_minor).sum()
    }

    /// With one more reversal: taken back, or refused with `refuse` or because there is not so much.
    #[must_use]
    pub fn with_reversal(&self, id: &str, amount_minor: i64, refuse: Option<&str>, now: i64) -> Self {
        let too_much = amount_minor <= 0 || amount_minor > self.booked_minor();
        let refused = refuse.or_else(|| too_much.then_some("amount_not_allowed")).map(str::to_owned);
        let mut after = self.clone();
        after.reversals.push(Reversal { id: id.to_owned(), amount_minor, at: now, refused });
        if let (Fate::Accepted { reference, .. }, 0) = (&after.fate, after.booked_minor()) {
            after.fate = Fate::Reversed { reference: reference.clone(), at: now };
        }
        after
    }

    /// Given up: a tombstone unless it was decided before.
    #[must_use]
    pub fn cancelled(known: Option<&Self>, id: &str) -> Self {
        known.cloned().unwrap_or_else(|| Self { id: id.to_owned(), asked: None, fate: Fate::Cancelled, reversals: Vec::new() })
    }

    /// Taken back; `None` when there is nothing of this amount to take back.
    #[must_use]
    pub fn reversed(&self, amount_minor: i64, now: i64) -> Option<Self> {
        let same_amount = self.asked.as_ref().is_some_and(|asked| asked.amount_minor == amount_minor);
        match &self.fate {
            Fate::Accepted { reference, .. } if same_amount && self.taken_back_minor() == 0 => {
                let fate = Fate::Reversed { reference: reference.clone(), at: now };
                Some(Self { fate, ..self.clone() })
            }
            Fate::Reversed { .. } if same_amount => Some(self.clone()),
            _ => None,
        }
    }
}
