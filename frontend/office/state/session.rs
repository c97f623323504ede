//! The office's roles, and what its pages do while somebody is signed in.

use super::App;
use crate::api::Answer;
use crate::platform;
use crate::routes::Route;
use frontend::state::drafts;
use leptos::task::spawn_local;
use shared::api::identity::Role;
use shared::time::Timestamp;

pub(crate) use frontend::state::session::Access;

/// Milliseconds between looks at the clock.
const TICK_MS: u32 = 6_000;
/// Whom some of these pages are for.
pub(crate) const ROLES: [Role; 3] = [Role::Officer, Role::Supervisor, Role::Operator];
/// Who looks after applications, and who after kiosks.
const APPLICATIONS: [Role; 2] = [Role::Officer, Role::Supervisor];
const KIOSKS: [Role; 2] = [Role::Supervisor, Role::Operator];

/// Whether the role of whoever is signed in opens a screen.
pub(crate) fn may_see(app: App, route: &Route) -> bool {
    app.session.has(if *route == Route::Kiosks { &KIOSKS } else { &APPLICATIONS })
}

/// Whether it opens the operators' pages, which are another bundle's.
pub(crate) fn is_operator(app: App) -> bool {
    app.session.has(&[Role::Operator])
}

impl App {
    /// The server's clock.
    pub(crate) fn now(self) -> Timestamp {
        self.session.now()
    }

    /// An answer; a session that has ended is noticed whoever was told of it.
    pub(crate) fn heard<T>(self, answer: Answer<T>) -> Answer<T> {
        self.session.heard(answer)
    }

    /// Looks at the clocks, again and again: the session's, the drafts', the queue's.
    pub(crate) async fn keep_time(self) {
        loop {
            platform::pause(0, TICK_MS, TICK_MS).await;
            self.save_typed().await;
            if self.session.is_on() {
                self.session.watch().await;
                self.queue_tick();
                self.kiosks_tick();
            }
        }
    }

    /// Signs out here and at the provider; texts that were not sent go with it.
    pub(crate) fn sign_out(self) {
        spawn_local(async move {
            let Some(out) = self.session.sign_out().await else { return };
            self.forget_typed();
            for entry in drafts::list().await.into_iter().filter(|entry| entry.kind == super::one::KIND) {
                drafts::delete(&entry.id).await;
            }
            platform::leave(out.redirect.as_deref().unwrap_or("/office"));
        });
    }
}
