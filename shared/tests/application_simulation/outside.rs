//! The biller and the signer, the calls to them, and what goes wrong on the way.

use crate::rng::Rng;
use crate::world::{DAY, HOUR, Happening, MINUTE, SECOND, World, tell, timestamp};
use shared::application::machine::{Effect, Event, Seen};
use shared::money::Money;
use shared::time::Timestamp;

/// A call is given up after this long.
const CALL_TIMEOUT: i64 = 30 * SECOND;

/// How likely what is, in thousandths; stops at a time drawn from the seed.
#[derive(Clone, Copy)]
pub(crate) struct Faults {
    rough: i64,
    until: i64,
    silent: Option<(i64, i64)>,
    /// The signer's stretch of failing.
    broken: Option<(i64, i64)>,
    /// The signer fails more often than not.
    flaky: bool,
}

impl Faults {
    pub(crate) fn draw(rng: &mut Rng) -> Self {
        let stretch = |rng: &mut Rng| {
            let from = rng.between(0, 3 * DAY);
            rng.chance(300).then(|| (from, from + rng.between(MINUTE, 12 * HOUR)))
        };
        let rough = [0, 1, 1, 3, 8][usize::try_from(rng.between(0, 4)).expect("small")];
        Self { rough, until: rng.between(0, 12) * DAY, silent: stretch(rng), broken: stretch(rng), flaky: rng.chance(250) }
    }

    pub(crate) const fn is_rough(&self, now: i64) -> bool {
        self.rough > 0 && now < self.until
    }

    /// `weight` thousandths on a slightly rough road.
    pub(crate) fn happens(&self, rng: &mut Rng, now: i64, weight: i64) -> bool {
        now < self.until && rng.chance(weight * self.rough)
    }
}

/// The account at the biller.
pub(crate) struct Biller {
    pub(crate) owed: bool,
    /// It no longer knows the account, and never will.
    pub(crate) forgot: bool,
    /// It sends a file twice a day and is asked by that.
    pub(crate) by_file: bool,
    file: (bool, i64),
    /// By how much its clock is fast.
    fast: i64,
}

impl Biller {
    pub(crate) fn draw(rng: &mut Rng) -> Self {
        let fast = if rng.chance(100) { 3 * HOUR } else { 0 };
        Self { owed: rng.chance(100), forgot: rng.chance(30), by_file: rng.chance(300), file: (false, -HOUR), fast }
    }

    fn says(&self, now: i64) -> Seen {
        let (owed, of) = if self.by_file { self.file } else { (self.owed, now + self.fast) };
        match (self.forgot, owed) {
            (true, _) => Seen::Unknown,
            (false, true) => Seen::Owed { amount: Money::from_minor(1240) },
            (false, false) => Seen::Clear { as_of: timestamp(of) },
        }
    }
}

/// One call to somebody outside.
pub(crate) struct Call {
    pub(crate) effect: Effect,
    pub(crate) task: u64,
    asked_at: Timestamp,
    /// The process that made it; answers to another's calls reach nobody.
    process: u32,
    said: Option<Event>,
}

/// A question that reached the biller, and its answer: the test's own record.
pub(crate) struct Question {
    pub(crate) asked_at: Timestamp,
    pub(crate) seen: Seen,
}

impl World {
    pub(crate) fn call(&mut self, effect: Effect, task: u64) {
        let call = self.calls.len();
        tell!(self, "call {call}: {effect:?}");
        let (now, faults) = (self.now, self.faults);
        let slow = faults.happens(&mut self.rng, now, 30);
        let slow_most = if self.rng.chance(500) { 40 * MINUTE } else { 5 * MINUTE };
        let lands = if slow { self.rng.between(SECOND, slow_most) } else { self.rng.between(5, 2_000) };
        let outage = if effect == Effect::AskDebt { faults.silent } else { faults.broken };
        let outage = outage.is_some_and(|(from, to)| (from..to).contains(&now));
        let lost = outage || faults.happens(&mut self.rng, now, 30);
        let unanswered = lost || faults.happens(&mut self.rng, now, 30);
        if !lost {
            self.plan(lands, Happening::CallLands(call));
        }
        if !unanswered {
            let late = self.late();
            self.plan(lands + late, Happening::CallAnswered(call));
            // The worker was stopped and goes on later, or two have been at it: the answer is there twice.
            if faults.happens(&mut self.rng, now, 15) {
                let again = self.rng.between(1, 20 * MINUTE);
                self.plan(lands + late + again, Happening::CallAnswered(call));
            }
        }
        if faults.happens(&mut self.rng, now, 8) {
            let after = self.rng.between(1, CALL_TIMEOUT);
            self.plan(after, Happening::Crashes);
        }
        if faults.happens(&mut self.rng, now, 10) {
            let after = self.rng.between(SECOND, 5 * MINUTE);
            self.plan(after, Happening::DebtArises);
        }
        self.plan(CALL_TIMEOUT, Happening::CallGivenUp(call));
        let (asked_at, process) = (self.at(), self.process);
        self.calls.push(Call { effect, task, asked_at, process, said: None });
        self.calls_since_job += 1;
    }

    /// How long an answer is on its way back.
    fn late(&mut self) -> i64 {
        if !self.faults.happens(&mut self.rng, self.now, 25) {
            return 10;
        }
        // Some come while they still count.
        if self.rng.chance(600) { self.rng.between(SECOND, 8 * MINUTE) } else { self.rng.between(MINUTE, 3 * DAY) }
    }

    pub(crate) fn lands(&mut self, call: usize) {
        let said = match &self.calls[call].effect {
            Effect::Sign { number, as_of } => {
                let (number, as_of) = (number.clone(), *as_of);
                let weight = if self.faults.flaky { 250 } else { 40 };
                let fails = self.faults.happens(&mut self.rng, self.now, weight);
                if fails { Event::NotSigned { number } } else { Event::Signed { number, as_of } }
            }
            _ => {
                let (seen, asked_at) = (self.biller.says(self.now), self.calls[call].asked_at);
                self.records.questions.push(Question { asked_at, seen });
                Event::Debt { seen, number: String::new(), asked_at }
            }
        };
        tell!(self, "  call {call} lands: {said:?}");
        self.calls[call].said = Some(said);
    }

    /// Whatever the claim has become meanwhile: the machine must know an old answer by itself.
    pub(crate) fn answered(&mut self, call: usize) {
        let Call { said, process, task, .. } = &self.calls[call];
        let (Some(said), true) = (said.clone(), *process == self.process && self.now >= self.down_until) else { return };
        let task = *task;
        self.seen.extend(self.tasks.iter().all(|t| t.id != task).then_some("answer after its task was given up"));
        self.report(said, task);
    }

    pub(crate) fn given_up(&mut self, call: usize) {
        let Call { effect, process, task, asked_at, .. } = &self.calls[call];
        if *process != self.process || self.now < self.down_until || self.tasks.iter().all(|t| t.id != *task) {
            return;
        }
        let (said, task) = (dont_know(effect, *asked_at), *task);
        self.report(said, task);
    }

    pub(crate) fn debt_arises(&mut self) {
        tell!(self, "a debt arises");
        self.biller.owed = true;
        if self.rng.chance(600) {
            let after = self.rng.between(MINUTE, 5 * DAY);
            self.plan(after, Happening::DebtPaid);
        }
    }

    pub(crate) fn file_comes(&mut self) {
        self.biller.file = (self.biller.owed, self.now - HOUR);
        if !self.application.is_ended() {
            self.plan(DAY / 2, Happening::FileComes);
        }
    }
}

/// What a call that brought no answer is taken for.
pub(crate) fn dont_know(effect: &Effect, asked_at: Timestamp) -> Event {
    match effect {
        Effect::Sign { number, .. } => Event::NotSigned { number: number.clone() },
        _ => Event::Debt { seen: Seen::Unknown, number: String::new(), asked_at },
    }
}
