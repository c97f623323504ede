//! Many lives, on every core, and what was seen in them.

use crate::invariants::Broken;
use crate::world::{Apply, Backend, World};
use shared::payment::{Outcome, State};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

/// What a run of some length must have seen, beside its other figures.
pub(crate) const SIGHTS: [&str; 19] = [
    "captured in whole",
    "captured in part",
    "closed: BankUnavailable",
    "closed: Cancelled",
    "closed: Expired",
    "closed: Declined",
    "closed: LeaseLost",
    "closed: NothingAccepted",
    "closed: AmountMismatch",
    "closed: HoldLost",
    "refund",
    "unwinding",
    "alarm",
    "crash",
    "call landed with nobody waiting",
    "the bank lost a hold",
    "a hold behind a closed payment",
    "paid after a decline or a cancel",
    "a second card is turned away",
];

#[derive(Default)]
pub(crate) struct Figures(BTreeMap<String, u64>);

impl Figures {
    pub(crate) fn count(&self, sight: &str) -> u64 {
        self.0.get(sight).copied().unwrap_or_default()
    }

    fn add(&mut self, sight: &str, times: u64) {
        if let Some(count) = self.0.get_mut(sight) {
            *count += times;
        } else {
            self.0.insert(sight.to_owned(), times);
        }
    }

    fn add_life(&mut self, world: &World) {
        match &world.payment.state {
            State::Captured { amount, .. } if Some(*amount) == world.payment.total() => self.add("captured in whole", 1),
            State::Captured { .. } => self.add("captured in part", 1),
            State::Closed { outcome } => self.add(closed(*outcome), 1),
            _ => {}
        }
        world.seen.iter().for_each(|sight| self.add(sight, 1));
        self.add("alarm", u64::from(world.records.alarms));
        self.add("calls", u64::try_from(world.calls.len()).expect("few calls"));
    }
}

impl std::fmt::Display for Figures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|(sight, times)| writeln!(f, "{times:>10}  {sight}"))
    }
}

const fn closed(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::BankUnavailable => "closed: BankUnavailable",
        Outcome::Cancelled => "closed: Cancelled",
        Outcome::Expired => "closed: Expired",
        Outcome::Declined => "closed: Declined",
        Outcome::LeaseLost => "closed: LeaseLost",
        Outcome::NothingAccepted => "closed: NothingAccepted",
        Outcome::AmountMismatch => "closed: AmountMismatch",
        Outcome::HoldLost => "closed: HoldLost",
        Outcome::InsufficientFunds | Outcome::CardExpired | Outcome::AuthenticationFailed => "closed: declined otherwise",
    }
}

fn live(seed: u64, apply: Apply, backend: Backend, with_story: bool) -> World {
    let mut world = World::new(seed, apply, backend, with_story);
    world.live();
    world
}

/// The figures of lives 0 to `lives`, or the first seed found whose life breaks an invariant.
pub(crate) fn live_all(lives: u64, apply: Apply, backend: Backend) -> Result<Figures, u64> {
    let (next, broken) = (AtomicU64::new(0), AtomicU64::new(u64::MAX));
    let worker = || {
        let mut figures = Figures::default();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= lives.min(broken.load(Ordering::Relaxed)) {
                return figures;
            }
            let world = live(seed, apply, backend, false);
            if world.broken.is_some() {
                broken.fetch_min(seed, Ordering::Relaxed);
            }
            figures.add_life(&world);
        }
    };
    let mut figures = Figures::default();
    std::thread::scope(|scope| {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(worker)).collect();
        for worker in workers {
            let part = worker.join().expect("no life panics");
            part.0.iter().for_each(|(sight, times)| figures.add(sight, *times));
        }
    });
    match broken.into_inner() {
        u64::MAX => Ok(figures),
        seed => Err(seed),
    }
}

/// The first of these lives that breaks an invariant.
pub(crate) fn first_broken(mut seeds: std::ops::Range<u64>, apply: Apply, backend: Backend) -> Option<(u64, Broken)> {
    seeds.find_map(|seed| live(seed, apply, backend, false).broken.map(|broken| (seed, broken)))
}

/// A life, step by step.
pub(crate) fn story_of(seed: u64, apply: Apply, backend: Backend) -> String {
    let world = live(seed, apply, backend, true);
    let end = match &world.broken {
        Some(broken) => format!("BROKEN {:?}: {}", broken.invariant, broken.detail),
        None => format!("ends well in {:?}", world.payment.state),
    };
    let items: Vec<String> = world
        .payment
        .items
        .iter()
        .zip(&world.pages)
        .map(|(i, page)| {
            format!("  {}: {} + {}, ends {:?}, at the biller {:?}", i.id, i.amount.minor(), i.fee.minor(), i.posting, page.book)
        })
        .collect();
    let story = world.story.unwrap_or_default().join("\n");
    format!("Life {seed} (KOMMUNAL_SEED={seed} replays it)\n{}\n{story}\n{end}", items.join("\n"))
}
