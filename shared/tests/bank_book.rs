//! Lives of a captured payment whose bank takes and gives back what nobody asked for, loses answers to refunds, and now and
//! then says what is not so; two people resolve what they are told. In the end all books say the same.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "common/rng.rs"]
mod rng;

use rng::Rng;
use shared::id::Id;
use shared::ledger::{JournalEntry, adjustment_entry, returned_entry, write_off_entry};
use shared::money::Money;
use shared::payment::machine::{Answer, BankView, Effect, Event, apply};
use shared::payment::{Deadlines, Item, Payment, Posting, Resolution, State, resolutions};
use shared::time::Timestamp;
use std::collections::BTreeMap;

const HOUR_MS: i64 = 3_600_000;
const AMOUNT: i64 = 1_000;
const STEPS: u32 = 60;
const SETTLE_MAX: u32 = 200;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    Waits,
    AtBank,
    Done,
    Refused,
}

struct World {
    rng: Rng,
    payment: Payment,
    hours: i64,
    taken: i64,
    given: i64,
    accounts: BTreeMap<String, i64>,
    cases: Vec<(Id, i64, Case)>,
    /// A refund on its way to the bank.
    call: Option<i64>,
    /// Beside what it gave back the bank says what it took.
    says_taken: bool,
    /// The last word was not so; the next one is.
    has_lied: bool,
}

fn money(minor: i64) -> Money {
    Money::from_minor(minor)
}

fn captured() -> Payment {
    let zero = Timestamp::from_micros(0);
    let deadlines = Deadlines {
        open_until: zero,
        pay_until: zero,
        watch_until: zero,
        post_window_ms: HOUR_MS,
        alarm_after_ms: HOUR_MS,
        silent_after_ms: HOUR_MS,
        capture_refusals_max: 2,
        recheck_after_ms: 24 * HOUR_MS,
    };
    let posting = Posting::Accepted { reference: "88".to_owned(), at: zero };
    let item = Item { id: Id::from_bytes([1; 16]), biller: "azerisu".to_owned(), amount: money(AMOUNT), fee: Money::ZERO, posting };
    let mut payment = Payment::new(vec![item], deadlines);
    payment.state = State::Captured { amount: money(AMOUNT), refunded: Money::ZERO };
    (payment.held_at, payment.captured_at) = (Some(zero), Some(zero));
    payment
}

impl World {
    fn new(seed: u64) -> Self {
        let accounts = BTreeMap::from([("acquirer:kapital".to_owned(), AMOUNT)]);
        let (rng, payment) = (Rng::new(seed), captured());
        Self { rng, payment, hours: 25, taken: AMOUNT, given: 0, accounts, cases: vec![], call: None, says_taken: false, has_lied: false }
    }

    fn balance(&self, account: &str) -> i64 {
        self.accounts.get(account).copied().unwrap_or_default()
    }

    /// False: the machine had no use for it.
    fn feed(&mut self, event: &Event) -> bool {
        let at = Timestamp::from_micros(0).plus_ms(self.hours * HOUR_MS);
        let Ok((payment, effects)) = apply(&self.payment, event, at) else { return false };
        self.payment = payment;
        for effect in effects {
            self.carry_out(effect);
        }
        true
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Refund { amount } => self.call = Some(amount.minor()),
            Effect::RecordRefundTaken { refund } => self.move_case(&refund, Case::Waits, Case::AtBank),
            Effect::RecordRefundRefused { refund } => self.move_case(&refund, Case::AtBank, Case::Refused),
            Effect::RecordRefund { refund, amount } => {
                self.move_case(&refund.expect("a case"), Case::AtBank, Case::Done);
                *self.accounts.entry("acquirer:kapital".to_owned()).or_default() -= amount.minor();
            }
            Effect::RecordAdjustment { excess, short, .. } => self.write(&adjustment_entry("kapital", excess, short).unwrap()),
            Effect::RecordReturned { amount } => self.write(&returned_entry("kapital", amount).unwrap()),
            Effect::RecordWriteOff { amount, .. } => self.write(&write_off_entry(&self.payment.clone(), "kapital", amount).unwrap()),
            Effect::AskBank | Effect::Alarm { .. } => {}
            other => panic!("{other:?}"),
        }
    }

    fn write(&mut self, entry: &JournalEntry) {
        for posting in entry.postings() {
            *self.accounts.entry(posting.account.as_str().to_owned()).or_default() += posting.amount.minor();
        }
    }

    fn move_case(&mut self, id: &Id, from: Case, to: Case) {
        let case = self.cases.iter_mut().find(|(known, ..)| known == id).expect("a known case");
        assert_eq!(case.2, from, "{id:?} to {to:?}");
        case.2 = to;
    }

    /// The bank acts by itself, as its cabinet or a chargeback does.
    fn bank_acts(&mut self) {
        let sum = self.rng.between(1, 400);
        match self.rng.between(0, 2) {
            0 => self.taken += sum,
            // An order of which nothing was taken is no longer a captured one.
            1 => self.taken -= sum.min(self.taken - self.given).min(self.taken - 1),
            _ => self.given += sum.min(self.taken - self.given),
        }
    }

    fn refund_is_asked_for(&mut self) {
        let State::Captured { refunded, .. } = self.payment.state else { return };
        let held: i64 = self.cases.iter().filter(|(.., case)| *case == Case::Waits).map(|(_, sum, _)| sum).sum();
        let left = AMOUNT - refunded.minor() - held;
        if left > 0 {
            let sum = self.rng.between(1, left);
            // Now and then just the sum that an operator saw at the bank.
            let unasked = self.payment.difference.unasked().minor();
            let sum = if unasked > 0 && unasked <= left && self.rng.chance(500) { unasked } else { sum };
            let id = Id::from_bytes([u8::try_from(self.cases.len() + 2).unwrap(); 16]);
            self.cases.push((id, sum, Case::Waits));
        }
    }

    fn cases_go_on(&mut self) {
        let waits: Vec<_> = self.cases.iter().filter(|(.., case)| *case == Case::Waits).cloned().collect();
        for (id, sum, _) in waits {
            self.feed(&Event::RefundAsked { refund: Some(id), amount: money(sum) });
        }
    }

    /// The call reaches the bank or not, its answer reaches us or not.
    fn call_ends(&mut self, loses: bool) {
        let Some(sum) = self.call.take() else { return };
        let arrives = !loses || self.rng.chance(500);
        let fits = self.given + sum <= self.taken;
        if arrives && fits {
            self.given += sum;
        }
        let answer = match (arrives && !(loses && self.rng.chance(500)), fits) {
            (false, _) => Answer::Unknown,
            (true, true) => Answer::Yes,
            (true, false) => Answer::No,
        };
        self.feed(&Event::RefundAnswered(answer));
    }

    fn look(&mut self, lies: bool, settles: bool) {
        // Of a refund under way the bank is believed: there is nobody else to ask.
        let lies = lies && !self.has_lied && matches!(self.payment.state, State::Captured { .. });
        let off = if lies && self.rng.chance(150) { self.rng.between(-200, 200) } else { 0 };
        self.has_lied = off != 0;
        self.says_taken = settles || self.rng.chance(700);
        let view = match self.given {
            0 => BankView::Cleared { amount: money((self.taken + off).max(0)) },
            given => BankView::Refunded { amount: money((given + off).max(1)), taken: self.says_taken.then_some(money(self.taken)) },
        };
        self.feed(&Event::Bank(view));
    }

    fn operators_decide(&mut self, offered: &[Resolution]) {
        if !offered.is_empty() {
            let place = usize::try_from(self.rng.between(0, i64::try_from(offered.len()).unwrap() - 1)).unwrap();
            let case = Id::from_bytes([200; 16]);
            self.feed(&Event::Resolved { case, resolution: offered[place] });
        }
    }

    fn step(&mut self, lies: bool) {
        self.hours += 1;
        match self.rng.between(0, 9) {
            0 => self.bank_acts(),
            1 => self.refund_is_asked_for(),
            2 => self.cases_go_on(),
            3 | 4 => self.call_ends(true),
            // Nothing is asked or decided while a call may still take effect.
            _ if self.call.is_some() => {}
            5 if !self.payment.alarms.is_empty() => {
                // People look into the bank's cabinet before they sign.
                self.look(false, true);
                let offered = if self.call.is_none() { self.offered() } else { vec![] };
                self.operators_decide(&offered);
            }
            _ if self.asks() => self.look(lies, false),
            _ => {}
        }
    }

    /// True when a tick has the bank asked.
    fn asks(&self) -> bool {
        let at = Timestamp::from_micros(0).plus_ms(self.hours * HOUR_MS);
        apply(&self.payment, &Event::Tick, at).is_ok_and(|(_, effects)| effects.contains(&Effect::AskBank))
    }

    fn offered(&self) -> Vec<Resolution> {
        resolutions(&self.payment, Timestamp::from_micros(0).plus_ms(self.hours * HOUR_MS))
    }

    /// The bank says what is so, operators decide what they are told, and the bank gives an excess back.
    fn settle(&mut self) {
        // What it did after its last look only an audit finds: it is asked by hand.
        self.feed(&Event::Resolved { case: Id::from_bytes([201; 16]), resolution: Resolution::AskAgain });
        self.look(false, true);
        for _ in 0..SETTLE_MAX {
            self.hours += 1;
            self.cases_go_on();
            self.call_ends(false);
            if self.asks() {
                self.look(false, true);
            }
            self.call_ends(false);
            let unasked = self.payment.difference.unasked() != Money::ZERO;
            let decides = |way: &Resolution| match way {
                Resolution::TakeAsCaptured { .. } | Resolution::WriteOff { .. } => true,
                Resolution::RefundNotGiven => unasked,
                _ => false,
            };
            let offered: Vec<_> = self.offered().into_iter().filter(decides).collect();
            self.operators_decide(&offered);
            self.given += self.payment.difference.owed().minor().min(self.taken - self.given);
            let open = self.cases.iter().any(|(.., case)| matches!(case, Case::Waits | Case::AtBank));
            let differs = self.payment.difference.is_undecided() || self.payment.difference.owed() != Money::ZERO;
            let asks = self.asks();
            if !open && !differs && !asks && self.books_agree() {
                return;
            }
        }
        panic!("it does not end: {:?} {:?} bank {} − {}", self.payment, self.cases, self.taken, self.given);
    }

    fn books_agree(&self) -> bool {
        self.balance("acquirer:kapital") == self.taken - self.given && self.balance("payers") == 0
    }
}

fn live(seed: u64, lies: bool) -> World {
    let mut world = World::new(seed);
    for _ in 0..STEPS {
        world.step(lies);
    }
    world.settle();
    world
}

#[test]
fn m10_every_book_agrees_in_the_end_whatever_the_bank_did() {
    let lives: u64 = std::env::var("KOMMUNAL_LIVES").ok().and_then(|text| text.parse().ok()).unwrap_or(20_000);
    let mut seen = BTreeMap::<Case2, u64>::new();
    for seed in 0..lives / 2 {
        for lies in [false, true] {
            let world = std::panic::catch_unwind(|| live(seed, lies)).unwrap_or_else(|_| panic!("seed {seed}, lies {lies}"));
            for (.., case) in &world.cases {
                *seen.entry(Case2::from(*case)).or_default() += 1;
            }
        }
    }
    assert!(seen.len() == 2, "both ends of refunds occur: {seen:?}");
}

/// The ends, in an order.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Case2 {
    Done,
    Refused,
}

impl From<Case> for Case2 {
    fn from(case: Case) -> Self {
        if case == Case::Done { Self::Done } else { Self::Refused }
    }
}
