//! The backend in miniature: stores state and effects, performs each effect under a claim, reports what came back,
//! and crashes anywhere in between. After a crash only ticks remain.

use crate::faults::{CALL_TIMEOUT_MS, LANDING_MS_MAX};
use crate::time::{PAY_UNTIL_MS, SECOND};
use crate::world::{Fence, Happening, Lease, World, tell};
use shared::payment::machine::{Answer, BankView, Effect, Event};

/// Between two looks of the jobs at a payment in which nothing moves.
const JOB_MS_MAX: i64 = 120 * SECOND;

/// One call to somebody outside.
pub(crate) struct Call {
    pub(crate) effect: Effect,
    pub(crate) version: u64,
    /// The order it is about, if it is about one.
    pub(crate) order: Option<u8>,
    pub(crate) garbled: bool,
    pub(crate) refused: bool,
    /// What the other side said, once the call has landed.
    pub(crate) said: Option<Event>,
    /// Somebody in the backend still waits for it.
    pub(crate) awaited: bool,
}

/// The right to make a call of its kind; survives a crash.
pub(crate) struct Claim {
    channel: u8,
    call: usize,
    until: i64,
}

impl World {
    /// An event reaches the backend.
    pub(crate) fn deliver(&mut self, event: &Event, fence: Fence) {
        if self.now < self.down_until || !self.passes(fence) {
            tell!(self, "dropped: {event:?} ({fence:?}, version {})", self.version);
            return;
        }
        let event = self.with_lease(event);
        self.maybe_again(&event, fence);
        if self.faults.happens(&mut self.rng, self.now, self.faults.commit_lost) {
            tell!(self, "lost: {event:?}");
            return self.crash("before the commit");
        }
        match (self.apply)(&self.payment, &event, self.at()) {
            Err(error) => {
                tell!(self, "{event:?}: {error:?}");
            }
            Ok((next, effects)) => {
                tell!(self, "{event:?}\n              → {:?} {effects:?}", next.state);
                self.commit(&event, next, effects);
                if self.faults.happens(&mut self.rng, self.now, self.faults.crash) {
                    return self.crash("between storing and performing");
                }
                self.perform();
            }
        }
    }

    fn passes(&self, fence: Fence) -> bool {
        match fence {
            Fence::Open => true,
            Fence::Version(version) => !self.backend.drops_old_views || version == self.version,
            Fence::Claim(call) => !self.backend.fences_refunds || self.claims.iter().any(|c| c.call == call),
        }
    }

    /// Whether the lease lives is said in the unit of work that applies the view.
    fn with_lease(&self, event: &Event) -> Event {
        let lease_live = self.lease == Lease::Ours && (self.lease_kept || self.now < PAY_UNTIL_MS);
        match event {
            Event::Bank(BankView::Held { amount, .. }) => Event::Bank(BankView::Held { amount: *amount, lease_live }),
            other => other.clone(),
        }
    }

    fn maybe_again(&mut self, event: &Event, fence: Fence) {
        let permille = match event {
            Event::Tick | Event::RefundAsked { .. } => 0,
            // Rarely is there a second refund to mistake it for.
            Event::RefundAnswered(_) => 3 * self.faults.stale,
            _ => self.faults.stale,
        };
        if self.faults.happens(&mut self.rng, self.now, permille) {
            let after = if self.rng.chance(500) { self.rng.between(1, 5_000) } else { self.rng.between(1, 600) * SECOND };
            self.plan(after, Happening::Again(event.clone(), fence));
        }
    }

    pub(crate) fn crash(&mut self, when: &'static str) {
        tell!(self, "crash {when}");
        self.seen.push("crash");
        self.pending.clear();
        self.calls.iter_mut().for_each(|c| c.awaited = false);
        self.down_until = self.now + self.rng.between(1, 60) * SECOND;
    }

    /// Starts every stored effect that no claim keeps waiting.
    pub(crate) fn perform(&mut self) {
        if self.now < self.down_until {
            return;
        }
        for effect in std::mem::take(&mut self.pending) {
            if self.is_claimed(&effect) { self.pending.push(effect) } else { self.call(effect) }
        }
    }

    fn is_claimed(&mut self, effect: &Effect) -> bool {
        let (now, channel) = (self.now, self.channel(effect));
        self.claims.retain(|c| c.until > now);
        self.claims.iter().any(|c| c.channel == channel)
    }

    /// What shares a claim: everything at the bank; everything about one item.
    fn channel(&self, effect: &Effect) -> u8 {
        match effect {
            Effect::PostItem { id } | Effect::AskItem { id } | Effect::CancelItem { id } | Effect::ReverseItem { id } => {
                let index = self.payment.items.iter().position(|i| i.id == *id).expect("an item of this payment");
                10 + u8::try_from(index).expect("few items")
            }
            Effect::Capture { .. } if !self.backend.one_bank_claim => 1,
            Effect::Void if !self.backend.one_bank_claim => 2,
            Effect::Refund { .. } if !self.backend.one_bank_claim => 3,
            _ => 0,
        }
    }

    pub(crate) fn call(&mut self, effect: Effect) {
        let channel = self.channel(&effect);
        let fate = self.faults.fate(&mut self.rng, self.now, channel < 10);
        let call = self.calls.len();
        tell!(self, "call {call}: {effect:?}");
        let life =
            if changes_bank(&effect) && self.backend.claims_outlive_calls { LANDING_MS_MAX + SECOND } else { CALL_TIMEOUT_MS + SECOND };
        self.claims.push(Claim { channel, call, until: self.now + life });
        if let Some(after) = fate.lands_after {
            self.plan(after, Happening::CallLands(call));
        }
        match fate.answered_after {
            Some(after) => self.plan(after, Happening::CallAnswered(call)),
            None => self.plan(CALL_TIMEOUT_MS, Happening::CallTimesOut(call)),
        }
        let (version, order) = (self.version, self.order);
        self.calls.push(Call { effect, version, order, garbled: fate.garbled, refused: fate.refused, said: None, awaited: true });
        self.calls_since_job += 1;
    }

    pub(crate) fn answered(&mut self, call: usize) {
        let said = if self.calls[call].garbled { None } else { self.calls[call].said.clone() };
        self.report(call, said);
    }

    pub(crate) fn timed_out(&mut self, call: usize) {
        self.report(call, None);
    }

    fn report(&mut self, call: usize, said: Option<Event>) {
        let Call { awaited, effect, version, .. } = &mut self.calls[call];
        if !std::mem::take(awaited) {
            return;
        }
        let fence = match effect {
            Effect::AskBank => Fence::Version(*version),
            Effect::Refund { .. } => Fence::Claim(call),
            _ => Fence::Open,
        };
        let held_back = said.is_none() && changes_bank(effect) && self.backend.claims_outlive_calls;
        let event = said.unwrap_or_else(|| unknown(effect));
        // The fence of a refund looks for its claim; all others are let go before what follows from the answer is done.
        if !held_back && !matches!(fence, Fence::Claim(_)) {
            self.claims.retain(|c| c.call != call);
        }
        self.deliver(&event, fence);
        if !held_back {
            self.claims.retain(|c| c.call != call);
        }
    }

    pub(crate) fn browser_asks(&mut self) {
        let idle = self.now >= self.down_until && self.order.is_some() && !self.payment.is_ended();
        if idle && !self.is_claimed(&Effect::AskBank) {
            self.call(Effect::AskBank);
        }
    }

    /// The jobs look at the payment.
    pub(crate) fn job(&mut self) {
        self.calls_since_job = 0;
        self.perform();
        let now = self.now;
        self.claims.retain(|c| c.until > now);
        let quiet = now >= self.down_until && self.pending.is_empty() && self.claims.is_empty();
        if quiet && !self.is_done() {
            self.deliver(&Event::Tick, Fence::Open);
        }
        let done = self.is_done() && quiet && self.claims.is_empty() && self.pending.is_empty();
        if !(done && self.nothing_planned()) {
            let pause = ((5 * SECOND) << self.calm.min(5)).min(JOB_MS_MAX);
            self.calm += 1;
            self.plan(pause, Happening::Job);
        }
    }

    fn is_done(&self) -> bool {
        if self.backend.ticks_to_the_end { self.payment.is_at_rest() } else { self.payment.is_ended() }
    }
}

const fn changes_bank(effect: &Effect) -> bool {
    matches!(effect, Effect::Capture { .. } | Effect::Void | Effect::Refund { .. })
}

fn unknown(effect: &Effect) -> Event {
    use shared::payment::machine::BillerAnswer;
    match effect {
        Effect::OpenOrder { attempt } => Event::Opened { attempt: *attempt, answer: Answer::Unknown },
        Effect::Capture { .. } => Event::CaptureAnswered(Answer::Unknown),
        Effect::Void => Event::VoidAnswered(Answer::Unknown),
        Effect::Refund { .. } => Event::RefundAnswered(Answer::Unknown),
        Effect::PostItem { id } | Effect::AskItem { id } | Effect::CancelItem { id } | Effect::ReverseItem { id } => {
            Event::Item { id: id.clone(), answer: BillerAnswer::Unknown }
        }
        _ => Event::Bank(BankView::Unknown),
    }
}
