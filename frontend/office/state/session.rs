//! Who is signed in and until when, by the server's clock.

use super::App;
use crate::api::{self, Answer, ApiError};
use crate::platform;
use crate::routes::Route;
use frontend::state::drafts;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::identity::{Role, SessionView, SignedIn};
use shared::api::problem::ProblemCode;
use shared::time::Timestamp;

/// A session that ends in so many milliseconds is warned of.
const WARN_MS: i64 = 2 * 60 * 1000;
/// Milliseconds between looks at the clock.
const TICK_MS: u32 = 5_000;
/// Who looks after applications, and who after kiosks.
const APPLICATIONS: [Role; 2] = [Role::Officer, Role::Supervisor];
const KIOSKS: [Role; 2] = [Role::Supervisor, Role::Operator];

/// What the reader may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Access {
    /// Being asked.
    Waiting,
    /// It cannot be asked.
    Failed(ApiError),
    /// Nobody is signed in; signing in is offered or not.
    Out(bool),
    /// Somebody without a role for this.
    Forbidden,
    /// Somebody with a role: which screens it opens says [`may_see`].
    In,
}

/// What is said about the session's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Warning {
    /// Nothing.
    None,
    /// It comes.
    Soon,
    /// It came; the screen stays.
    Over,
}

/// The session's signals.
pub(crate) struct Session {
    /// What the reader may see.
    pub(crate) access: RwSignal<Access>,
    /// Who.
    pub(crate) person: RwSignal<Option<SignedIn>>,
    /// When it ends, in milliseconds since 1970 by the server's clock.
    pub(crate) ends_ms: RwSignal<i64>,
    /// The server's clock is so far ahead of the device's.
    ahead_ms: RwSignal<i64>,
    /// What is said about its end.
    pub(crate) warning: RwSignal<Warning>,
    /// Signing out did not work.
    pub(crate) out_failed: RwSignal<bool>,
}

impl Session {
    pub(super) fn new() -> Self {
        Self {
            access: RwSignal::new(Access::Waiting),
            person: RwSignal::new(None),
            ends_ms: RwSignal::new(0),
            ahead_ms: RwSignal::new(0),
            warning: RwSignal::new(Warning::None),
            out_failed: RwSignal::new(false),
        }
    }
}

/// What a session's view lets its reader see.
fn access(view: &SessionView) -> Access {
    let may = |person: &SignedIn| APPLICATIONS.iter().chain(&KIOSKS).any(|role| person.roles.contains(role));
    match &view.person {
        None => Access::Out(view.offered),
        Some(person) if may(person) => Access::In,
        Some(_) => Access::Forbidden,
    }
}

/// Whether the role of whoever is signed in opens a screen.
pub(crate) fn may_see(app: App, route: &Route) -> bool {
    let roles = if *route == Route::Kiosks { KIOSKS } else { APPLICATIONS };
    app.session.person.with_untracked(|person| person.as_ref().is_some_and(|person| roles.iter().any(|role| person.roles.contains(role))))
}

/// What is to be said of a session with so much time left.
const fn warning(left_ms: i64) -> Warning {
    match left_ms {
        ..=0 => Warning::Over,
        1..=WARN_MS => Warning::Soon,
        _ => Warning::None,
    }
}

fn ms(rfc3339: &str) -> Option<i64> {
    Timestamp::from_rfc3339(rfc3339).map(|at| at.micros() / 1000)
}

impl App {
    /// The server's clock.
    pub(crate) fn now(self) -> Timestamp {
        Timestamp::from_micros((platform::now_ms() + self.session.ahead_ms.get_untracked()) * 1000)
    }

    /// Takes the server's clock from an answer.
    pub(crate) fn set_clock(self, now: &str) {
        if let Some(now_ms) = ms(now) {
            self.session.ahead_ms.set(now_ms - platform::now_ms());
        }
    }

    /// Whose texts are kept: another officer on this device does not see them.
    pub(crate) fn who(self) -> String {
        self.session.person.with_untracked(|person| person.as_ref().map(|p| [&p.fin, " ", &p.name].concat()).unwrap_or_default())
    }

    /// Asks who is signed in, at the start.
    pub(crate) async fn ask_session(self) {
        match api::session().await {
            Ok(view) => {
                self.session.access.set(access(&view));
                self.take_session(view);
            }
            Err(error) => self.session.access.set(Access::Failed(error)),
        }
    }

    fn take_session(self, view: SessionView) {
        let Some(person) = view.person else { return };
        self.set_clock(&person.now);
        self.session.ends_ms.set(ms(&person.ends_at).unwrap_or(i64::MAX));
        self.session.person.set(Some(person));
    }

    /// An answer; a session that has ended is noticed whoever was told of it.
    pub(crate) fn heard<T>(self, answer: Answer<T>) -> Answer<T> {
        if let Err(error) = &answer
            && error.code() == Some(ProblemCode::SignIn)
        {
            self.warn(Warning::Over);
        }
        answer
    }

    fn warn(self, warning: Warning) {
        if self.session.warning.get_untracked() != warning {
            self.session.warning.set(warning);
        }
    }

    /// Looks at the clocks, again and again: the session's, the drafts', the queue's.
    pub(crate) async fn keep_time(self) {
        loop {
            platform::sleep(TICK_MS).await;
            self.save_typed().await;
            if self.session.access.get_untracked() == Access::In && self.session.warning.get_untracked() != Warning::Over {
                self.watch_session().await;
                self.queue_tick();
                self.kiosks_tick();
            }
        }
    }

    /// Every use prolongs the session, which this page only learns by asking.
    async fn watch_session(self) {
        let left = |app: Self| app.session.ends_ms.get_untracked() - app.now().micros() / 1000;
        if left(self) <= WARN_MS
            && let Ok(view) = api::session().await
        {
            if view.person.is_none() {
                return self.warn(Warning::Over);
            }
            self.take_session(view);
        }
        self.warn(warning(left(self)));
    }

    /// Stays signed in.
    pub(crate) fn prolong(self) {
        spawn_local(async move {
            if let Ok(view) = self.heard(api::prolong().await) {
                self.take_session(view);
                self.watch_session().await;
            }
        });
    }

    /// Signs out here and at the provider; texts that were not sent go with it.
    pub(crate) fn sign_out(self) {
        self.session.out_failed.set(false);
        spawn_local(async move {
            match api::sign_out().await {
                Ok(out) => {
                    self.forget_typed();
                    for entry in drafts::list().await.into_iter().filter(|entry| entry.kind == super::one::KIND) {
                        drafts::delete(&entry.id).await;
                    }
                    platform::leave(out.redirect.as_deref().unwrap_or("/office"));
                }
                Err(_) => self.session.out_failed.set(true),
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(roles: Vec<Role>) -> SessionView {
        let text = String::new;
        let person = SignedIn { name: text(), fin: text(), roles, ends_at: text(), ends_at_latest: text(), now: text() };
        SessionView { person: Some(person), offered: true }
    }

    #[test]
    fn nobody_without_a_role_sees_the_office() {
        assert_eq!(access(&SessionView { person: None, offered: true }), Access::Out(true));
        assert_eq!(access(&view(vec![Role::Citizen])), Access::Forbidden);
        assert_eq!(access(&view(vec![Role::Citizen, Role::Operator])), Access::In);
        assert_eq!(access(&view(vec![Role::Citizen, Role::Officer])), Access::In);
        assert_eq!(access(&view(vec![Role::Supervisor])), Access::In);
    }

    #[test]
    fn the_end_is_warned_of_two_minutes_before() {
        assert_eq!(warning(WARN_MS + 1), Warning::None);
        assert_eq!(warning(WARN_MS), Warning::Soon);
        assert_eq!(warning(0), Warning::Over);
    }
}
