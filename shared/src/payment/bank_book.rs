//! How the bank's book of a captured order stands beside ours: what it took or gave back that nobody here asked for, what
//! of it was settled, and what its last word leaves undecided.

use crate::money::Money;
use serde::{Deserialize, Serialize};

/// The bank has taken `amount + excess − short + taken_beyond`, and given back
/// `refunded + returned + given_off + given_beyond`. Only `taken_beyond` can be negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct BankDifference {
    /// Taken beyond our sum: owed to the payer.
    pub excess: Money,
    /// Of the excess, given back by the bank's own word.
    pub returned: Money,
    /// Taken less than our sum: the operator bears it.
    pub short: Money,
    /// Given back unasked, and written off.
    pub given_off: Money,
    /// By the bank's last word, and not settled: taken beyond all of this; negative: less.
    pub taken_beyond: Money,
    /// By the bank's last word, and not settled: given back beyond all of this.
    pub given_beyond: Money,
}

/// What a settlement adds to the excess and to what the operator bears; negative: takes off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Settled {
    pub(super) excess: Money,
    pub(super) short: Money,
}

impl BankDifference {
    /// Of the excess, what the payer has not got back.
    #[must_use]
    pub const fn owed(&self) -> Money {
        Money::from_minor(self.excess.minor().saturating_sub(self.returned.minor()))
    }

    /// What the bank's book has beyond ours by what was settled; negative: it has less.
    #[must_use]
    pub const fn net(&self) -> Money {
        Money::from_minor(self.owed().minor().saturating_sub(self.short.minor()).saturating_sub(self.given_off.minor()))
    }

    /// True while a person has to say what the bank's last word was.
    #[must_use]
    pub fn is_undecided(&self) -> bool {
        self.taken_beyond != Money::ZERO || self.given_beyond != Money::ZERO
    }

    /// What the bank must have taken, where we took `amount`. `None` on overflow.
    #[must_use]
    pub fn taken(&self, amount: Money) -> Option<Money> {
        amount.checked_add(self.excess)?.checked_sub(self.short)
    }

    /// What the bank must have given back, where we asked for `refunded`. `None` on overflow.
    #[must_use]
    pub fn given(&self, refunded: Money) -> Option<Money> {
        refunded.checked_add(self.returned)?.checked_add(self.given_off)
    }

    /// The bank's word of what it took; `None`: it has not said it.
    pub(super) fn hear_taken(&mut self, amount: Money, said: Option<Money>) -> Option<()> {
        if let Some(said) = said {
            self.taken_beyond = said.checked_sub(self.taken(amount)?)?;
        }
        Some(())
    }

    /// Given back beyond what is owed: by nobody's wish that is known here.
    #[must_use]
    pub fn unasked(&self) -> Money {
        Money::from_minor(self.given_beyond.minor().saturating_sub(self.owed().minor())).max(Money::ZERO)
    }

    /// The bank's word of what it gave back. An excess comes first: answers what of it came back by this word and the one
    /// before, for one word alone may be a slip. Less than we know of is no difference: the bank is behind.
    pub(super) fn hear_given(&mut self, refunded: Money, said: Money) -> Option<Money> {
        let beyond = said.checked_sub(self.given(refunded)?)?.max(Money::ZERO);
        let returned = beyond.min(self.owed()).min(self.given_beyond);
        self.returned = self.returned.checked_add(returned)?;
        self.given_beyond = beyond.checked_sub(returned)?;
        Some(returned)
    }

    /// What the bank took is taken for true: more is first what it had taken less, then the payer's; less is first an
    /// excess that it does not have, then ours to bear.
    pub(super) fn settle_taken(&mut self, beyond: Money) -> Option<Settled> {
        self.taken_beyond = Money::ZERO;
        if beyond.is_positive() {
            return self.settle_more(beyond);
        }
        let less = beyond.negated();
        let never_taken = less.min(self.owed());
        let short = less.checked_sub(never_taken)?;
        self.excess = self.excess.checked_sub(never_taken)?;
        self.short = self.short.checked_add(short)?;
        Some(Settled { excess: never_taken.negated(), short })
    }

    fn settle_more(&mut self, beyond: Money) -> Option<Settled> {
        let found = beyond.min(self.short);
        let excess = beyond.checked_sub(found)?;
        self.short = self.short.checked_sub(found)?;
        self.excess = self.excess.checked_add(excess)?;
        // What was written off as given back was this excess.
        let returned = self.owed().min(self.given_off);
        self.returned = self.returned.checked_add(returned)?;
        self.given_off = self.given_off.checked_sub(returned)?;
        Some(Settled { excess: excess.checked_sub(returned)?, short: found.checked_add(returned)?.negated() })
    }

    /// What the bank gave back unasked is ours to bear.
    pub(super) fn write_off_unasked(&mut self) -> Option<()> {
        let unasked = self.unasked();
        self.given_off = self.given_off.checked_add(unasked)?;
        self.given_beyond = self.given_beyond.checked_sub(unasked)?;
        Some(())
    }
}
