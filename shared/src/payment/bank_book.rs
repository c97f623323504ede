//! How the bank's book of an order stands beside ours: what it took or gave back that nobody here asked for.

use crate::money::Money;
use serde::{Deserialize, Serialize};

/// Differences that were settled, and one that was not. None is negative. The bank has taken
/// `amount + excess − short`, and given back `refunded + returned + given_off + unasked`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct BankDifference {
    /// Taken beyond our sum, by an operator's resolution: owed to the payer.
    pub excess: Money,
    /// Of the excess, given back by the bank's own word.
    pub returned: Money,
    /// Taken less than our sum: the operator bears it.
    pub short: Money,
    /// Given back unasked, and written off.
    pub given_off: Money,
    /// Given back unasked, by the bank's last word; a person is to decide what it was.
    pub unasked: Money,
}

impl BankDifference {
    /// Of the excess, what the payer has not got back.
    #[must_use]
    pub const fn owed(&self) -> Money {
        Money::from_minor(self.excess.minor().saturating_sub(self.returned.minor()))
    }

    /// What the bank's book has beyond ours once all of it is settled; negative: it has less.
    #[must_use]
    pub const fn net(&self) -> Money {
        Money::from_minor(self.owed().minor().saturating_sub(self.short.minor()).saturating_sub(self.given_off.minor()))
    }

    /// What the bank must have taken, where we took `amount`. `None` on overflow.
    #[must_use]
    pub const fn taken(&self, amount: Money) -> Option<Money> {
        match amount.checked_add(self.excess) {
            Some(more) => more.checked_sub(self.short),
            None => None,
        }
    }

    /// What the bank must have given back, where we asked for `refunded`, without what is undecided. `None` on overflow.
    #[must_use]
    pub const fn given(&self, refunded: Money) -> Option<Money> {
        match refunded.checked_add(self.returned) {
            Some(more) => more.checked_add(self.given_off),
            None => None,
        }
    }

    /// Writes off what the bank does not have: first what it gave back unasked, the rest it took less.
    pub(super) fn write_off(&mut self, amount: Money) -> Option<()> {
        let given = amount.min(self.unasked);
        self.short = self.short.checked_add(amount.checked_sub(given)?)?;
        self.given_off = self.given_off.checked_add(given)?;
        self.unasked = self.unasked.checked_sub(given)?;
        Some(())
    }
}
