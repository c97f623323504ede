//! Instants as microseconds, and Azerbaijan's civil time (UTC+4 all year since 2016).

use serde::{Deserialize, Serialize};
use time::{Date, Month, OffsetDateTime, Time, UtcOffset};

/// Microseconds since 1970-01-01T00:00:00Z. The clock that makes it is the caller's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

/// A span in milliseconds.
pub type Millis = i64;

impl Timestamp {
    /// From microseconds since the epoch.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the epoch.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// This instant moved by `ms` milliseconds (saturating).
    #[must_use]
    pub const fn plus_ms(self, ms: Millis) -> Self {
        Self(self.0.saturating_add(ms.saturating_mul(1000)))
    }

    /// Milliseconds from `earlier` to this instant, negative when it is later.
    #[must_use]
    pub const fn ms_since(self, earlier: Self) -> Millis {
        self.0.saturating_sub(earlier.0) / 1000
    }

    /// The civil date and time in Azerbaijan.
    #[must_use]
    pub fn civil(self) -> Civil {
        let offset = UtcOffset::from_hms(4, 0, 0).unwrap_or(UtcOffset::UTC);
        let at = OffsetDateTime::from_unix_timestamp(self.0.div_euclid(1_000_000)).unwrap_or(OffsetDateTime::UNIX_EPOCH).to_offset(offset);
        Civil { year: at.year(), month: at.month().into(), day: at.day(), hour: at.hour(), minute: at.minute(), second: at.second() }
    }

    /// RFC 3339 in UTC with seconds: `2026-11-21T09:05:11Z`.
    #[must_use]
    pub fn rfc3339(self) -> String {
        let at = OffsetDateTime::from_unix_timestamp(self.0.div_euclid(1_000_000)).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let (h, m, s) = (at.hour(), at.minute(), at.second());
        format!("{:04}-{:02}-{:02}T{h:02}:{m:02}:{s:02}Z", at.year(), u8::from(at.month()), at.day())
    }

    /// Reads RFC 3339 with any offset; fractions of a second below a microsecond are dropped.
    #[must_use]
    pub fn from_rfc3339(text: &str) -> Option<Self> {
        let (date, rest) = (text.get(..10)?, text.get(10..)?);
        let rest = rest.strip_prefix(['T', 't', ' '])?;
        let clock = rest.get(..8)?;
        let (fraction, zone) = split_fraction(rest.get(8..)?)?;
        let date = parse_date(date)?;
        let two = |from: usize| digits(clock.get(from..from + 2)?);
        if clock.as_bytes().get(2) != Some(&b':') || clock.as_bytes().get(5) != Some(&b':') {
            return None;
        }
        let time = Time::from_hms(u8_of(two(0)?)?, u8_of(two(3)?)?, u8_of(two(6)?)?).ok()?;
        let local = OffsetDateTime::new_utc(date, time).unix_timestamp();
        let seconds = local.checked_sub(offset_seconds(zone)?)?;
        Some(Self(seconds.checked_mul(1_000_000)?.checked_add(fraction)?))
    }
}

/// A civil date and time of day in Azerbaijan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Civil {
    /// Year.
    pub year: i32,
    /// 1–12.
    pub month: u8,
    /// 1–31.
    pub day: u8,
    /// 0–23.
    pub hour: u8,
    /// 0–59.
    pub minute: u8,
    /// 0–59.
    pub second: u8,
}

/// True for a real calendar date written `YYYY-MM-DD`.
#[must_use]
pub fn is_iso_date(text: &str) -> bool {
    parse_date(text).is_some()
}

/// True for a month written `YYYY-MM`.
#[must_use]
pub fn is_iso_month(text: &str) -> bool {
    text.len() == 7 && parse_date(&format!("{text}-01")).is_some()
}

fn parse_date(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let year = i32::try_from(digits(text.get(..4)?)?).ok()?;
    let month = Month::try_from(u8_of(digits(text.get(5..7)?)?)?).ok()?;
    Date::from_calendar_date(year, month, u8_of(digits(text.get(8..)?)?)?).ok()
}

fn digits(text: &str) -> Option<i64> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())?
}

fn u8_of(value: i64) -> Option<u8> {
    u8::try_from(value).ok()
}

/// `.5+04:00` → (500000 µs, `+04:00`).
fn split_fraction(text: &str) -> Option<(i64, &str)> {
    let Some(rest) = text.strip_prefix('.') else {
        return Some((0, text));
    };
    let end = rest.find(|c: char| !c.is_ascii_digit())?;
    let kept = rest.get(..end.min(6))?;
    let scale = 10_i64.checked_pow(u32::try_from(6 - kept.len()).ok()?)?;
    Some((digits(kept)?.checked_mul(scale)?, rest.get(end..)?))
}

fn offset_seconds(zone: &str) -> Option<i64> {
    if zone == "Z" || zone == "z" {
        return Some(0);
    }
    let sign = match zone.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    if zone.len() != 6 || zone.as_bytes()[3] != b':' {
        return None;
    }
    let (h, m) = (digits(zone.get(1..3)?)?, digits(zone.get(4..6)?)?);
    (h <= 18 && m < 60).then_some(sign * (h * 3600 + m * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_survives_rfc3339() {
        let at = Timestamp::from_rfc3339("2026-11-21T13:05:11+04:00").unwrap();
        assert_eq!(at.rfc3339(), "2026-11-21T09:05:11Z");
        assert_eq!(Timestamp::from_rfc3339("2026-11-21T09:05:11.5Z").unwrap().micros() % 1_000_000, 500_000);
        let civil = at.civil();
        assert_eq!((civil.day, civil.hour, civil.minute), (21, 13, 5));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "2026-02-30T00:00:00Z",
            "2026-11-21",
            "2026-11-21T25:00:00Z",
            "2026-11-21T00:00:00",
            "2026-11-21T00:00:00+4:00",
            "ə026-11-21T00:00:00Z",
        ] {
            assert_eq!(Timestamp::from_rfc3339(text), None, "{text}");
        }
    }
}
