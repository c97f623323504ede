//! One unit of work: read the application, hear the fact, ask the machine, write what follows.

use super::super::{files, record, submit};
use super::{Fact, Said, claims};
use crate::app::App;
use crate::app::digest::random_u64;
use crate::store::applications::{self, ApplicationRow, InFlight, NewEvent, Words};
use crate::store::applications_trail::{self, KeyUse};
use crate::store::{StoreError, certificates};
use shared::api::problem::FieldProblem;
use shared::application::machine::apply;
use shared::application::{Application, Effect, Event, Seen, State, TransitionError};
use shared::certificate::CertificateNumber;
use shared::time::Timestamp;
use sqlx::AnyConnection;

/// What a fact did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::app) enum Outcome {
    /// It changed the application.
    Changed,
    /// It was no news.
    Nothing,
    /// The machine said no.
    Refused(TransitionError),
    /// It was decided on another version than the present one.
    OtherVersion,
    /// The same attempt again: it was done before.
    Again,
    /// The key was used for something else.
    OtherKey,
    /// Fields are wrong.
    Wrong(Vec<FieldProblem>),
}

/// What a unit of work did.
pub(super) struct Stepped {
    pub(super) row: ApplicationRow,
    pub(super) outcome: Outcome,
    pub(super) calls: Vec<InFlight>,
}

impl Stepped {
    const fn only(row: ApplicationRow, outcome: Outcome) -> Self {
        Self { row, outcome, calls: vec![] }
    }
}

/// `None`: no such application.
pub(super) async fn step(app: &App, number: &str, fact: &Fact) -> Result<Option<Stepped>, StoreError> {
    let (app_, number, fact) = (app.clone(), number.to_owned(), fact.clone());
    app.store()
        .write(move |connection| {
            let (app, number, fact) = (app_.clone(), number.clone(), fact.clone());
            Box::pin(async move { take_in(&app, connection, &number, fact).await })
        })
        .await
}

async fn take_in(app: &App, connection: &mut AnyConnection, number: &str, fact: Fact) -> Result<Option<Stepped>, StoreError> {
    let now = app.clock().now();
    let Some(mut row) = applications::by_number(connection, number).await? else { return Ok(None) };
    if let Some((key, body_hash)) = &fact.attempt {
        match applications_trail::key_use(connection, key, body_hash).await? {
            KeyUse::First => {}
            KeyUse::Again => return Ok(Some(Stepped::only(row, Outcome::Again))),
            KeyUse::Other => return Ok(Some(Stepped::only(row, Outcome::OtherKey))),
        }
    }
    if fact.version.is_some_and(|version| version != row.version) {
        return Ok(Some(Stepped::only(row, Outcome::OtherVersion)));
    }
    let claimed = fact.call.and_then(|call| claims::give_up(&mut row.life, call));
    let Some(event) = event_of(&row, &fact, claimed.as_ref(), now) else {
        if claimed.is_some() {
            claims::schedule(app, &mut row, now);
            applications::save(connection, &mut row, None, now).await?;
        }
        return Ok(Some(Stepped::only(row, Outcome::Nothing)));
    };
    hear(app, connection, row, event, fact, now).await.map(Some)
}

async fn hear(
    app: &App,
    connection: &mut AnyConnection,
    mut row: ApplicationRow,
    event: Event,
    fact: Fact,
    now: Timestamp,
) -> Result<Stepped, StoreError> {
    let before = row.life.application.clone();
    let (after, effects) = match apply(&before, &event, now) {
        Ok(applied) => applied,
        Err(error) => {
            if fact.call.is_some() {
                claims::schedule(app, &mut row, now);
                applications::save(connection, &mut row, None, now).await?;
            }
            return Ok(Stepped::only(row, Outcome::Refused(error)));
        }
    };
    if let Some(wrong) = change(connection, &mut row, &fact).await? {
        return Ok(Stepped::only(row, Outcome::Wrong(vec![wrong])));
    }
    remember(&mut row, after, &event, &fact, now);
    if let (None, Some(number)) = (&before.number, &row.life.application.number) {
        certificates::set_aside(connection, number, &row.number, now).await?;
    }
    let calls: Vec<InFlight> = effects
        .iter()
        .filter(|effect| !effect.is_record())
        .filter_map(|effect| claims::claim(app, &mut row, effect.clone(), now))
        .collect();
    claims::schedule(app, &mut row, now);
    write(app, connection, &mut row, &before, &event, &fact, &effects, now).await?;
    Ok(Stepped { row, outcome: Outcome::Changed, calls })
}

/// The row, its event, the key, and the records that belong to the change.
#[expect(clippy::too_many_arguments, reason = "all of one unit of work")]
async fn write(
    app: &App,
    connection: &mut AnyConnection,
    row: &mut ApplicationRow,
    before: &Application,
    event: &Event,
    fact: &Fact,
    effects: &[Effect],
    now: Timestamp,
) -> Result<(), StoreError> {
    let reached = row.life.application.stage();
    let stored = NewEvent {
        event: serde_json::to_string(event).map_err(|_| StoreError::Corrupt("event"))?,
        stage: (reached != before.stage()).then_some(reached),
        by: fact.by.clone(),
        words: fact.words.clone(),
    };
    // Asking again and again is no news.
    let news = row.life.application != *before || fact.by.is_some();
    applications::save(connection, row, news.then_some(&stored), now).await?;
    if let Some((key, body_hash)) = &fact.attempt {
        applications_trail::keep_key(connection, key, body_hash, &row.number).await?;
    }
    for effect in effects.iter().filter(|effect| effect.is_record()) {
        record::write(app, connection, row, effect, fact.made.as_deref(), now).await?;
    }
    Ok(())
}

/// The machine's event, or `None` when the fact is no news.
fn event_of(row: &ApplicationRow, fact: &Fact, claimed: Option<&InFlight>, now: Timestamp) -> Option<Event> {
    let fresh = || CertificateNumber::new(now.civil().year, random_u64()).as_str().to_owned();
    match (&fact.said, claimed) {
        (Said::Lapsed, Some(claimed)) => Some(match &claimed.effect {
            Effect::Sign { number, .. } => Event::NotSigned { number: number.clone() },
            _ => Event::Debt { seen: Seen::Unknown, number: fresh(), asked_at: now },
        }),
        // An answer counts from its claim's owner only.
        (Said::Debt { seen, asked_at }, Some(_)) => Some(Event::Debt { seen: *seen, number: fresh(), asked_at: *asked_at }),
        (Said::Event(Event::Tick), _) => row.life.in_flight.is_empty().then_some(Event::Tick),
        (Said::Event(event @ (Event::Signed { .. } | Event::NotSigned { .. })), claimed) => claimed.is_some().then(|| event.clone()),
        (Said::Event(event), _) => Some(event.clone()),
        (Said::Lapsed | Said::Debt { .. }, None) => None,
    }
}

/// What a correction changes; nothing is written when a file is not there to be given.
async fn change(connection: &mut AnyConnection, row: &mut ApplicationRow, fact: &Fact) -> Result<Option<FieldProblem>, StoreError> {
    let Some(details) = &fact.change else { return Ok(None) };
    row.said.answer.clone_from(&details.text);
    // Paying a debt changes nothing of what was sent.
    if row.life.application.waits_for_debt() {
        return Ok(None);
    }
    let owner = row.life.application.applicant.clone();
    if let Some(wrong) = files::wrong_one(connection, &details.attachments, &owner, Some(&row.number)).await? {
        return Ok(Some(wrong));
    }
    submit::give_files(connection, &details.attachments, &owner, &row.number).await?;
    row.answers.address.clone_from(&details.address);
    row.answers.purpose.clone_from(&details.purpose);
    row.answers.purpose_text.clone_from(&details.purpose_text);
    row.answers.attachments.clone_from(&details.attachments);
    Ok(None)
}

fn remember(row: &mut ApplicationRow, after: Application, event: &Event, fact: &Fact, now: Timestamp) {
    let same_state = std::mem::discriminant(&row.life.application.state) == std::mem::discriminant(&after.state);
    row.life.ticks = match event {
        _ if !same_state => 0,
        Event::Tick => row.life.ticks.saturating_add(1),
        _ => row.life.ticks,
    };
    match event {
        Event::CorrectionAsked { .. } => row.said.correction = fact.words.clone(),
        Event::Rejected { .. } => row.said.rejection = fact.words.clone(),
        Event::Debt { seen: Seen::Owed { .. }, .. } => row.said.correction = Words { reason: "debt".to_owned(), text: String::new() },
        Event::Tick if matches!(after.state, State::Rejected { .. }) => {
            row.said.rejection = Words { reason: "no-answer".to_owned(), text: String::new() };
        }
        _ => {}
    }
    let has_officer = after.officer().is_some() || matches!(after.state, State::CorrectionAsked { officer: Some(_), .. });
    row.officer_name = match (&fact.by, after.officer()) {
        (Some((actor, name)), Some(officer)) if actor == officer => Some(name.clone()),
        _ => row.officer_name.take().filter(|_| has_officer),
    };
    if after.is_ended() {
        let paused_ms = after.due_at.ms_since(row.life.promised_at);
        row.worked = Some(((now.ms_since(row.created_at) - paused_ms).max(0), now > after.due_at));
    }
    row.life.application = after;
}
