//! The queue: what is shown of it, and how it stays fresh without moving under the reader.

use super::App;
use crate::api;
use crate::logic::rows::{Shown, refreshed, shown};
use crate::platform;
use crate::routes::{Route, Show};
use frontend::state::Load;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::office::{Queue, QueueCounts, QueueQuery};

/// Milliseconds between fresh answers, while the page is in front.
const REFRESH_MS: i64 = 30_000;
/// A page that nobody used for so long is not refreshed: each question prolongs the session, and nobody may be there.
const IDLE_MS: i64 = 5 * 60_000;

/// The queue's signals.
pub(crate) struct QueueState {
    /// Which part.
    pub(crate) show: RwSignal<Show>,
    /// Only this stage; empty: any.
    pub(crate) stage: RwSignal<String>,
    /// Only this class; empty: any.
    pub(crate) class: RwSignal<String>,
    /// What stands in the search field.
    pub(crate) typed: RwSignal<String>,
    /// What is sought; empty: nothing. It may be a FIN: it is in no address.
    pub(crate) find: RwSignal<String>,
    /// The rows on the screen.
    pub(crate) rows: RwSignal<Vec<Shown>>,
    /// Where more begin.
    pub(crate) next: RwSignal<Option<String>>,
    /// How many there are of each.
    pub(crate) counts: RwSignal<QueueCounts>,
    /// The first rows on their way.
    pub(crate) load: RwSignal<Load>,
    /// A newer answer with rows that are not on the screen, and how many.
    pub(crate) fresh: RwSignal<Option<(Queue, usize)>>,
    /// The device's clock at the last answer, in milliseconds since 1970.
    pub(crate) at_ms: RwSignal<i64>,
    /// Nobody uses the page.
    pub(crate) idle: RwSignal<bool>,
    used_ms: RwSignal<i64>,
    asked: RwSignal<u32>,
}

impl QueueState {
    pub(super) fn new() -> Self {
        Self {
            show: RwSignal::new(Show::Waiting),
            stage: RwSignal::new(String::new()),
            class: RwSignal::new(String::new()),
            typed: RwSignal::new(String::new()),
            find: RwSignal::new(String::new()),
            rows: RwSignal::new(Vec::new()),
            next: RwSignal::new(None),
            counts: RwSignal::new(QueueCounts::default()),
            load: RwSignal::new(Load::Waiting),
            fresh: RwSignal::new(None),
            at_ms: RwSignal::new(0),
            idle: RwSignal::new(false),
            used_ms: RwSignal::new(0),
            asked: RwSignal::new(0),
        }
    }
}

/// What becomes of an answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Take {
    /// It replaces the rows.
    Whole,
    /// It refreshes them where they are.
    Beside,
    /// It comes after them.
    After,
}

impl App {
    /// A part of the queue is visited.
    pub(crate) fn need_queue(self, show: Show) {
        self.queue_used();
        if self.queue.show.get_untracked() != show {
            self.queue.show.set(show);
            self.queue.find.set(String::new());
            self.queue.typed.set(String::new());
            self.queue.load.set(Load::Waiting);
        }
        self.queue_ask(Take::Whole);
    }

    /// Other rows are wanted: a filter or a search.
    pub(crate) fn queue_anew(self) {
        self.queue.load.set(Load::Waiting);
        self.queue_ask(Take::Whole);
    }

    /// The first rows once more, where they are.
    pub(crate) fn queue_again(self) {
        self.queue_used();
        if self.queue.load.get_untracked() != Load::Ready {
            self.queue.load.set(Load::Waiting);
        }
        self.queue_ask(Take::Whole);
    }

    /// The next rows.
    pub(crate) fn queue_more(self) {
        self.queue_ask(Take::After);
    }

    /// Shows the rows that waited.
    pub(crate) fn queue_show_new(self) {
        if let Some((fresh, _)) = self.queue.fresh.get_untracked() {
            self.queue_take(Take::Whole, fresh);
        }
    }

    /// Somebody is there.
    pub(crate) fn queue_used(self) {
        self.queue.used_ms.set(platform::even_ms());
        if self.queue.idle.get_untracked() {
            self.queue.idle.set(false);
        }
    }

    /// Time has passed.
    pub(crate) fn queue_tick(self) {
        let now_ms = platform::even_ms();
        let is_shown = matches!(self.route.get_untracked(), Route::Queue(_)) && self.queue.load.get_untracked() == Load::Ready;
        if !is_shown || !self.seen.get_untracked() || now_ms - self.queue.at_ms.get_untracked() < REFRESH_MS {
            return;
        }
        let idle = now_ms - self.queue.used_ms.get_untracked() > IDLE_MS;
        if idle != self.queue.idle.get_untracked() {
            self.queue.idle.set(idle);
        }
        if !idle {
            self.queue_ask(Take::Beside);
        }
    }

    fn queue_query(self, take: Take) -> QueueQuery {
        let queue = &self.queue;
        let find = queue.find.get_untracked();
        // Whoever looks for one number wants it wherever it lies.
        let show = if find.is_empty() { queue.show.get_untracked() } else { Show::All };
        let after = if take == Take::After { queue.next.get_untracked().unwrap_or_default() } else { String::new() };
        let (stage, class) = (queue.stage.get_untracked(), queue.class.get_untracked());
        QueueQuery { show: show.as_str().to_owned(), stage, class, find, after }
    }

    fn queue_ask(self, take: Take) {
        let turn = self.queue.asked.get_untracked() + 1;
        self.queue.asked.set(turn);
        let query = self.queue_query(take);
        spawn_local(async move {
            let answer = self.heard(api::queue(&query).await);
            if self.queue.asked.get_untracked() != turn {
                return; // something else was asked for meanwhile
            }
            match answer {
                Ok(fresh) => self.queue_take(take, fresh),
                // What is on the screen stays; the time of the last answer says how old it is.
                Err(_) if take == Take::Beside => {}
                Err(error) if take == Take::After => self.fault.set(Some(error)),
                Err(error) => self.queue.load.set(Load::Failed(error)),
            }
        });
    }

    fn queue_take(self, take: Take, fresh: Queue) {
        let queue = &self.queue;
        self.session.set_clock(&fresh.now);
        queue.at_ms.set(platform::even_ms());
        queue.counts.set(fresh.counts);
        match take {
            Take::Whole => {
                queue.rows.set(shown(&fresh.rows));
                queue.next.set(fresh.next);
                queue.fresh.set(None);
                queue.load.set(Load::Ready);
            }
            Take::Beside => {
                let (rows, new) = queue.rows.with_untracked(|rows| refreshed(rows, &fresh));
                queue.rows.set(rows);
                queue.fresh.set((new > 0).then_some((fresh, new)));
            }
            Take::After => {
                queue.rows.update(|rows| {
                    let more: Vec<Shown> = shown(&fresh.rows);
                    rows.extend(more.into_iter().filter(|new| rows.iter().all(|old| old.row.number != new.row.number)).collect::<Vec<_>>());
                });
                queue.next.set(fresh.next);
            }
        }
    }
}
