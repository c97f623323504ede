//! The payment machine: `apply(payment, event, at)` → the payment after it, and what is to be done.
//!
//! Events are facts: what somebody outside answered, that the payer cancelled, that time passed.
//! Effects are intents: the caller stores them with the new state, performs them, and feeds the answers
//! back as events. *Don't know* is an answer like any other and is resolved by asking.

use super::{Item, Outcome, Payment, Posting, State};
use crate::id::Id;
use crate::money::Money;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::{machine_bank as bank, machine_items as items};

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
    },
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
    /// Nothing under that key. Not a no: the post may still be on its way.
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
        /// How much.
        amount: Money,
    },
    /// The answer to a refund.
    RefundAnswered(Answer),
    /// Time passed and no effect of this payment is on its way.
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
        /// What was given back.
        amount: Money,
    },
    /// In the same unit of work: let the bills go.
    ReleaseLeases,
    /// In the same unit of work: tell the operator.
    Alarm,
}

impl Effect {
    /// True for an effect on our own records, written with the new state and never performed later.
    #[must_use]
    pub const fn is_record(&self) -> bool {
        matches!(self, Self::RecordCapture { .. } | Self::RecordRefund { .. } | Self::ReleaseLeases | Self::Alarm)
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

/// The machine.
///
/// # Errors
/// [`TransitionError`]; the payment is as it was.
pub fn apply(payment: &Payment, event: &Event, at: Timestamp) -> Applied {
    let next = payment.clone();
    match event {
        Event::Opened { attempt, answer } => opened(next, *attempt, *answer, at),
        Event::Bank(view) => bank::said(next, *view, at),
        Event::PayerCancelled => payer_cancelled(next),
        Event::Item { id, answer } => items::answered(next, id, answer, at),
        Event::CaptureAnswered(answer) => bank::capture_answered(next, *answer, at),
        Event::VoidAnswered(answer) => bank::void_answered(next, *answer),
        Event::RefundAsked { amount } => bank::refund_asked(next, *amount),
        Event::RefundAnswered(answer) => bank::refund_answered(next, *answer),
        Event::Tick => tick(next, at),
    }
}

fn opened(mut payment: Payment, attempt: u8, answer: Answer, at: Timestamp) -> Applied {
    match payment.state {
        State::Opening { attempt: current } if current == attempt => match answer {
            Answer::Yes => {
                payment.state = State::AtBank;
                Ok((payment, vec![]))
            }
            Answer::No => Ok(close(payment, Outcome::BankUnavailable)),
            Answer::Unknown => Ok(open_again(payment, attempt, at)),
        },
        _ => Err(TransitionError::NotExpected),
    }
}

fn open_again(mut payment: Payment, attempt: u8, at: Timestamp) -> (Payment, Vec<Effect>) {
    if attempt >= super::OPEN_ATTEMPTS_MAX || at >= payment.deadlines.open_until {
        return close(payment, Outcome::BankUnavailable);
    }
    let attempt = attempt + 1;
    payment.state = State::Opening { attempt };
    (payment, vec![Effect::OpenOrder { attempt }])
}

fn payer_cancelled(mut payment: Payment) -> Applied {
    match payment.state {
        // The page's address has reached nobody: the order cannot be paid.
        State::Opening { .. } => Ok(close(payment, Outcome::Cancelled)),
        State::AtBank => {
            payment.state = State::Abandoned { why: Outcome::Cancelled };
            Ok((payment, vec![Effect::ReleaseLeases, Effect::AskBank]))
        }
        _ => Err(TransitionError::NotExpected),
    }
}

fn tick(payment: Payment, at: Timestamp) -> Applied {
    let (payment, mut effects) = match payment.state {
        State::Opening { attempt } => open_again(payment, attempt, at),
        State::AtBank | State::Capturing { .. } | State::Voiding { .. } | State::Refunding { .. } => (payment, vec![Effect::AskBank]),
        State::Abandoned { why } if at >= payment.deadlines.watch_until => close(payment, why),
        State::Abandoned { .. } => (payment, vec![Effect::AskBank]),
        State::Posting => items::chase(payment, at),
        State::Unwinding => items::chase_reversals(payment),
        State::Captured { .. } | State::Closed { .. } => return Err(TransitionError::NotExpected),
    };
    let payment = alarm_when_overdue(payment, &mut effects, at);
    Ok((payment, effects))
}

/// What stays unknown past its deadline is told to the operator, once.
fn alarm_when_overdue(mut payment: Payment, effects: &mut Vec<Effect>, at: Timestamp) -> Payment {
    let since = payment.held_at.unwrap_or(payment.deadlines.watch_until);
    if !payment.alarmed && !payment.is_ended() && at.ms_since(since) > payment.deadlines.alarm_after_ms {
        payment.alarmed = true;
        effects.push(Effect::Alarm);
    }
    payment
}

/// Ends without money taken.
pub(super) fn close(mut payment: Payment, outcome: Outcome) -> (Payment, Vec<Effect>) {
    payment.state = State::Closed { outcome };
    (payment, vec![Effect::ReleaseLeases])
}

/// Raises the alarm unless it was raised before.
pub(super) fn alarm(payment: &mut Payment) -> Vec<Effect> {
    if payment.alarmed {
        return vec![];
    }
    payment.alarmed = true;
    vec![Effect::Alarm]
}

/// Every item is settled: take what was accepted, or give everything back.
pub(super) fn settle(mut payment: Payment) -> Applied {
    if !payment.items.iter().all(|i| i.posting.is_settled()) {
        return Ok((payment, vec![]));
    }
    if payment.items.iter().any(|i| i.posting.is_accepted()) {
        let amount = payment.accepted_total().ok_or(TransitionError::Amount)?;
        payment.state = State::Capturing { amount };
        return Ok((payment, vec![Effect::Capture { amount }]));
    }
    payment.state = State::Voiding { why: Outcome::NothingAccepted };
    Ok((payment, vec![Effect::Void]))
}

/// One effect for each item that `wanted` names.
pub(super) fn each_item(payment: &Payment, wanted: impl Fn(&Item) -> bool, effect: impl Fn(Id) -> Effect) -> Vec<Effect> {
    payment.items.iter().filter(|i| wanted(i)).map(|i| effect(i.id.clone())).collect()
}

/// Marks every planned item as sent.
pub(super) fn send_all(payment: &mut Payment) -> Vec<Effect> {
    for item in &mut payment.items {
        item.posting = Posting::Sent;
    }
    each_item(payment, |_| true, |id| Effect::PostItem { id })
}
