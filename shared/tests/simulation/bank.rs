//! A model acquirer, as unhelpful as the protocol allows: it clears a hold twice when asked twice.

use shared::money::Money;
use shared::payment::Outcome;
use shared::payment::machine::{Answer, BankView};
use std::collections::BTreeMap;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Status {
    Preparing,
    Declined,
    Cancelled,
    Expired,
    Authorized,
    Voided,
    Cleared,
}

pub(crate) struct Order {
    pub(crate) status: Status,
    pub(crate) held: i64,
    pub(crate) cleared: i64,
    pub(crate) refunded: i64,
    expires_at: i64,
}

/// Its orders, by the attempt that opened them.
#[derive(Default)]
pub(crate) struct Bank {
    pub(crate) orders: BTreeMap<u8, Order>,
}

impl Bank {
    pub(crate) fn open(&mut self, attempt: u8, expires_at: i64) {
        self.orders.insert(attempt, Order { status: Status::Preparing, held: 0, cleared: 0, refunded: 0, expires_at });
    }

    pub(crate) fn cleared(&self) -> i64 {
        self.orders.values().map(|o| o.cleared).sum()
    }

    pub(crate) fn refunded(&self) -> i64 {
        self.orders.values().map(|o| o.refunded).sum()
    }

    pub(crate) fn has_open_hold(&self) -> bool {
        self.orders.values().any(|o| o.status == Status::Authorized)
    }
}

impl Order {
    /// The page takes another card until the order's time is over, even after a decline or a cancel.
    pub(crate) fn takes_cards(&self, now: i64) -> bool {
        now < self.expires_at && matches!(self.status, Status::Preparing | Status::Declined | Status::Cancelled)
    }

    pub(crate) fn view(&self, now: i64) -> BankView {
        match self.status {
            Status::Preparing if now >= self.expires_at => BankView::Expired,
            Status::Preparing => BankView::Waiting,
            Status::Declined => BankView::Declined { outcome: Outcome::Declined },
            Status::Cancelled => BankView::Cancelled,
            Status::Expired => BankView::Expired,
            // Whether the lease lives, the backend says when it applies the view.
            Status::Authorized => BankView::Held { amount: Money::from_minor(self.held), lease_live: false },
            Status::Voided => BankView::Voided,
            Status::Cleared if self.refunded > 0 => {
                BankView::Refunded { amount: Money::from_minor(self.refunded), taken: Some(Money::from_minor(self.cleared)) }
            }
            Status::Cleared => BankView::Cleared { amount: Money::from_minor(self.cleared) },
        }
    }

    pub(crate) fn capture(&mut self, amount: Money) -> Answer {
        let open = matches!(self.status, Status::Authorized | Status::Cleared);
        if !open || self.cleared + amount.minor() > self.held {
            return Answer::No;
        }
        self.cleared += amount.minor();
        self.status = Status::Cleared;
        Answer::Yes
    }

    pub(crate) fn void(&mut self) -> Answer {
        if self.status != Status::Authorized {
            return Answer::No;
        }
        self.status = Status::Voided;
        Answer::Yes
    }

    pub(crate) fn refund(&mut self, amount: Money) -> Answer {
        if self.status != Status::Cleared || self.refunded + amount.minor() > self.cleared {
            return Answer::No;
        }
        self.refunded += amount.minor();
        Answer::Yes
    }
}
