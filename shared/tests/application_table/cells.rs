//! Every cell of the table, computed.

use crate::render;
use crate::samples::{TIMES, at_minute, events, states};
use shared::application::machine::apply;
use shared::application::{Application, Applied, Effect, Event};
use shared::time::Timestamp;

/// What one event does to one application at one time.
pub(crate) struct Cell {
    pub(crate) before: Application,
    pub(crate) event: Event,
    pub(crate) at: Timestamp,
    pub(crate) after: Applied,
}

/// In the order of states, events, times.
pub(crate) fn cells() -> Vec<Cell> {
    let mut cells = vec![];
    for before in states() {
        for event in events() {
            for at in TIMES.map(|(_, minute)| at_minute(minute)) {
                let after = apply(&before, &event, at);
                cells.push(Cell { before: before.clone(), event: event.clone(), at, after });
            }
        }
    }
    cells
}

/// Asserts a rule of every cell in which something happens.
pub(crate) fn always(rule: &str, holds: impl Fn(&Cell, &Application, &[Effect]) -> bool) {
    for cell in cells() {
        if let Ok((after, effects)) = &cell.after {
            let story = || format!("{rule}\n{}\n{}\n{after:?}\n{effects:?}", render::title(&cell.before), render::event(&cell.event));
            assert!(holds(&cell, after, effects), "{}", story());
        }
    }
}

/// Asserts what must be so of an application before the event as well as after it: a rule of states.
pub(crate) fn stays(rule: &str, holds: impl Fn(&Application) -> bool) {
    states().iter().for_each(|a| assert!(holds(a), "a sample breaks {rule}: {a:?}"));
    always(rule, |_, after, _| holds(after));
}
