//! Working days: Monday to Friday, less the public holidays of Azerbaijan, in its civil time.

use crate::time::Timestamp;
use time::{Date, Duration, Month, OffsetDateTime, Time, UtcOffset, Weekday};

/// The working day ends at this hour.
pub const CLOSING_HOUR: u8 = 18;
/// Most days looked at for one deadline.
const DAYS_MAX: u32 = 400;

/// Non-working days whose date is the law's own every year (Labour Code, article 105), as (month, day). Days that move
/// (Ramazan, Qurban, days carried over by decree) are the installation's to name.
const FIXED: [(u8, u8); 16] = [
    (1, 1),
    (1, 2),
    (1, 20),
    (3, 8),
    (3, 20),
    (3, 21),
    (3, 22),
    (3, 23),
    (3, 24),
    (5, 9),
    (5, 28),
    (6, 15),
    (6, 26),
    (11, 8),
    (11, 9),
    (12, 31),
];

/// The calendar of one installation.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    more: Vec<Date>,
}

impl Calendar {
    /// With further non-working days, `YYYY-MM-DD`; `None` when one is no date.
    #[must_use]
    pub fn new(days: &[String]) -> Option<Self> {
        let more: Option<Vec<Date>> = days.iter().map(|day| date(day)).collect();
        Some(Self { more: more? })
    }

    /// The close of the `days`-th working day after `at`.
    #[must_use]
    pub fn after(&self, at: Timestamp, days: u32) -> Timestamp {
        let offset = UtcOffset::from_hms(4, 0, 0).unwrap_or(UtcOffset::UTC);
        let start = OffsetDateTime::from_unix_timestamp(at.micros().div_euclid(1_000_000)).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let mut day = start.to_offset(offset).date();
        let mut left = days;
        for _ in 0..DAYS_MAX {
            if left == 0 {
                break;
            }
            day = day.saturating_add(Duration::DAY);
            if self.is_working(day) {
                left -= 1;
            }
        }
        let close = day.with_time(Time::from_hms(CLOSING_HOUR, 0, 0).unwrap_or(Time::MIDNIGHT)).assume_offset(offset);
        Timestamp::from_micros(close.unix_timestamp().saturating_mul(1_000_000))
    }

    fn is_working(&self, day: Date) -> bool {
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        let fixed = FIXED.contains(&(u8::from(day.month()), day.day()));
        !weekend && !fixed && !self.more.contains(&day)
    }
}

fn date(text: &str) -> Option<Date> {
    if !crate::time::is_iso_date(text) {
        return None;
    }
    let (year, month, day) = (text[..4].parse().ok()?, text[5..7].parse::<u8>().ok()?, text[8..].parse().ok()?);
    Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::from_rfc3339(text).unwrap()
    }

    #[test]
    fn three_working_days_from_a_friday_end_on_wednesday_evening() {
        let calendar = Calendar::default();
        assert_eq!(calendar.after(at("2026-11-20T08:00:00Z"), 3).rfc3339(), "2026-11-25T14:00:00Z");
    }

    #[test]
    fn holidays_and_days_named_by_the_installation_are_left_out() {
        // 8 and 9 November are holidays; 2026-11-10 is a Tuesday.
        assert_eq!(Calendar::default().after(at("2026-11-06T08:00:00Z"), 1).rfc3339(), "2026-11-10T14:00:00Z");
        let more = Calendar::new(&["2026-11-10".to_owned()]).unwrap();
        assert_eq!(more.after(at("2026-11-06T08:00:00Z"), 1).rfc3339(), "2026-11-11T14:00:00Z");
        assert!(Calendar::new(&["2026-02-30".to_owned()]).is_none());
    }

    #[test]
    fn late_in_the_evening_it_is_still_the_same_day_in_baku() {
        // 21:30 UTC is the next day there.
        assert_eq!(Calendar::default().after(at("2026-11-24T21:30:00Z"), 1).rfc3339(), "2026-11-26T14:00:00Z");
    }
}
