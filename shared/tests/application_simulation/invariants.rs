//! What must be true after every step, and at the end of every life.

use crate::world::World;
use shared::application::machine::Effect;
use shared::application::{Stage, State};

/// A rule, by name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Invariant {
    EveryLifeEnds,
    EndsAreEnds,
    OneRecordPerIssue,
    ANumberIsNew,
    ANumberStays,
    RestsOnAClearAnswer,
    TheAnswerIsFresh,
    EveryStageToldOnce,
    NobodyDecidesOwn,
    OnlyWhoHasItDecides,
    AsManyPersonsAsTheRule,
    AHoldIsNeverLost,
    DueMovesByThePauses,
    OneEventAClick,
    OneAlarmAStage,
    NoStorm,
}

/// A broken rule.
pub(crate) struct Broken {
    pub(crate) invariant: Invariant,
    pub(crate) detail: String,
}

type Check = Result<(), Broken>;

fn must(holds: bool, invariant: Invariant, detail: impl FnOnce() -> String) -> Check {
    if holds { Ok(()) } else { Err(Broken { invariant, detail: detail() }) }
}

pub(crate) fn check(world: &World) -> Check {
    let (application, records) = (&world.application, &world.records);
    let issued = if let State::Issued { number } = &application.state { Some(number) } else { None };
    must(records.certificates.iter().eq(issued), Invariant::OneRecordPerIssue, || {
        format!("{:?} in {:?}", records.certificates, application.state)
    })?;
    must(issued.is_none() || issued == records.number.as_ref(), Invariant::ANumberStays, || format!("issued {issued:?}"))?;
    must(records.told == records.stages, Invariant::EveryStageToldOnce, || format!("{:?}, told {:?}", records.stages, records.told))?;
    must(records.is_paused() || records.due_at == application.due_at, Invariant::DueMovesByThePauses, || {
        format!("due {:?} instead of {:?}", application.due_at, records.due_at)
    })?;
    let by_rule = usize::from(application.rule.by_rule);
    let approved = records.stages.iter().filter(|s| **s == Stage::Approved).count() + by_rule;
    let alarms = usize::try_from(records.alarms).expect("few");
    must(alarms <= approved, Invariant::OneAlarmAStage, || format!("{alarms} alarms"))?;
    // Between two looks of the jobs: a question, a signature, each perhaps by way of a person or a late answer.
    must(world.calls_since_job <= 8, Invariant::NoStorm, || format!("{} calls without a pause", world.calls_since_job))?;
    let questions = world.tasks.iter().filter(|t| t.effect == Effect::AskDebt).count();
    // One may be left from before a supervisor freed it; its answer is to an old question.
    must(questions <= 2 && world.tasks.len() <= 3, Invariant::NoStorm, || format!("{} tasks at once", world.tasks.len()))
}

/// Once nothing more happens.
pub(crate) fn check_end(world: &World) -> Check {
    must(world.application.is_ended(), Invariant::EveryLifeEnds, || format!("rests in {:?}", world.application.state))
}
