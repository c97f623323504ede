//! Moving an application: a fact comes in, the machine answers, and the new state, its own records and the claims on the
//! next calls are stored in one unit of work ([`step`]). The calls are made afterwards, outside any transaction.

mod claims;
mod step;

pub(in crate::app) use claims::SIGN_MS;
pub(super) use claims::new_life;
pub(in crate::app) use step::Outcome;

use super::checks::Details;
use super::{paid, perform};
use crate::app::certificates::issue::Made;
use crate::app::{App, AppError};
use crate::store::StoreError;
use crate::store::applications::{self, ApplicationRow, InFlight, Words};
use shared::application::{Actor, Effect, Event, Seen, TransitionError};
use shared::id::Id;
use shared::time::Timestamp;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// Most tries of one change against others' changes.
const TRIES_MAX: u32 = 16;
/// Applications read at once when claims are shortened.
const PAGE: i64 = 200;

/// What was said.
#[derive(Debug, Clone)]
pub(in crate::app) enum Said {
    /// Something the machine understands as it is.
    Event(Event),
    /// The biller's answer; the number for what may follow is made in the unit of work.
    Debt { seen: Seen, asked_at: Timestamp },
    /// Nobody performs a claimed call any more.
    Lapsed,
}

/// A fact for the machine, and what belongs to it.
#[derive(Debug, Clone)]
pub(in crate::app) struct Fact {
    /// What was said.
    pub(in crate::app) said: Said,
    /// The claimed call it answers.
    pub(in crate::app) call: Option<i64>,
    /// The signed certificate.
    pub(in crate::app) made: Option<Arc<Made>>,
    /// Which officer, with the name shown in the office.
    pub(in crate::app) by: Option<(Actor, String)>,
    /// Template and words.
    pub(in crate::app) words: Words,
    /// A person's attempt: its key, and the digest of what was asked.
    pub(in crate::app) attempt: Option<(Id, String)>,
    /// The version that was shown.
    pub(in crate::app) version: Option<i64>,
    /// What a correction changes.
    pub(in crate::app) change: Option<Details>,
}

impl Fact {
    pub(in crate::app) fn saying(said: Said) -> Self {
        Self { said, call: None, made: None, by: None, words: Words::default(), attempt: None, version: None, change: None }
    }

    pub(in crate::app) fn event(event: Event) -> Self {
        Self::saying(Said::Event(event))
    }
}

/// The jobs look at an application: lapsed claims become *don't know*, otherwise time has passed.
///
/// # Errors
/// The store's.
pub async fn wake(app: &App, number: &str) -> Result<(), AppError> {
    let now = app.clock().now();
    let Some(row) = applications::by_number(&mut *app.store().read().await?, number).await? else { return Ok(()) };
    if paid::was_woken(&row, now) {
        return paid::look(app, &row).await;
    }
    let lapsed: Vec<i64> = row.life.in_flight.iter().filter(|call| call.until <= now).map(|call| call.call).collect();
    for call in &lapsed {
        advance(app, number, Fact { call: Some(*call), ..Fact::saying(Said::Lapsed) }).await?;
    }
    if lapsed.is_empty() && row.life.in_flight.is_empty() {
        advance(app, number, Fact::event(Event::Tick)).await?;
    }
    Ok(())
}

/// No call claimed before is being performed any more: its claim lapses at `until` at the latest.
///
/// # Errors
/// The store's.
pub async fn shorten_claims(app: &App, until: Timestamp) -> Result<(), AppError> {
    let mut after = String::new();
    loop {
        let page = applications::page_after(&mut *app.store().read().await?, &after, true, PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        last.number.clone_into(&mut after);
        let claimed = page.into_iter().filter(|row| !row.life.in_flight.is_empty());
        let rows: Vec<ApplicationRow> = claimed.map(|row| claims::shortened(row, until)).collect();
        let now = app.clock().now();
        app.store()
            .write(move |connection| {
                let rows = rows.clone();
                Box::pin(async move {
                    for mut row in rows {
                        applications::save(connection, &mut row, None, now).await?;
                    }
                    Ok(())
                })
            })
            .await?;
    }
}

/// Claims the calls that a new application begins with, and sets when it is looked at.
pub(super) fn claim_first(app: &App, row: &mut ApplicationRow, effects: &[Effect], now: Timestamp) -> Vec<InFlight> {
    let wanted = effects.iter().filter(|effect| !effect.is_record());
    let calls = wanted.filter_map(|effect| claims::claim(app, row, effect.clone(), now)).collect();
    claims::schedule(app, row, now);
    calls
}

/// Makes the calls of an application that was just stored.
pub(super) fn begin(app: &App, number: &str, calls: Vec<InFlight>) {
    for call in calls {
        spawn_call(app, number, call);
    }
}

/// Takes a fact in. Answers the application and what the fact did; the next calls are on their way.
pub(in crate::app) async fn advance(app: &App, number: &str, fact: Fact) -> Result<(ApplicationRow, Outcome), AppError> {
    for _ in 0..TRIES_MAX {
        match step::step(app, number, &fact).await {
            // Somebody changed it meanwhile, or a number was taken: with fresh eyes, and a fresh number.
            Err(StoreError::Stale | StoreError::Constraint(_)) => {}
            Err(error) => return Err(error.into()),
            Ok(None) => return Err(AppError::NotFound),
            Ok(Some(stepped)) => {
                begin(app, number, stepped.calls);
                return Ok((stepped.row, stepped.outcome));
            }
        }
    }
    Err(AppError::Store(StoreError::Stale))
}

/// What an outcome means to the person whose attempt it was.
pub(in crate::app) fn answer(row: ApplicationRow, outcome: Outcome) -> Result<ApplicationRow, AppError> {
    match outcome {
        Outcome::Changed | Outcome::Again => Ok(row),
        Outcome::OtherKey => Err(AppError::KeyReused),
        Outcome::OtherVersion | Outcome::Refused(TransitionError::NotYours) => Err(AppError::Changed),
        Outcome::Refused(TransitionError::OwnApplication) => Err(AppError::OwnApplication),
        Outcome::Nothing | Outcome::Refused(TransitionError::NotExpected) => Err(AppError::NotNow),
        Outcome::Wrong(fields) => Err(AppError::Invalid(fields)),
    }
}

/// In a task of its own: a browser that goes away must not drop the answer.
fn spawn_call(app: &App, number: &str, call: InFlight) {
    let (app, number) = (app.clone(), number.to_owned());
    app.begin_call();
    tokio::spawn(async move {
        perform_one(&app, &number, call).await;
        app.end_call();
    });
}

/// Boxed: an answer leads to further calls.
fn perform_one<'a>(app: &'a App, number: &'a str, call: InFlight) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
    Box::pin(async move {
        let result = match perform::perform(app, number, &call).await {
            Ok(fact) => advance(app, number, fact).await.map(|_| ()),
            Err(error) => Err(error),
        };
        if let Err(error) = result {
            // Nothing is lost: the claim lapses, and the jobs go on from there.
            tracing::error!(application = number, %error, "an answer could not be taken in");
        }
    })
}
