//! Who did what: security events (docs/decisions/0233). One JSON line each to a stream, and a row for the auditor's search.
//!
//! [`SecurityEvents::note`] touches no database: a request that a limit stops costs nothing there. A job writes the rows a
//! second later.

mod about;
mod counted;
pub mod search;
mod stream;

use super::digest::{Digests, random_id, random_secret};
use super::{AppError, Clock};
use crate::config::SecurityEventsConfig;
use crate::store::security_events::{self, EventRow};
use crate::store::{Store, StoreError, instance};
use counted::Counted;
use shared::security::EventKind;
use shared::time::Timestamp;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use stream::Stream;

pub(crate) use about::{about_typed, name_of_ours};

/// Rows written in one unit of work.
const BATCH: usize = 256;
/// Rows that wait for the database; beyond it the stream alone has them, and the log says how many.
const WAITING_MAX: usize = 8_192;
/// Longest `--reason` that is kept, in characters.
const REASON_MAX: usize = 500;

/// One event, without its time. Every text is empty where there is nothing to say; `client`, `actor` and the subject of a
/// search are keyed digests.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Event {
    /// What happened.
    pub kind: EventKind,
    /// Method and route pattern, or a command.
    pub route: String,
    /// Digest of the client's address.
    pub client: String,
    /// Digest of who did it.
    pub actor: String,
    /// Their roles, separated by spaces.
    pub roles: String,
    /// The brand's identifier.
    pub brand: String,
    /// `ok`, or why not.
    pub outcome: String,
    /// What it was about.
    pub subject: String,
    /// A limit's name, a decision, what was searched by.
    pub detail: String,
    /// A command's reason.
    pub reason: String,
}

impl Event {
    /// An event that went well and of which nothing else is known.
    #[must_use]
    pub fn new(kind: EventKind, route: impl Into<String>) -> Self {
        let none = String::new;
        let (client, actor, roles, brand, subject, detail, reason) = (none(), none(), none(), none(), none(), none(), none());
        Self { kind, route: route.into(), client, actor, roles, brand, outcome: "ok".to_owned(), subject, detail, reason }
    }
}

/// A command that was run.
#[derive(Debug, Clone, Copy)]
pub struct Command<'a> {
    /// Its words: `kiosk add`.
    pub name: &'a str,
    /// `--by`.
    pub by: &'a str,
    /// `--reason`.
    pub reason: &'a str,
    /// What it was about: an identifier or a number of ours.
    pub subject: &'a str,
    /// Whether it did what was asked.
    pub done: bool,
}

/// Takes events in and writes them.
pub struct SecurityEvents {
    store: Store,
    clock: Clock,
    digests: Digests,
    stream: Stream,
    held: Mutex<Held>,
    /// Whoever writes takes rows away from the front afterwards: one at a time.
    writing: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Held {
    counted: Counted,
    waiting: VecDeque<EventRow>,
    lost: u64,
}

impl SecurityEvents {
    pub(super) fn new(config: &SecurityEventsConfig, store: Store, clock: Clock, digests: Digests) -> Self {
        let stream = Stream::new(config.file.clone());
        Self { store, clock, digests, stream, held: Mutex::default(), writing: tokio::sync::Mutex::default() }
    }

    /// For a command that needs nothing else of the application.
    ///
    /// # Errors
    /// The store's.
    pub async fn open(config: &SecurityEventsConfig, store: &Store) -> Result<Self, StoreError> {
        let clock = Clock::default();
        let secret = instance::secret(store, random_secret(), clock.now()).await?;
        Ok(Self::new(config, store.clone(), clock, Digests::new(&secret)))
    }

    /// Takes an event in. Never waits for the database.
    pub fn note(&self, mut event: Event) {
        let now = self.clock.now();
        let mut held = self.held();
        if !event.kind.is_an_act() && !held.counted.is_first(&mut event, now) {
            return;
        }
        self.put(&mut held, event, 1, now);
    }

    /// A command, written before the command ends.
    ///
    /// # Errors
    /// The store's: the stream has it all the same.
    pub async fn command(&self, command: Command<'_>) -> Result<(), StoreError> {
        let outcome = if command.done { "ok" } else { "failed" };
        self.note(Event {
            actor: self.digests.commander(command.by),
            outcome: outcome.to_owned(),
            subject: about::without_people(command.subject),
            reason: about::without_people(command.reason).chars().take(REASON_MAX).collect(),
            ..Event::new(EventKind::Command, command.name)
        });
        self.flush(true).await.map(|_| ())
    }

    fn put(&self, held: &mut Held, event: Event, times: i64, at: Timestamp) {
        let row = row(event, times, at);
        self.stream.write(&row);
        if held.waiting.len() < WAITING_MAX {
            held.waiting.push_back(row);
        } else {
            held.lost += 1;
        }
    }

    /// Writes what waits, and what was counted in a minute that is over; `all`: in the one that is not over, too. Answers how
    /// many rows.
    ///
    /// # Errors
    /// The store's: what was not written waits on.
    pub async fn flush(&self, all: bool) -> Result<usize, StoreError> {
        {
            let mut held = self.held();
            for (event, times, at) in held.counted.take(self.clock.now(), all) {
                self.put(&mut held, event, times, at);
            }
            if std::mem::take(&mut held.lost) > 0 {
                tracing::error!("the database took no security events for too long: some are in the stream alone");
            }
        }
        let _alone = self.writing.lock().await;
        let mut written = 0;
        loop {
            let batch: Vec<EventRow> = self.held().waiting.iter().take(BATCH).cloned().collect();
            if batch.is_empty() {
                return Ok(written);
            }
            let count = batch.len();
            self.store
                .write(move |connection| {
                    let batch = batch.clone();
                    Box::pin(async move { security_events::insert(connection, &batch).await })
                })
                .await?;
            self.held().waiting.drain(..count);
            written += count;
        }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        // Nothing is left half done where a panic could be.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The job's part.
pub(crate) async fn flush(app: &super::App) -> Result<usize, AppError> {
    // One row more or less is no reason to look again at once.
    app.events().flush(false).await?;
    Ok(0)
}

fn row(event: Event, times: i64, at: Timestamp) -> EventRow {
    EventRow {
        id: random_id().as_str().to_owned(),
        at,
        kind: event.kind.as_str().to_owned(),
        route: event.route,
        client: event.client,
        actor: event.actor,
        roles: event.roles,
        brand: event.brand,
        outcome: event.outcome,
        subject: event.subject,
        detail: event.detail,
        reason: event.reason,
        times,
    }
}
