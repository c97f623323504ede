//! How long is left.

use shared::application::Stage;
use shared::application::calendar::Calendar;
use shared::time::Timestamp;

const DAY_MS: i64 = 24 * 60 * 60_000;
/// Working days counted ahead at most; promises are far shorter.
const AHEAD_MAX: u32 = 60;

/// What a deadline is worth now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Due {
    /// Nothing is promised any more.
    Ended,
    /// The citizen's turn: the clock stands still.
    Paused,
    /// Passed, so many whole days ago.
    Overdue(usize),
    /// Before this working day closes.
    Today,
    /// In so many working days.
    In(usize),
}

/// The deadline at `stage`. Days off that only the installation knows of count as working days here: then it says a day more.
#[must_use]
pub(crate) fn due(stage: Stage, due_at: Timestamp, now: Timestamp) -> Due {
    match stage {
        Stage::Issued | Stage::Rejected | Stage::Withdrawn => return Due::Ended,
        Stage::CorrectionAsked => return Due::Paused,
        Stage::Registered | Stage::UnderReview | Stage::Approved => {}
    }
    if due_at <= now {
        return Due::Overdue(whole(now.ms_since(due_at), DAY_MS));
    }
    let calendar = Calendar::default();
    let days = (0..AHEAD_MAX).find(|days| calendar.after(now, *days) >= due_at).unwrap_or(AHEAD_MAX);
    if days == 0 { Due::Today } else { Due::In(whole(i64::from(days), 1)) }
}

fn whole(ms: i64, unit: i64) -> usize {
    usize::try_from(ms / unit).unwrap_or(0)
}

/// Minutes as days, hours and minutes.
#[must_use]
pub(crate) const fn parts(minutes: i64) -> (i64, i64, i64) {
    (minutes / 1440, minutes % 1440 / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::from_rfc3339(text).unwrap_or(Timestamp::from_micros(0))
    }

    #[test]
    fn a_deadline_is_counted_in_working_days() {
        // 2026-11-20 is a Friday; the promise ends on Wednesday at 18:00 in Baku.
        let due_at = at("2026-11-25T14:00:00Z");
        for (now, expected) in [
            ("2026-11-20T08:00:00Z", Due::In(3)),
            ("2026-11-22T08:00:00Z", Due::In(3)),
            ("2026-11-23T08:00:00Z", Due::In(2)),
            ("2026-11-24T21:00:00Z", Due::Today),
            ("2026-11-25T13:59:59Z", Due::Today),
            ("2026-11-25T14:00:00Z", Due::Overdue(0)),
            ("2026-11-27T15:00:00Z", Due::Overdue(2)),
        ] {
            assert_eq!(due(Stage::UnderReview, due_at, at(now)), expected, "{now}");
        }
    }

    #[test]
    fn nothing_is_late_once_it_ended_or_while_the_citizen_is_asked() {
        let (due_at, now) = (at("2026-11-01T14:00:00Z"), at("2026-11-25T14:00:00Z"));
        assert_eq!(due(Stage::Issued, due_at, now), Due::Ended);
        assert_eq!(due(Stage::CorrectionAsked, due_at, now), Due::Paused);
        assert_eq!(due(Stage::Approved, due_at, now), Due::Overdue(24));
    }

    #[test]
    fn minutes_fall_into_parts() {
        assert_eq!(parts(3 * 1440 + 125), (3, 2, 5));
    }
}
