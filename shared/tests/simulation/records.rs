//! What is written with the state: journal, leases, alarms.

use crate::invariants::Invariant;
use crate::time::{MINUTE, SECOND};
use crate::world::{Happening, Lease, World};
use shared::ledger::{
    EntryKind, JournalEntry, LedgerAccount, LedgerError, adjustment_entry, capture_entry, refund_entry, returned_entry, write_off_entry,
};
use shared::money::Money;
use shared::payment::machine::{Answer, Effect, Event};
use shared::payment::{Payment, State};

const ACQUIRER: &str = "kapital";

#[derive(Default)]
pub(crate) struct Records {
    pub(crate) captures: u32,
    pub(crate) journal: Vec<JournalEntry>,
    pub(crate) alarms: u32,
}

impl Records {
    /// An account's balance in qəpik.
    pub(crate) fn balance(&self, account: &LedgerAccount) -> i64 {
        let postings = self.journal.iter().flat_map(JournalEntry::postings);
        postings.filter(|p| p.account == *account).map(|p| p.amount.minor()).sum()
    }

    pub(crate) fn owed_by_bank(&self) -> i64 {
        self.balance(&LedgerAccount::acquirer(ACQUIRER))
    }
}

impl World {
    /// One unit of work: the state after an event, the records that belong to it, the effects still to be performed.
    pub(crate) fn commit(&mut self, event: &Event, next: Payment, effects: Vec<Effect>) {
        let releases = effects.iter().filter(|e| **e == Effect::ReleaseLeases).count();
        if releases != usize::from(holds_a_lease(&self.payment) && !holds_a_lease(&next)) {
            self.break_(Invariant::LeasesFollowTheState, "released at another moment than its state says, or twice");
        }
        if next != self.payment {
            self.calm = 0;
        }
        if next != self.payment || !effects.is_empty() {
            self.version += 1;
        }
        let before = std::mem::replace(&mut self.payment, next);
        for effect in effects {
            self.record_or_keep(effect);
        }
        self.after(event, &before);
    }

    fn record_or_keep(&mut self, effect: Effect) {
        match effect {
            Effect::RecordCapture { .. } => {
                self.records.captures += 1;
                let entry = capture_entry(&self.payment, ACQUIRER);
                self.write_entry(entry, EntryKind::Capture);
            }
            Effect::RecordRefund { amount, .. } => self.record_refund(amount),
            Effect::RecordWriteOff { amount, .. } => {
                let entry = write_off_entry(&self.payment, ACQUIRER, amount);
                self.write_entry(entry, EntryKind::WriteOff);
            }
            Effect::RecordAdjustment { excess, short, .. } => {
                self.write_entry(adjustment_entry(ACQUIRER, excess, short), EntryKind::Adjustment);
            }
            Effect::RecordReturned { amount } => self.write_entry(returned_entry(ACQUIRER, amount), EntryKind::Adjustment),
            Effect::ReleaseLeases if self.lease == Lease::Ours => self.lease = Lease::Free,
            Effect::ReleaseLeases | Effect::ReleaseLease { .. } | Effect::RecordRefundTaken { .. } | Effect::RecordRefundRefused { .. } => {
            }
            Effect::Alarm { .. } => self.records.alarms += 1,
            effect if self.pending.contains(&effect) => {}
            effect => self.pending.push(effect),
        }
    }

    fn record_refund(&mut self, amount: Money) {
        let State::Captured { refunded, .. } = self.payment.state else {
            return self.break_(Invariant::JournalMatches, "a refund recorded in a state without one");
        };
        let before = refunded.checked_sub(amount).expect("small sums");
        let entry = refund_entry(&self.payment, ACQUIRER, before, amount);
        self.write_entry(entry, EntryKind::Refund);
        self.seen.push("refund");
    }

    fn write_entry(&mut self, entry: Result<JournalEntry, LedgerError>, kind: EntryKind) {
        match entry {
            Ok(entry) if entry.kind() == kind => self.records.journal.push(entry),
            other => self.break_(Invariant::JournalMatches, &format!("no entry: {other:?}")),
        }
    }

    /// What a new state starts around it.
    fn after(&mut self, event: &Event, before: &Payment) {
        if let Event::Opened { attempt, answer: Answer::Yes } = event {
            self.order = Some(*attempt);
            self.plan_payer();
        }
        match (&before.state, &self.payment.state) {
            (State::AtBank, State::Posting) => self.lease_kept = true,
            (State::Capturing { .. }, State::Captured { amount, .. }) => {
                let amount = *amount;
                self.plan_refunds(amount);
            }
            (State::Captured { .. }, _) if self.payment.rechecked && !before.rechecked => {
                self.seen.push("asked once more after the capture");
            }
            (State::Closed { .. }, State::Voiding { .. }) => self.seen.push("a hold behind a closed payment"),
            (State::Capturing { .. }, State::Voiding { .. }) => self.seen.push("a capture refused for good"),
            (State::Posting, State::Capturing { .. }) if self.payment.has_open_items() => self.seen.push("captured beside a silent biller"),
            (State::Capturing { .. }, State::Unwinding) => self.seen.push("unwinding"),
            _ => {}
        }
    }

    /// An operator gives back a part, the rest, or asks for more than there is.
    fn plan_refunds(&mut self, captured: Money) {
        if !self.rng.chance(300) {
            return;
        }
        let mut after = 0;
        for _ in 0..self.rng.between(1, 4) {
            let amount = Money::from_minor(self.rng.between(1, captured.minor() / 2 + 5));
            after += if self.rng.chance(700) { self.rng.between(1, 8) * SECOND } else { self.rng.between(1, 180) * MINUTE };
            self.plan(after, Happening::RefundAsked(amount));
        }
    }
}

/// One of the bills at least is still kept from others.
fn holds_a_lease(payment: &Payment) -> bool {
    payment.items.iter().any(|item| payment.holds_lease_of(item))
}
