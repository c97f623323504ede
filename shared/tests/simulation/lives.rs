//! What was seen in many lives of payments.

use crate::invariants::Broken;
use crate::many::{self, Figures};
use crate::world::{Apply, Backend, World};
use shared::payment::{Outcome, State};

/// What a run of some length must have seen, beside its other figures.
pub(crate) const SIGHTS: [&str; 23] = [
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
    "closed: CaptureRefused",
    "a capture refused for good",
    "captured beside a silent biller",
    "asked once more after the capture",
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

fn add_life(figures: &mut Figures, world: &World) {
    match &world.payment.state {
        State::Captured { amount, .. } if Some(*amount) == world.payment.total() => figures.add("captured in whole", 1),
        State::Captured { .. } => figures.add("captured in part", 1),
        State::Closed { outcome } => figures.add(closed(*outcome), 1),
        _ => {}
    }
    world.seen.iter().for_each(|sight| figures.add(sight, 1));
    figures.add("alarm", u64::from(world.records.alarms));
    figures.add("calls", u64::try_from(world.calls.len()).expect("few calls"));
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
        Outcome::CaptureRefused => "closed: CaptureRefused",
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
    many::live_all(lives, |seed, figures| {
        let world = live(seed, apply, backend, false);
        add_life(figures, &world);
        world.broken.is_none()
    })
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
