//! The kiosks: asked again by themselves while their screen is shown and seen.

use super::App;
use crate::api;
use crate::platform;
use crate::routes::Route;
use frontend::state::Load;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::kiosks::OfficeKiosk;

/// An answer this old is asked for anew; with looks at the clock every five seconds that is every fifteen.
const REFRESH_MS: i64 = 14_000;

/// Their signals.
pub(crate) struct Kiosks {
    /// On their way.
    pub(crate) load: RwSignal<Load>,
    /// By name.
    pub(crate) rows: RwSignal<Vec<OfficeKiosk>>,
    /// When they were answered, by the device's clock.
    pub(crate) at_ms: RwSignal<i64>,
}

impl Kiosks {
    pub(super) fn new() -> Self {
        Self { load: RwSignal::new(Load::Waiting), rows: RwSignal::new(vec![]), at_ms: RwSignal::new(0) }
    }
}

impl App {
    /// Asks for them.
    pub(crate) fn need_kiosks(self) {
        self.kiosks.load.set(Load::Waiting);
        self.kiosks_ask();
    }

    /// Time has passed.
    pub(crate) fn kiosks_tick(self) {
        let shown = self.route.get_untracked() == Route::Kiosks && self.seen.get_untracked();
        if shown && platform::even_ms() - self.kiosks.at_ms.get_untracked() >= REFRESH_MS {
            self.kiosks_ask();
        }
    }

    fn kiosks_ask(self) {
        spawn_local(async move {
            match self.heard(api::kiosks().await) {
                Ok(fresh) => {
                    self.kiosks.at_ms.set(platform::even_ms());
                    self.kiosks.rows.set(fresh.kiosks);
                    if self.kiosks.load.get_untracked() != Load::Ready {
                        self.kiosks.load.set(Load::Ready);
                    }
                }
                // What is on the screen stays; the time of the last answer says how old it is.
                Err(error) if self.kiosks.load.get_untracked() != Load::Ready => self.kiosks.load.set(Load::Failed(error)),
                Err(_) => {}
            }
        });
    }
}
