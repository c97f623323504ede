//! Whole lives of payments against a model bank, model billers, a payer and a backend that crashes, all driven by a seed.
//!
//! `KOMMUNAL_LIVES=n` lives n of them (100 000 when unset); `KOMMUNAL_SEED=n` replays life n and prints its story.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod bank;
mod billers;
mod calls;
mod driver;
mod faults;
mod invariants;
mod lives;
#[path = "../common/lives.rs"]
mod many;
mod mutants;
mod payer;
mod records;
#[path = "../common/rng.rs"]
mod rng;
mod time;
mod world;

use invariants::Invariant;
use lives::{first_broken, live_all, story_of};
use many::from_env;
use shared::payment::machine::apply;
use world::{Apply, Backend};

/// Lives within which a broken machine must be caught.
const CAUGHT_WITHIN: u64 = 20_000;

#[test]
fn no_life_breaks_an_invariant_whatever_goes_wrong() {
    if let Some(seed) = from_env("KOMMUNAL_SEED") {
        println!("{}", story_of(seed, apply, Backend::KEEPS_ITS_WORD));
        assert!(first_broken(seed..seed + 1, apply, Backend::KEEPS_ITS_WORD).is_none());
        return;
    }
    let lives = from_env("KOMMUNAL_LIVES").unwrap_or(100_000);
    let began = std::time::Instant::now();
    match live_all(lives, apply, Backend::KEEPS_ITS_WORD) {
        Ok(figures) => {
            println!("{lives} lives in {} ms\n{figures}", began.elapsed().as_millis());
            if lives >= 50_000 {
                figures.none_is_rare(&lives::SIGHTS);
            }
        }
        Err(seed) => panic!("{}", story_of(seed, apply, Backend::KEEPS_ITS_WORD)),
    }
}

#[test]
fn a_seed_tells_the_same_life_twice() {
    for seed in 0..20 {
        assert_eq!(story_of(seed, apply, Backend::KEEPS_ITS_WORD), story_of(seed, apply, Backend::KEEPS_ITS_WORD));
    }
}

/// The first life that breaks breaks by one of `expected`, and comes soon.
fn is_caught(broken_machine: Apply, backend: Backend, expected: &[Invariant]) {
    let Some((seed, broken)) = first_broken(0..CAUGHT_WITHIN, broken_machine, backend) else {
        panic!("{CAUGHT_WITHIN} lives and nothing noticed");
    };
    println!("caught in life {seed}: {:?}, {}", broken.invariant, broken.detail);
    assert!(
        expected.contains(&broken.invariant),
        "{:?} instead of {expected:?}\n{}",
        broken.invariant,
        story_of(seed, broken_machine, backend)
    );
}

macro_rules! caught {
    ($($name:ident: $machine:path => $($invariant:ident)|+;)+) => {$(
        #[test]
        fn $name() {
            is_caught($machine, Backend::KEEPS_ITS_WORD, &[$(Invariant::$invariant),+]);
        }
    )+};
}

caught! {
    a_machine_that_captures_the_full_hold_is_caught: mutants::captures_the_full_hold => TakenNeverExceedsAccepted;
    a_machine_that_forgets_the_fees_is_caught: mutants::forgets_the_fees => CapturedEqualsAccepted;
    a_machine_that_gives_up_the_watch_is_caught: mutants::gives_up_the_watch => NoHoldLeftAlive;
    a_machine_that_forgets_a_closed_order_is_caught: mutants::forgets_a_closed_order => NoHoldLeftAlive;
    a_machine_that_reads_not_found_as_no_is_caught: mutants::reads_not_found_as_no => BookedExactlyWhenAccepted | BookingOnlyWhilePosting;
    a_machine_that_captures_before_every_item_is_settled_is_caught: mutants::captures_early => CaptureWaitsForEveryItem;
    a_machine_that_gives_up_a_silent_biller_is_caught: mutants::gives_up_a_silent_biller => BookedExactlyWhenAccepted | BookingOnlyWhilePosting;
    a_machine_that_posts_again_without_waiting_is_caught: mutants::posts_again_at_once => NoStorm;
    a_machine_that_posts_after_the_void_is_caught: mutants::posts_after_the_void => BookingOnlyWhilePosting;
    a_machine_that_forgets_to_void_is_caught: mutants::forgets_to_void => NoHoldLeftAlive | EveryLifeEnds;
    a_machine_that_ends_without_voiding_is_caught: mutants::ends_without_voiding => NoHoldLeftAlive;
    a_machine_that_reads_an_unknown_capture_as_no_is_caught: mutants::voids_an_unknown_capture => NothingTakenUnlessCaptured;
    a_machine_that_captures_again_without_asking_is_caught: mutants::captures_again_without_asking => TakenNeverExceedsAccepted;
    a_machine_that_asks_in_a_circle_is_caught: mutants::asks_in_a_circle => NoStorm;
    a_machine_that_records_a_capture_twice_is_caught: mutants::records_twice => OneCaptureRecord;
    a_machine_that_refunds_again_without_asking_is_caught: mutants::refunds_again_without_asking => RefundsNeverExceedTheAsked;
    a_machine_that_releases_leases_early_is_caught: mutants::releases_early => LeasesFollowTheState;
    a_machine_that_posts_without_its_lease_is_caught: mutants::posts_without_its_lease => LeasesFollowTheState;
    a_machine_that_forgets_to_take_bookings_back_is_caught: mutants::forgets_to_reverse => BookedExactlyWhenAccepted;
    a_machine_that_asks_for_a_refused_capture_for_ever_is_caught: mutants::asks_for_a_refused_capture_for_ever => EveryLifeEnds;
    a_machine_that_forgets_the_silent_item_is_caught: mutants::forgets_the_silent_item => BookedExactlyWhenAccepted | LeasesFollowTheState;
    a_machine_that_keeps_a_late_booking_is_caught: mutants::keeps_a_late_booking => CapturedEqualsAccepted | BookedExactlyWhenAccepted | LeasesFollowTheState;
    a_machine_that_never_takes_a_reversal_for_an_answer_is_caught: mutants::waits_on_a_reversed_item => EveryLifeEnds;
}

macro_rules! needed {
    ($($name:ident: $promise:ident => $($invariant:ident)|+;)+) => {$(
        #[test]
        fn $name() {
            let backend = Backend { $promise: false, ..Backend::KEEPS_ITS_WORD };
            is_caught(apply, backend, &[$(Invariant::$invariant),+]);
        }
    )+};
}

needed! {
    a_backend_that_applies_old_views_is_caught: drops_old_views => NoHoldLeftAlive | TakenNeverExceedsAccepted | RefundsNeverExceedTheAsked;
    a_backend_that_asks_the_bank_during_a_capture_is_caught: one_bank_claim => TakenNeverExceedsAccepted | RefundsNeverExceedTheAsked;
    a_backend_that_drops_a_claim_at_the_time_out_is_caught: claims_outlive_calls => TakenNeverExceedsAccepted | RefundsNeverExceedTheAsked;
    a_backend_that_mixes_up_refunds_is_caught: fences_refunds => JournalMatches | RefundsNeverExceedTheAsked;
    a_backend_that_forgets_closed_payments_is_caught: ticks_to_the_end => NoHoldLeftAlive;
}
