//! What an audit says: numbers, findings with a stable kind, and how it ends.

use std::fmt;

/// Findings that are listed, the others are counted. A database that was put back by a day has lost as many payments, and
/// each must be named.
const FINDINGS_MAX: usize = 100_000;
/// Notes kept.
const NOTES_MAX: usize = 50;

/// What was found, for programs: [`Kind::as_str`] never changes. docs/runbook.md says what to do about each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "docs/runbook.md describes each")]
pub enum Kind {
    EntryUnbalanced,
    EntryChanged,
    EntryUnexpected,
    EntryMissing,
    EntryDiffers,
    ChainBroken,
    TotalsDiffer,
    PaymentUnreadable,
    PaymentDiffers,
    EventUnexpected,
    SharesDiffer,
    OrderDiffers,
    OrderShared,
    PaymentAsleep,
    RowStray,
    ReceiptDiffers,
    LetterDiffers,
    LeaseDiffers,
    HostedDiffers,
    RegistryDiffers,
    RefundDiffers,
    AlarmDiffers,
    ReceivableChanged,
    BankDiffers,
    BankOrderUnknown,
    BillerDiffers,
    BillerPostingUnknown,
    PutBack,
    AnchorDiffers,
    AnchorInvalid,
    PaymentsMissing,
}

impl Kind {
    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EntryUnbalanced => "entry_unbalanced",
            Self::EntryChanged => "entry_changed",
            Self::EntryUnexpected => "entry_unexpected",
            Self::EntryMissing => "entry_missing",
            Self::EntryDiffers => "entry_differs",
            Self::ChainBroken => "chain_broken",
            Self::TotalsDiffer => "totals_differ",
            Self::PaymentUnreadable => "payment_unreadable",
            Self::PaymentDiffers => "payment_differs",
            Self::EventUnexpected => "event_unexpected",
            Self::SharesDiffer => "shares_differ",
            Self::OrderDiffers => "order_differs",
            Self::OrderShared => "order_shared",
            Self::PaymentAsleep => "payment_asleep",
            Self::RowStray => "row_stray",
            Self::ReceiptDiffers => "receipt_differs",
            Self::LetterDiffers => "letter_differs",
            Self::LeaseDiffers => "lease_differs",
            Self::RefundDiffers => "refund_differs",
            Self::AlarmDiffers => "alarm_differs",
            Self::HostedDiffers => "hosted_differs",
            Self::RegistryDiffers => "registry_differs",
            Self::ReceivableChanged => "receivable_changed",
            Self::BankDiffers => "bank_differs",
            Self::BankOrderUnknown => "bank_order_unknown",
            Self::BillerDiffers => "biller_differs",
            Self::BillerPostingUnknown => "biller_posting_unknown",
            Self::PutBack => "put_back",
            Self::AnchorDiffers => "anchor_differs",
            Self::AnchorInvalid => "anchor_invalid",
            Self::PaymentsMissing => "payments_missing",
        }
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is.
    pub kind: Kind,
    /// The payment it is about, where there is one; also one that is missing here.
    pub payment: Option<String>,
    /// For a person.
    pub words: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}  ", self.kind.as_str())?;
        if let Some(payment) = &self.payment {
            write!(f, "payment {payment}: ")?;
        }
        f.write_str(&self.words)
    }
}

/// How an audit ends. A check that could not be made is never *clean*.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Everything agrees.
    Clean,
    /// Something does not.
    Findings,
    /// Nothing was found, and not every question was answered.
    NotChecked,
}

/// What was checked, and what was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuditReport {
    /// Journal entries whose sums and chain were checked.
    pub entries: u64,
    /// Entries not sealed yet (their sums were checked, their chain cannot be).
    pub unsealed: u64,
    /// Payments rebuilt from their events and compared with every table.
    pub payments: u64,
    /// Of them, captured.
    pub captured: u64,
    /// Of them, not ended yet.
    pub open: u64,
    /// Of them, begun under older rules: their state could not be replayed, the rest was compared.
    pub older: u64,
    /// Qəpik taken less given back, by the payments.
    pub taken_minor: i64,
    /// Orders compared with the bank's book.
    pub orders: u64,
    /// Postings compared with the billers' books.
    pub postings: u64,
    /// Rows of receivables compared with what was taken in.
    pub receivables: u64,
    /// Anchors compared with the chain.
    pub anchors: u64,
    /// Questions that were not answered: not compared.
    pub unanswered: u64,
    /// How many findings there are.
    pub found: u64,
    /// The first of them.
    pub findings: Vec<Finding>,
    /// What this audit did not do, and why.
    pub notes: Vec<String>,
}

impl AuditReport {
    /// How it ends.
    #[must_use]
    pub const fn verdict(&self) -> Verdict {
        match (self.found, self.unanswered) {
            (0, 0) => Verdict::Clean,
            (0, _) => Verdict::NotChecked,
            _ => Verdict::Findings,
        }
    }

    /// True when nothing was found and nothing was left unanswered.
    #[must_use]
    pub const fn is_clean(&self) -> bool {
        matches!(self.verdict(), Verdict::Clean)
    }

    /// True when something of this kind was found.
    #[must_use]
    pub fn has(&self, kind: Kind) -> bool {
        self.findings.iter().any(|finding| finding.kind == kind)
    }

    pub(super) fn find(&mut self, kind: Kind, payment: Option<&str>, words: impl Into<String>) {
        self.found += 1;
        if self.findings.len() < FINDINGS_MAX {
            self.findings.push(Finding { kind, payment: payment.map(str::to_owned), words: words.into() });
        }
    }

    pub(super) fn note(&mut self, words: impl Into<String>) {
        let words = words.into();
        if self.notes.len() < NOTES_MAX && !self.notes.contains(&words) {
            self.notes.push(words);
        }
    }

    /// A question that nobody answered.
    pub(super) fn unanswered(&mut self, words: impl Into<String>) {
        self.unanswered += 1;
        self.note(words);
    }
}
