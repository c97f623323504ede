//! The payer, the rival who wants the same bills, and the bank that loses a hold.

use crate::bank::Status;
use crate::time::{MINUTE, PAY_UNTIL_MS, SECOND};
use crate::world::{Fence, Happening, Lease, World, tell};
use shared::payment::machine::Event;

/// What a payer may do.
#[derive(Clone, Copy, Debug)]
pub(crate) enum PayerStep {
    Pays,
    IsDeclined,
    CancelsAtBank,
    CancelsHere,
}

impl World {
    /// Up to three steps, in any order and at any time: pays late, twice, after a decline, or never.
    pub(crate) fn plan_payer(&mut self) {
        let steps = [0, 1, 1, 1, 1, 1, 2, 2, 2, 3][usize::try_from(self.rng.between(0, 9)).expect("small")];
        for _ in 0..steps {
            let after = if self.rng.chance(800) { self.rng.between(5, 300) * SECOND } else { self.rng.between(5, 40) * MINUTE };
            let step = match self.rng.between(0, 99) {
                0..=79 => PayerStep::Pays,
                80..=90 => PayerStep::IsDeclined,
                91..=95 => PayerStep::CancelsAtBank,
                _ => PayerStep::CancelsHere,
            };
            self.plan(after, Happening::Payer(step));
        }
    }

    pub(crate) fn payer_acts(&mut self, step: PayerStep) {
        tell!(self, "payer: {step:?}");
        if matches!(step, PayerStep::CancelsHere) {
            return self.deliver(&Event::PayerCancelled, Fence::Open);
        }
        let (now, wrong) = (self.now, self.rng.chance(5));
        let total = self.payment.total().expect("small sums").minor();
        let Some(order) = self.order.and_then(|attempt| self.bank.orders.get_mut(&attempt)) else { return };
        if !order.takes_cards(now) {
            return self.seen.push("a second card is turned away");
        }
        let before = order.status;
        order.status = match step {
            PayerStep::Pays => Status::Authorized,
            PayerStep::IsDeclined => Status::Declined,
            PayerStep::CancelsAtBank | PayerStep::CancelsHere => Status::Cancelled,
        };
        if order.status == Status::Authorized {
            order.held = if wrong { total + 1 } else { total };
            if before != Status::Preparing {
                self.seen.push("paid after a decline or a cancel");
            }
            if self.rng.chance(30) {
                let after = self.rng.between(1, 900) * SECOND;
                self.plan(after, Happening::BankLosesHold);
            }
        }
        if self.rng.chance(700) {
            let after = self.rng.between(200, 5_000);
            self.plan(after, Happening::BrowserAsks);
        }
    }

    pub(crate) fn bank_loses_hold(&mut self) {
        let status = if self.rng.chance(500) { Status::Voided } else { Status::Expired };
        for order in self.bank.orders.values_mut().filter(|o| o.status == Status::Authorized) {
            order.status = status;
            self.seen.push("the bank lost a hold");
        }
        tell!(self, "bank: loses what it held");
    }

    pub(crate) fn rival_tries(&mut self) {
        let lapsed = !self.lease_kept && self.now >= PAY_UNTIL_MS;
        if self.lease == Lease::Free || self.lease == Lease::Ours && lapsed {
            self.lease = Lease::Rival;
            tell!(self, "rival: takes the bills");
        }
    }
}
