//! The clock, a value like any other: tests turn it by hand.

use shared::time::{Millis, Timestamp};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Tells the time: the system's, moved by what a test adds.
#[derive(Clone, Default)]
pub struct Clock {
    ahead_ms: Arc<AtomicI64>,
}

impl Clock {
    /// Now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let micros = i64::try_from(since.as_micros()).unwrap_or(i64::MAX);
        Timestamp::from_micros(micros).plus_ms(self.ahead_ms.load(Ordering::SeqCst))
    }

    /// Turns the clock ahead; for tests.
    pub fn turn_ahead(&self, ms: Millis) {
        self.ahead_ms.fetch_add(ms, Ordering::SeqCst);
    }
}
