//! Who is signed in and until when, by the server's clock: for the pages that need a role.

use crate::api::{self, ApiError};
use crate::platform;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::de::DeserializeOwned;
use shared::api::identity::{Role, SessionView, SignedIn, SignedOut};
use shared::api::path;
use shared::api::problem::ProblemCode;
use shared::time::Timestamp;

/// A session that ends in so many milliseconds is warned of.
const WARN_MS: i64 = 2 * 60 * 1000;

/// What the reader may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    /// Being asked.
    Waiting,
    /// It cannot be asked.
    Failed(ApiError),
    /// Nobody is signed in; signing in is offered or not.
    Out(bool),
    /// Somebody without a role for these pages.
    Forbidden,
    /// Somebody with a role for some of them.
    In,
}

/// What is said about the session's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warning {
    /// Nothing.
    None,
    /// It comes.
    Soon,
    /// It came; the screen stays.
    Over,
}

/// The session: a handle of its signals.
#[derive(Clone, Copy)]
pub struct Session(&'static Signals);

impl core::ops::Deref for Session {
    type Target = Signals;

    fn deref(&self) -> &Signals {
        self.0
    }
}

/// The session's signals. Made once, never disposed of.
pub struct Signals {
    /// What the reader may see.
    pub access: RwSignal<Access>,
    /// Who.
    pub person: RwSignal<Option<SignedIn>>,
    /// When it ends, in milliseconds since 1970 by the server's clock.
    pub ends_ms: RwSignal<i64>,
    /// What is said about its end.
    pub warning: RwSignal<Warning>,
    /// Signing out did not work.
    pub out_failed: RwSignal<bool>,
    /// The server's clock is so far ahead of the device's.
    ahead_ms: RwSignal<i64>,
    /// Any of these roles opens some of the pages.
    roles: &'static [Role],
}

/// What a session's view lets its reader see.
fn access(view: &SessionView, roles: &[Role]) -> Access {
    match &view.person {
        None => Access::Out(view.offered),
        Some(person) if person.roles.iter().any(|role| roles.contains(role)) => Access::In,
        Some(_) => Access::Forbidden,
    }
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

fn read<T: DeserializeOwned>(text: Result<String, ApiError>) -> Result<T, ApiError> {
    serde_json::from_str(&text?).map_err(|_| ApiError::NoAnswer)
}

/// Looking does not prolong the session.
async fn look() -> Result<SessionView, ApiError> {
    read(api::call(path::SESSION, &[], String::new()).await)
}

impl Session {
    /// Nobody is known yet. Made inside `<Router>`.
    #[must_use]
    pub fn new(roles: &'static [Role]) -> Self {
        Self(Box::leak(Box::new(Signals {
            access: RwSignal::new(Access::Waiting),
            person: RwSignal::new(None),
            ends_ms: RwSignal::new(0),
            warning: RwSignal::new(Warning::None),
            out_failed: RwSignal::new(false),
            ahead_ms: RwSignal::new(0),
            roles,
        })))
    }

    /// Somebody with a role is signed in.
    #[must_use]
    pub fn is_in(self) -> bool {
        self.access.get_untracked() == Access::In
    }

    /// Whether whoever is signed in has one of these roles.
    #[must_use]
    pub fn has(self, roles: &[Role]) -> bool {
        self.person.with_untracked(|person| person.as_ref().is_some_and(|person| roles.iter().any(|role| person.roles.contains(role))))
    }

    /// Whose texts are kept: another on this device does not see them.
    #[must_use]
    pub fn who(self) -> String {
        self.person.with_untracked(|person| person.as_ref().map(|p| [&p.fin, " ", &p.name].concat()).unwrap_or_default())
    }

    /// The server's clock.
    #[must_use]
    pub fn now(self) -> Timestamp {
        Timestamp::from_micros((platform::even_ms() + self.ahead_ms.get_untracked()) * 1000)
    }

    /// Takes the server's clock from an answer.
    pub fn set_clock(self, now: &str) {
        if let Some(now_ms) = ms(now) {
            self.ahead_ms.set(now_ms - platform::even_ms());
        }
    }

    /// Asks who is signed in, at the start.
    pub async fn ask(self) {
        match look().await {
            Ok(view) => {
                self.access.set(access(&view, self.roles));
                self.take(view);
            }
            Err(error) => self.access.set(Access::Failed(error)),
        }
    }

    fn take(self, view: SessionView) {
        let Some(person) = view.person else { return };
        self.set_clock(&person.now);
        self.ends_ms.set(ms(&person.ends_at).unwrap_or(i64::MAX));
        self.person.set(Some(person));
    }

    /// An answer; a session that has ended is noticed whoever was told of it.
    pub fn heard<T>(self, answer: Result<T, ApiError>) -> Result<T, ApiError> {
        if let Err(error) = &answer
            && error.code() == Some(ProblemCode::SignIn)
        {
            self.warn(Warning::Over);
        }
        answer
    }

    fn warn(self, warning: Warning) {
        if self.warning.get_untracked() != warning {
            self.warning.set(warning);
        }
    }

    /// Somebody with a role is signed in, and the session has not ended.
    #[must_use]
    pub fn is_on(self) -> bool {
        self.is_in() && self.warning.get_untracked() != Warning::Over
    }

    /// Looks at the clock. Every use prolongs the session, which this page only learns by asking.
    pub async fn watch(self) {
        let left = || self.ends_ms.get_untracked() - self.now().micros() / 1000;
        if left() <= WARN_MS
            && let Ok(view) = look().await
        {
            if view.person.is_none() {
                return self.warn(Warning::Over);
            }
            self.take(view);
        }
        self.warn(warning(left()));
    }

    /// Stays signed in.
    pub fn prolong(self) {
        spawn_local(async move {
            if let Ok(view) = self.heard(read(api::call(path::SESSION, &[], "{}".to_owned()).await)) {
                self.take(view);
                self.watch().await;
            }
        });
    }

    /// Signs out here; answers where to go to sign out at the provider too, if it has such an address.
    pub async fn sign_out(self) -> Option<SignedOut> {
        self.out_failed.set(false);
        let out = read(api::remove(path::SESSION, &[]).await);
        self.out_failed.set(out.is_err());
        out.ok()
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
    fn nobody_without_a_role_sees_the_pages() {
        let roles = &[Role::Officer, Role::Supervisor];
        assert_eq!(access(&SessionView { person: None, offered: true }, roles), Access::Out(true));
        assert_eq!(access(&view(vec![Role::Citizen, Role::Operator]), roles), Access::Forbidden);
        assert_eq!(access(&view(vec![Role::Citizen, Role::Officer]), roles), Access::In);
        assert_eq!(access(&view(vec![Role::Supervisor]), roles), Access::In);
    }

    #[test]
    fn the_end_is_warned_of_two_minutes_before() {
        assert_eq!(warning(WARN_MS + 1), Warning::None);
        assert_eq!(warning(WARN_MS), Warning::Soon);
        assert_eq!(warning(0), Warning::Over);
    }
}
