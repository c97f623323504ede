//! What must be true after every step, and at the end of every life.

use crate::billers::Book;
use crate::world::{Lease, World};
use shared::ledger::JournalEntry;
use shared::payment::{Posting, State};

/// A rule, by name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Invariant {
    TakenNeverExceedsAccepted,
    CaptureWaitsForEveryItem,
    CapturedEqualsAccepted,
    NothingTakenUnlessCaptured,
    BookedAtMostOnce,
    BookedExactlyWhenAccepted,
    BookingOnlyWhilePosting,
    OneCaptureRecord,
    JournalMatches,
    RefundsNeverExceedTheAsked,
    LeasesFollowTheState,
    NoHoldLeftAlive,
    EveryLifeEnds,
    NoStorm,
}

/// A broken rule.
pub(crate) struct Broken {
    pub(crate) invariant: Invariant,
    pub(crate) detail: String,
}

type Check = Result<(), Broken>;

fn must(holds: bool, invariant: Invariant, detail: impl FnOnce() -> String) -> Check {
    if holds { Ok(()) } else { Err(Broken { invariant, detail: detail() }) }
}

pub(crate) fn check(world: &World) -> Check {
    money_taken(world)?;
    money_given_back(world)?;
    bookings(world)?;
    records(world)?;
    let locked = matches!(world.payment.state, State::Posting | State::Capturing { .. } | State::Unwinding);
    must(!locked || world.lease == Lease::Ours, Invariant::LeasesFollowTheState, || format!("bills in {:?} hands", world.lease))?;
    // Between two looks of the jobs: the answers to one round, what follows from each, and a browser that asks.
    let bound = 4 * world.payment.items.len() + 12;
    must(world.calls_since_job <= bound, Invariant::NoStorm, || format!("{} calls without a pause", world.calls_since_job))
}

fn money_taken(world: &World) -> Check {
    let taken = world.bank.cleared();
    let accepted = world.payment.accepted_total().expect("small sums").minor();
    match &world.payment.state {
        State::Captured { amount, .. } | State::Refunding { amount, .. } => {
            let equal = taken == accepted && amount.minor() == accepted;
            must(taken <= accepted, Invariant::TakenNeverExceedsAccepted, || format!("taken {taken}, accepted {accepted}"))?;
            must(equal, Invariant::CapturedEqualsAccepted, || format!("taken {taken}, accepted {accepted}, said {amount:?}"))
        }
        State::Capturing { .. } => {
            let settled = world.payment.items.iter().all(|i| !matches!(i.posting, Posting::Planned | Posting::Sent));
            must(settled, Invariant::CaptureWaitsForEveryItem, || "capturing with an item open".to_owned())?;
            must(taken <= accepted, Invariant::TakenNeverExceedsAccepted, || format!("taken {taken}, accepted {accepted}"))
        }
        state => must(taken == 0, Invariant::NothingTakenUnlessCaptured, || format!("taken {taken} in {state:?}")),
    }
}

fn money_given_back(world: &World) -> Check {
    let (taken, given) = (world.bank.cleared(), world.bank.refunded());
    let most = match &world.payment.state {
        State::Captured { refunded, .. } => refunded.minor(),
        State::Refunding { refunded, asked, .. } => refunded.minor() + asked.minor(),
        _ => 0,
    };
    must(given <= most && given <= taken, Invariant::RefundsNeverExceedTheAsked, || {
        format!("given back {given}, asked for {most}, taken {taken}")
    })
}

fn bookings(world: &World) -> Check {
    for (item, page) in world.payment.items.iter().zip(&world.pages) {
        must(page.times_booked <= 1, Invariant::BookedAtMostOnce, || format!("{} times", page.times_booked))?;
        let kept = !item.posting.is_accepted() || page.book == Book::Booked;
        must(kept, Invariant::BookedExactlyWhenAccepted, || format!("{:?} is {:?} at the biller", item.posting, page.book))?;
        let refused = matches!(item.posting, Posting::Refused { .. } | Posting::Cancelled | Posting::Reversed);
        must(!refused || page.book != Book::Booked, Invariant::BookedExactlyWhenAccepted, || {
            format!("{:?} is {:?} at the biller", item.posting, page.book)
        })?;
    }
    Ok(())
}

fn records(world: &World) -> Check {
    let (captured, amount) = match &world.payment.state {
        State::Captured { amount, refunded } | State::Refunding { amount, refunded, .. } => (1, amount.minor() - refunded.minor()),
        _ => (0, 0),
    };
    let records = world.records.captures;
    must(records == captured, Invariant::OneCaptureRecord, || format!("{records} records in {:?}", world.payment.state))?;
    let sum: i64 = world.records.journal.iter().flat_map(JournalEntry::postings).map(|p| p.amount.minor()).sum();
    let owed = world.records.owed_by_bank();
    must(sum == 0 && owed == amount, Invariant::JournalMatches, || format!("sum {sum}, owed by the bank {owed}, state says {amount}"))
}

/// Once nothing more happens.
pub(crate) fn check_end(world: &World) -> Check {
    let state = &world.payment.state;
    must(world.payment.is_ended(), Invariant::EveryLifeEnds, || format!("rests in {state:?}"))?;
    must(!world.bank.has_open_hold(), Invariant::NoHoldLeftAlive, || format!("held at the bank, payment {state:?}"))?;
    must(world.lease != Lease::Ours, Invariant::LeasesFollowTheState, || "still leased".to_owned())?;
    for (item, page) in world.payment.items.iter().zip(&world.pages) {
        let same = item.posting.is_accepted() == (page.book == Book::Booked);
        must(same, Invariant::BookedExactlyWhenAccepted, || format!("{:?} is {:?} at the biller", item.posting, page.book))?;
    }
    let (owed, at_bank) = (world.records.owed_by_bank(), world.bank.cleared() - world.bank.refunded());
    must(owed == at_bank, Invariant::JournalMatches, || format!("journal {owed}, bank {at_bank}"))
}
