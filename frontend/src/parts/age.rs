//! How long ago something was.

use crate::i18n::{counted, staff};
use shared::time::Timestamp;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

/// In words.
#[must_use]
pub fn since(at: &str, now: Timestamp) -> String {
    match Timestamp::from_rfc3339(at).map(|at| age(at, now)) {
        None => at.to_owned(),
        Some(Age::Minutes(n)) => counted(staff::AGE_MINUTES_FEW, n),
        Some(Age::Hours(n)) => counted(staff::AGE_HOURS_FEW, n),
        Some(Age::Days(n)) => counted(staff::AGE_DAYS_FEW, n),
    }
}

/// How long ago, in the largest unit that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Age {
    /// Under an hour.
    Minutes(usize),
    /// Under two days.
    Hours(usize),
    /// Longer.
    Days(usize),
}

/// The time since then. A clock that was set back reads as just now.
#[must_use]
fn age(since: Timestamp, now: Timestamp) -> Age {
    let ms = now.ms_since(since).max(0);
    match ms {
        _ if ms < HOUR_MS => Age::Minutes(whole(ms, MINUTE_MS)),
        _ if ms < 2 * DAY_MS => Age::Hours(whole(ms, HOUR_MS)),
        _ => Age::Days(whole(ms, DAY_MS)),
    }
}

fn whole(ms: i64, unit: i64) -> usize {
    usize::try_from(ms / unit).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::from_rfc3339(text).unwrap_or(Timestamp::from_micros(0))
    }

    #[test]
    fn an_age_is_said_in_the_largest_unit_that_fits() {
        let now = at("2026-11-25T14:00:00Z");
        for (since, expected) in [
            ("2026-11-25T14:00:30Z", Age::Minutes(0)),
            ("2026-11-25T13:01:00Z", Age::Minutes(59)),
            ("2026-11-25T13:00:00Z", Age::Hours(1)),
            ("2026-11-23T14:00:01Z", Age::Hours(47)),
            ("2026-11-23T14:00:00Z", Age::Days(2)),
        ] {
            assert_eq!(age(at(since), now), expected, "{since}");
        }
    }
}
