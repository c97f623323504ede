//! Simulated time in milliseconds since the life began, and the deadlines of a life.

use shared::payment::Deadlines;
use shared::time::Timestamp;

pub(crate) const SECOND: i64 = 1_000;
pub(crate) const MINUTE: i64 = 60 * SECOND;
/// When a life that has not ended never will.
pub(crate) const HORIZON_MS: i64 = 24 * 60 * MINUTE;

pub(crate) const PAY_UNTIL_MS: i64 = 15 * MINUTE;
pub(crate) const WATCH_UNTIL_MS: i64 = 45 * MINUTE;

pub(crate) const fn timestamp(now: i64) -> Timestamp {
    Timestamp::from_micros(1_800_000_000_000_000).plus_ms(now)
}

pub(crate) const fn deadlines() -> Deadlines {
    Deadlines {
        open_until: timestamp(3 * MINUTE),
        pay_until: timestamp(PAY_UNTIL_MS),
        watch_until: timestamp(WATCH_UNTIL_MS),
        post_window_ms: 6 * MINUTE,
        alarm_after_ms: 60 * MINUTE,
        silent_after_ms: 12 * MINUTE,
        capture_refusals_max: 5,
        recheck_after_ms: 180 * MINUTE,
    }
}
