//! Leases on calls, and when a process is looked at next.

use super::Process;
use crate::app::{App, random_u64};
use crate::store::process::InFlight;
use shared::time::{Millis, Timestamp};

/// A lease outlives its call's time-out by this much.
const LEASE_MARGIN_MS: Millis = 2_000;
/// A pause is lengthened by up to this share of it, so that what began together does not go on together.
const JITTER_PERCENT: u64 = 20;

/// The pause after so many ticks without a change: doubled each time, bounded.
pub(in crate::app) fn pause_ms(first: Millis, ticks: u32, most: Millis) -> Millis {
    first.saturating_mul(1 << ticks.min(20)).min(most)
}

/// A pause with up to a fifth on top.
pub(in crate::app) fn jittered(pause: Millis) -> Millis {
    let pause = u64::try_from(pause).unwrap_or(0);
    let most = pause / 100 * JITTER_PERCENT + pause % 100 * JITTER_PERCENT / 100;
    Millis::try_from(pause + random_u64() % (most + 1)).unwrap_or(Millis::MAX)
}

/// Leases a call on the row that is about to be saved; `None`: the same call is in flight.
pub(super) fn lease<P: Process>(app: &App, row: &mut P::Row, effect: P::Effect, now: Timestamp) -> Option<InFlight<P::Effect>> {
    let until = lease_until::<P>(app, &effect, now);
    let version = P::version(row) + 1;
    P::calls_mut(row).lease(effect, until, version, now)
}

pub(in crate::app) fn lease_until<P: Process>(app: &App, effect: &P::Effect, now: Timestamp) -> Timestamp {
    now.plus_ms(P::timeout_ms(app, effect).saturating_add(LEASE_MARGIN_MS))
}

/// Sets when the jobs look next: when the first lease lapses, otherwise as the process says, with jitter.
pub(super) fn schedule<P: Process>(app: &App, row: &mut P::Row, now: Timestamp) {
    let calls = P::calls(row);
    let at = match calls.lapses_at() {
        Some(lapses) => Some(lapses),
        None => P::next_wake(app, row, now).map(|at| at.max(calls.quiet_until)).map(|at| now.plus_ms(jittered(at.ms_since(now)))),
    };
    P::set_wake_at(row, at);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_and_are_bounded() {
        assert_eq!([0, 1, 2, 40].map(|ticks| pause_ms(50, ticks, 20_000)), [50, 100, 200, 20_000]);
    }

    #[test]
    fn f18_a_pause_is_never_shorter_and_not_always_the_same() {
        let pauses: Vec<Millis> = (0..200).map(|_| jittered(1_000)).collect();
        assert!(pauses.iter().all(|pause| (1_000..=1_200).contains(pause)), "{pauses:?}");
        assert!(pauses.iter().any(|pause| *pause != pauses[0]));
        assert_eq!((jittered(0), jittered(-5)), (0, 0));
    }
}
