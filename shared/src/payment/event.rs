//! The machine's words: the facts it is told, the intents it answers with.

use super::{AlarmCause, Outcome, Payment, Resolution};
use crate::id::Id;
use crate::money::Money;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What the acquirer says of the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "view")]
pub enum BankView {
    /// Nobody has paid yet.
    Waiting,
    /// The money is held.
    Held {
        /// How much.
        amount: Money,
        /// The payment still holds the lease on every bill.
        lease_live: bool,
    },
    /// The card was declined, for good.
    Declined {
        /// As what it ends.
        outcome: Outcome,
    },
    /// The payer cancelled at the bank's page.
    Cancelled,
    /// The order's time ran out.
    Expired,
    /// The money was taken.
    Cleared {
        /// How much.
        amount: Money,
    },
    /// The hold was given back.
    Voided,
    /// Money taken was given back, in part or whole.
    Refunded {
        /// How much in all.
        amount: Money,
        /// What was taken in all, where the bank says it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        taken: Option<Money>,
    },
    /// The bank does not know the order.
    NoOrder,
    /// A status outside the protocol's list, or no answer: *don't know*.
    Unknown,
}

/// What a biller says of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "answer")]
pub enum BillerAnswer {
    /// Booked.
    Accepted {
        /// The biller's reference.
        reference: String,
        /// When.
        at: Timestamp,
    },
    /// No.
    Refused {
        /// The biller's code.
        code: String,
    },
    /// A tombstone lies there.
    Tombstoned,
    /// Asked, and nothing lies under that key. Not a no: the post may still be on its way.
    /// Never the answer to a post, a cancel or a reverse: there a 404 is [`BillerAnswer::Unknown`].
    NotFound,
    /// A booking was taken back.
    Reversed,
    /// *Don't know.*
    Unknown,
}

/// An answer to a call that changes something at the acquirer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Done.
    Yes,
    /// Not done.
    No,
    /// *Don't know.*
    Unknown,
}

/// A fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum Event {
    /// The acquirer's answer to opening the order of an attempt.
    Opened {
        /// Whose answer it is.
        attempt: u8,
        /// Yes: the page's address is known. Unknown: the order, if any, is an orphan nobody can pay.
        answer: Answer,
    },
    /// What the bank says of the order, asked.
    Bank(BankView),
    /// The payer cancelled on our pages.
    PayerCancelled,
    /// A biller's answer.
    Item {
        /// Whose.
        id: Id,
        /// What.
        answer: BillerAnswer,
    },
    /// The answer to a capture.
    CaptureAnswered(Answer),
    /// The answer to a void.
    VoidAnswered(Answer),
    /// An operator asks for money to be given back.
    RefundAsked {
        /// The case it is for; absent in events of before there were cases.
        #[serde(default)]
        refund: Option<Id>,
        /// How much.
        amount: Money,
    },
    /// The answer to a refund.
    RefundAnswered(Answer),
    /// Two operators resolved an alarm. Fed only while no call that may change something is in flight.
    Resolved {
        /// The alarm's case.
        case: Id,
        /// What they decided.
        resolution: Resolution,
    },
    /// Time passed and no effect of this payment is stored, claimed or on its way.
    Tick,
}

/// An intent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "effect")]
pub enum Effect {
    /// Open an order over the total.
    OpenOrder {
        /// Under which attempt.
        attempt: u8,
    },
    /// Ask the bank for the order's status.
    AskBank,
    /// Post an item to its biller.
    PostItem {
        /// Which.
        id: Id,
    },
    /// Ask the biller what became of an item.
    AskItem {
        /// Which.
        id: Id,
    },
    /// Ask the biller to leave a tombstone.
    CancelItem {
        /// Which.
        id: Id,
    },
    /// Ask the biller to take a booking back.
    ReverseItem {
        /// Which.
        id: Id,
    },
    /// Take the money.
    Capture {
        /// How much.
        amount: Money,
    },
    /// Give the hold back.
    Void,
    /// Give money back.
    Refund {
        /// How much.
        amount: Money,
    },
    /// In the same unit of work: the capture's journal entry, the receipt and its message.
    RecordCapture {
        /// What was taken.
        amount: Money,
    },
    /// In the same unit of work: the refund's journal entry.
    RecordRefund {
        /// The case it is for.
        #[serde(default)]
        refund: Option<Id>,
        /// What was given back.
        amount: Money,
    },
    /// In the same unit of work: the journal entry of what billers keep and nobody pays, or of what the bank will not pay.
    RecordWriteOff {
        /// The alarm's case.
        case: Id,
        /// How much.
        amount: Money,
    },
    /// In the same unit of work: the journal entry of what the bank took beyond our sum, or below it.
    RecordAdjustment {
        /// The alarm's case.
        case: Id,
        /// More owed to the payer; negative: less.
        excess: Money,
        /// More that the operator bears; negative: less.
        short: Money,
    },
    /// In the same unit of work: the journal entry of an excess that the bank has given back.
    RecordReturned {
        /// How much.
        amount: Money,
    },
    /// In the same unit of work: the case is at the bank.
    RecordRefundTaken {
        /// Which.
        refund: Id,
    },
    /// In the same unit of work: the bank refused the case.
    RecordRefundRefused {
        /// Which.
        refund: Id,
    },
    /// In the same unit of work: let the bills go, all that are still kept.
    ReleaseLeases,
    /// In the same unit of work: let one bill go; others are still kept.
    ReleaseLease {
        /// Which item's.
        id: Id,
    },
    /// In the same unit of work: tell the operator.
    Alarm {
        /// Why.
        #[serde(default)]
        cause: AlarmCause,
    },
}

impl Effect {
    /// True for an effect on our own records, written with the new state and never performed later.
    #[must_use]
    pub const fn is_record(&self) -> bool {
        matches!(self, Self::RecordCapture { .. } | Self::RecordRefund { .. } | Self::RecordWriteOff { .. } | Self::RecordAdjustment { .. })
            || matches!(self, Self::RecordReturned { .. })
            || matches!(self, Self::RecordRefundTaken { .. } | Self::RecordRefundRefused { .. })
            || matches!(self, Self::ReleaseLeases | Self::ReleaseLease { .. } | Self::Alarm { .. })
    }
}

/// Why an event changed nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransitionError {
    /// The state has no use for it: late, doubled or out of order. Safe to drop.
    NotExpected,
    /// No such item.
    UnknownItem,
    /// More money than there is.
    Amount,
}

/// The payment after an event, and what is to be done. An error changes nothing.
pub type Applied = Result<(Payment, Vec<Effect>), TransitionError>;
