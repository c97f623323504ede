//! What a merchant may do with an order: capture, reverse, refund. Pure: money in qəpik, no HTTP.

use crate::bank::order::{Order, Status};

/// An operation asked for by `exec-tran`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// `phase=Clearing`: take what was held, or less of it.
    Capture(Option<i64>),
    /// `voidKind=Full`: give up the hold, or take a clearing back before settlement.
    VoidFull,
    /// `voidKind=Partial`: make the hold or the clearing smaller.
    VoidPartial(i64),
    /// `type=Refund`: pay back what was cleared, or part of it (all that is left when absent).
    Refund(Option<i64>),
}

/// Why an operation was not done; the protocol's `errorCode`s.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The order is in no state for it.
    InvalidOrderState,
    /// Zero, or more than there is.
    InvalidAmt,
}

impl Order {
    /// Does the operation; answers the new transaction's action id.
    ///
    /// # Errors
    /// When the order's state or the amount does not allow it; the order is then unchanged.
    pub fn execute(&mut self, operation: Operation, now: i64) -> Result<String, Refusal> {
        match operation {
            Operation::Capture(amount) => self.capture(amount, now),
            Operation::VoidFull => self.void_full(now),
            Operation::VoidPartial(amount) => self.void_partial(amount, now),
            Operation::Refund(amount) => self.refund(amount, now),
        }
    }

    fn capture(&mut self, amount: Option<i64>, now: i64) -> Result<String, Refusal> {
        if self.status != Status::Authorized {
            return Err(Refusal::InvalidOrderState);
        }
        let amount = within(amount.unwrap_or(self.authorized_minor), self.authorized_minor)?;
        // One clearing an order: what it leaves of the hold is released.
        self.cleared_minor = amount;
        let whole = amount == self.amount_minor;
        self.set_status(if whole { Status::FullyPaid } else { Status::PartiallyPaid }, now);
        Ok(self.note("Clearing", "Purchase", amount, "1", now))
    }

    fn void_full(&mut self, now: i64) -> Result<String, Refusal> {
        match self.status {
            Status::Authorized => {
                self.set_status(Status::Voided, now);
                Ok(self.note("Auth", "Reversal", self.authorized_minor, "1", now))
            }
            Status::FullyPaid | Status::PartiallyPaid => {
                let left = within(self.left(), self.left())?;
                self.refunded_minor += left;
                self.set_status(Status::Reversed, now);
                Ok(self.note("Single", "Reversal", left, "1", now))
            }
            _ => Err(Refusal::InvalidOrderState),
        }
    }

    fn void_partial(&mut self, amount: i64, now: i64) -> Result<String, Refusal> {
        match self.status {
            Status::Authorized => {
                // All of it would be a full void, which has its own word.
                let amount = within(amount, self.authorized_minor - 1)?;
                self.authorized_minor -= amount;
                Ok(self.note("Single", "Reversal", amount, "1", now))
            }
            Status::FullyPaid | Status::PartiallyPaid => {
                let amount = within(amount, self.left())?;
                self.refunded_minor += amount;
                let status = if self.left() == 0 { Status::Reversed } else { Status::PartiallyPaid };
                self.set_status(status, now);
                Ok(self.note("Single", "Reversal", amount, "1", now))
            }
            _ => Err(Refusal::InvalidOrderState),
        }
    }

    fn refund(&mut self, amount: Option<i64>, now: i64) -> Result<String, Refusal> {
        if !matches!(self.status, Status::FullyPaid | Status::PartiallyPaid) {
            return Err(Refusal::InvalidOrderState);
        }
        let amount = within(amount.unwrap_or(self.left()), self.left())?;
        self.refunded_minor += amount;
        if self.left() == 0 {
            self.set_status(Status::Refunded, now);
        }
        Ok(self.note("Single", "Refund", amount, "1", now))
    }

    fn left(&self) -> i64 {
        self.cleared_minor - self.refunded_minor
    }
}

fn within(amount: i64, most: i64) -> Result<i64, Refusal> {
    if (1..=most).contains(&amount) { Ok(amount) } else { Err(Refusal::InvalidAmt) }
}
