//! What outlives a screen.

use crate::features::Verify;
use crate::routes::Route;
use core::ops::Deref;
use frontend::state::Page;
use leptos::prelude::*;

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
    /// The check.
    pub(crate) verify: Verify,
}

impl Deref for Signals {
    type Target = Page;

    fn deref(&self) -> &Page {
        &self.page
    }
}

impl App {
    /// Nothing given yet. Made inside `<Router>`.
    #[must_use]
    pub(crate) fn of_router() -> Self {
        Self(Box::leak(Box::new(Signals { page: Page::of_router(), route: RwSignal::new(Route::Start), verify: Verify::new() })))
    }
}
