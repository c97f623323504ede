//! Claims on calls, and when an application is looked at next.

use super::super::{debt, submit};
use crate::app::App;
use crate::app::digest::random_u64;
use crate::store::applications::{ApplicationRow, InFlight, Life};
use shared::application::{Actor, Effect, Rule, State, machine};
use shared::backoff::backoff_ms;
use shared::time::{Millis, Timestamp};

/// A claim outlives its call's time-out by this much.
const CLAIM_MARGIN_MS: Millis = 2_000;
/// Drawing and signing, in every language, may take this long; a timestamp's authority is asked in it.
pub(in crate::app) const SIGN_MS: Millis = 30_000;
/// Longest pause between two tries.
const PAUSE_MS_MAX: Millis = 5 * 60 * 1000;
/// What cannot be issued raises an alarm after this long.
const ALARM_MS: Millis = 60 * 60 * 1000;

/// A life about to begin.
pub(in crate::app::applications) fn new_life(app: &App, applicant: Actor, by_rule: bool, now: Timestamp) -> (Life, Vec<Effect>) {
    let office = &app.config().office;
    let answer_within_ms = i64::from(office.answer_days).saturating_mul(submit::DAY_MS);
    let rule = Rule { second_person: office.second_person, by_rule, answer_within_ms, alarm_after_ms: ALARM_MS };
    let promised_at = submit::due_at(app, now);
    let (application, effects) = machine::register(rule, applicant, promised_at, now);
    (Life { application, in_flight: vec![], next_call: 1, ticks: 0, promised_at }, effects)
}

/// Claims a call, unless the same one is on its way.
pub(super) fn claim(app: &App, row: &mut ApplicationRow, effect: Effect, now: Timestamp) -> Option<InFlight> {
    if row.life.in_flight.iter().any(|call| call.effect == effect) {
        return None;
    }
    let takes_ms = if effect == Effect::AskDebt { debt::timeout_ms(app) } else { SIGN_MS };
    let call = InFlight { call: row.life.next_call, effect, until: now.plus_ms(takes_ms.saturating_add(CLAIM_MARGIN_MS)) };
    row.life.next_call += 1;
    row.life.in_flight.push(call.clone());
    Some(call)
}

/// Gives a claim up; `None`: it was given up before.
pub(super) fn give_up(life: &mut Life, call: i64) -> Option<InFlight> {
    let index = life.in_flight.iter().position(|c| c.call == call)?;
    Some(life.in_flight.remove(index))
}

/// Sets when the jobs look at an application next.
pub(super) fn schedule(app: &App, row: &mut ApplicationRow, now: Timestamp) {
    let life = &row.life;
    let claimed_until = life.in_flight.iter().map(|call| call.until).min();
    row.wake_at = claimed_until.or(match life.application.state {
        State::CorrectionAsked { until, .. } => Some(until.plus_ms(1)),
        State::Checking { .. } | State::Signing { .. } => {
            Some(now.plus_ms(backoff_ms(life.ticks, random_u64(), app.config().payment.look_ms, PAUSE_MS_MAX)))
        }
        _ => None,
    });
}

/// The same application with claims that lapse at `until` at the latest.
pub(super) fn shortened(mut row: ApplicationRow, until: Timestamp) -> ApplicationRow {
    for call in &mut row.life.in_flight {
        call.until = call.until.min(until);
    }
    row.wake_at = row.life.in_flight.iter().map(|call| call.until).min();
    row
}
