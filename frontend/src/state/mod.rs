//! What outlives a screen and is alike in every bundle: the address, the language, what is wrong, what is on its way.

pub mod draft;
pub mod drafts;
pub mod offered;
pub mod place;
pub mod session;

use crate::api::ApiError;
use crate::forms::Issue;
use crate::i18n;
use core::ops::Deref;
use draft::Unkept;
use leptos::prelude::*;
use place::Place;
use shared::format::Lang;

/// The state of a thing that is fetched.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Load {
    /// On its way.
    #[default]
    Waiting,
    /// There.
    Ready,
    /// Did not come.
    Failed(ApiError),
}

/// The page: a handle of its signals, so that a closure that keeps it keeps four bytes.
#[derive(Clone, Copy)]
pub struct Page(&'static PageSignals);

impl Deref for Page {
    type Target = PageSignals;

    fn deref(&self) -> &PageSignals {
        self.0
    }
}

/// The page's signals. Made once, never disposed of.
pub struct PageSignals {
    /// The address.
    pub place: Place,
    /// Counts visits of screens: a task started by one knows when another has come.
    pub visit: RwSignal<u32>,
    /// The language; screens are rendered anew when it changes.
    pub lang: RwSignal<Lang>,
    /// What is wrong with the form on the screen, since it was last sent.
    pub issues: RwSignal<Vec<Issue>>,
    /// What is wrong besides: a call that failed, in the screen's summary.
    pub fault: RwSignal<Option<ApiError>>,
    /// Something the next screen says once.
    pub news: RwSignal<Option<i18n::Key>>,
    /// The server does not answer: asked, not guessed (`platform::ask`).
    pub offline: RwSignal<bool>,
    /// What is to be said of the version that runs, in whose words: a new one waits, is needed, is on its way.
    pub update: RwSignal<Option<i18n::Key>>,
    /// What could not be taken from what was kept on the device.
    pub unkept: RwSignal<Unkept>,
}

impl Page {
    /// Draws the screen anew, as another language does: its fields take what is kept now.
    pub fn redraw(self) {
        self.lang.update(|_| ());
    }

    /// Nowhere yet. Made inside `<Router>`.
    #[must_use]
    pub fn of_router() -> Self {
        Self(Box::leak(Box::new(PageSignals {
            place: Place::of_router(),
            visit: RwSignal::new(0),
            lang: RwSignal::new(i18n::lang()),
            issues: RwSignal::new(Vec::new()),
            fault: RwSignal::new(None),
            news: RwSignal::new(None),
            offline: RwSignal::new(false),
            update: RwSignal::new(None),
            unkept: RwSignal::new(Unkept::Nothing),
        })))
    }
}
