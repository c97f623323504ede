//! The schedule of retries against outages that come and go, without a clock: a queue of ten that is sent one after
//! another, and a server that is open for a part of each period.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use shared::backoff::backoff_ms;
use shared::time::Millis;

/// As the offline queue pauses (`frontend/certificate/state/queue`).
const BASE_MS: Millis = 1_000;
const CAP_MS: Millis = 10_000;
const QUEUED: u32 = 10;
/// One application on its way, there and back.
const TAKES_MS: Millis = 150;
const MINUTE_MS: Millis = 60_000;
const HOUR_MS: Millis = 60 * MINUTE_MS;
/// Of each period, with seeds of their own.
const RUNS: u64 = 100;

/// splitmix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

/// Open for `open_ms` of each `period_ms`.
#[derive(Debug, Clone, Copy)]
struct Outage {
    period_ms: Millis,
    open_ms: Millis,
}

impl Outage {
    /// A try that begins at `at` is answered when the server stays open for as long as it takes.
    fn answers(self, at: Millis) -> bool {
        at.rem_euclid(self.period_ms) + TAKES_MS <= self.open_ms
    }
}

/// When the last of the queue has arrived; an hour at the most. `pause` gets whether the try before was answered.
fn emptied_ms(outage: Outage, begins_ms: Millis, mut pause: impl FnMut(bool) -> Millis) -> Millis {
    let (mut now, mut left) = (begins_ms, QUEUED);
    while now - begins_ms < HOUR_MS {
        let mut answered = false;
        while outage.answers(now) {
            (now, left, answered) = (now + TAKES_MS, left - 1, true);
            if left == 0 {
                return now - begins_ms;
            }
        }
        now += TAKES_MS + pause(answered);
    }
    HOUR_MS
}

fn with_jitter(outage: Outage, seed: u64) -> Millis {
    let mut random = Random(seed);
    let begins = i64::try_from(random.next() % 20_000).unwrap();
    let mut failed = 0;
    emptied_ms(outage, begins, |answered| {
        failed = if answered { 0 } else { failed + 1 };
        backoff_ms(failed, random.next(), BASE_MS, CAP_MS)
    })
}

/// The schedule as it was: 3, 6, 10, 10 … s, and 3 s after an answer.
fn without_jitter(outage: Outage, begins: Millis) -> Millis {
    let mut pause = 3_000;
    emptied_ms(outage, begins, |answered| {
        pause = if answered { 3_000 } else { (pause * 2).min(CAP_MS) };
        pause
    })
}

/// Periods from 1 to 20 s, open for a fifth, at least for half a second.
fn outages() -> impl Iterator<Item = Outage> {
    (1_000..=20_000).step_by(100).map(|period_ms| Outage { period_ms, open_ms: (period_ms / 5).max(500) })
}

#[test]
fn f18_a_queue_empties_whatever_the_outages_period() {
    for outage in outages() {
        let mut took: Vec<Millis> = (0..RUNS).map(|seed| with_jitter(outage, seed * 7_919 + 1)).collect();
        took.sort_unstable();
        let (middle, last) = (took[took.len() / 2], took[took.len() - 1]);
        assert!(middle <= 5 * MINUTE_MS && last <= 15 * MINUTE_MS, "{outage:?}: half took {middle} ms, one {last} ms");
    }
}

#[test]
fn f18_pauses_that_never_vary_meet_the_same_moment_for_ever() {
    let begins = || (0..20_000).step_by(500);
    let stuck = outages().flat_map(|outage| begins().map(move |at| without_jitter(outage, at))).filter(|took| *took == HOUR_MS).count();
    assert!(stuck > 20, "the model no longer shows the fault that jitter mends: {stuck} runs");
}

#[test]
fn a_pause_lies_in_the_upper_half_of_its_bound() {
    let mut random = Random(1);
    for (attempt, bound) in [(0, 1_000), (1, 2_000), (3, 8_000), (4, 10_000), (u32::MAX, 10_000)] {
        let drawn: Vec<Millis> = (0..2_000).map(|_| backoff_ms(attempt, random.next(), BASE_MS, CAP_MS)).collect();
        let (least, most) = (*drawn.iter().min().unwrap(), *drawn.iter().max().unwrap());
        assert!(least >= bound / 2 && most <= bound, "attempt {attempt}: {least}..{most}");
        assert!(least < bound * 52 / 100 && most > bound * 98 / 100, "attempt {attempt} leaves a part out: {least}..{most}");
    }
}

#[test]
fn no_setting_makes_a_pause_overflow() {
    for (base, cap) in [(0, 0), (i64::MAX, i64::MAX), (-5, 10), (10, -5), (1, i64::MAX)] {
        for attempt in [0, 1, 62, 63, 64, u32::MAX] {
            assert!(backoff_ms(attempt, u64::MAX, base, cap) >= 0);
        }
    }
}

#[test]
fn those_who_lost_the_server_at_once_come_back_one_by_one() {
    let mut random = Random(3);
    let mut seconds = [0; 11];
    for _ in 0..1_000 {
        seconds[usize::try_from(backoff_ms(9, random.next(), BASE_MS, CAP_MS) / 1_000).unwrap()] += 1;
    }
    assert!(seconds.iter().all(|count| *count < 260), "{seconds:?}");
}
