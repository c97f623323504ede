//! The citizen, three officers, a supervisor; some of them press what they must not.

use crate::world::{CITIZEN, DAY, HOUR, Happening, MINUTE, World, tell};
use shared::application::machine::Event;
use shared::application::{Actor, Application, Stage, State};

const CHIEF: &str = "chief";
/// After so many looks nobody dawdles, asks or presses what they must not any more.
const PATIENCE: u32 = 60;
/// So often somebody who owes says that they have paid.
const BOUNCES_MAX: u32 = 4;

/// A button pressed, by its key.
#[derive(Clone)]
pub(crate) struct Click {
    pub(crate) event: Event,
    pub(crate) key: u64,
}

impl World {
    fn click(&mut self, after: i64, event: Event) {
        self.clicks += 1;
        let key = self.clicks;
        self.plan(after, Happening::Clicked(Click { event, key }));
    }

    pub(crate) fn plan_withdrawal(&mut self) {
        if self.rng.chance(100) {
            let after = self.rng.between(0, 5 * DAY);
            self.click(after, Event::Withdrawn);
        }
    }

    /// What the citizen does about what they were told.
    pub(crate) fn follow(&mut self, before: &Application) {
        if self.application.stage() == Stage::Approved && before.stage() != Stage::Approved && self.rng.chance(30) {
            let after = self.rng.between(1, MINUTE);
            self.click(after, Event::Withdrawn);
        }
        let asked = self.application.stage() == Stage::CorrectionAsked && before.stage() != Stage::CorrectionAsked;
        if !asked || self.rng.chance(120) {
            return;
        }
        let within = self.application.rule.answer_within_ms;
        let after = if self.rng.chance(80) { within + self.rng.between(-HOUR, HOUR) } else { self.rng.between(MINUTE, within) };
        if self.application.waits_for_debt() {
            self.seen.push("owed at the last look");
            if self.bounces >= BOUNCES_MAX || self.rng.chance(750) {
                // The file that says so comes later.
                self.plan(MINUTE / 2, Happening::DebtPaid);
            }
            if self.bounces >= BOUNCES_MAX {
                return self.seen.push("gave up on the debt");
            }
            self.bounces += 1;
        }
        self.click(after, Event::Answered);
    }

    /// Somebody opens the queue.
    pub(crate) fn office_looks(&mut self) {
        if self.application.is_ended() {
            return;
        }
        self.looks += 1;
        let again = self.rng.between(10 * MINUTE, 10 * HOUR);
        self.plan(again, Happening::OfficeLooks);
        for _ in 0..if self.rng.chance(150) { 2 } else { 1 } {
            let Some(event) = self.pressed() else { continue };
            tell!(self, "office: {event:?}");
            let after = self.rng.between(0, 10 * MINUTE);
            self.click(after, event);
        }
    }

    fn pressed(&mut self) -> Option<Event> {
        if self.looks < PATIENCE && self.rng.chance(150) {
            return Some(self.mischief());
        }
        let by = format!("officer {}", self.rng.between(1, 3));
        match self.application.state.clone() {
            State::Registered | State::SecondReview { officer: None } => (!self.has_vanished(&by)).then_some(Event::Taken { by }),
            State::UnderReview { officer } | State::SecondReview { officer: Some(officer) } if self.has_vanished(&officer) => self.frees(),
            State::UnderReview { officer } | State::SecondReview { officer: Some(officer) } => Some(self.decides(officer)),
            State::CorrectionAsked { officer: Some(officer), .. } if self.has_vanished(&officer) => self.frees(),
            // Nobody need know why it stays: while the road is rough others are freed, too.
            State::Checking { since }
                if (self.biller.forgot || self.faults.is_rough(self.now))
                    && self.at().ms_since(since) > self.application.rule.alarm_after_ms =>
            {
                self.seen.push("freed from a silent biller");
                self.frees()
            }
            _ => None,
        }
    }

    fn has_vanished(&self, officer: &str) -> bool {
        self.vanishes.as_ref().is_some_and(|(who, from)| who == officer && self.now >= *from)
    }

    fn frees(&mut self) -> Option<Event> {
        self.rng.chance(400).then(|| Event::Freed { by: CHIEF.to_owned() })
    }

    fn decides(&mut self, by: Actor) -> Event {
        let forgot = self.biller.forgot && self.records.alarms > 0;
        match self.rng.between(0, 99) {
            0..=9 => Event::Rejected { by },
            _ if forgot || self.looks > 2 * PATIENCE => Event::Rejected { by },
            10..=19 if self.looks < PATIENCE => Event::Released { by },
            20..=39 if self.looks < PATIENCE => Event::CorrectionAsked { by },
            _ => Event::Approved { by },
        }
    }

    /// Anybody presses anything, the applicant, who works there, above all.
    fn mischief(&mut self) -> Event {
        let own = self.rng.chance(400);
        let by = if own { CITIZEN.to_owned() } else { format!("officer {}", self.rng.between(1, 3)) };
        match self.rng.between(0, 5) {
            0 => Event::Taken { by },
            1 => Event::Released { by },
            2 => Event::CorrectionAsked { by },
            3 => Event::Approved { by },
            4 => Event::Rejected { by },
            _ => Event::Freed { by: if own { by } else { CHIEF.to_owned() } },
        }
    }
}
