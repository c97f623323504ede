//! The course of an application: the stages so far and to come, as a list that also reads well aloud.

use super::names;
use crate::i18n::{fill, keys, t};
use crate::ui::{self, nothing, unseen};
use leptos::prelude::*;
use shared::api::applications::Track;
use shared::application::Stage;

/// One stage on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stop {
    stage: Stage,
    /// When it was reached; absent: still to come.
    at: Option<String>,
    now: bool,
}

/// The stages reached, and those to come where nothing stands in the way.
fn stops(track: &Track) -> Vec<Stop> {
    let last = track.steps.len().saturating_sub(1);
    let reached = track.steps.iter().enumerate();
    let mut stops: Vec<Stop> =
        reached.map(|(index, step)| Stop { stage: step.stage, at: Some(step.at.clone()), now: index == last }).collect();
    if matches!(track.stage, Stage::Issued | Stage::Rejected | Stage::Withdrawn) {
        return stops;
    }
    // After a correction it is looked at again.
    let from = if track.stage == Stage::CorrectionAsked { Stage::Registered } else { track.stage };
    let to_come = [Stage::UnderReview, Stage::Approved, Stage::Issued].into_iter().filter(|stage| *stage > from);
    stops.extend(to_come.map(|stage| Stop { stage, at: None, now: false }));
    stops
}

/// The list.
pub(crate) fn course(track: &Track) -> AnyView {
    let due = track.due_at.as_deref();
    let item = |stop: Stop| {
        let class = match (&stop.at, stop.now) {
            (Some(_), true) if matches!(stop.stage, Stage::Rejected | Stage::Withdrawn) => "off",
            (Some(_), true) if stop.stage != Stage::Issued => "now",
            (Some(_), _) => "ok",
            (None, _) => "waits",
        };
        let time = match (stop.at, due) {
            (Some(at), _) => names::moment(&at),
            (None, Some(due)) if stop.stage == Stage::Issued => fill(keys::TRACK_EXPECTED, &[("time", &names::moment(due))]),
            (None, _) => String::new(),
        };
        let more = if class == "waits" { t(keys::TRACK_TO_COME) } else { "" };
        let current = stop.now.then_some("step");
        view! {
            <li class=class aria-current=current><span>{t(names::stage(stop.stage))}{unseen(more.to_owned())}</span><small>{time}</small></li>
        }
        .into_any()
    };
    let items: Vec<AnyView> = stops(track).into_iter().map(item).collect();
    let reason = track
        .reason
        .as_ref()
        .map_or_else(nothing, |reason| ui::notice(ui::Tone::Bad, t(keys::TRACK_REASON), vec![ui::para("", reason.clone())]));
    view! { <ol class="trail course" role="list" aria-label=t(keys::TRACK_STAGES)>{items}</ol>{reason} }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::api::applications::TrackStep;

    fn seen(stages: &[Stage]) -> Vec<(Stage, bool, bool)> {
        let steps = stages.iter().map(|stage| TrackStep { stage: *stage, at: "x".into() }).collect();
        let stage = *stages.last().expect("a stage");
        let track = Track { number: "M".into(), stage, steps, due_at: None, reason: None };
        stops(&track).into_iter().map(|stop| (stop.stage, stop.at.is_some(), stop.now)).collect()
    }

    #[test]
    fn what_is_to_come_follows_what_has_been() {
        use Stage::{Approved, Issued, Registered, UnderReview};
        let expected = [(Registered, true, false), (UnderReview, true, true), (Approved, false, false), (Issued, false, false)];
        assert_eq!(seen(&[Registered, UnderReview]), expected);
        assert_eq!(seen(&[Registered, UnderReview, Stage::CorrectionAsked]).len(), 6);
    }

    #[test]
    fn after_the_end_nothing_comes() {
        assert_eq!(seen(&[Stage::Registered, Stage::Withdrawn]), [(Stage::Registered, true, false), (Stage::Withdrawn, true, true)]);
    }
}
