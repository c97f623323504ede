//! Whom these pages are for, and what they do while somebody is signed in.

use super::App;
use crate::platform;
use frontend::state::drafts;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::identity::Role;

pub(crate) use frontend::state::session::Access;

/// Milliseconds between looks at the clock.
const TICK_MS: u32 = 6_000;
pub(crate) const ROLES: [Role; 2] = [Role::Operator, Role::Auditor];

impl App {
    /// Looks at the clocks, again and again.
    pub(crate) async fn keep_time(self) {
        loop {
            platform::pause(0, TICK_MS, TICK_MS).await;
            self.save_typed().await;
            if self.session.is_on() {
                self.session.watch().await;
                self.tick();
            }
        }
    }

    /// Signs out here and at the provider; texts that were not sent go with it.
    pub(crate) fn sign_out(self) {
        spawn_local(async move {
            let Some(out) = self.session.sign_out().await else { return };
            self.form.dirty.set(false);
            for entry in drafts::list().await.into_iter().filter(|entry| entry.kind == super::form::KIND) {
                drafts::delete(&entry.id).await;
            }
            platform::leave(out.redirect.as_deref().unwrap_or("/operator"));
        });
    }
}
