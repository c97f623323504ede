//! The acquirer port: hold, ask, capture, void, refund, and the bank's own list of orders where it has one. Adapters: [`kapital`].
//!
//! All calls are infallible: whatever goes wrong is *don't know*, with a reason for the operator's log. A reason never
//! contains card data, passwords, addresses or bodies.

pub mod kapital;

use shared::format::Lang;
use shared::money::Money;
use shared::payment::Outcome;
use shared::payment::machine::{Answer, BankView};
use shared::time::Timestamp;

/// An order to open.
#[derive(Debug, Clone)]
pub struct NewOrder {
    /// What is to be held.
    pub amount: Money,
    /// Language of the bank's page.
    pub lang: Lang,
    /// Shown to the payer and kept by the bank; carries our payment reference.
    pub description: String,
    /// Where the bank's page sends the browser back to.
    pub return_url: String,
}

/// Answer to opening an order.
#[derive(Clone, PartialEq, Eq)]
pub enum OpenAnswer {
    /// The order exists and the payer can be sent to it.
    Opened {
        /// The bank's identifier of it.
        order: String,
        /// Address of the bank's page, with the order's password: only for the payer's browser.
        redirect: String,
    },
    /// The bank said no: there is no order.
    Refused {
        /// The bank's code.
        code: String,
    },
    /// *Don't know*: an order may exist, but its page address reached nobody, so nobody can pay it.
    Unknown {
        /// For the operator's log.
        why: String,
    },
}

impl core::fmt::Debug for OpenAnswer {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            // The redirect opens the payer's card page: it stays out of logs.
            Self::Opened { order, .. } => write!(f, "Opened {{ order: {order:?}, redirect: … }}"),
            Self::Refused { code } => write!(f, "Refused {{ code: {code:?} }}"),
            Self::Unknown { why } => write!(f, "Unknown {{ why: {why:?} }}"),
        }
    }
}

/// What the bank says of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderStatus {
    /// Nobody has paid yet.
    Waiting,
    /// The money is held.
    Held {
        /// How much.
        amount: Money,
    },
    /// The card was declined.
    Declined {
        /// As what the payment ends.
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
    /// Money taken was given back.
    Refunded {
        /// How much in all.
        amount: Money,
    },
    /// The bank says that it does not know the order.
    NoOrder,
    /// *Don't know*.
    Unknown,
}

impl OrderStatus {
    /// The machine's view of it, with what the order's sums say was taken; whether the payment still holds its leases is
    /// known to the caller.
    #[must_use]
    pub const fn view(self, lease_live: bool, taken: Option<Money>) -> BankView {
        match self {
            Self::Waiting => BankView::Waiting,
            Self::Held { amount } => BankView::Held { amount, lease_live },
            Self::Declined { outcome } => BankView::Declined { outcome },
            Self::Cancelled => BankView::Cancelled,
            Self::Expired => BankView::Expired,
            Self::Cleared { amount } => BankView::Cleared { amount },
            Self::Voided => BankView::Voided,
            Self::Refunded { amount } => BankView::Refunded { amount, taken },
            Self::NoOrder => BankView::NoOrder,
            Self::Unknown => BankView::Unknown,
        }
    }
}

/// An order's sums as the bank shows them; `None`: it does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OrderSums {
    /// Taken in all, whatever was given back since.
    pub taken: Option<Money>,
    /// Given back in all.
    pub given_back: Option<Money>,
}

/// An order as the bank shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderReport {
    /// How far it is.
    pub status: OrderStatus,
    /// Its sums.
    pub sums: OrderSums,
    /// The card really used: `Visa 4••• 1111`. First digit and last four at most.
    pub card_used: Option<String>,
    /// The issuer's approval code.
    pub approval: Option<String>,
    /// Why the status is unknown, for the operator's log.
    pub why: Option<String>,
}

/// An order on the bank's own list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedOrder {
    /// The bank's identifier of it.
    pub order: String,
    /// As we gave it when we opened it: it carries our payment reference. Another's order has other words.
    pub description: String,
    /// How far it is; [`OrderStatus::Unknown`] where the list does not say it clearly.
    pub status: OrderStatus,
    /// Its sums.
    pub sums: OrderSums,
}

/// A page of the bank's list of orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Orders {
    /// The orders, and where the next page begins.
    Page {
        /// By the bank's own order.
        orders: Vec<ListedOrder>,
        /// `None`: this was the last.
        next: Option<String>,
    },
    /// This bank has no list.
    NotOffered,
    /// *Don't know*.
    Unknown {
        /// For the operator's log.
        why: String,
    },
}

/// Answer to a capture, void or refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// Yes, no, or *don't know*.
    pub answer: Answer,
    /// The issuer's approval code.
    pub approval: Option<String>,
    /// Why it is not a yes, for the operator's log.
    pub why: Option<String>,
}

/// An acquirer, whichever bank it is.
#[derive(Debug, Clone)]
pub enum Acquirer {
    /// Kapital Bank e-commerce.
    Kapital(kapital::Kapital),
}

impl Acquirer {
    /// Opens an order whose money is to be held.
    pub async fn open(&self, order: &NewOrder) -> OpenAnswer {
        match self {
            Self::Kapital(bank) => bank.open(order).await,
        }
    }

    /// Asks for an order.
    pub async fn status(&self, order: &str) -> OrderReport {
        match self {
            Self::Kapital(bank) => bank.status(order).await,
        }
    }

    /// The orders opened in a period, a page at a time.
    pub async fn orders(&self, from: Timestamp, to: Timestamp, cursor: Option<&str>) -> Orders {
        match self {
            Self::Kapital(bank) => bank.orders(from, to, cursor).await,
        }
    }

    /// Takes `amount` of what is held; the rest is released.
    pub async fn capture(&self, order: &str, amount: Money) -> Done {
        match self {
            Self::Kapital(bank) => bank.capture(order, amount).await,
        }
    }

    /// Gives the whole hold back.
    pub async fn void(&self, order: &str) -> Done {
        match self {
            Self::Kapital(bank) => bank.void(order).await,
        }
    }

    /// Gives `amount` of what was taken back.
    pub async fn refund(&self, order: &str, amount: Money) -> Done {
        match self {
            Self::Kapital(bank) => bank.refund(order, amount).await,
        }
    }
}
