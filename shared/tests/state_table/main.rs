//! Every state × every event of the payment machine: as a committed table that shows each change as a difference, and
//! as rules that hold over all of it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod cells;
mod render;
mod rules;
mod rules_operator;
mod samples;
#[path = "../common/table.rs"]
mod table;
mod variants;

use cells::cells;
use shared::payment::machine::{Answer, Event};
use table::all_occur;

#[test]
fn the_machine_does_what_the_table_says() {
    table::compare(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/state_table/table.txt"), &render::table());
}

#[test]
fn no_state_event_or_effect_is_missing_from_the_table() {
    let states = samples::states();
    let events = samples::events();
    all_occur(variants::STATES, states.iter().map(|p| variants::state(&p.state)));
    all_occur(variants::POSTINGS, states.iter().flat_map(|p| &p.items).map(|i| variants::posting(&i.posting)));
    all_occur(variants::EVENTS, events.iter().map(variants::event));
    let cells = cells();
    let done = || cells.iter().filter_map(|c| c.after.as_ref().ok());
    all_occur(variants::STATES, done().map(|(after, _)| variants::state(&after.state)));
    all_occur(variants::EFFECTS, done().flat_map(|(_, effects)| effects).map(variants::effect));
    all_occur(variants::ERRORS, cells.iter().filter_map(|c| c.after.as_ref().err()).map(variants::error));
}

#[test]
fn no_answer_is_missing_from_the_table() {
    let events = samples::events();
    let answers = |pick: fn(&Event) -> Option<Answer>| {
        all_occur(variants::ANSWERS, events.iter().filter_map(pick).map(|a| variants::answer(&a)));
    };
    answers(|e| if let Event::Opened { answer, .. } = e { Some(*answer) } else { None });
    answers(|e| if let Event::CaptureAnswered(answer) = e { Some(*answer) } else { None });
    answers(|e| if let Event::VoidAnswered(answer) = e { Some(*answer) } else { None });
    answers(|e| if let Event::RefundAnswered(answer) = e { Some(*answer) } else { None });
    let views = events.iter().filter_map(|e| if let Event::Bank(view) = e { Some(variants::view(view)) } else { None });
    all_occur(variants::VIEWS, views);
    for letter in ['a', 'b'] {
        let of_item = events.iter().filter_map(|e| match e {
            Event::Item { id, answer } if *id == samples::id(letter) => Some(variants::biller_answer(answer)),
            _ => None,
        });
        all_occur(variants::BILLER_ANSWERS, of_item);
    }
}
