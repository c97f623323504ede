//! The case's machine: `apply(refund, event, at)` → the case after it, and what is to be done.
//!
//! What the caller owes it:
//! - [`Event::Taken`], [`Event::BankYes`] and [`Event::BankNo`] come from the payment's machine, each in the transaction
//!   that changes the payment: money given back and a case that does not know of it cannot both be stored.
//! - [`Event::Tick`] comes only while no call of the case is on its way. A lost call is not repeated: the tick makes the
//!   machine ask what became of it.
//! - A biller reverses each [`super::Share::id`] once, however often it is asked.

use super::{Refund, Reversal, State, machine_late as late, machine_operator as operator};
use crate::id::Id;
use crate::payment::Resolution;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

pub use late::UNHEARD_MS;

/// What somebody outside answered, what a person decided, or that time passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum Event {
    /// A second person approves.
    Approved,
    /// A second person rejects.
    Rejected,
    /// The payment's machine took it to the bank.
    Taken,
    /// The bank gave the money back.
    BankYes,
    /// The bank refused.
    BankNo,
    /// A biller's answer about a share.
    Share {
        /// Which.
        id: Id,
        /// What the biller said.
        answer: ReversalAnswer,
    },
    /// The payment could not take it to the bank yet.
    Busy,
    /// Time passed and no call of this case is on its way.
    Tick,
    /// Two operators resolved an alarm about it.
    Resolved {
        /// The alarm case that was resolved.
        case: Id,
        /// One of those that [`super::resolutions`] offers; any other is refused.
        resolution: Resolution,
    },
}

/// What a biller says of a reversal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "answer")]
pub enum ReversalAnswer {
    /// Taken off what the account has paid.
    Reversed {
        /// When, by the biller's word.
        at: Timestamp,
    },
    /// It cannot take the share back. Final.
    Refused {
        /// The biller's reason.
        code: String,
    },
    /// Asked, and nothing lies under that key. Never the answer to a reversal itself.
    NotFound,
    /// *Don't know.*
    Unknown,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "effect")]
pub enum Effect {
    /// Hand the sum to the payment's machine.
    AskPayment,
    /// Ask the biller to reverse a share.
    Reverse {
        /// Which.
        id: Id,
    },
    /// Ask the biller what became of it.
    AskReversal {
        /// Which.
        id: Id,
    },
    /// In the same transaction: the refund's journal entry.
    RecordRefund,
    /// In the same transaction: the biller owes us no more.
    RecordReversed {
        /// Which.
        id: Id,
    },
    /// In the same transaction: the operator bears the share.
    RecordCost {
        /// Which.
        id: Id,
    },
    /// In the same transaction: a biller had taken back what was written off, and the operator bears it no more.
    RecordRecovered {
        /// Which.
        id: Id,
    },
    /// In the same transaction: what the case kept of the payment is free again.
    ReleaseShares,
    /// In the same transaction: a letter to the payer, money given back.
    TellRefunded,
    /// In the same transaction: a letter to the payer, the bank refused.
    TellRefused,
    /// In the same transaction: a person must look.
    Alarm,
}

impl Effect {
    /// True for an effect on our own records, written with the new state and never performed later.
    #[must_use]
    pub const fn is_record(&self) -> bool {
        !matches!(self, Self::AskPayment | Self::Reverse { .. } | Self::AskReversal { .. })
    }
}

/// Why an event changed nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransitionError {
    /// The state has no use for it: late, doubled or out of order. Safe to drop.
    NotExpected,
    /// No such share.
    UnknownShare,
}

/// The case after an event, and what is to be done. An error changes nothing.
pub type Applied = Result<(Refund, Vec<Effect>), TransitionError>;

/// The machine.
///
/// # Errors
/// [`TransitionError`]; the case is as it was.
pub fn apply(refund: &Refund, event: &Event, at: Timestamp) -> Applied {
    let (mut after, mut effects) = follow(refund.clone(), event, at)?;
    if after.state != refund.state {
        after.alarmed = false;
        if after.is_ended() {
            after.ended_at = Some(at);
        }
    }
    // In one place, so that no way out can keep a share for ever.
    if refund.holds_shares() && !after.holds_shares() {
        effects.push(Effect::ReleaseShares);
    }
    Ok((after, effects))
}

fn follow(mut next: Refund, event: &Event, at: Timestamp) -> Applied {
    match (next.state, event) {
        (State::AwaitingApproval, Event::Approved) => {
            next.state = State::Requested;
            Ok((next, vec![Effect::AskPayment]))
        }
        (State::AwaitingApproval, Event::Rejected) => {
            next.state = State::Rejected;
            Ok((next, vec![]))
        }
        (State::Requested, Event::Taken) => {
            next.state = State::AtBank;
            Ok((next, vec![]))
        }
        (State::Requested, Event::Busy) => Ok((next, vec![])),
        (_, Event::Tick) => tick(next, at),
        (_, Event::Resolved { resolution, .. }) => operator::resolved(next, *resolution, at),
        (State::AtBank, Event::BankYes) => Ok(given_back(next, at)),
        (State::AtBank, Event::BankNo) => {
            next.bank_at = Some(at);
            next.state = State::BankRefused;
            Ok((next, vec![Effect::TellRefused]))
        }
        (State::Reversing, Event::Share { id, answer }) => answered(next, id, answer, at),
        (State::Done, Event::Share { id, answer }) => late::answered(next, id, answer),
        _ => Err(TransitionError::NotExpected),
    }
}

/// What waits for somebody asks again.
pub(super) fn tick(mut next: Refund, at: Timestamp) -> Applied {
    let effects = match next.state {
        State::Requested => vec![Effect::AskPayment],
        State::Reversing => chase(&mut next),
        State::Done => return late::tick(next, at),
        _ => return Err(TransitionError::NotExpected),
    };
    Ok(chased(next, effects, at))
}

/// The payer has the money: from here on it is only a question of who bears it.
fn given_back(mut next: Refund, at: Timestamp) -> (Refund, Vec<Effect>) {
    next.bank_at = Some(at);
    next.state = State::Reversing;
    for share in next.shares.iter_mut().filter(|s| !s.amount.is_positive()) {
        share.reversal = Reversal::FeeOnly;
    }
    let effects = vec![Effect::RecordRefund, Effect::TellRefunded];
    (settle(next), effects)
}

pub(super) fn settle(mut next: Refund) -> Refund {
    if next.shares.iter().all(|share| share.reversal.is_settled()) {
        next.state = State::Done;
    }
    next
}

/// Sends what was not sent, asks about what was.
fn chase(next: &mut Refund) -> Vec<Effect> {
    let mut effects = vec![];
    for share in &mut next.shares {
        let id = share.id.clone();
        match share.reversal {
            Reversal::Planned => {
                share.reversal = Reversal::Asked;
                effects.push(Effect::Reverse { id });
            }
            Reversal::Asked => effects.push(Effect::AskReversal { id }),
            _ => {}
        }
    }
    effects
}

fn answered(mut next: Refund, id: &Id, answer: &ReversalAnswer, at: Timestamp) -> Applied {
    let share = next.shares.iter_mut().find(|s| s.id == *id).ok_or(TransitionError::UnknownShare)?;
    if share.reversal != Reversal::Asked {
        return Err(TransitionError::NotExpected);
    }
    let id = id.clone();
    match answer {
        ReversalAnswer::Reversed { at: theirs } => {
            share.reversal = Reversal::Reversed { at: *theirs };
            Ok((settle(next), vec![Effect::RecordReversed { id }]))
        }
        ReversalAnswer::Refused { code } => {
            share.reversal = Reversal::OperatorCost { code: code.clone(), at };
            Ok((settle(next), vec![Effect::RecordCost { id }]))
        }
        // The key makes asking again safe.
        ReversalAnswer::NotFound => Ok((next, vec![Effect::Reverse { id }])),
        ReversalAnswer::Unknown => Ok((next, vec![])),
    }
}

/// What stays unanswered for too long is told to the operator, once; it is asked on.
fn chased(mut next: Refund, mut effects: Vec<Effect>, at: Timestamp) -> (Refund, Vec<Effect>) {
    let since = next.bank_at.unwrap_or(next.requested_at);
    let since = next.asked_again_at.map_or(since, |again| since.max(again));
    if !next.alarmed && at.ms_since(since) > next.alarm_after_ms {
        next.alarmed = true;
        effects.push(Effect::Alarm);
    }
    (next, effects)
}
