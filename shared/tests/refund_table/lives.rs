//! Cases lived to their end with calls that are lost before or after they land, answered twice or late, and crashes
//! between storing and performing. A seed tells a whole life.

use crate::rng::Rng;
use crate::samples::{at_minute, id, share};
use shared::ledger::{JournalEntry, LedgerAccount, biller_reversal_entry, operator_cost_entry, recovered_entry, refund_case_entry};
use shared::refund::machine::{Effect, Event, ReversalAnswer, apply};
use shared::refund::{Refund, Reversal, State};
use std::collections::BTreeMap;

const LIVES: u64 = 5_000;
const STEPS_MAX: i64 = 400;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Book {
    Nothing,
    Reversed,
    Refused,
}

struct World {
    rng: Rng,
    refund: Refund,
    minute: i64,
    /// By share: what the biller has under its key, and how often it changed.
    books: BTreeMap<char, (Book, u32)>,
    can_reverse: bool,
    journal: Vec<JournalEntry>,
    told: u32,
    alarms: u32,
    calls: Vec<Effect>,
    late: Vec<Event>,
}

impl World {
    fn new(seed: u64) -> Self {
        let mut rng = Rng::new(seed);
        let shares = vec![
            share('a', rng.between(1, 500), rng.between(0, 9), Reversal::Planned),
            share('b', rng.between(1, 500), 0, Reversal::Planned),
            share('c', 0, 5, Reversal::Planned),
        ];
        let approval = rng.chance(300);
        let can_reverse = rng.chance(700);
        let refund = Refund::new(shares, approval, at_minute(0), 60 * 60_000);
        let books = ['a', 'b'].map(|letter| (letter, (Book::Nothing, 0)));
        let (journal, calls, late) = (vec![], vec![], vec![]);
        Self { rng, refund, minute: 0, books: books.into(), can_reverse, journal, told: 0, alarms: 0, calls, late }
    }

    fn hear(&mut self, event: &Event) {
        if self.rng.chance(100) {
            self.late.push(event.clone());
        }
        let Ok((after, effects)) = apply(&self.refund, event, at_minute(self.minute)) else { return };
        self.refund = after;
        for effect in effects {
            self.record(effect);
        }
        if self.rng.chance(50) {
            // A crash: what was stored to be done is never done.
            self.calls.clear();
        }
    }

    fn record(&mut self, effect: Effect) {
        let share = |id| self.refund.shares.iter().find(|s| s.id == id).expect("a share");
        match effect {
            Effect::RecordRefund => self.journal.push(refund_case_entry(&self.refund, "kapital").unwrap()),
            Effect::RecordReversed { id } => self.journal.push(biller_reversal_entry(share(id)).unwrap()),
            Effect::RecordCost { id } => self.journal.push(operator_cost_entry(share(id)).unwrap()),
            Effect::RecordRecovered { id } => self.journal.push(recovered_entry(share(id)).unwrap()),
            Effect::TellRefunded | Effect::TellRefused => self.told += 1,
            Effect::Alarm => self.alarms += 1,
            Effect::ReleaseShares => {}
            call => self.calls.push(call),
        }
    }

    /// A call lands or is lost; its answer comes, is lost, or comes late.
    fn perform(&mut self, call: &Effect) {
        if self.rng.chance(250) {
            return;
        }
        let event = match call {
            Effect::AskPayment if self.rng.chance(300) => Event::Busy,
            Effect::AskPayment => return self.bank(),
            Effect::Reverse { id } => Event::Share { id: id.clone(), answer: self.reversed(id) },
            Effect::AskReversal { id } => Event::Share { id: id.clone(), answer: self.asked(id) },
            record => unreachable!("{record:?} is never performed"),
        };
        if self.rng.chance(700) {
            self.hear(&event);
        } else {
            self.late.push(event);
        }
    }

    /// The payment's machine: it is never asked twice, for its transaction and the case's are one.
    fn bank(&mut self) {
        if self.refund.state == State::Requested {
            self.hear(&Event::Taken);
            let answer = if self.rng.chance(850) { Event::BankYes } else { Event::BankNo };
            self.hear(&answer);
        }
    }

    fn letter(wanted: &shared::id::Id) -> char {
        ['a', 'b'].into_iter().find(|l| id(*l) == *wanted).expect("a share with an amount")
    }

    fn reversed(&mut self, id: &shared::id::Id) -> ReversalAnswer {
        let (book, changes) = self.books.get_mut(&Self::letter(id)).expect("a book");
        if *book == Book::Nothing {
            *book = if self.can_reverse { Book::Reversed } else { Book::Refused };
            *changes += 1;
        }
        self.asked(id)
    }

    fn asked(&self, id: &shared::id::Id) -> ReversalAnswer {
        match self.books[&Self::letter(id)].0 {
            Book::Nothing => ReversalAnswer::NotFound,
            Book::Reversed => ReversalAnswer::Reversed { at: at_minute(self.minute) },
            Book::Refused => ReversalAnswer::Refused { code: "not_reversible".to_owned() },
        }
    }

    fn live(&mut self) {
        for _ in 0..STEPS_MAX {
            self.minute += self.rng.between(1, 10);
            match self.refund.state {
                State::AwaitingApproval if self.rng.chance(800) => self.hear(&Event::Approved),
                State::AwaitingApproval => self.hear(&Event::Rejected),
                _ => self.hear(&Event::Tick),
            }
            while let Some(call) = self.calls.pop() {
                self.perform(&call);
            }
            if self.rng.chance(300)
                && let Some(late) = self.late.pop()
            {
                self.hear(&late);
            }
            if self.refund.is_ended() && self.late.is_empty() {
                return;
            }
        }
    }

    fn balance(&self, account: &LedgerAccount) -> i64 {
        self.journal.iter().flat_map(JournalEntry::postings).filter(|p| p.account == *account).map(|p| p.amount.minor()).sum()
    }

    fn check(&self, seed: u64) {
        let state = self.refund.state;
        assert!(self.refund.is_ended(), "seed {seed} rests in {state:?}");
        let given = if state == State::Done { self.refund.total().unwrap().minor() } else { 0 };
        assert_eq!(self.balance(&LedgerAccount::acquirer("kapital")), -given, "seed {seed}");
        assert_eq!(self.told, u32::from(state != State::Rejected), "seed {seed}");
        let mut costs = 0;
        for share in self.refund.shares.iter().filter(|s| s.amount.is_positive()) {
            let (book, changes) = self.books[&Self::letter(&share.id)];
            assert!(changes <= 1, "seed {seed}: reversed {changes} times");
            assert_eq!(self.balance(&LedgerAccount::recoverable(&share.biller)), 0, "seed {seed}");
            let at_biller = self.balance(&LedgerAccount::biller(&share.biller));
            assert_eq!(at_biller, if book == Book::Reversed { share.amount.minor() } else { 0 }, "seed {seed}");
            costs += if book == Book::Refused { share.amount.minor() } else { 0 };
        }
        assert_eq!(self.balance(&LedgerAccount::costs()), costs, "seed {seed}");
    }
}

#[test]
fn every_life_ends_and_the_journal_says_what_the_books_of_others_say() {
    let mut ends: BTreeMap<&str, u32> = BTreeMap::new();
    let mut alarms = 0;
    for seed in 0..LIVES {
        let mut world = World::new(seed);
        world.live();
        world.check(seed);
        *ends.entry(crate::samples::state(&world.refund.state)).or_default() += 1;
        alarms += world.alarms;
    }
    assert!(ends.len() == 3 && ends.values().all(|n| *n > 100) && alarms > 5, "{ends:?}, {alarms} alarms");
}
