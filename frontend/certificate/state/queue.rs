//! Applications that wait to be sent: completed without a network, or tried and not answered. Each is a draft whose attempt
//! has its key and body; it goes when the network and the sign-in are back, the same until it is answered, so it arrives
//! once. What the server refuses becomes an open draft again, with what is wrong with it.

use super::App;
use super::draft::DraftRecord;
use super::session::Gate;
use crate::api::{self, ApiError};
use core::ops::Deref;
use frontend::app::Screens;
use frontend::platform;
use frontend::state::draft::{self, Form};
use frontend::state::drafts;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::problem::{Problem, ProblemCode};

/// The bounds of the pause between two tries; each that sends nothing doubles it (`shared/tests/backoff.rs`).
const PAUSE_MS: u32 = 1_000;
const PAUSE_MS_MAX: u32 = 10_000;
/// Between two looks while nothing waits: another tab may have put something there.
const IDLE_MS: u32 = 4_000;
/// The longest wait for an answer; the next when the one before ran out. A way that went dead under a request tells nobody:
/// the same is sent again sooner than a slow line needs, and then with more and more time.
const PATIENCE_MS: [u32; 3] = [15_000, 30_000, 45_000];
/// The longest that a server may ask for.
const ASKED_MS_MAX: u32 = 300_000;

/// An application of the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Waiting {
    /// Its draft's identifier.
    pub(crate) id: String,
    /// The subscriber code.
    pub(crate) account: String,
    /// Since when, in milliseconds since 1970.
    pub(crate) since_ms: i64,
    /// How it stands.
    pub(crate) stands: Stands,
}

/// How an application of the queue stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stands {
    /// It waits.
    Waits,
    /// It was sent: its number.
    Sent(String),
    /// It was refused.
    Refused(Problem),
}

/// A handle of its signals.
#[derive(Clone, Copy)]
pub(crate) struct Queue(&'static QueueSignals);

/// The queue's signals.
pub(crate) struct QueueSignals {
    /// What waits, and what has become of it since the page came; the oldest first.
    pub(crate) all: RwSignal<Vec<Waiting>>,
    /// It is being gone through.
    pub(crate) busy: RwSignal<bool>,
    /// Tries that hung until they were given up, one after another.
    hung: RwSignal<u32>,
}

impl Deref for Queue {
    type Target = QueueSignals;

    fn deref(&self) -> &QueueSignals {
        self.0
    }
}

/// What became of one attempt.
enum Outcome {
    /// It is decided: go on with the next.
    Decided(Stands),
    /// Somebody else has it, or it is no longer waiting.
    Gone,
    /// Not now: neither will the next.
    NotNow(Option<i64>),
}

impl Queue {
    /// Nothing waits.
    #[must_use]
    pub(crate) fn new() -> Self {
        Self(Box::leak(Box::new(QueueSignals { all: RwSignal::new(Vec::new()), busy: RwSignal::new(false), hung: RwSignal::new(0) })))
    }

    /// How many wait.
    pub(crate) fn waiting(self) -> usize {
        self.all.with(|all| all.iter().filter(|one| one.stands == Stands::Waits).count())
    }

    /// Looks at once: the network is back, somebody signed in, something new waits.
    pub(crate) fn wake(self) {
        platform::wake();
    }

    fn put(self, id: &str, stands: &Stands) {
        self.all.update(|all| {
            if let Some(one) = all.iter_mut().find(|one| one.id == id) {
                one.stands = stands.clone();
            }
        });
    }
}

/// For as long as the page lives: asks who is signed in while that is not known, and sends what waits.
pub(crate) fn keep_going(app: App) {
    spawn_local(async move {
        let (mut failed, mut asked_ms) = (0, 0);
        loop {
            let (base_ms, cap_ms) = if app.queue.waiting() == 0 { (IDLE_MS, IDLE_MS) } else { (PAUSE_MS, PAUSE_MS_MAX) };
            platform::nap(asked_ms + platform::pause_ms(failed, base_ms, cap_ms)).await;
            // Also while the page's own question is still on its way: it may have gone into a dead line.
            if app.session.gate.with_untracked(|gate| matches!(gate, Gate::Waiting | Gate::Away | Gate::Failed(_))) {
                app.look().await;
            }
            let (sent, not_before_ms) = go_through(app).await;
            failed = if sent || app.queue.waiting() == 0 { 0 } else { failed.saturating_add(1) };
            asked_ms = u32::try_from(not_before_ms.unwrap_or(0)).unwrap_or(0).min(ASKED_MS_MAX);
        }
    });
}

/// Reads which of this person's drafts wait; what was sent or refused since the page came stays in the list.
pub(crate) async fn read(app: App) {
    let mut waiting = Vec::new();
    for entry in drafts::list().await.into_iter().filter(|entry| app.draft.is_of_same(&entry.id)) {
        let Some(record) = load(&entry.id).await else { continue };
        if let Some(since_ms) = record.queued_ms.filter(|_| record.is_under_way()) {
            waiting.push(Waiting { id: entry.id, account: record.answers.account, since_ms, stands: Stands::Waits });
        }
    }
    app.queue.all.update(|all| {
        all.retain(|one| one.stands != Stands::Waits && waiting.iter().all(|new| new.id != one.id));
        all.append(&mut waiting);
        all.sort_by_key(|one| one.since_ms);
    });
}

/// Sends what waits, one after another: after the first answer the rest goes at once. Answers whether anything was decided,
/// and when the server wants to be asked again.
async fn go_through(app: App) -> (bool, Option<i64>) {
    if app.queue.busy.get_untracked() || app.session.gate.get_untracked() != Gate::Open {
        return (false, None);
    }
    app.queue.busy.set(true);
    read(app).await;
    let ids: Vec<String> =
        app.queue.all.with_untracked(|all| all.iter().filter(|one| one.stands == Stands::Waits).map(|one| one.id.clone()).collect());
    let (mut decided, mut not_before_ms) = (false, None);
    for id in ids {
        match deliver(app, &id).await {
            Outcome::Decided(stands) => {
                decided = true;
                app.queue.put(&id, &stands);
            }
            Outcome::Gone => {}
            Outcome::NotNow(when) => {
                not_before_ms = when;
                break;
            }
        }
    }
    if decided {
        read(app).await;
        app.list.forget();
        app.draft.load().await;
        app.stay_or_move();
    }
    app.queue.busy.set(false);
    (decided, not_before_ms)
}

fn patience_ms(hung: u32) -> u32 {
    let [.., most] = PATIENCE_MS;
    usize::try_from(hung).ok().and_then(|at| PATIENCE_MS.get(at).copied()).unwrap_or(most)
}

/// Sends one. That it is being tried is kept before it is: from then on the server may have it.
async fn deliver(app: App, id: &str) -> Outcome {
    let Some(record) = change(id, |record| {
        let waits = record.is_under_way() && record.queued_ms.is_some();
        record.tried |= waits;
        waits
    })
    .await
    else {
        return Outcome::Gone;
    };
    let Some(key) = record.answers.attempt else { return Outcome::Gone };
    // The open form knows it, too: what was tried is not taken back.
    if app.draft.id.with_untracked(|open| open == id) {
        app.draft.load().await;
    }
    let hung = app.queue.hung.get_untracked();
    let (longest_ms, since_ms) = (patience_ms(hung), platform::even_ms());
    let answer = api::apply_within(key.as_str().to_owned(), record.body, longest_ms).await;
    let gave_up = answer == Err(ApiError::NoAnswer) && platform::even_ms() - since_ms >= i64::from(longest_ms / 3);
    app.queue.hung.set(if gave_up { hung.saturating_add(1) } else { 0 });
    match app.heard(answer) {
        Ok(view) => {
            change(id, |record| {
                record.was_sent(&view.number);
                true
            })
            .await;
            Outcome::Decided(Stands::Sent(view.number))
        }
        Err(ApiError::Problem(problem)) if is_decided(&problem) => {
            let kept = problem.clone();
            change(id, move |record| {
                record.drop_attempt();
                record.refusal = Some(kept);
                true
            })
            .await;
            Outcome::Decided(Stands::Refused(problem))
        }
        Err(ApiError::Problem(problem)) => Outcome::NotNow(problem.retry_after_ms),
        Err(ApiError::NoAnswer) => Outcome::NotNow(None),
    }
}

/// True when whoever receives applications has said no for good. All else passes: a missing sign-in, a newer version of the
/// server, a gateway's own page. The attempt keeps its key, for it may have arrived before.
pub(crate) fn is_decided(problem: &Problem) -> bool {
    use ProblemCode::{Changed, Invalid, KeyReused, NotNow, Owed, OwnApplication, RegistryUnknown, TooLarge, TooLate};
    let said =
        matches!(problem.code, Invalid | Owed | NotNow | Changed | KeyReused | RegistryUnknown | TooLarge | TooLate | OwnApplication);
    said && problem.status < 500
}

async fn load(id: &str) -> Option<DraftRecord> {
    draft::read::<DraftRecord>(drafts::find(id).await).1.map(|record| record.value)
}

/// Changes a record that is kept, while no other tab does; nothing when it is not there or the change is not for it.
async fn change(id: &str, change: impl FnOnce(&mut DraftRecord) -> bool) -> Option<DraftRecord> {
    platform::lock().await;
    let mut found = load(id).await;
    if let Some(record) = found.as_mut() {
        if change(record) {
            drafts::save(id, DraftRecord::KIND, &record.write()).await;
        } else {
            found = None;
        }
    }
    platform::unlock();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_no_for_good_is_decided() {
        let problem = |status, code| Problem { status, code, ..Problem::default() };
        assert!(is_decided(&problem(422, ProblemCode::Invalid)));
        assert!(is_decided(&problem(409, ProblemCode::Owed)));
        assert!(is_decided(&problem(409, ProblemCode::NotNow)));
        assert!(!is_decided(&problem(401, ProblemCode::SignIn)));
        assert!(!is_decided(&problem(429, ProblemCode::TooMany)));
        assert!(!is_decided(&problem(503, ProblemCode::BillerSilent)));
        assert!(!is_decided(&problem(502, ProblemCode::Internal)));
        // A captive portal's page, and a server that has gone on: the application may be there already.
        assert!(!is_decided(&problem(403, ProblemCode::Internal)));
        assert!(!is_decided(&problem(409, ProblemCode::UpdateNeeded)));
    }
}
