//! Who is signed in, and for how long still. Sessions live on the server: the page only asks, and counts down to the end by
//! the server's clock.

use super::App;
use super::remembered::{self, Remembered};
use crate::api;
use crate::api::ApiError;
use core::ops::Deref;
use frontend::platform;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::identity::{SessionView, SignedIn};
use shared::api::problem::ProblemCode;
use shared::time::Timestamp;

/// So long before the end it is said.
pub(crate) const WARN_MS: i64 = 2 * 60 * 1000;
/// Timers of a page in the background are slow: no longer sleep than this.
const SLEEP_MS_MAX: i64 = 30_000;

/// What is known of the session.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Gate {
    /// Being asked for.
    #[default]
    Waiting,
    /// Cannot be asked for.
    Failed(ApiError),
    /// Nobody is signed in.
    Nobody,
    /// Somebody was, and the time is over.
    Ended,
    /// Nobody can be asked, but this device remembers who was: what needs no server goes on.
    Away,
    /// Somebody is.
    Open,
}

impl Gate {
    /// True when it is known whose draft may be shown.
    #[must_use]
    pub(crate) fn lets_in(&self) -> bool {
        matches!(self, Self::Open | Self::Away)
    }
}

/// The session: a handle of its signals.
#[derive(Clone, Copy)]
pub(crate) struct Session(&'static SessionSignals);

impl Deref for Session {
    type Target = SessionSignals;

    fn deref(&self) -> &SessionSignals {
        self.0
    }
}

/// The session's signals.
pub(crate) struct SessionSignals {
    /// What is known.
    pub(crate) gate: RwSignal<Gate>,
    /// Who is signed in.
    pub(crate) who: RwSignal<Option<SignedIn>>,
    /// Sign-in is offered here.
    pub(crate) offered: RwSignal<bool>,
    /// Whole seconds left, while the warning is shown.
    pub(crate) left_s: RwSignal<Option<i64>>,
    /// It can be prolonged: its last end is later than the one that is near.
    pub(crate) prolongable: RwSignal<bool>,
    /// The end by the page's clock, in milliseconds since 1970.
    ends_ms: RwSignal<i64>,
    /// Counts watches: an older one stops.
    watch: RwSignal<u32>,
}

impl Session {
    /// Nothing known.
    #[must_use]
    pub(crate) fn new() -> Self {
        Self(Box::leak(Box::new(SessionSignals {
            gate: RwSignal::new(Gate::Waiting),
            who: RwSignal::new(None),
            offered: RwSignal::new(true),
            left_s: RwSignal::new(None),
            prolongable: RwSignal::new(true),
            ends_ms: RwSignal::new(0),
            watch: RwSignal::new(0),
        })))
    }
}

impl App {
    /// Asks who is signed in.
    pub(crate) async fn look(self) {
        match api::session().await {
            Ok(view) => self.signed(view).await,
            // Without an answer nothing has changed.
            Err(error) if self.session.gate.with_untracked(|gate| matches!(gate, Gate::Waiting | Gate::Failed(_))) => {
                match remembered::load().await {
                    Some(person) if error.is_passing() => self.away(person).await,
                    _ => self.session.gate.set(Gate::Failed(error)),
                }
            }
            Err(_) => {}
        }
    }

    /// No answer: on with what this device remembers.
    async fn away(self, person: Remembered) {
        self.owned_by(&person.name, &person.fin).await;
        let Remembered { name, fin, .. } = person;
        let (ends_at, ends_at_latest, now) = (String::new(), String::new(), String::new());
        self.session.who.set(Some(SignedIn { name, fin, roles: vec![], ends_at, ends_at_latest, now }));
        self.session.gate.set(Gate::Away);
        self.opened();
    }

    /// Takes the server's word.
    async fn signed(self, view: SessionView) {
        let session = self.session;
        session.offered.set(view.offered);
        let Some(person) = view.person else {
            let was = session.who.get_untracked().is_some() || session.gate.get_untracked() == Gate::Ended;
            remembered::forget().await;
            return if was { self.ended() } else { session.gate.set(Gate::Nobody) };
        };
        session.ends_ms.set(platform::even_ms() + left_ms(&person, &person.ends_at));
        session.prolongable.set(left_ms(&person, &person.ends_at_latest) > left_ms(&person, &person.ends_at));
        let another = session.who.with_untracked(|who| who.as_ref().is_none_or(|who| (&who.name, &who.fin) != (&person.name, &person.fin)));
        if another {
            self.owned_by(&person.name, &person.fin).await;
        }
        let until_ms = platform::now_ms() + left_ms(&person, &person.ends_at_latest);
        remembered::save(&Remembered { name: person.name.clone(), fin: person.fin.clone(), until_ms }).await;
        session.who.set(Some(person));
        if session.gate.get_untracked() != Gate::Open {
            session.gate.set(Gate::Open);
            self.opened();
        }
        session.watch.update(|watch| *watch += 1);
        spawn_local(watch(self, session.watch.get_untracked()));
    }

    /// The session is over: what was typed is kept, and the screen says so.
    pub(crate) fn ended(self) {
        self.draft.flush();
        self.session.watch.update(|watch| *watch += 1);
        self.session.left_s.set(None);
        self.session.who.set(None);
        if self.session.gate.get_untracked() != Gate::Ended {
            self.session.gate.set(Gate::Ended);
            platform::focus("title");
        }
    }

    /// Passes an answer on; one that says that nobody is signed in ends the session here too.
    pub(crate) fn heard<T>(self, answer: Result<T, ApiError>) -> Result<T, ApiError> {
        if matches!(&answer, Err(error) if error.code() == Some(ProblemCode::SignIn)) {
            self.ended();
        }
        answer
    }

    /// **Davam et**: the session goes on.
    pub(crate) fn stay(self) {
        spawn_local(async move {
            match self.heard(api::prolong().await) {
                Ok(view) => {
                    self.session.left_s.set(None);
                    self.signed(view).await;
                    platform::focus("title");
                }
                Err(error) => self.fault.set(Some(error)),
            }
        });
    }

    /// **Çıx**: here, and at the provider where it can be done there.
    pub(crate) fn sign_out(self) {
        spawn_local(async move {
            self.draft.flushed().await;
            remembered::forget().await;
            match api::sign_out().await {
                Ok(out) => platform::leave(out.redirect.as_deref().unwrap_or("/signed-out")),
                Err(error) => self.fault.set(Some(error)),
            }
        });
    }
}

/// Counts down to the end. Whether it was put off elsewhere (by use, by another tab) only the server knows: it is asked
/// before anybody is warned, and once more before anybody is sent away.
async fn watch(app: App, mine: u32) {
    let session = app.session;
    let mut asked = false;
    while session.watch.get_untracked() == mine {
        let left = session.ends_ms.get_untracked() - platform::even_ms();
        if left > WARN_MS {
            asked = false;
            session.left_s.set(None);
            sleep(left - WARN_MS).await;
        } else if !asked {
            asked = true;
            if let Some(later) = end_by_server().await {
                session.ends_ms.set(later);
            }
        } else if left > 0 {
            session.left_s.set(Some((left + 999) / 1000));
            sleep(1_000).await;
        } else {
            return match end_by_server().await {
                Some(_) => app.look().await,
                None => app.ended(),
            };
        }
    }
}

async fn sleep(ms: i64) {
    platform::sleep(u32::try_from(ms.clamp(1, SLEEP_MS_MAX)).unwrap_or(1)).await;
}

/// The end by the page's clock, as the server tells it now; nothing when there is none, or no answer.
async fn end_by_server() -> Option<i64> {
    let person = api::session().await.ok()?.person?;
    Some(platform::even_ms() + left_ms(&person, &person.ends_at))
}

/// Milliseconds from the server's now to an instant of the same clock; none when either cannot be read.
fn left_ms(person: &SignedIn, until: &str) -> i64 {
    let at = |text: &str| Timestamp::from_rfc3339(text);
    at(until).zip(at(&person.now)).map_or(0, |(end, now)| end.ms_since(now))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_counted_by_the_servers_clock() {
        let person = SignedIn {
            name: String::new(),
            fin: String::new(),
            roles: vec![],
            ends_at: "2026-11-21T09:20:00Z".into(),
            ends_at_latest: "2026-11-21T17:00:00Z".into(),
            now: "2026-11-21T09:05:00Z".into(),
        };
        assert_eq!(left_ms(&person, &person.ends_at), 15 * 60 * 1000);
        assert_eq!(left_ms(&person, "soon"), 0);
    }
}
