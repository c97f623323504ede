//! The clock, a value like any other: tests turn it by hand.
//!
//! Leases, pauses and deadlines are stored as points in time, so the wall's clock is where they begin; but what passes
//! between them is measured by the monotonic clock. When an operator or NTP sets the wall's clock by an hour, this one goes
//! on evenly and draws near by [`SLEW`]: nothing freezes, lapses or expires by a leap.
//!
//! Servers of one database go by its clock ([`Clock::follow`]), not each by its machine's: one that was started on a clock set
//! wrong would take the others' leases for lapsed, and make their calls again while they are under way.

use shared::time::{Millis, Timestamp};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// The wall's clock is drawn near by one part in so many of what passes: a lease still outlives its call.
const SLEW: i64 = 20;
/// A difference from which the operator is told.
const TOLD_US: i64 = 5_000_000;

/// Tells the time. Cheap to clone; clones tell the same.
#[derive(Clone, Default)]
pub struct Clock {
    inner: Arc<Inner>,
}

struct Inner {
    /// When it was last asked, and what it said then, in microseconds.
    last: Mutex<(Instant, i64)>,
    /// What the database's clock is ahead of the wall's, in microseconds; `None`: it was not asked yet.
    offset_us: Mutex<Option<i64>>,
    /// What a test adds to the time.
    ahead_ms: AtomicI64,
    /// What a test sets the wall's clock by.
    leapt_ms: AtomicI64,
    told: AtomicBool,
}

impl Default for Inner {
    fn default() -> Self {
        Self {
            last: Mutex::new((Instant::now(), wall_us())),
            offset_us: Mutex::new(None),
            ahead_ms: AtomicI64::new(0),
            leapt_ms: AtomicI64::new(0),
            told: AtomicBool::new(false),
        }
    }
}

impl Clock {
    /// Now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let leapt = self.inner.leapt_ms.load(Ordering::SeqCst).saturating_mul(1000);
        let offset = self.inner.offset_us.lock().unwrap_or_else(PoisonError::into_inner).unwrap_or(0);
        let wall = wall_us().saturating_add(offset).saturating_add(leapt);
        let mut last = self.inner.last.lock().unwrap_or_else(PoisonError::into_inner);
        let monotonic = Instant::now();
        let passed = i64::try_from(monotonic.duration_since(last.0).as_micros()).unwrap_or(i64::MAX);
        let (now, apart) = after(last.1, passed, wall);
        *last = (monotonic, now);
        drop(last);
        self.tell(apart);
        Timestamp::from_micros(now).plus_ms(self.inner.ahead_ms.load(Ordering::SeqCst))
    }

    /// Goes by the database's clock, which says this, in microseconds since 1970: at once the first time, before anything was
    /// planned by another; later it only draws near.
    pub fn follow(&self, database_us: i64) {
        let offset = database_us.saturating_sub(wall_us());
        if self.inner.offset_us.lock().unwrap_or_else(PoisonError::into_inner).replace(offset).is_none() {
            *self.inner.last.lock().unwrap_or_else(PoisonError::into_inner) = (Instant::now(), database_us);
        }
    }

    /// What the wall's clock says, leaps included: for what others signed with their own.
    #[must_use]
    pub fn wall(&self) -> Timestamp {
        let moved = self.inner.leapt_ms.load(Ordering::SeqCst).saturating_add(self.inner.ahead_ms.load(Ordering::SeqCst));
        Timestamp::from_micros(wall_us()).plus_ms(moved)
    }

    fn tell(&self, apart_us: i64) {
        let far = apart_us.abs() > TOLD_US;
        if self.inner.told.swap(far, Ordering::SeqCst) == far {
            return;
        }
        if far {
            let seconds = apart_us / 1_000_000;
            tracing::warn!(seconds, "the system's clock was set; time goes on evenly and draws near, a restart takes it over at once");
        }
    }

    /// Time passes, for everybody who has this clock; for tests.
    pub fn turn_ahead(&self, ms: Millis) {
        self.inner.ahead_ms.fetch_add(ms, Ordering::SeqCst);
    }

    /// The system's clock is set, and no time passes; for tests.
    pub fn leap(&self, ms: Millis) {
        self.inner.leapt_ms.fetch_add(ms, Ordering::SeqCst);
    }
}

/// What is now, when `passed` has passed since `last` and the wall says `wall`; and how far apart they are.
fn after(last: i64, passed: i64, wall: i64) -> (i64, i64) {
    let even = last.saturating_add(passed);
    let apart = wall.saturating_sub(even);
    let most = passed / SLEW;
    (even.saturating_add(apart.clamp(-most, most)), apart)
}

fn wall_us() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR_MS: Millis = 3_600_000;

    #[test]
    fn m15_a_leap_of_the_system_clock_moves_no_deadline() {
        for leap in [-HOUR_MS, HOUR_MS] {
            let clock = Clock::default();
            let before = clock.now();
            clock.leap(leap);
            let passed = clock.now().ms_since(before);
            assert!((0..60_000).contains(&passed), "{passed} ms passed");
            assert!((clock.wall().ms_since(before) - leap).abs() < 60_000);
        }
    }

    #[test]
    fn m15_servers_of_one_database_go_by_its_clock() {
        let wall = wall_us();
        let clock = Clock::default();
        clock.follow(wall + HOUR_MS * 1000);
        let first = clock.now();
        assert!((first.micros() - wall - HOUR_MS * 1000).abs() < 60_000_000, "{first:?}");
        // The machine's clock is set: the database says the same as before, and nothing leaps.
        clock.follow(wall);
        assert!((0..60_000).contains(&clock.now().ms_since(first)));
    }

    #[test]
    fn m15_time_goes_on_evenly_and_draws_near() {
        let second = 1_000_000;
        assert_eq!(after(0, second, second), (second, 0));
        assert_eq!(after(0, second, 3_600 * second), (second + second / SLEW, 3_599 * second));
        assert_eq!(after(7_200 * second, second, 0), (7_201 * second - second / SLEW, -7_201 * second));
        // Near enough, the wall is taken.
        assert_eq!(after(0, second, second - 7), (second - 7, -7));
    }
}
