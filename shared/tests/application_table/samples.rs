//! The rows and columns: applications in every state, and every event at every time that makes a difference.
//!
//! The citizen sent it in minute 0 and is promised an answer in minute 4320; the state was entered in minute 5.

use shared::application::{Application, Approver, Event, Rule, Seen, Stage, State};
use shared::money::Money;
use shared::time::Timestamp;

const MINUTE_MS: i64 = 60_000;
pub(crate) const DUE: i64 = 4320;
const ENTERED: i64 = 5;
const ANSWER_WITHIN: i64 = 120;
/// The number set aside, and the fresh one that comes with an answer.
pub(crate) const MINE: &str = "N1";
pub(crate) const FRESH: &str = "N2";
pub(crate) const CITIZEN: &str = "citizen";
pub(crate) const FIRST: &str = "first";
pub(crate) const SECOND: &str = "second";
/// Has nothing to do with it yet.
pub(crate) const THIRD: &str = "third";

/// When an event comes: name, minutes after the beginning. Debts are old after ten, the alarm comes after sixty.
pub(crate) const TIMES: [(&str, i64); 3] = [("in time", 6), ("debt's answer old", 20), ("past answer and alarm", 300)];

pub(crate) fn at_minute(minute: i64) -> Timestamp {
    Timestamp::from_micros(0).plus_ms(minute * MINUTE_MS)
}

pub(crate) const fn minutes(at: Timestamp) -> i64 {
    at.micros() / (MINUTE_MS * 1000)
}

const ONE: Rule =
    Rule { second_person: false, by_rule: false, answer_within_ms: ANSWER_WITHIN * MINUTE_MS, alarm_after_ms: 60 * MINUTE_MS };
const TWO: Rule = Rule { second_person: true, ..ONE };
const NOBODY: Rule = Rule { by_rule: true, ..ONE };

fn application(rule: Rule, state: State, approved_by: Option<Approver>, number: Option<&str>) -> Application {
    let mut application = Application {
        state,
        rule,
        applicant: CITIZEN.to_owned(),
        due_at: at_minute(DUE),
        paused_at: None,
        approved_by,
        number: number.map(str::to_owned),
        alarmed: false,
    };
    application.paused_at = (application.stage() == Stage::CorrectionAsked).then(|| at_minute(ENTERED));
    application
}

pub(crate) fn states() -> Vec<Application> {
    let asked =
        |officer: Option<&str>| State::CorrectionAsked { officer: officer.map(str::to_owned), until: at_minute(ENTERED + ANSWER_WITHIN) };
    let review = |officer: &str| State::UnderReview { officer: officer.to_owned() };
    let second = |officer: Option<&str>| State::SecondReview { officer: officer.map(str::to_owned) };
    let checking = || State::Checking { since: at_minute(ENTERED) };
    let signing =
        || State::Signing { since: at_minute(ENTERED), number: MINE.to_owned(), as_of: at_minute(ENTERED), asked_at: at_minute(ENTERED) };
    let one = || Some(Approver::Officer { by: FIRST.to_owned() });
    let two = || Some(Approver::Two { first: FIRST.to_owned(), second: SECOND.to_owned() });
    vec![
        application(ONE, State::Registered, None, None),
        application(NOBODY, State::Registered, None, Some(MINE)),
        application(ONE, review(FIRST), None, None),
        application(TWO, review(FIRST), None, None),
        application(TWO, asked(Some(FIRST)), None, None),
        application(ONE, asked(None), None, None),
        application(ONE, asked(None), one(), None),
        application(TWO, asked(None), two(), Some(MINE)),
        application(NOBODY, asked(None), Some(Approver::Rule), None),
        application(TWO, second(None), one(), None),
        application(TWO, second(Some(SECOND)), one(), None),
        application(ONE, checking(), one(), None),
        application(TWO, checking(), two(), Some(MINE)),
        application(NOBODY, checking(), Some(Approver::Rule), None),
        application(ONE, signing(), one(), Some(MINE)),
        application(NOBODY, signing(), Some(Approver::Rule), Some(MINE)),
        application(ONE, State::Issued { number: MINE.to_owned() }, one(), Some(MINE)),
        application(ONE, State::Rejected { by: Some(FIRST.to_owned()) }, None, None),
        application(ONE, State::Rejected { by: None }, None, None),
        application(ONE, State::Withdrawn, None, None),
    ]
}

pub(crate) fn events() -> Vec<Event> {
    let people = || [CITIZEN, FIRST, SECOND, THIRD].map(str::to_owned);
    let mut events = vec![Event::Tick, Event::Answered, Event::Withdrawn];
    events.extend(people().map(|by| Event::Taken { by }));
    events.extend(people().map(|by| Event::Released { by }));
    events.extend(people().map(|by| Event::Freed { by }));
    events.extend(people().map(|by| Event::CorrectionAsked { by }));
    events.extend(people().map(|by| Event::Approved { by }));
    events.extend(people().map(|by| Event::Rejected { by }));
    let owed = Seen::Owed { amount: Money::from_minor(1240) };
    for seen in [Seen::Clear { as_of: at_minute(ENTERED) }, owed, Seen::Unknown] {
        // Before the state was entered, with it, and by a clock that is fast.
        events.extend([1, 5, 19].map(|asked| Event::Debt { seen, number: FRESH.to_owned(), asked_at: at_minute(asked) }));
    }
    for number in [MINE, FRESH] {
        events.extend([5, 1].map(|of| Event::Signed { number: number.to_owned(), as_of: at_minute(of) }));
        events.push(Event::NotSigned { number: number.to_owned() });
    }
    events
}
