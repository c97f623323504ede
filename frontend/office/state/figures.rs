//! The figures.

use super::App;
use crate::api;
use frontend::state::Load;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::office::Dashboard;

/// Their signals.
pub(crate) struct Figures {
    /// Of how many days.
    pub(crate) days: RwSignal<u32>,
    /// On their way.
    pub(crate) load: RwSignal<Load>,
    /// The figures.
    pub(crate) all: RwSignal<Dashboard>,
}

impl Figures {
    pub(super) fn new() -> Self {
        Self { days: RwSignal::new(0), load: RwSignal::new(Load::Waiting), all: RwSignal::new(Dashboard::default()) }
    }
}

impl App {
    /// Asks for the figures of so many days.
    pub(crate) fn need_figures(self, days: u32) {
        self.figures.days.set(days);
        self.figures.load.set(Load::Waiting);
        spawn_local(async move {
            let answer = self.heard(api::figures(days).await);
            if self.figures.days.get_untracked() != days {
                return; // another period was asked for meanwhile
            }
            match answer {
                Ok(all) => {
                    self.figures.all.set(all);
                    self.figures.load.set(Load::Ready);
                }
                Err(error) => self.figures.load.set(Load::Failed(error)),
            }
        });
    }

    /// The same once more.
    pub(crate) fn figures_again(self) {
        self.need_figures(self.figures.days.get_untracked());
    }
}
