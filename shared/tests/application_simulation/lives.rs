//! What was seen in many lives of applications.

use crate::invariants::Broken;
use crate::many::{self, Figures};
use crate::world::{Apply, Backend, World};
use shared::application::{Approver, Stage, State};

/// What a run of some length must have seen, beside its other figures.
pub(crate) const SIGHTS: [&str; 20] = [
    "issued by rule",
    "issued by one",
    "issued by two",
    "rejected by an officer",
    "rejected by time",
    "withdrawn",
    "withdrawn while being asked",
    "answered more than once",
    "owed at the last look",
    "gave up on the debt",
    "freed from a silent biller",
    "issued after being freed from a biller",
    "signed too late",
    "answer after its task was given up",
    "number already used",
    "the same click again",
    "version conflict",
    "done twice",
    "crash",
    "alarm",
];

fn add_life(figures: &mut Figures, world: &World) {
    let (application, records) = (&world.application, &world.records);
    let end = match (&application.state, &application.approved_by) {
        (State::Issued { .. }, Some(Approver::Rule)) => "issued by rule",
        (State::Issued { .. }, Some(Approver::Officer { .. })) => "issued by one",
        (State::Issued { .. }, _) => "issued by two",
        (State::Rejected { by: Some(_) }, _) => "rejected by an officer",
        (State::Rejected { by: None }, _) => "rejected by time",
        (State::Withdrawn, _) => "withdrawn",
        _ => "no end",
    };
    figures.add(end, 1);
    world.seen.iter().for_each(|sight| figures.add(sight, 1));
    let asked = records.stages.iter().filter(|s| **s == Stage::CorrectionAsked).count();
    let while_asked = records.stages.ends_with(&[Stage::CorrectionAsked, Stage::Withdrawn]);
    let freed = world.seen.contains(&"freed from a silent biller") && matches!(application.state, State::Issued { .. });
    figures.add("withdrawn while being asked", u64::from(while_asked));
    figures.add("answered more than once", u64::from(asked > 2));
    figures.add("issued after being freed from a biller", u64::from(freed));
    figures.add("alarm", u64::from(records.alarms));
    figures.add("calls", u64::try_from(world.calls.len()).expect("few calls"));
    figures.add("messages", u64::try_from(records.told.len()).expect("few messages"));
}

fn live(seed: u64, apply: Apply, backend: Backend, with_story: bool) -> World {
    let mut world = World::new(seed, apply, backend, with_story);
    world.live();
    world
}

/// The figures of lives 0 to `lives`, or the first seed found whose life breaks an invariant.
pub(crate) fn live_all(lives: u64, apply: Apply, backend: Backend) -> Result<Figures, u64> {
    many::live_all(lives, |seed, figures| {
        let world = live(seed, apply, backend, false);
        add_life(figures, &world);
        world.broken.is_none()
    })
}

/// The first of these lives that breaks an invariant.
pub(crate) fn first_broken(mut seeds: std::ops::Range<u64>, apply: Apply, backend: Backend) -> Option<(u64, Broken)> {
    seeds.find_map(|seed| live(seed, apply, backend, false).broken.map(|broken| (seed, broken)))
}

/// A life, step by step.
pub(crate) fn story_of(seed: u64, apply: Apply, backend: Backend) -> String {
    let world = live(seed, apply, backend, true);
    let end = match &world.broken {
        Some(broken) => format!("BROKEN {:?}: {}", broken.invariant, broken.detail),
        None => format!("ends well in {:?}", world.application.state),
    };
    let rule = format!("{:?}", world.application.rule);
    let story = world.story.unwrap_or_default().join("\n");
    format!("Life {seed} (KOMMUNAL_SEED={seed} replays it)\n{rule}\n{story}\n{end}")
}
