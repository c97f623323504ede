//! Double entry: accounts, entries that balance or cannot be built, and the entry each event of a payment makes.

use crate::money::Money;
use crate::payment::{Payment, Posting, State};
use crate::refund::{Refund, Share};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An account of the ledger, by name:
/// `acquirer:ID` what the bank owes us (asset) · `biller:ID` what we owe a biller (liability) · `recoverable:ID` what a
/// biller has to take back (asset) · `fees` our income · `costs` what the operator bears ·
/// `payers` what was taken beyond what was owed (liability).
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

    /// Given back to a payer and not yet taken back by the biller.
    #[must_use]
    pub fn recoverable(biller: &str) -> Self {
        Self(format!("recoverable:{biller}"))
    }

    /// What the operator bears itself.
    #[must_use]
    pub fn costs() -> Self {
        Self("costs".to_owned())
    }

    /// Taken beyond what was owed: to be given back to payers.
    #[must_use]
    pub fn payers() -> Self {
        Self("payers".to_owned())
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
    /// A biller took its share of a refund back.
    BillerReversal,
    /// A biller could not: the operator bears its share of a refund.
    OperatorCost,
    /// What nobody will pay any more.
    WriteOff,
    /// Another resolution of an alarm.
    Adjustment,
}

impl EntryKind {
    /// The stored text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Capture => "capture",
            Self::Refund => "refund",
            Self::BillerReversal => "biller_reversal",
            Self::OperatorCost => "operator_cost",
            Self::WriteOff => "write_off",
            Self::Adjustment => "adjustment",
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

/// The entry of a refund case at the bank's yes: the bank owes us less; each biller's share is to be had back from the
/// biller; fees given back are no income.
///
/// # Errors
/// [`LedgerError`].
pub fn refund_case_entry(refund: &Refund, acquirer: &str) -> Result<JournalEntry, LedgerError> {
    let total = refund.total().ok_or(LedgerError::Overflow)?;
    let fees = Money::sum(refund.shares.iter().map(|share| share.fee)).ok_or(LedgerError::Overflow)?;
    let mut postings = vec![LedgerPosting { account: LedgerAccount::acquirer(acquirer), amount: total.negated() }];
    let shares = refund.shares.iter().filter(|share| share.amount != Money::ZERO);
    postings.extend(shares.map(|share| LedgerPosting { account: LedgerAccount::recoverable(&share.biller), amount: share.amount }));
    if fees != Money::ZERO {
        postings.push(LedgerPosting { account: LedgerAccount::fees(), amount: fees });
    }
    JournalEntry::try_new(EntryKind::Refund, postings)
}

/// The entry of a biller's yes: we owe the biller less.
///
/// # Errors
/// [`LedgerError`].
pub fn biller_reversal_entry(share: &Share) -> Result<JournalEntry, LedgerError> {
    recovered(EntryKind::BillerReversal, LedgerAccount::biller(&share.biller), share)
}

/// The entry of a biller's no: the operator bears the share.
///
/// # Errors
/// [`LedgerError`].
pub fn operator_cost_entry(share: &Share) -> Result<JournalEntry, LedgerError> {
    recovered(EntryKind::OperatorCost, LedgerAccount::costs(), share)
}

/// The entry of a biller's late yes: what was written off is off what we owe it.
///
/// # Errors
/// [`LedgerError`].
pub fn recovered_entry(share: &Share) -> Result<JournalEntry, LedgerError> {
    let postings = vec![
        LedgerPosting { account: LedgerAccount::biller(&share.biller), amount: share.amount },
        LedgerPosting { account: LedgerAccount::costs(), amount: share.amount.negated() },
    ];
    JournalEntry::try_new(EntryKind::BillerReversal, postings)
}

fn recovered(kind: EntryKind, from: LedgerAccount, share: &Share) -> Result<JournalEntry, LedgerError> {
    let back = LedgerPosting { account: LedgerAccount::recoverable(&share.biller), amount: share.amount.negated() };
    JournalEntry::try_new(kind, vec![LedgerPosting { account: from, amount: share.amount }, back])
}

/// The entry of a write-off. Captured: the bank pays that much less. Otherwise the billers are owed what they keep, and
/// nobody paid it.
///
/// # Errors
/// [`LedgerError`].
pub fn write_off_entry(payment: &Payment, acquirer: &str, amount: Money) -> Result<JournalEntry, LedgerError> {
    let mut postings = vec![LedgerPosting { account: LedgerAccount::costs(), amount }];
    if matches!(payment.state, State::Captured { .. }) {
        postings.push(LedgerPosting { account: LedgerAccount::acquirer(acquirer), amount: amount.negated() });
    } else {
        let kept = payment.items.iter().filter(|item| item.posting == Posting::WrittenOff);
        postings.extend(kept.map(|item| LedgerPosting { account: LedgerAccount::biller(&item.biller), amount: item.amount.negated() }));
    }
    JournalEntry::try_new(EntryKind::WriteOff, postings)
}

/// The entry of a difference between what the bank took and what was to be taken: `excess` is the payers', `short` is borne
/// by us; either may be negative, a correction of before.
///
/// # Errors
/// [`LedgerError`].
pub fn adjustment_entry(acquirer: &str, excess: Money, short: Money) -> Result<JournalEntry, LedgerError> {
    let amount = excess.checked_sub(short).ok_or(LedgerError::Overflow)?;
    let parts = [(LedgerAccount::acquirer(acquirer), amount), (LedgerAccount::payers(), excess.negated()), (LedgerAccount::costs(), short)];
    let postings = parts.into_iter().filter(|(_, amount)| *amount != Money::ZERO);
    JournalEntry::try_new(EntryKind::Adjustment, postings.map(|(account, amount)| LedgerPosting { account, amount }).collect())
}

/// The entry of an excess that the bank has given back to its payer.
///
/// # Errors
/// [`LedgerError`].
pub fn returned_entry(acquirer: &str, amount: Money) -> Result<JournalEntry, LedgerError> {
    let postings = vec![
        LedgerPosting { account: LedgerAccount::acquirer(acquirer), amount: amount.negated() },
        LedgerPosting { account: LedgerAccount::payers(), amount },
    ];
    JournalEntry::try_new(EntryKind::Adjustment, postings)
}

/// The entry of a refund that names no bills, from before there were cases: the reverse of a capture, over `amount`.
/// Whole shares are taken from the billers in the order of the items, what is left from the fees.
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

    fn share(biller: &str, amount: i64, fee: i64) -> Share {
        let id = crate::id::Id::from_bytes([1; 16]);
        let reversal = crate::refund::Reversal::Planned;
        Share { item: id.clone(), id, biller: biller.to_owned(), amount: Money::from_minor(amount), fee: Money::from_minor(fee), reversal }
    }

    #[test]
    fn m2_a_refund_takes_back_exactly_the_bill_it_names() {
        let case = |shares| Refund::new(shares, false, crate::time::Timestamp::default(), 1);
        let lines = |entry: JournalEntry| entry.canonical();
        let one = refund_case_entry(&case(vec![share("electricity", 2336, 18)]), "kapital").map(lines);
        assert_eq!(one.as_deref(), Ok("refund\nacquirer:kapital=-2354\nfees=18\nrecoverable:electricity=2336"));
        let fee = refund_case_entry(&case(vec![share("electricity", 0, 18)]), "kapital").map(lines);
        assert_eq!(fee.as_deref(), Ok("refund\nacquirer:kapital=-18\nfees=18"));
        let back = biller_reversal_entry(&share("electricity", 2336, 18)).map(lines);
        assert_eq!(back.as_deref(), Ok("biller_reversal\nbiller:electricity=2336\nrecoverable:electricity=-2336"));
        let cost = operator_cost_entry(&share("electricity", 2336, 18)).map(lines);
        assert_eq!(cost.as_deref(), Ok("operator_cost\ncosts=2336\nrecoverable:electricity=-2336"));
    }
}
