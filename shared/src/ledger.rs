//! Double entry: accounts, entries that balance or cannot be built, and the entry each event of a payment makes.

use crate::money::Money;
use crate::payment::Payment;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An account of the ledger, by name:
/// `acquirer:ID` what the bank owes us (asset) · `biller:ID` what we owe a biller (liability) · `fees` our income.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LedgerAccount(String);

impl LedgerAccount {
    /// What an acquirer owes us.
    #[must_use]
    pub fn acquirer(id: &str) -> Self {
        Self(format!("acquirer:{id}"))
    }

    /// What we owe a biller.
    #[must_use]
    pub fn biller(id: &str) -> Self {
        Self(format!("biller:{id}"))
    }

    /// Fees earned.
    #[must_use]
    pub fn fees() -> Self {
        Self("fees".to_owned())
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One debit (positive) or credit (negative).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerPosting {
    /// Where.
    pub account: LedgerAccount,
    /// Debit positive, credit negative; never zero.
    pub amount: Money,
}

/// What an entry records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// Money taken.
    Capture,
    /// Money given back: a new, reversing entry.
    Refund,
}

impl EntryKind {
    /// The stored text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Capture => "capture",
            Self::Refund => "refund",
        }
    }
}

/// A balanced entry: at least two postings, none zero, their sum zero.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalEntry {
    kind: EntryKind,
    postings: Vec<LedgerPosting>,
}

/// Why an entry cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LedgerError {
    /// Fewer than two postings.
    TooFew,
    /// A posting of zero.
    Zero,
    /// Debits and credits differ.
    Unbalanced,
    /// A sum outside an `i64`.
    Overflow,
}

impl JournalEntry {
    /// Builds an entry; postings of one account are added up.
    ///
    /// # Errors
    /// [`LedgerError`].
    pub fn try_new(kind: EntryKind, postings: Vec<LedgerPosting>) -> Result<Self, LedgerError> {
        let mut by_account: BTreeMap<LedgerAccount, Money> = BTreeMap::new();
        for posting in postings {
            let sum = by_account.entry(posting.account).or_default();
            *sum = sum.checked_add(posting.amount).ok_or(LedgerError::Overflow)?;
        }
        if by_account.len() < 2 {
            return Err(LedgerError::TooFew);
        }
        if by_account.values().any(|m| *m == Money::ZERO) {
            return Err(LedgerError::Zero);
        }
        match Money::sum(by_account.values().copied()) {
            Some(Money::ZERO) => {}
            Some(_) => return Err(LedgerError::Unbalanced),
            None => return Err(LedgerError::Overflow),
        }
        let postings = by_account.into_iter().map(|(account, amount)| LedgerPosting { account, amount }).collect();
        Ok(Self { kind, postings })
    }

    /// What it records.
    #[must_use]
    pub const fn kind(&self) -> EntryKind {
        self.kind
    }

    /// Its postings, ordered by account.
    #[must_use]
    pub fn postings(&self) -> &[LedgerPosting] {
        &self.postings
    }

    /// The text that the hash chain covers: kind, then `account=amount` lines.
    #[must_use]
    pub fn canonical(&self) -> String {
        let mut text = String::from(self.kind.as_str());
        for posting in &self.postings {
            text.push('\n');
            text.push_str(posting.account.as_str());
            text.push('=');
            text.push_str(&posting.amount.minor().to_string());
        }
        text
    }
}

/// The entry of a capture: the bank owes us what it took; we owe the billers their shares; the fees are ours.
///
/// # Errors
/// [`LedgerError`], when nothing was accepted or sums overflow.
pub fn capture_entry(payment: &Payment, acquirer: &str) -> Result<JournalEntry, LedgerError> {
    let accepted = || payment.items.iter().filter(|i| i.posting.is_accepted());
    let total = payment.accepted_total().ok_or(LedgerError::Overflow)?;
    let fees = Money::sum(accepted().map(|i| i.fee)).ok_or(LedgerError::Overflow)?;
    let mut postings = vec![LedgerPosting { account: LedgerAccount::acquirer(acquirer), amount: total }];
    postings.extend(accepted().map(|i| LedgerPosting { account: LedgerAccount::biller(&i.biller), amount: i.amount.negated() }));
    if fees != Money::ZERO {
        postings.push(LedgerPosting { account: LedgerAccount::fees(), amount: fees.negated() });
    }
    JournalEntry::try_new(EntryKind::Capture, postings)
}

/// The entry of a refund: the reverse of a capture, over `amount`. Whole shares are taken from the billers in the
/// order of the items, what is left from the fees.
///
/// # Errors
/// [`LedgerError`].
pub fn refund_entry(payment: &Payment, acquirer: &str, before: Money, amount: Money) -> Result<JournalEntry, LedgerError> {
    let mut skip = before.minor();
    let mut left = amount.minor();
    let mut postings = vec![LedgerPosting { account: LedgerAccount::acquirer(acquirer), amount: amount.negated() }];
    let accepted = || payment.items.iter().filter(|i| i.posting.is_accepted());
    let shares = accepted()
        .map(|i| (LedgerAccount::biller(&i.biller), i.amount.minor()))
        .chain(accepted().map(|i| (LedgerAccount::fees(), i.fee.minor())));
    for (account, share) in shares {
        let passed = share.min(skip);
        let taken = (share - passed).min(left);
        skip -= passed;
        left -= taken;
        if taken > 0 {
            postings.push(LedgerPosting { account, amount: Money::from_minor(taken) });
        }
    }
    JournalEntry::try_new(EntryKind::Refund, postings)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posting(account: &str, minor: i64) -> LedgerPosting {
        LedgerPosting { account: LedgerAccount(account.to_owned()), amount: Money::from_minor(minor) }
    }

    #[test]
    fn an_entry_balances_or_cannot_be_built() {
        assert!(JournalEntry::try_new(EntryKind::Capture, vec![posting("a", 5), posting("b", -5)]).is_ok());
        let wrong = |p| JournalEntry::try_new(EntryKind::Capture, p).err();
        assert_eq!(wrong(vec![posting("a", 5), posting("b", -4)]), Some(LedgerError::Unbalanced));
        assert_eq!(wrong(vec![posting("a", 0)]), Some(LedgerError::TooFew));
        assert_eq!(wrong(vec![posting("a", 1), posting("a", -1), posting("b", 0)]), Some(LedgerError::Zero));
        assert_eq!(wrong(vec![posting("a", i64::MAX), posting("a", 1)]), Some(LedgerError::Overflow));
    }
}
