//! Every state × every event of the application machine: as a committed table that shows each change as a difference,
//! and as rules that hold over all of it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod cells;
mod render;
mod rules;
mod rules_office;
mod samples;
#[path = "../common/table.rs"]
mod table;
mod variants;

use cells::cells;
use shared::application::Event;
use table::all_occur;

#[test]
fn the_machine_does_what_the_table_says() {
    table::compare(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/application_table/table.txt"), &render::table());
}

#[test]
fn no_state_event_answer_or_effect_is_missing_from_the_table() {
    let (states, events, cells) = (samples::states(), samples::events(), cells());
    all_occur(variants::STATES, states.iter().map(|a| variants::state(&a.state)));
    all_occur(variants::APPROVERS, states.iter().filter_map(|a| a.approved_by.as_ref()).map(variants::approver));
    all_occur(variants::EVENTS, events.iter().map(variants::event));
    let seen = events.iter().filter_map(|e| if let Event::Debt { seen, .. } = e { Some(variants::seen(seen)) } else { None });
    all_occur(variants::SEEN, seen);
    let done = || cells.iter().filter_map(|c| c.after.as_ref().ok());
    all_occur(variants::STATES, done().map(|(after, _)| variants::state(&after.state)));
    all_occur(variants::EFFECTS, done().flat_map(|(_, effects)| effects).map(variants::effect));
    all_occur(variants::ERRORS, cells.iter().filter_map(|c| c.after.as_ref().err()).map(variants::error));
}
