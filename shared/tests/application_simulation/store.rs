//! The backend in miniature: one unit of work stores state, records and what is to be done; what is to be done is done
//! under a claim; crashes come in between.

use crate::outside::dont_know;
use crate::people::Click;
use crate::world::{HOUR, Happening, MINUTE, SECOND, World, number, tell};
use shared::application::machine::{Applied, Effect, Event, Seen};
use shared::application::{Application, State};

/// A claim lasts this long.
const CLAIM: i64 = 60 * SECOND;
/// Between two looks of the jobs at an application in which nothing moves.
const JOB_MAX: i64 = 30 * MINUTE;
const JOB_MAX_AT_REST: i64 = 6 * HOUR;

/// Something stored to be done.
pub(crate) struct Task {
    pub(crate) id: u64,
    pub(crate) effect: Effect,
    pub(crate) claimed_until: Option<i64>,
}

impl World {
    /// A person's request: once a key.
    pub(crate) fn clicked(&mut self, click: Click) {
        if self.now < self.down_until {
            // The browser sends it again when the server is back.
            let after = self.down_until - self.now + self.rng.between(1, 5_000);
            return self.plan(after, Happening::Clicked(click));
        }
        if self.faults.happens(&mut self.rng, self.now, 25) {
            let after = self.rng.between(1, 90 * MINUTE);
            self.plan(after, Happening::Clicked(click.clone()));
        }
        if self.backend.remembers_keys && self.keys.contains(&click.key) {
            tell!(self, "the same click again: {:?}", click.event);
            return self.seen.push("the same click again");
        }
        self.deliver(&click.event, Some(click.key));
    }

    /// Begins a unit of work; sometimes others come in between.
    pub(crate) fn deliver(&mut self, event: &Event, key: Option<u64>) {
        let (version, read) = (self.version, self.application.clone());
        if key.is_some() && self.faults.happens(&mut self.rng, self.now, 60) {
            let after = self.rng.between(1, 20 * MINUTE);
            let event = event.clone();
            return self.plan(after, Happening::Committed { event, key, read: Box::new(read), version });
        }
        self.ends_unit(event, key, &read, version);
    }

    pub(crate) fn ends_unit(&mut self, event: &Event, key: Option<u64>, read: &Application, version: u64) {
        if self.now < self.down_until || key.is_some_and(|key| self.backend.remembers_keys && self.keys.contains(&key)) {
            return;
        }
        if self.backend.checks_versions && version != self.version {
            self.seen.push("version conflict");
            let (version, read) = (self.version, self.application.clone());
            return self.ends_unit(event, key, &read, version);
        }
        if self.faults.happens(&mut self.rng, self.now, 8) {
            tell!(self, "lost: {event:?}");
            return self.crash("before the commit");
        }
        self.hear(event);
        match self.applied(read, event) {
            Err(error) => tell!(self, "{event:?}: {error:?}"),
            Ok((next, effects)) => {
                tell!(self, "{event:?}\n              → {:?} {effects:?}", next.state);
                self.commit(event, key, next, effects);
                if self.faults.happens(&mut self.rng, self.now, 8) {
                    return self.crash("after the commit");
                }
                self.perform();
            }
        }
    }

    /// With a fresh number, and another where the database refuses it.
    fn applied(&mut self, read: &Application, event: &Event) -> Applied {
        let Event::Debt { seen: Seen::Clear { as_of }, asked_at, .. } = event else { return (self.apply)(read, event, self.at()) };
        loop {
            let fresh = number(&mut self.rng);
            let event = Event::Debt { seen: Seen::Clear { as_of: *as_of }, number: fresh, asked_at: *asked_at };
            let applied = (self.apply)(read, &event, self.at());
            let set_aside = applied.as_ref().ok().and_then(|(next, _)| next.number.as_ref()).filter(|_| read.number.is_none());
            if !self.backend.refuses_used_numbers || set_aside.is_none_or(|number| !self.numbers.contains(number)) {
                return applied;
            }
            self.seen.push("number already used");
        }
    }

    fn commit(&mut self, event: &Event, key: Option<u64>, next: Application, effects: Vec<Effect>) {
        if next != self.application {
            self.calm = 0;
        }
        self.version += 1;
        let before = std::mem::replace(&mut self.application, next);
        self.record(event, key, &before);
        if !self.backend.one_unit_of_work && self.faults.happens(&mut self.rng, self.now, 10) {
            return self.crash("between the state and its records");
        }
        self.keep(effects, Some(event));
        self.follow(&before);
    }

    /// Records are written; the rest is stored to be done.
    pub(crate) fn keep(&mut self, effects: Vec<Effect>, event: Option<&Event>) {
        if let (false, Some(Event::Signed { number, as_of })) = (self.backend.stores_only_what_it_is_told, event) {
            self.store_certificate(number, *as_of);
        }
        for effect in effects {
            match effect {
                Effect::RecordCertificate { number } => {
                    let Some(Event::Signed { as_of, .. }) = event else { continue };
                    self.store_certificate(&number, *as_of);
                }
                Effect::Notify { stage } => self.records.told.push(stage),
                Effect::Alarm => self.records.alarms += 1,
                effect => {
                    self.clicks += 1;
                    self.tasks.push(Task { id: self.clicks, effect, claimed_until: None });
                }
            }
        }
    }

    pub(crate) fn crash(&mut self, when: &'static str) {
        tell!(self, "crash {when}");
        self.seen.push("crash");
        self.process += 1;
        let long = self.rng.chance(100);
        self.down_until = self.now + if long { self.rng.between(MINUTE, 5 * HOUR) } else { self.rng.between(1, 60) * SECOND };
    }

    /// Does what nobody has claimed.
    fn perform(&mut self) {
        let claimed_until = Some(self.now + CLAIM);
        let free: Vec<(u64, Effect)> =
            self.tasks.iter_mut().filter(|t| t.claimed_until.is_none()).map(|t| (t.id, t.effect.clone())).collect();
        self.tasks.iter_mut().filter(|t| t.claimed_until.is_none()).for_each(|t| t.claimed_until = claimed_until);
        for (task, effect) in free {
            self.call(effect, task);
        }
    }

    pub(crate) fn report(&mut self, mut said: Event, task: u64) {
        self.tasks.retain(|t| t.id != task);
        if let (false, Event::Debt { asked_at, .. }) = (self.backend.dates_the_question, &mut said) {
            *asked_at = crate::world::timestamp(self.now);
        }
        self.deliver(&said, None);
    }

    /// The jobs look at the application.
    pub(crate) fn job(&mut self) {
        self.calls_since_job = 0;
        if self.now >= self.down_until {
            self.lapse();
            self.perform();
            let quiet = self.tasks.is_empty() || !self.backend.a_tick_means_quiet;
            if quiet && !self.application.is_ended() {
                self.deliver(&Event::Tick, None);
            }
        }
        if !(self.application.is_ended() && self.tasks.is_empty()) {
            let rests = !matches!(self.application.state, State::Checking { .. } | State::Signing { .. });
            let pause = ((30 * SECOND) << self.calm.min(10)).min(if rests { JOB_MAX_AT_REST } else { JOB_MAX });
            self.calm += 1;
            self.plan(pause, Happening::Job);
        }
    }

    /// A claim whose owner has gone: taken for *don't know*, or, when the claim itself was lost, done once more.
    fn lapse(&mut self) {
        let now = self.now;
        let lost = self.faults.happens(&mut self.rng, now, 20);
        let lapsed = self.tasks.iter().position(|t| t.claimed_until.is_some_and(|until| until <= now || lost));
        let Some(index) = lapsed else { return };
        if lost || self.rng.chance(300) {
            self.tasks[index].claimed_until = None;
            return self.seen.push("done twice");
        }
        let task = self.tasks.remove(index);
        let said = dont_know(&task.effect, self.at());
        self.deliver(&said, None);
    }
}
