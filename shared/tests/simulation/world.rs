//! One life: a payment, everybody it meets, a clock that jumps from one happening to the next.

use crate::bank::Bank;
use crate::billers::{Page, Temper};
use crate::driver::{Call, Claim};
use crate::faults::Faults;
use crate::invariants::{self, Broken, Invariant};
use crate::payer::PayerStep;
use crate::records::Records;
use crate::rng::Rng;
use crate::time::{HORIZON_MS, MINUTE, SECOND, deadlines, timestamp};
use shared::id::Id;
use shared::money::Money;
use shared::payment::machine::{Applied, Effect, Event};
use shared::payment::{Item, Payment, Posting};
use shared::time::Timestamp;
use std::collections::BTreeMap;

/// The machine, or a broken one.
pub(crate) type Apply = fn(&Payment, &Event, Timestamp) -> Applied;

/// What the backend owes the machine; a test takes one away to show that it is needed.
#[derive(Clone, Copy)]
pub(crate) struct Backend {
    /// A bank's view is dropped when the payment has changed since it was asked for.
    pub(crate) drops_old_views: bool,
    /// All calls of a payment to the bank share one claim.
    pub(crate) one_bank_claim: bool,
    /// The claim of a call that changes something at the bank lasts until it can no longer land.
    pub(crate) claims_outlive_calls: bool,
    /// A refund's answer counts only from the claim's present owner.
    pub(crate) fences_refunds: bool,
    /// Ticks go on until the payment is at rest, not only until it has ended.
    pub(crate) ticks_to_the_end: bool,
}

impl Backend {
    pub(crate) const KEEPS_ITS_WORD: Self =
        Self { drops_old_views: true, one_bank_claim: true, claims_outlive_calls: true, fences_refunds: true, ticks_to_the_end: true };
}

/// Something that will happen.
pub(crate) enum Happening {
    Payer(PayerStep),
    /// The payer's browser is back from the bank, or polls.
    BrowserAsks,
    CallLands(usize),
    CallAnswered(usize),
    CallTimesOut(usize),
    /// An event is delivered once more, as it was fenced the first time.
    Again(Event, Fence),
    RivalTriesTheBills,
    BankLosesHold,
    RefundAsked(Money),
    Job,
}

/// What must still be true for an event to be taken.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fence {
    Open,
    Version(u64),
    Claim(usize),
}

/// Who may pay the bills.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Lease {
    Ours,
    Free,
    Rival,
}

pub(crate) struct World {
    pub(crate) apply: Apply,
    pub(crate) backend: Backend,
    pub(crate) rng: Rng,
    pub(crate) faults: Faults,
    pub(crate) now: i64,
    queue: BTreeMap<(i64, u64), Happening>,
    planned: u64,
    // what the backend has stored
    pub(crate) payment: Payment,
    pub(crate) version: u64,
    pub(crate) order: Option<u8>,
    pub(crate) claims: Vec<Claim>,
    pub(crate) lease: Lease,
    pub(crate) lease_kept: bool,
    pub(crate) records: Records,
    // what the backend only has in mind
    pub(crate) pending: Vec<Effect>,
    pub(crate) calls: Vec<Call>,
    pub(crate) down_until: i64,
    pub(crate) calm: u32,
    pub(crate) calls_since_job: usize,
    // the outside
    pub(crate) bank: Bank,
    /// Whatever is asked, the bank takes no money of this payment.
    pub(crate) refuses_captures: bool,
    pub(crate) pages: Vec<Page>,
    // the test
    pub(crate) story: Option<Vec<String>>,
    pub(crate) broken: Option<Broken>,
    pub(crate) seen: Vec<&'static str>,
}

/// Writes a line of the story, when somebody listens.
macro_rules! tell {
    ($world:expr, $($line:tt)*) => {
        if $world.story.is_some() {
            let line = format!($($line)*);
            $world.write(&line);
        }
    };
}
pub(crate) use tell;

impl World {
    pub(crate) fn new(seed: u64, apply: Apply, backend: Backend, with_story: bool) -> Self {
        let mut rng = Rng::new(seed);
        let faults = Faults::draw(&mut rng);
        let items = draw_items(&mut rng);
        let pages = items.iter().map(|_| Page::new(draw_temper(&mut rng))).collect();
        let refuses_captures = rng.chance(15);
        let mut world = Self {
            apply,
            backend,
            rng,
            faults,
            now: 0,
            queue: BTreeMap::new(),
            planned: 0,
            payment: Payment::new(items, deadlines()),
            version: 1,
            order: None,
            claims: vec![],
            lease: Lease::Ours,
            lease_kept: false,
            records: Records::default(),
            pending: vec![Effect::OpenOrder { attempt: 1 }],
            calls: vec![],
            down_until: 0,
            calm: 0,
            calls_since_job: 0,
            bank: Bank::default(),
            refuses_captures,
            pages,
            story: with_story.then(Vec::new),
            broken: None,
            seen: vec![],
        };
        world.begin();
        world
    }

    fn begin(&mut self) {
        for _ in 0..2 {
            let at = self.rng.between(10, 60) * MINUTE;
            self.plan(at, Happening::RivalTriesTheBills);
        }
        if self.rng.chance(150) {
            let at = self.rng.between(0, 20 * 60) * SECOND;
            self.plan(at, Happening::Payer(PayerStep::CancelsHere));
        }
        if self.faults.happens(&mut self.rng, 0, self.faults.crash) {
            self.crash("right after the payment was stored");
        }
        self.perform();
        self.plan(5 * SECOND, Happening::Job);
    }

    /// Lives until nothing more can happen, or an invariant breaks.
    pub(crate) fn live(&mut self) {
        while let Some(((at, _), happening)) = self.queue.pop_first() {
            self.now = at;
            self.happen(happening);
            if let Err(broken) = invariants::check(self) {
                self.broken.get_or_insert(broken);
            }
            if self.broken.is_none() && at > HORIZON_MS {
                self.break_(Invariant::EveryLifeEnds, "still alive after a day");
            }
            if self.broken.is_some() {
                return;
            }
        }
        if let Err(broken) = invariants::check_end(self) {
            self.broken.get_or_insert(broken);
        }
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Payer(step) => self.payer_acts(step),
            Happening::BrowserAsks => self.browser_asks(),
            Happening::CallLands(call) => self.lands(call),
            Happening::CallAnswered(call) => self.answered(call),
            Happening::CallTimesOut(call) => self.timed_out(call),
            Happening::Again(event, fence) => self.deliver(&event, fence),
            Happening::RivalTriesTheBills => self.rival_tries(),
            Happening::BankLosesHold => self.bank_loses_hold(),
            Happening::RefundAsked(amount) => {
                self.deliver(&Event::RefundAsked { refund: Some(Id::from_bytes([7; 16])), amount }, Fence::Open);
            }
            Happening::Job => self.job(),
        }
    }

    pub(crate) fn plan(&mut self, after: i64, happening: Happening) {
        self.planned += 1;
        self.queue.insert((self.now + after, self.planned), happening);
    }

    /// Nothing but what is being looked at now is still to come.
    pub(crate) fn nothing_planned(&self) -> bool {
        self.queue.is_empty()
    }

    pub(crate) const fn at(&self) -> Timestamp {
        timestamp(self.now)
    }

    pub(crate) fn break_(&mut self, invariant: Invariant, detail: &str) {
        self.broken.get_or_insert_with(|| Broken { invariant, detail: detail.to_owned() });
    }

    pub(crate) fn write(&mut self, line: &str) {
        let (minutes, ms) = (self.now / MINUTE, self.now % MINUTE);
        let stamp = format!("{minutes:4}:{:02}.{:03}", ms / SECOND, ms % SECOND);
        if let Some(story) = &mut self.story {
            story.push(format!("{stamp}  {line}"));
        }
    }
}

fn draw_items(rng: &mut Rng) -> Vec<Item> {
    let count = [1, 1, 2, 2, 3, 4][usize::try_from(rng.between(0, 5)).expect("small")];
    let item = |number: u8, rng: &mut Rng| Item {
        id: Id::from_bytes([number; 16]),
        biller: ["azerisu", "aztelekom", "azerigaz"][usize::try_from(rng.between(0, 2)).expect("small")].to_owned(),
        amount: Money::from_minor(rng.between(1, 5_000)),
        fee: Money::from_minor(if rng.chance(300) { 0 } else { rng.between(1, 50) }),
        posting: Posting::Planned,
    };
    (1..=count).map(|number| item(number, rng)).collect()
}

fn draw_temper(rng: &mut Rng) -> Temper {
    match rng.between(0, 99) {
        0..=74 => Temper::Books,
        75..=97 => Temper::Refuses,
        _ => Temper::TakesBack,
    }
}
