//! One life: an application, everybody it meets, a clock that jumps from one happening to the next.

use crate::invariants::{self, Broken, Invariant};
use crate::outside::{Biller, Call, Faults};
use crate::people::Click;
use crate::records::Records;
use crate::rng::Rng;
use crate::store::Task;
use shared::application::machine::{Applied, Event, register};
use shared::application::{Actor, Application, Rule};
use shared::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

pub(crate) const SECOND: i64 = 1_000;
pub(crate) const MINUTE: i64 = 60 * SECOND;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;
/// When a life that has not ended never will.
const HORIZON: i64 = 200 * DAY;
pub(crate) const CITIZEN: &str = "citizen";

/// The machine, or a broken one.
pub(crate) type Apply = fn(&Application, &Event, Timestamp) -> Applied;

/// What the backend owes the machine; a test takes one away to show that it is needed.
#[derive(Clone, Copy)]
pub(crate) struct Backend {
    /// A unit of work that was begun on another version is done again.
    pub(crate) checks_versions: bool,
    /// A request that comes twice is applied once.
    pub(crate) remembers_keys: bool,
    /// A debt's answer carries the time the biller was asked.
    pub(crate) dates_the_question: bool,
    /// A number that anything has is not set aside again.
    pub(crate) refuses_used_numbers: bool,
    /// The records are written with the state or not at all.
    pub(crate) one_unit_of_work: bool,
    /// A signed certificate is stored when the machine says so, not when it comes.
    pub(crate) stores_only_what_it_is_told: bool,
    /// No tick while something is stored to be done or under way.
    pub(crate) a_tick_means_quiet: bool,
}

impl Backend {
    pub(crate) const KEEPS_ITS_WORD: Self = Self {
        checks_versions: true,
        remembers_keys: true,
        dates_the_question: true,
        refuses_used_numbers: true,
        one_unit_of_work: true,
        stores_only_what_it_is_told: true,
        a_tick_means_quiet: true,
    };
}

/// Something that will happen.
pub(crate) enum Happening {
    /// Somebody presses a button, or their browser sends it again.
    Clicked(Click),
    /// A unit of work that was begun on what was then stored comes to its end.
    Committed {
        event: Event,
        key: Option<u64>,
        read: Box<Application>,
        version: u64,
    },
    CallLands(usize),
    CallAnswered(usize),
    CallGivenUp(usize),
    DebtArises,
    DebtPaid,
    FileComes,
    OfficeLooks,
    Crashes,
    Job,
}

pub(crate) struct World {
    pub(crate) apply: Apply,
    pub(crate) backend: Backend,
    pub(crate) rng: Rng,
    pub(crate) faults: Faults,
    pub(crate) now: i64,
    queue: BTreeMap<(i64, u64), Happening>,
    planned: u64,
    // what the backend has stored
    pub(crate) application: Application,
    pub(crate) version: u64,
    pub(crate) tasks: Vec<Task>,
    pub(crate) keys: BTreeSet<u64>,
    pub(crate) numbers: BTreeSet<String>,
    // what the backend only has in mind
    pub(crate) calls: Vec<Call>,
    pub(crate) process: u32,
    pub(crate) down_until: i64,
    pub(crate) calm: u32,
    pub(crate) calls_since_job: usize,
    // the outside
    pub(crate) biller: Biller,
    pub(crate) vanishes: Option<(Actor, i64)>,
    pub(crate) clicks: u64,
    pub(crate) looks: u32,
    pub(crate) bounces: u32,
    // the test
    pub(crate) records: Records,
    pub(crate) story: Option<Vec<String>>,
    pub(crate) broken: Option<Broken>,
    pub(crate) seen: Vec<&'static str>,
}

/// Writes a line of the story, when somebody listens.
macro_rules! tell {
    ($world:expr, $($line:tt)*) => {
        if $world.story.is_some() {
            let line = format!($($line)*);
            $world.write(&line);
        }
    };
}
pub(crate) use tell;

impl World {
    pub(crate) fn new(seed: u64, apply: Apply, backend: Backend, with_story: bool) -> Self {
        let mut rng = Rng::new(seed);
        let faults = Faults::draw(&mut rng);
        let biller = Biller::draw(&mut rng);
        let rule = Rule {
            second_person: rng.chance(400),
            by_rule: rng.chance(200),
            answer_within_ms: rng.between(1, 10) * DAY,
            alarm_after_ms: 2 * HOUR,
        };
        let due_at = timestamp(3 * DAY);
        let (application, effects) = register(rule, CITIZEN.to_owned(), due_at, timestamp(0));
        let mut world = Self {
            apply,
            backend,
            records: Records::new(due_at, rule),
            numbers: (0..6).map(|_| number(&mut rng)).collect(),
            vanishes: rng.chance(300).then(|| (format!("officer {}", rng.between(1, 3)), rng.between(0, 3) * DAY)),
            rng,
            faults,
            now: 0,
            queue: BTreeMap::new(),
            planned: 0,
            application,
            version: 1,
            tasks: vec![],
            keys: BTreeSet::new(),
            calls: vec![],
            process: 0,
            down_until: 0,
            calm: 0,
            calls_since_job: 0,
            biller,
            clicks: 0,
            looks: 0,
            bounces: 0,
            story: with_story.then(Vec::new),
            broken: None,
            seen: vec![],
        };
        world.keep(effects, None);
        world.begin();
        world
    }

    fn begin(&mut self) {
        self.plan(SECOND, Happening::Job);
        self.plan(HOUR, Happening::OfficeLooks);
        if self.biller.by_file {
            self.plan(DAY / 2, Happening::FileComes);
        }
        for _ in 0..self.rng.between(0, 2) {
            let at = self.rng.between(0, 4 * DAY);
            self.plan(at, Happening::DebtArises);
        }
        self.plan_withdrawal();
    }

    /// Lives until it has ended and nothing more can happen, or an invariant breaks.
    pub(crate) fn live(&mut self) {
        while let Some(((at, _), happening)) = self.queue.pop_first() {
            self.now = at;
            self.happen(happening);
            if let Err(broken) = invariants::check(self) {
                self.broken.get_or_insert(broken);
            }
            if self.broken.is_none() && at > HORIZON {
                let state = format!("still {:?}", self.application.state);
                self.break_(Invariant::EveryLifeEnds, &state);
            }
            if self.broken.is_some() {
                return;
            }
        }
        if let Err(broken) = invariants::check_end(self) {
            self.broken.get_or_insert(broken);
        }
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Clicked(click) => self.clicked(click),
            Happening::Committed { event, key, read, version } => self.ends_unit(&event, key, &read, version),
            Happening::CallLands(call) => self.lands(call),
            Happening::CallAnswered(call) => self.answered(call),
            Happening::CallGivenUp(call) => self.given_up(call),
            Happening::DebtArises => self.debt_arises(),
            Happening::DebtPaid => self.biller.owed = false,
            Happening::FileComes => self.file_comes(),
            Happening::OfficeLooks => self.office_looks(),
            Happening::Crashes => self.crash("while somebody was being asked"),
            Happening::Job => self.job(),
        }
    }

    pub(crate) fn plan(&mut self, after: i64, happening: Happening) {
        self.planned += 1;
        self.queue.insert((self.now + after, self.planned), happening);
    }

    pub(crate) const fn at(&self) -> Timestamp {
        timestamp(self.now)
    }

    pub(crate) fn break_(&mut self, invariant: Invariant, detail: &str) {
        self.broken.get_or_insert_with(|| Broken { invariant, detail: detail.to_owned() });
    }

    pub(crate) fn write(&mut self, line: &str) {
        let (days, hours, ms) = (self.now / DAY, self.now % DAY / HOUR, self.now % HOUR);
        let stamp = format!("{days:3}d {hours:02}:{:02}:{:02}.{:03}", ms / MINUTE, ms % MINUTE / SECOND, ms % SECOND);
        if let Some(story) = &mut self.story {
            story.push(format!("{stamp}  {line}"));
        }
    }
}

pub(crate) const fn timestamp(now: i64) -> Timestamp {
    Timestamp::from_micros(1_800_000_000_000_000).plus_ms(now)
}

/// From a space so small that numbers do meet.
pub(crate) fn number(rng: &mut Rng) -> String {
    format!("A-{}", rng.between(1, 40))
}
