//! A calendar day in Azerbaijan, as small as a QR code wants it.

use crate::time::{Civil, Timestamp};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// UTC+4.
const OFFSET_MS: i64 = 4 * 60 * 60 * 1000;

/// Days since 1970-01-01 of Azerbaijan's calendar, up to the year 2149.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(u16);

impl Day {
    /// From days since 1970-01-01.
    #[must_use]
    pub const fn from_number(days: u16) -> Self {
        Self(days)
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.0
    }

    /// The day on which `at` falls; the first or last there is when it lies outside.
    #[must_use]
    pub fn of(at: Timestamp) -> Self {
        let days = (at.micros() / 1000).saturating_add(OFFSET_MS).div_euclid(DAY_MS);
        Self(u16::try_from(days.clamp(0, i64::from(u16::MAX))).unwrap_or(0))
    }

    /// This day moved by `days`, at most to the last there is.
    #[must_use]
    pub const fn plus(self, days: u16) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// Its first instant.
    #[must_use]
    pub fn begins(self) -> Timestamp {
        Timestamp::from_micros((i64::from(self.0) * DAY_MS - OFFSET_MS) * 1000)
    }

    /// The first instant after it.
    #[must_use]
    pub fn ends(self) -> Timestamp {
        self.begins().plus_ms(DAY_MS)
    }

    /// `2026-12-21`.
    #[must_use]
    pub fn iso(self) -> String {
        let Civil { year, month, day, .. } = self.begins().civil();
        format!("{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_and_ends_at_midnight_in_baku() {
        let day = Day::of(Timestamp::from_rfc3339("2026-12-21T23:59:59+04:00").unwrap());
        assert_eq!(day.iso(), "2026-12-21");
        assert_eq!(day.begins().rfc3339(), "2026-12-20T20:00:00Z");
        assert_eq!(Day::of(day.ends()), day.plus(1));
        assert_eq!(Day::of(Timestamp::from_micros(i64::MIN)).number(), 0);
    }
}
