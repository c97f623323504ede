//! An order and what time does to it.

use serde::{Deserialize, Serialize};

use crate::bank::cards::{Brand, Outcome};

/// How an order takes money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// `Order_SMS`: the purchase is cleared at once.
    Sms,
    /// `Order_DMS`: held first, cleared by a later `Clearing`.
    Dms,
}

impl Kind {
    /// The protocol's name.
    #[must_use]
    pub fn rid(self) -> &'static str {
        match self {
            Self::Sms => "Order_SMS",
            Self::Dms => "Order_DMS",
        }
    }

    pub(crate) fn parse(rid: &str) -> Option<Self> {
        [Self::Sms, Self::Dms].into_iter().find(|kind| kind.rid() == rid)
    }
}

/// The protocol's statuses, as far as this bank uses them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the protocol's own words")]
pub enum Status {
    Preparing,
    Cancelled,
    Expired,
    Authorized,
    PartiallyPaid,
    FullyPaid,
    Declined,
    Voided,
    Refunded,
    Reversed,
}

impl Status {
    /// The protocol's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Preparing => "Preparing",
            Self::Cancelled => "Cancelled",
            Self::Expired => "Expired",
            Self::Authorized => "Authorized",
            Self::PartiallyPaid => "PartiallyPaid",
            Self::FullyPaid => "FullyPaid",
            Self::Declined => "Declined",
            Self::Voided => "Voided",
            Self::Refunded => "Refunded",
            Self::Reversed => "Reversed",
        }
    }
}

/// What is kept of a card: never its number or its CVV.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptCard {
    /// `4xxxxxxxxxxx1111`
    pub display_name: String,
    /// The scheme.
    pub brand: Brand,
    /// `YYYY-MM`
    pub expiration: String,
}

/// Where the payer stands on the card page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// The card is to be typed.
    Card,
    /// The one-time code is to be typed.
    Code {
        /// What the card will do then.
        outcome: Outcome,
        /// Wrong codes still allowed.
        tries_left: u8,
    },
    /// Finished; the payer is sent back.
    Done,
    /// Finished, but the payer is left on a page that leads nowhere.
    Dead,
}

/// One operation on an order, as the status reply lists it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Tran {
    /// Auth, Clearing, Single …
    pub phase: String,
    /// Purchase, Refund, Reversal.
    pub kind: String,
    /// What it moved.
    pub amount_minor: i64,
    /// `tranActionId` of the operation.
    pub action_id: String,
    /// The processor's result: 1 approved, 51 expired card, 59 insufficient funds, 81 bad CVV2, other declined.
    pub result_code: String,
    /// When, in seconds since 1970.
    pub at: i64,
}

/// One order.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the protocol's own words; amounts in qəpik, times in seconds since 1970")]
pub struct Order {
    pub id: u64,
    pub password: String,
    pub kind: Kind,
    pub amount_minor: i64,
    pub currency: String,
    pub language: String,
    pub description: String,
    pub redirect_url: String,
    pub status: Status,
    pub prev_status: Option<Status>,
    pub created_at: i64,
    pub expires_at: i64,
    pub finished_at: Option<i64>,
    pub authorized_minor: i64,
    pub cleared_minor: i64,
    pub refunded_minor: i64,
    pub card: Option<KeptCard>,
    pub trans: Vec<Tran>,
    pub step: Step,
    /// A late approval arrives at this time.
    pub hold_at: Option<i64>,
    /// Status answers that still carry an undocumented status.
    pub odd_answers_left: u32,
}

impl Order {
    /// Moves it to a status, keeping the one before.
    pub fn set_status(&mut self, status: Status, now: i64) {
        self.prev_status = Some(self.status);
        self.status = status;
        self.finished_at = Some(now);
    }

    /// What time alone does: a late hold arrives, an unfinished order expires.
    pub(crate) fn tick(&mut self, now: i64) {
        if self.status != Status::Preparing {
            return;
        }
        match self.hold_at {
            Some(due) if now >= due => self.hold(due),
            None if now >= self.expires_at => self.expire(),
            _ => {}
        }
    }

    fn expire(&mut self) {
        self.set_status(Status::Expired, self.expires_at);
        self.step = Step::Done;
    }

    /// The card said yes.
    pub(crate) fn hold(&mut self, now: i64) {
        self.authorized_minor = self.amount_minor;
        self.note("Auth", "Purchase", self.amount_minor, "1", now);
        match self.kind {
            Kind::Dms => self.set_status(Status::Authorized, now),
            Kind::Sms => {
                self.cleared_minor = self.amount_minor;
                self.set_status(Status::FullyPaid, now);
            }
        }
    }

    /// Remembers an operation and gives its action id.
    pub(crate) fn note(&mut self, phase: &str, kind: &str, amount_minor: i64, result_code: &str, now: i64) -> String {
        let action_id = format!("{}{:03}", self.id, self.trans.len() + 1);
        self.trans.push(Tran {
            phase: phase.to_owned(),
            kind: kind.to_owned(),
            amount_minor,
            action_id: action_id.clone(),
            result_code: result_code.to_owned(),
            at: now,
        });
        action_id
    }

    /// Nothing more can happen on the card page.
    #[must_use]
    pub fn page_is_over(&self) -> bool {
        matches!(self.step, Step::Done | Step::Dead)
    }

    /// Where the payer goes back to, with the hint the protocol adds.
    #[must_use]
    pub fn return_url(&self) -> String {
        let (base, fragment) = self.redirect_url.split_once('#').map_or((self.redirect_url.as_str(), ""), |parts| parts);
        let joint = if base.contains('?') { '&' } else { '?' };
        let hash = if fragment.is_empty() { "" } else { "#" };
        format!("{base}{joint}ID={}&STATUS={}{hash}{fragment}", self.id, self.status.name())
    }
}
