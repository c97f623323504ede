//! Whole lives of applications against a citizen, officers, a biller, a signer and a backend that crashes, all driven by
//! a seed.
//!
//! `KOMMUNAL_LIVES=n` lives n of them (60 000 when unset); `KOMMUNAL_SEED=n` replays life n and prints its story.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod invariants;
mod lives;
#[path = "../common/lives.rs"]
mod many;
mod mutants;
mod mutants_office;
mod outside;
mod people;
mod records;
#[path = "../common/rng.rs"]
mod rng;
mod store;
mod world;

use invariants::Invariant;
use lives::{first_broken, live_all, story_of};
use many::from_env;
use shared::application::machine::apply;
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
    let lives = from_env("KOMMUNAL_LIVES").unwrap_or(60_000);
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
    let story = || story_of(seed, broken_machine, backend);
    assert!(expected.contains(&broken.invariant), "{:?} instead of {expected:?}\n{}", broken.invariant, story());
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
    a_machine_that_signs_on_dont_know_is_caught: mutants::signs_on_unknown => RestsOnAClearAnswer;
    a_machine_that_signs_on_owed_is_caught: mutants::signs_on_owed => RestsOnAClearAnswer;
    a_machine_that_issues_without_asking_when_stale_is_caught: mutants::issues_when_stale => TheAnswerIsFresh;
    a_machine_that_takes_an_old_answer_is_caught: mutants::takes_an_old_answer => TheAnswerIsFresh | RestsOnAClearAnswer;
    a_machine_that_takes_an_old_signature_is_caught: mutants::takes_an_old_signature => TheAnswerIsFresh | RestsOnAClearAnswer;
    a_machine_that_takes_the_biller_s_clock_for_its_own_is_caught: mutants::believes_the_billers_clock => TheAnswerIsFresh | EveryLifeEnds | NoStorm;
    a_machine_that_takes_another_number_is_caught: mutants::takes_another_number => ANumberStays;
    a_machine_that_loses_its_number_in_a_debt_is_caught: mutants::loses_its_number => ANumberStays;
    a_machine_that_records_twice_is_caught: mutants::records_twice => OneRecordPerIssue;
    a_machine_that_issues_without_a_record_is_caught: mutants::forgets_the_record => OneRecordPerIssue;
    a_machine_that_issues_what_was_withdrawn_is_caught: mutants::issues_what_was_withdrawn => EndsAreEnds;
    a_machine_that_waits_for_a_lost_answer_is_caught: mutants::never_asks_again => EveryLifeEnds;
    a_machine_that_never_signs_again_is_caught: mutants::never_signs_again => EveryLifeEnds;
    a_machine_that_asks_again_at_once_is_caught: mutants::asks_again_at_once => NoStorm;
    a_machine_that_signs_again_at_once_is_caught: mutants::signs_again_at_once => NoStorm;
    a_machine_that_raises_an_alarm_at_every_tick_is_caught: mutants::raises_it_again => OneAlarmAStage;
    a_machine_that_forgets_to_tell_is_caught: mutants_office::forgets_to_tell => EveryStageToldOnce;
    a_machine_that_tells_twice_is_caught: mutants_office::tells_twice => EveryStageToldOnce;
    a_machine_that_lets_its_owner_decide_is_caught: mutants_office::lets_the_owner_decide => NobodyDecidesOwn;
    a_machine_that_lets_its_owner_free_is_caught: mutants_office::lets_the_owner_free => NobodyDecidesOwn;
    a_machine_that_skips_the_second_person_is_caught: mutants_office::skips_the_second_person => AsManyPersonsAsTheRule;
    a_machine_that_lets_one_be_two_is_caught: mutants_office::lets_one_be_two => AsManyPersonsAsTheRule;
    a_machine_that_keeps_an_approval_over_a_correction_is_caught: mutants_office::keeps_an_approval => AsManyPersonsAsTheRule;
    a_machine_that_lets_another_decide_is_caught: mutants_office::lets_another_decide => OnlyWhoHasItDecides;
    a_machine_that_gives_away_what_an_officer_has_is_caught: mutants_office::gives_it_away => AHoldIsNeverLost;
    a_machine_that_forgets_a_pause_is_caught: mutants_office::forgets_a_pause => DueMovesByThePauses;
    a_machine_that_leaves_the_clock_standing_is_caught: mutants_office::leaves_the_clock_standing => DueMovesByThePauses;
    a_machine_that_waits_for_ever_for_an_answer_is_caught: mutants_office::forgets_the_deadline => EveryLifeEnds;
    a_machine_that_nobody_can_free_is_caught: mutants_office::cannot_be_freed => EveryLifeEnds;
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
    a_backend_that_overwrites_is_caught: checks_versions => AHoldIsNeverLost | EndsAreEnds | OnlyWhoHasItDecides | DueMovesByThePauses;
    a_backend_that_forgets_keys_is_caught: remembers_keys => OneEventAClick;
    a_backend_that_dates_a_question_by_its_answer_is_caught: dates_the_question => TheAnswerIsFresh | RestsOnAClearAnswer;
    a_backend_that_takes_a_used_number_is_caught: refuses_used_numbers => ANumberIsNew;
    a_backend_that_stores_in_two_units_is_caught: one_unit_of_work => OneRecordPerIssue | EveryStageToldOnce | OneAlarmAStage;
    a_backend_that_stores_a_certificate_by_itself_is_caught: stores_only_what_it_is_told => OneRecordPerIssue;
    a_backend_that_ticks_while_something_is_under_way_is_caught: a_tick_means_quiet => NoStorm;
}
