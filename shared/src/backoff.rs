//! Pauses between tries: exponential backoff with jitter, for everything that retries or polls.
//!
//! A pause that never varies resonates with an outage that comes and goes: it meets the same moment of it again and again,
//! and everyone who lost the server at once comes back at once. `tests/backoff.rs` shows both.

use crate::time::Millis;

/// The pause before the next try, in milliseconds. Its bound doubles from `base_ms` with each `attempt` (0: nothing has
/// failed but the first try) up to `cap_ms`; `random` draws it evenly from the bound's upper half.
#[must_use]
pub fn backoff_ms(attempt: u32, random: u64, base_ms: Millis, cap_ms: Millis) -> Millis {
    // By shifts: a multiplication that minds its overflow is ten times the code in a browser's program.
    let doubled = if attempt < 63 && base_ms <= cap_ms >> attempt { base_ms << attempt } else { cap_ms };
    let bound = doubled.max(0);
    let least = bound / 2;
    let span = u64::try_from(bound - least).unwrap_or(0) + 1;
    least + i64::try_from(random % span).unwrap_or(0)
}
