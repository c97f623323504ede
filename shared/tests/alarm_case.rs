//! The alarm case's machine: every state × every event as a table, and what holds over every course of it.
#![allow(clippy::unwrap_used)]

use shared::alarm::{CarryOut, Event, Refusal, Request, State, Who, apply};
use shared::payment::Resolution;
use shared::time::Timestamp;

fn who(name: &str) -> Who {
    Who { actor: format!("digest of {name}"), name: name.to_owned() }
}

fn request(by: &str) -> Request {
    let at = Timestamp::from_micros(0);
    Request { resolution: Resolution::ReverseAndVoid, by: who(by), reason: "the bank's letter of 30 November".to_owned(), at }
}

fn states() -> [State; 4] {
    [
        State::Open,
        State::Taken { by: who("Ayşə") },
        State::Resolving { taken_by: who("Ayşə"), request: request("Ayşə") },
        State::Resolved { request: request("Ayşə"), approved_by: who("Rəşad") },
    ]
}

fn events(by: &str) -> [Event; 5] {
    let person = who(by);
    [
        Event::Taken { by: person.clone() },
        Event::Released { by: person.clone() },
        Event::ResolutionAsked(request(by)),
        Event::Approved { by: person.clone() },
        Event::Declined { by: person },
    ]
}

fn name_of(result: Result<(State, Option<CarryOut>), Refusal>) -> String {
    match result {
        Ok((state, carry_out)) => {
            let holder = state.taken_by().map(|who| format!(" by {}", who.name)).unwrap_or_default();
            format!("{}{holder}{}", state.as_str(), if carry_out.is_some() { ", carried out" } else { "" })
        }
        Err(refusal) => format!("{refusal:?}"),
    }
}

#[test]
fn every_state_answers_every_event_as_the_table_says() {
    // Ayşə, who has the case and asked; Rəşad, another person. take, release, resolve, approve, decline.
    let table = [
        [["taken by Ayşə", "NotNow", "NotNow", "NotNow", "NotNow"], ["taken by Rəşad", "NotNow", "NotNow", "NotNow", "NotNow"]],
        [["NotNow", "open", "resolving by Ayşə", "NotNow", "NotNow"], ["taken by Rəşad", "NotTheirs", "NotTheirs", "NotNow", "NotNow"]],
        [
            ["NotNow", "NotNow", "NotNow", "SamePerson", "taken by Ayşə"],
            ["NotNow", "NotNow", "NotNow", "resolved, carried out", "taken by Ayşə"],
        ],
        [["NotNow"; 5], ["NotNow"; 5]],
    ];
    for (state, expected) in states().iter().zip(table) {
        for (person, expected) in ["Ayşə", "Rəşad"].into_iter().zip(expected) {
            let answers = events(person).map(|event| name_of(apply(state, &event)));
            assert_eq!(answers, expected, "{} · {person}", state.as_str());
        }
    }
}

#[test]
fn nobody_approves_what_they_asked_for_under_any_spelling_of_their_name() {
    let waiting = &states()[2];
    for name in ["Ayşə", " ayşə ", "AYŞƏ"] {
        let by = Who { actor: "another digest".to_owned(), name: name.to_owned() };
        assert_eq!(apply(waiting, &Event::Approved { by }).unwrap_err(), Refusal::SamePerson, "{name}");
    }
    let by = Who { actor: who("Ayşə").actor, name: "Another name".to_owned() };
    assert_eq!(apply(waiting, &Event::Approved { by }).unwrap_err(), Refusal::SamePerson);
}

/// Every course of seven steps by two people.
#[test]
fn a_resolution_is_carried_out_once_and_only_for_two_people() {
    let mut courses = vec![(State::Open, 0)];
    for _ in 0..7 {
        let mut longer = vec![];
        for (state, carried_out) in &courses {
            for event in ["Ayşə", "Rəşad"].into_iter().flat_map(events) {
                let Ok((after, effect)) = apply(state, &event) else { continue };
                let carried_out = carried_out + usize::from(effect.is_some());
                assert_eq!(carried_out, usize::from(matches!(after, State::Resolved { .. })));
                if let State::Resolved { request, approved_by } = &after {
                    assert!(approved_by.is_another_than(&request.by));
                    assert_eq!(effect, Some(CarryOut(request.resolution)));
                }
                longer.push((after, carried_out));
            }
        }
        courses = longer;
        courses.dedup();
        assert!(!courses.is_empty());
    }
}
