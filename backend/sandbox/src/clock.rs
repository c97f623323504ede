//! Seconds since 1970 in, civil time out. The sandbox's clock itself is in the world, because tests may move it.

use std::time::{SystemTime, UNIX_EPOCH};

use time::OffsetDateTime;

/// Baku is four hours ahead of UTC the whole year.
const BAKU_OFFSET_SECS: i64 = 4 * 3600;

/// Seconds since 1970 of the machine's clock.
pub(crate) fn system_secs() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX))
}

fn civil(secs: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(secs).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

/// `2026-11-21T09:05:12Z`
pub(crate) fn rfc3339_utc(secs: i64) -> String {
    let t = civil(secs);
    let (date, hms) = (date_of(t), hms_of(t));
    format!("{date}T{hms}Z")
}

/// `2026-11-21 13:05:12` in Baku, as the bank writes its times.
pub(crate) fn baku_text(secs: i64) -> String {
    let t = civil(secs.saturating_add(BAKU_OFFSET_SECS));
    format!("{} {}", date_of(t), hms_of(t))
}

/// Year and month (1–12) in Baku.
pub(crate) fn baku_month(secs: i64) -> (i32, u8) {
    let t = civil(secs.saturating_add(BAKU_OFFSET_SECS));
    (t.year(), u8::from(t.month()))
}

fn date_of(t: OffsetDateTime) -> String {
    format!("{:04}-{:02}-{:02}", t.year(), u8::from(t.month()), t.day())
}

fn hms_of(t: OffsetDateTime) -> String {
    format!("{:02}:{:02}:{:02}", t.hour(), t.minute(), t.second())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_in_utc_and_in_baku() {
        let moment = 1_795_280_712;
        assert_eq!(rfc3339_utc(moment), "2026-11-21T17:05:12Z");
        assert_eq!(baku_text(moment), "2026-11-21 21:05:12");
        assert_eq!(baku_month(moment), (2026, 11));
    }
}
