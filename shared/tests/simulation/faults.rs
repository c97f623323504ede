//! What goes wrong on the way to somebody outside and back, and inside the backend. Stops at a time drawn from the seed.

use crate::rng::Rng;
use crate::time::{MINUTE, SECOND};

/// The backend gives up on an answer after this long and reports *don't know*.
pub(crate) const CALL_TIMEOUT_MS: i64 = 30 * SECOND;
/// No call takes effect later than this after it was sent.
pub(crate) const LANDING_MS_MAX: i64 = 60 * SECOND;

/// How likely what is, in thousandths.
pub(crate) struct Faults {
    request_lost: i64,
    lands_late: i64,
    answer_lost: i64,
    garbled: i64,
    refused: i64,
    pub(crate) crash: i64,
    pub(crate) commit_lost: i64,
    pub(crate) stale: i64,
    until: i64,
    outage: Option<Outage>,
}

/// A stretch of time in which one side answers nothing useful.
struct Outage {
    of_bank: bool,
    kind: OutageKind,
    from: i64,
    to: i64,
}

#[derive(Clone, Copy)]
enum OutageKind {
    Silent,
    Garbled,
    Refusing,
}

/// What becomes of one call.
pub(crate) struct Fate {
    /// When it takes effect outside; never, when lost on the way.
    pub(crate) lands_after: Option<i64>,
    /// When its answer is back; never, when lost.
    pub(crate) answered_after: Option<i64>,
    /// The answer cannot be read.
    pub(crate) garbled: bool,
    /// The other side says no without reason.
    pub(crate) refused: bool,
}

impl Faults {
    /// A quiet, a rough or a hopeless stretch of life.
    pub(crate) fn draw(rng: &mut Rng) -> Self {
        let rough = [0, 1, 1, 3, 8][usize::try_from(rng.between(0, 4)).expect("small")];
        let outage = rng.chance(250).then(|| Outage::draw(rng));
        Self {
            request_lost: 30 * rough,
            lands_late: 25 * rough,
            answer_lost: 30 * rough,
            garbled: 20 * rough,
            refused: 10 * rough,
            crash: 10 * rough,
            commit_lost: 8 * rough,
            stale: 25 * rough,
            until: rng.between(0, 90) * MINUTE,
            outage,
        }
    }

    pub(crate) fn happens(&self, rng: &mut Rng, now: i64, permille: i64) -> bool {
        now < self.until && rng.chance(permille)
    }

    pub(crate) fn fate(&self, rng: &mut Rng, now: i64, of_bank: bool) -> Fate {
        let lands = if self.happens(rng, now, self.lands_late) { rng.between(SECOND, LANDING_MS_MAX) } else { rng.between(20, 2_000) };
        let lost = self.happens(rng, now, self.request_lost);
        let unanswered = lost || self.happens(rng, now, self.answer_lost);
        let mut fate = Fate {
            lands_after: (!lost).then_some(lands),
            answered_after: (!unanswered).then_some(lands + rng.between(10, 400)).filter(|ms| *ms < CALL_TIMEOUT_MS),
            garbled: self.happens(rng, now, self.garbled),
            refused: self.happens(rng, now, self.refused),
        };
        match self.outage.as_ref().and_then(|o| o.at(now, of_bank)) {
            Some(OutageKind::Silent) => fate.answered_after = None,
            Some(OutageKind::Garbled) => fate.garbled = true,
            Some(OutageKind::Refusing) => fate.refused = true,
            None => {}
        }
        fate
    }
}

impl Outage {
    fn draw(rng: &mut Rng) -> Self {
        let from = rng.between(0, 30) * MINUTE;
        let kind = [OutageKind::Silent, OutageKind::Garbled, OutageKind::Refusing][usize::try_from(rng.between(0, 2)).expect("small")];
        Self { of_bank: rng.chance(500), kind, from, to: from + rng.between(1, 120) * MINUTE }
    }

    fn at(&self, now: i64, of_bank: bool) -> Option<OutageKind> {
        (self.of_bank == of_bank && (self.from..self.to).contains(&now)).then_some(self.kind)
    }
}
