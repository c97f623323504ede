//! A refund case: which bills' shares go back to the payer, who asked and approved, and the pure machine that moves it
//! from the request over the bank to each biller.
//!
//! The money's half at the bank belongs to the [payment](crate::payment)'s machine: it alone talks to the bank about an
//! order. The case hears of it in the payment's own transaction.

pub mod machine;
mod machine_late;
mod machine_operator;

pub use machine_operator::resolutions;

use crate::id::Id;
use crate::money::Money;
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};

/// Everything a case remembers. Every change goes through [`machine::apply`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// Each bill at most once.
    pub shares: Vec<Share>,
    /// How far it is.
    pub state: State,
    /// The silence of the payment is counted from here.
    pub requested_at: Timestamp,
    /// When the bank said yes or no.
    pub bank_at: Option<Timestamp>,
    /// When it reached an end.
    pub ended_at: Option<Timestamp>,
    /// A case that nobody answers for longer than this raises an alarm.
    pub alarm_after_ms: Millis,
    /// The alarm was raised; once for each state.
    pub alarmed: bool,
    /// When an operator had it asked again: silence counts from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_again_at: Option<Timestamp>,
    /// Shares written off after their biller was asked: it may have taken them back and not said so. It is asked on for
    /// [`machine::UNHEARD_MS`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unheard: Vec<Id>,
}

/// What goes back of one bill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// The key under which the biller reverses it.
    pub id: Id,
    /// The payment's item.
    pub item: Id,
    /// Its identifier in the configuration.
    pub biller: String,
    /// Taken back from the biller; zero when only the fee goes back.
    pub amount: Money,
    /// Of the fee.
    pub fee: Money,
    /// What became of it at the biller.
    pub reversal: Reversal,
}

impl Share {
    /// Amount and fee together.
    #[must_use]
    pub fn total(&self) -> Option<Money> {
        self.amount.checked_add(self.fee)
    }
}

/// A share at its biller. Settled only by the biller's yes or no.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "reversal")]
pub enum Reversal {
    /// The bank comes first, or the biller is about to be asked.
    Planned,
    /// Sent, no answer that settles it.
    Asked,
    /// The debt is owed again.
    Reversed {
        /// By the biller's word.
        at: Timestamp,
    },
    /// The biller cannot take it back, or does not answer: the operator bears it.
    OperatorCost {
        /// The biller's reason; `written_off`: two operators decided.
        code: String,
        /// When it was told.
        at: Timestamp,
    },
    /// The biller has nothing to do.
    FeeOnly,
}

impl Reversal {
    /// True once the biller has nothing more to say.
    #[must_use]
    pub const fn is_settled(&self) -> bool {
        matches!(self, Self::Reversed { .. } | Self::OperatorCost { .. } | Self::FeeOnly)
    }
}

/// Ends: [`State::Done`], [`State::Rejected`] and [`State::BankRefused`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum State {
    /// A second person has to approve it.
    AwaitingApproval,
    /// Goes to the bank once no other refund of its payment is there.
    Requested,
    /// The payment's machine asks the bank.
    AtBank,
    /// The payer has the money; the billers are being told.
    Reversing,
    /// The bank gave the money back and every biller has answered.
    Done,
    /// The second person said no.
    Rejected,
    /// The bank said no: nothing was given back.
    BankRefused,
}

impl Refund {
    /// A new case. A share without an amount is the biller's no concern.
    #[must_use]
    pub fn new(shares: Vec<Share>, needs_approval: bool, at: Timestamp, alarm_after_ms: Millis) -> Self {
        let state = if needs_approval { State::AwaitingApproval } else { State::Requested };
        Self {
            shares,
            state,
            requested_at: at,
            bank_at: None,
            ended_at: None,
            alarm_after_ms,
            alarmed: false,
            asked_again_at: None,
            unheard: vec![],
        }
    }

    /// What the card gets: Σ (amount + fee). `None` on overflow.
    #[must_use]
    pub fn total(&self) -> Option<Money> {
        self.shares.iter().try_fold(Money::ZERO, |sum, share| sum.checked_add(share.total()?))
    }

    /// True when nothing more will happen.
    #[must_use]
    pub const fn is_ended(&self) -> bool {
        matches!(self.state, State::Done | State::Rejected | State::BankRefused)
    }

    /// What it takes from the payment can still be, or was, given back.
    #[must_use]
    pub const fn holds_shares(&self) -> bool {
        !matches!(self.state, State::Rejected | State::BankRefused)
    }
}
