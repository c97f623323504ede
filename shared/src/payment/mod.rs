//! A payment: what is paid, how far its money has come, and the pure machine that moves it.

mod alarm;
mod bank_book;
mod event;
pub mod journey;
pub mod machine;
mod machine_bank;
mod machine_captured;
mod machine_items;
mod machine_operator;
mod machine_refund;
mod resolution;

pub use machine_operator::{is_exact, resolutions};
pub use resolution::Resolution;

pub use alarm::AlarmCause;
pub use bank_book::BankDifference;

use crate::id::Id;
use crate::money::Money;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Most items in one payment.
pub const ITEMS_MAX: usize = 20;
/// Orders opened for one payment before giving up: each *don't know* orphans one.
pub const OPEN_ATTEMPTS_MAX: u8 = 3;

/// A payment's whole memory. Every change goes through [`machine::apply`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// Its bills' shares, 1–[`ITEMS_MAX`].
    pub items: Vec<Item>,
    /// How far it is.
    pub state: State,
    /// When what is overdue.
    pub deadlines: Deadlines,
    /// When the bank said that the money is held.
    pub held_at: Option<Timestamp>,
    /// When the money was taken.
    pub captured_at: Option<Timestamp>,
    /// When the refund under way was asked for, or the last one.
    #[serde(default)]
    pub refund_asked_at: Option<Timestamp>,
    /// Closed, but the bank's page may still take another card: ticks go on until its order is over.
    #[serde(default)]
    pub watched: bool,
    /// Definite refusals of the capture or the void under way.
    #[serde(default)]
    pub refusals: u8,
    /// The bank was asked once more, some time after the capture, and said what we know.
    #[serde(default)]
    pub rechecked: bool,
    /// Alarms raised; one of a cause is enough, until an end is reached or a refund asked for.
    #[serde(default)]
    pub alarms: Vec<AlarmCause>,
    /// When an operator had bank or billers asked again: what is overdue counts from there.
    #[serde(default)]
    pub asked_again_at: Option<Timestamp>,
    /// How the bank's book stands beside ours.
    #[serde(default)]
    pub difference: BankDifference,
    /// Two people said that the last refund was not given back: the bank is asked before the next one goes out.
    #[serde(default)]
    pub ask_first: bool,
    /// Unwinding, and the bank still holds the money: it is given back once nothing is booked.
    #[serde(default)]
    pub hold_kept: bool,
}

/// One bill's share of a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Also the key under which the biller books it.
    pub id: Id,
    /// Whom it goes to.
    pub biller: String,
    /// What the biller gets.
    pub amount: Money,
    /// What the payer pays on top.
    pub fee: Money,
    /// What the biller said.
    pub posting: Posting,
}

impl Item {
    /// Amount and fee together.
    #[must_use]
    pub fn total(&self) -> Option<Money> {
        self.amount.checked_add(self.fee)
    }
}

/// One item at its biller. Settled only by a yes, a no or a confirmed tombstone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "posting")]
pub enum Posting {
    /// The money is not held yet.
    Planned,
    /// Sent, no answer that settles it.
    Sent,
    /// Past the deadline: the biller was asked to cancel and has not confirmed.
    Cancelling,
    /// Booked.
    Accepted {
        /// The biller's own reference.
        reference: String,
        /// When the biller booked it.
        at: Timestamp,
    },
    /// The biller said no.
    Refused {
        /// The biller's code.
        code: String,
    },
    /// The biller confirmed a tombstone: it can never be booked.
    Cancelled,
    /// Booked, and asked to be taken back: nothing is taken for it.
    Reversing,
    /// Taken back.
    Reversed,
    /// Booked for good, though nobody paid: the operator bears it.
    WrittenOff,
}

impl Posting {
    /// True once nothing at the biller can change by itself.
    #[must_use]
    pub const fn is_settled(&self) -> bool {
        matches!(self, Self::Accepted { .. } | Self::Refused { .. } | Self::Cancelled | Self::Reversed | Self::WrittenOff)
    }

    /// True while the biller was asked for something and has not said what became of it.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::Sent | Self::Cancelling | Self::Reversing)
    }

    /// True while the biller has it booked.
    #[must_use]
    pub const fn is_accepted(&self) -> bool {
        matches!(self, Self::Accepted { .. })
    }
}

/// The state of the machine. Ends: [`State::Captured`] (from which only a refund leads on) and [`State::Closed`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum State {
    /// An order is being opened at the acquirer.
    Opening {
        /// 1 for the first.
        attempt: u8,
    },
    /// The payer is at the bank's page.
    AtBank,
    /// Given up by the payer or by time, while the bank's order could still be paid: a late hold is voided.
    Abandoned {
        /// How it will end.
        why: Outcome,
    },
    /// Held; the billers are being told.
    Posting,
    /// Every item is settled and at least one accepted: the money is being taken.
    Capturing {
        /// Σ (accepted item + its fee).
        amount: Money,
    },
    /// The hold is being given back.
    Voiding {
        /// How it will end.
        why: Outcome,
    },
    /// The hold was lost after billers had said yes: their bookings are being taken back.
    Unwinding,
    /// Paid.
    Captured {
        /// What was taken.
        amount: Money,
        /// What was given back since.
        refunded: Money,
    },
    /// A refund is on its way.
    Refunding {
        /// What was taken.
        amount: Money,
        /// What was given back before.
        refunded: Money,
        /// What is being given back now.
        asked: Money,
        /// The case it is for; absent where it was asked for before there were cases.
        #[serde(default)]
        refund: Option<Id>,
    },
    /// Ended without money taken.
    Closed {
        /// Why.
        outcome: Outcome,
    },
}

/// Why no money was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The bank could not be reached or would not open an order.
    BankUnavailable,
    /// The payer cancelled.
    Cancelled,
    /// The order's time ran out.
    Expired,
    /// The bank declined the card.
    Declined,
    /// The bank declined: not enough money.
    InsufficientFunds,
    /// The bank declined: the card has expired.
    CardExpired,
    /// The bank declined: the card's owner was not confirmed.
    AuthenticationFailed,
    /// The money was held after the bills had been let go; it was given back.
    LeaseLost,
    /// No biller took its share; the hold was given back.
    NothingAccepted,
    /// The bank held another sum than asked; it was given back.
    AmountMismatch,
    /// The bank lost the hold after billers had said yes; their bookings were taken back.
    HoldLost,
    /// The bank refused the capture for good; the bookings were taken back and the hold was given back.
    CaptureRefused,
}

/// Points in time after which something is overdue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadlines {
    /// Opening orders is given up.
    pub open_until: Timestamp,
    /// The order's life: the bills are let go.
    pub pay_until: Timestamp,
    /// A late hold is no longer looked for.
    pub watch_until: Timestamp,
    /// From the hold: items still unsettled are cancelled after this many milliseconds.
    pub post_window_ms: i64,
    /// From the hold: a life still open raises an alarm after this many milliseconds.
    pub alarm_after_ms: i64,
    /// From the hold: what was accepted is taken after this many milliseconds, and items whose cancel is not confirmed are
    /// chased beside it. 0: they are waited for, as in payments of before.
    #[serde(default)]
    pub silent_after_ms: i64,
    /// So many definite refusals of the capture, past `alarm_after_ms`, and it is given up. 0: it is asked for ever, as in
    /// payments of before.
    #[serde(default)]
    pub capture_refusals_max: u8,
    /// From the capture: the bank is asked once more after this many milliseconds. 0: it is not.
    #[serde(default)]
    pub recheck_after_ms: i64,
}

impl Payment {
    /// A new payment, about to open its order.
    #[must_use]
    pub const fn new(items: Vec<Item>, deadlines: Deadlines) -> Self {
        Self {
            items,
            state: State::Opening { attempt: 1 },
            deadlines,
            held_at: None,
            captured_at: None,
            refund_asked_at: None,
            watched: false,
            refusals: 0,
            rechecked: false,
            alarms: vec![],
            asked_again_at: None,
            difference: BankDifference {
                excess: Money::ZERO,
                returned: Money::ZERO,
                short: Money::ZERO,
                given_off: Money::ZERO,
                taken_beyond: Money::ZERO,
                given_beyond: Money::ZERO,
            },
            ask_first: false,
            hold_kept: false,
        }
    }

    /// What the card is asked for: Σ (item + its fee). `None` on overflow, which a constructor's bounds exclude.
    #[must_use]
    pub fn total(&self) -> Option<Money> {
        self.items.iter().try_fold(Money::ZERO, |sum, item| sum.checked_add(item.total()?))
    }

    /// What may be taken: Σ (accepted item + its fee).
    #[must_use]
    pub fn accepted_total(&self) -> Option<Money> {
        self.items.iter().filter(|i| i.posting.is_accepted()).try_fold(Money::ZERO, |sum, item| sum.checked_add(item.total()?))
    }

    /// True when nothing more will happen by itself.
    #[must_use]
    pub const fn is_ended(&self) -> bool {
        matches!(self.state, State::Captured { .. } | State::Closed { .. })
    }

    /// True when it has ended and needs no more ticks either.
    #[must_use]
    pub fn is_at_rest(&self) -> bool {
        self.is_ended() && !self.watched && !self.awaits_recheck() && !self.has_open_items()
    }

    /// True when it was captured and the bank is to be asked about it once more: also until an excess was given back, and
    /// while its last word is undecided.
    #[must_use]
    pub fn awaits_recheck(&self) -> bool {
        let first = self.deadlines.recheck_after_ms > 0 && !self.rechecked;
        let differs = self.difference.owed().is_positive() || self.difference.is_undecided();
        matches!(self.state, State::Captured { .. }) && (first || differs)
    }

    /// When the bank is to be asked once more.
    #[must_use]
    pub fn recheck_at(&self) -> Option<Timestamp> {
        self.captured_at.filter(|_| self.awaits_recheck()).map(|at| at.plus_ms(self.deadlines.recheck_after_ms))
    }

    /// True while a biller has not said what became of an item.
    #[must_use]
    pub fn has_open_items(&self) -> bool {
        self.items.iter().any(|i| i.posting.is_open())
    }

    /// True while the payment keeps other payers from this item's bill: all of them while it is under way, afterwards one
    /// whose biller has not said what became of it.
    #[must_use]
    pub const fn holds_lease_of(&self, item: &Item) -> bool {
        self.holds_leases() || item.posting.is_open()
    }

    /// True while the payment keeps other payers from all of its bills.
    #[must_use]
    pub const fn holds_leases(&self) -> bool {
        matches!(self.state, State::Opening { .. } | State::AtBank | State::Posting | State::Capturing { .. } | State::Unwinding)
    }
}
