//! The payer's side of an order: card, code, cancel. Each may come twice, or after the end, and then changes nothing.

use crate::bank::cards::{self, Outcome};
use crate::bank::entry::Entry;
use crate::bank::order::{Order, Status, Step};

/// Wrong codes before the order is declined.
const CODE_TRIES: u8 = 3;

/// Delays and counts from the configuration that some cards need.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    pub(crate) late_approval_secs: i64,
    pub(crate) odd_status_answers: u32,
}

impl Order {
    /// The card form was sent.
    pub(crate) fn card_typed(&mut self, entry: &Entry, pace: Pace, now: i64) {
        self.tick(now);
        if self.step != Step::Card || self.status != Status::Preparing {
            return;
        }
        self.card = Some(entry.kept.clone());
        let (outcome, asks_code) = cards::behaviour(&entry.number, &entry.cvv);
        if asks_code {
            self.step = Step::Code { outcome, tries_left: CODE_TRIES };
        } else {
            self.settle(outcome, pace, now);
        }
    }

    /// The code form was sent. `false` when the code was wrong and may be tried again.
    pub(crate) fn code_typed(&mut self, code: &str, pace: Pace, now: i64) -> bool {
        self.tick(now);
        let Step::Code { outcome, tries_left } = self.step else { return true };
        if code.trim() == cards::CODE {
            self.settle(outcome, pace, now);
            return true;
        }
        let tries_left = tries_left.saturating_sub(1);
        self.step = Step::Code { outcome, tries_left };
        if tries_left == 0 {
            self.settle(Outcome::AuthenticationFails, pace, now);
        }
        tries_left == 0
    }

    /// The payer gave up.
    pub(crate) fn cancelled_by_payer(&mut self, now: i64) {
        self.tick(now);
        if self.status == Status::Preparing && matches!(self.step, Step::Card | Step::Code { .. }) {
            self.set_status(Status::Cancelled, now);
            self.step = Step::Done;
        }
    }

    fn settle(&mut self, outcome: Outcome, pace: Pace, now: i64) {
        self.step = Step::Done;
        match outcome {
            Outcome::Approve => self.hold(now),
            Outcome::Abandon => {
                self.hold(now);
                self.step = Step::Dead;
            }
            Outcome::Late => self.hold_at = Some(now.saturating_add(pace.late_approval_secs)),
            Outcome::OddStatus => {
                self.hold(now);
                self.odd_answers_left = pace.odd_status_answers;
            }
            Outcome::Decline | Outcome::NoFunds | Outcome::ExpiredCard | Outcome::BadCvv | Outcome::AuthenticationFails => {
                self.note("Auth", "Purchase", self.amount_minor, outcome.result_code(), now);
                self.set_status(Status::Declined, now);
            }
        }
    }
}
