//! What outlives a screen.

pub(crate) mod figures;
pub(crate) mod kiosks;
pub(crate) mod one;
pub(crate) mod queue;
pub(crate) mod session;

use crate::api;
use crate::routes::{Route, Show};
use core::ops::Deref;
use frontend::state::Page;
use frontend::state::session::Session;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::office::OfficeOptions;

/// The app, as every screen and task is given it: a handle, so that a closure that keeps it keeps four bytes.
#[derive(Clone, Copy)]
pub(crate) struct App(&'static Signals);

impl Deref for App {
    type Target = Signals;

    fn deref(&self) -> &Signals {
        self.0
    }
}

/// The app's signals: its own and, through [`Page`], what every bundle has. Made once, never disposed of.
pub(crate) struct Signals {
    /// What every bundle has.
    pub(crate) page: Page,
    /// The screen.
    pub(crate) route: RwSignal<Route>,
    /// Who is signed in.
    pub(crate) session: Session,
    /// The queue.
    pub(crate) queue: queue::QueueState,
    /// The application that is looked at.
    pub(crate) one: one::One,
    /// Figures.
    pub(crate) figures: figures::Figures,
    /// Kiosks.
    pub(crate) kiosks: kiosks::Kiosks,
    /// Templates, in the page's language.
    pub(crate) options: RwSignal<OfficeOptions>,
    /// The page is in front.
    pub(crate) seen: RwSignal<bool>,
}

impl Deref for Signals {
    type Target = Page;

    fn deref(&self) -> &Page {
        &self.page
    }
}

impl App {
    /// Nothing loaded, nowhere yet. Made inside `<Router>`.
    #[must_use]
    pub(crate) fn of_router() -> Self {
        Self(Box::leak(Box::new(Signals {
            page: Page::of_router(),
            route: RwSignal::new(Route::Queue(Show::Waiting)),
            session: Session::new(&session::ROLES),
            queue: queue::QueueState::new(),
            one: one::One::new(),
            figures: figures::Figures::new(),
            kiosks: kiosks::Kiosks::new(),
            options: RwSignal::new(OfficeOptions::default()),
            seen: RwSignal::new(true),
        })))
    }

    /// Asks for the templates, once.
    pub(crate) fn need_options(self) {
        if self.options.with_untracked(|options| options.rejections.is_empty()) {
            spawn_local(async move {
                if let Ok(options) = self.heard(api::options(self.lang.get_untracked()).await) {
                    self.options.set(options);
                }
            });
        }
    }
}
