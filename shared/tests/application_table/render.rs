//! The table as text: one section a state, one line a cell.

use crate::cells::{Cell, cells};
use crate::samples::{DUE, TIMES, minutes, states};
use crate::table::{Row, section};
use crate::variants;
use shared::application::{Application, Approver, Effect, Event, State};
use std::fmt::Write;

const HEAD: &str = "The application machine, every state × every event. Compared by `cargo test -p shared --test application_table`;
written anew with KOMMUNAL_WRITE_TABLE=1. Sent by citizen; first and second are officers who have or had it, third has not.
`ok:` who approved · N1 the number set aside, N2 the fresh one · times in minutes after it was sent, states entered at 5.
`=` nothing changes · a time is given where it makes a difference · `due +n` the promised time moved by n minutes.
";

pub(crate) fn table() -> String {
    let mut text = HEAD.to_owned();
    let cells = cells();
    for application in states() {
        let own: Vec<&Cell> = cells.iter().filter(|c| c.before == application).collect();
        let same_event = own.chunks(TIMES.len());
        let rows: Vec<Row> = same_event.map(|same| (event(&same[0].event), same.iter().map(|c| cell(c)).collect())).collect();
        section(&mut text, &title(&application), &TIMES.map(|(name, _)| name), &rows);
    }
    text
}

/// A section's name: the rule, and everything the application remembers.
pub(crate) fn title(application: &Application) -> String {
    let rule = match (application.rule.by_rule, application.rule.second_person) {
        (true, _) => "by rule",
        (false, true) => "two persons",
        (false, false) => "one person",
    };
    format!("{rule}: {}", memory(application))
}

fn memory(application: &Application) -> String {
    let mut text = state(&application.state);
    match &application.approved_by {
        Some(Approver::Rule) => text.push_str(", ok: rule"),
        Some(Approver::Officer { by }) => drop(write!(text, ", ok: {by}")),
        Some(Approver::Two { first, second }) => drop(write!(text, ", ok: {first} and {second}")),
        None => {}
    }
    if let Some(number) = &application.number {
        let _ = write!(text, ", {number}");
    }
    if let Some(paused_at) = application.paused_at {
        let _ = write!(text, ", paused at {}", minutes(paused_at));
    }
    match minutes(application.due_at) - DUE {
        0 => {}
        moved => drop(write!(text, ", due {moved:+}")),
    }
    text.push_str(if application.alarmed { ", alarmed" } else { "" });
    text
}

fn cell(cell: &Cell) -> String {
    let (after, effects) = match &cell.after {
        Err(error) => return format!("error: {}", variants::error(error)),
        Ok(applied) => applied,
    };
    let mut text = if *after == cell.before { "=".to_owned() } else { memory(after) };
    if !effects.is_empty() {
        let effects: Vec<String> = effects.iter().map(effect).collect();
        let _ = write!(text, "  | {}", effects.join(", "));
    }
    text
}

fn state(state: &State) -> String {
    let name = variants::state(state);
    match state {
        State::UnderReview { officer } | State::SecondReview { officer: Some(officer) } => format!("{name} {officer}"),
        State::CorrectionAsked { officer, until } => {
            format!("{name} {} until {}", officer.as_deref().unwrap_or("–"), minutes(*until))
        }
        State::Checking { since } => format!("{name} since {}", minutes(*since)),
        State::Signing { since, number, as_of, asked_at } => {
            let [since, as_of, asked_at] = [since, as_of, asked_at].map(|at| minutes(*at));
            format!("{name} {number} since {since} on {as_of} asked {asked_at}")
        }
        State::Issued { number } => format!("{name} {number}"),
        State::Rejected { by } => format!("{name} {}", by.as_deref().unwrap_or("by time")),
        State::Registered | State::SecondReview { officer: None } | State::Withdrawn => name.to_owned(),
    }
}

pub(crate) fn event(event: &Event) -> String {
    let name = variants::event(event);
    match event {
        Event::Taken { by }
        | Event::Released { by }
        | Event::Freed { by }
        | Event::CorrectionAsked { by }
        | Event::Approved { by }
        | Event::Rejected { by } => format!("{name} {by}"),
        Event::Debt { seen, asked_at, .. } => format!("{name} {} asked {}", variants::seen(seen), minutes(*asked_at)),
        Event::Signed { number, as_of } => format!("{name} {number} on {}", minutes(*as_of)),
        Event::NotSigned { number } => format!("{name} {number}"),
        Event::Answered | Event::Withdrawn | Event::Tick => name.to_owned(),
    }
}

fn effect(effect: &Effect) -> String {
    let name = variants::effect(effect);
    match effect {
        Effect::Sign { number, as_of } => format!("{name} {number} on {}", minutes(*as_of)),
        Effect::RecordCertificate { number } => format!("{name} {number}"),
        Effect::Notify { stage } => format!("{name} {}", stage.as_str()),
        Effect::AskDebt | Effect::Alarm => name.to_owned(),
    }
}
