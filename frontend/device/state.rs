//! What outlives a screen.

use crate::records::Item;
use crate::routes::Route;
use core::ops::Deref;
use frontend::state::Page;
use frontend::state::drafts::Kept;
use frontend::state::offered::Offered;
use leptos::prelude::*;
use shared::api::payments::PaymentView;

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
    /// Where it can be kept.
    pub(crate) store: RwSignal<Kept>,
    /// What is kept on this device; nothing until it is read.
    pub(crate) kept: RwSignal<Option<Vec<Item>>>,
    /// What is to be deleted, asked once more: a record's identifier, or [`ALL`].
    pub(crate) asked: RwSignal<String>,
    /// Something was pressed whose end is awaited.
    pub(crate) busy: RwSignal<bool>,
    /// A draft on its way to another device.
    pub(crate) sending: RwSignal<Sending>,
    /// A draft from another device: its identifier there, and its key.
    pub(crate) link: RwSignal<(String, String)>,
    /// The PIN, as typed.
    pub(crate) pin: RwSignal<String>,
    /// How taking it ended.
    pub(crate) taking: RwSignal<Taking>,
    /// The receipt looked for.
    pub(crate) finder: Finder,
    /// What receipts name: cities, billers, charges, cards.
    pub(crate) offered: Offered,
}

/// The receipt looked for: what was typed and what was found.
pub(crate) struct Finder {
    /// Number, as typed.
    pub(crate) number: RwSignal<String>,
    /// Code, as typed.
    pub(crate) code: RwSignal<String>,
    /// What was found.
    pub(crate) found: RwSignal<Option<PaymentView>>,
}

/// Everything is to be deleted.
pub(crate) const ALL: &str = "*";

/// How far a draft on its way is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Sending {
    /// Being sealed and sent.
    #[default]
    Preparing,
    /// It could not be sent.
    Failed(frontend::api::ApiError),
    /// It cannot be moved.
    Cannot,
    /// It waits for the other device.
    Waits {
        /// What the QR code says.
        link: String,
        /// The PIN to type there.
        pin: String,
        /// Whole minutes left.
        minutes: i64,
        /// Tries left there.
        tries: i64,
    },
    /// The other device has it.
    Taken,
    /// Nobody came, or the PIN was mistyped too often.
    Over,
}

/// How far taking a draft is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Taking {
    /// The PIN is to be typed.
    #[default]
    Typing,
    /// The link carries nothing.
    NoLink,
    /// This window can keep nothing.
    NoStore,
    /// It is not there any more.
    Gone,
    /// It cannot be opened: made with a newer version, or damaged.
    Broken,
    /// It is here: where it is gone on with, and that its owner must sign in.
    Here {
        /// The page that goes on.
        way: String,
        /// It opens for the person alone who began it.
        personal: bool,
        /// It stays in this tab only.
        in_tab: bool,
    },
}

impl Deref for Signals {
    type Target = Page;

    fn deref(&self) -> &Page {
        &self.page
    }
}

impl App {
    /// Nothing read yet. Made inside `<Router>`.
    #[must_use]
    pub(crate) fn of_router() -> Self {
        let text = || RwSignal::new(String::new());
        Self(Box::leak(Box::new(Signals {
            page: Page::of_router(),
            route: RwSignal::new(Route::Drafts),
            store: RwSignal::new(Kept::Disk),
            kept: RwSignal::new(None),
            asked: text(),
            busy: RwSignal::new(false),
            sending: RwSignal::new(Sending::default()),
            link: RwSignal::new(<(String, String)>::default()),
            pin: text(),
            taking: RwSignal::new(Taking::default()),
            finder: Finder { number: text(), code: text(), found: RwSignal::new(None) },
            offered: Offered::unknown(),
        })))
    }
}
