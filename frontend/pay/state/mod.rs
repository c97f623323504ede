//! What outlives a screen: what the server offers, the payment in the making.

pub(crate) mod journey;
pub(crate) mod pay;
pub(crate) mod records;

use crate::api;
use crate::routes::Route;
use core::ops::Deref;
use frontend::state::offered::Offered;
use frontend::state::{Load, Page};
use leptos::prelude::*;
use leptos::task::spawn_local;
use pay::Pay;
use shared::api::catalogue::Catalogue;

pub(crate) use frontend::app::Screens;
pub(crate) use frontend::state::drafts;

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
    /// Under a brand, the only organisation whose services are offered.
    pub(crate) only: Option<&'static str>,
    /// Whether `catalogue` is there.
    pub(crate) catalogue_load: RwSignal<Load>,
    /// Organisations and services.
    pub(crate) catalogue: RwSignal<Catalogue>,
    /// What the forms offer.
    pub(crate) offered: Offered,
    /// The payment in the making.
    pub(crate) pay: Pay,
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
        let page = Page::of_router();
        Self(Box::leak(Box::new(Signals {
            page,
            route: RwSignal::new(Route::Home),
            only: frontend::api::brand().get("organisation").text().map(|org| &*org.leak()),
            catalogue_load: RwSignal::new(Load::Waiting),
            catalogue: RwSignal::new(Catalogue::default()),
            offered: Offered::unknown(),
            pay: Pay::new(page),
        })))
    }

    /// Fetches the catalogue, unless it is there in this language.
    pub(crate) fn need_catalogue(self) {
        if self.catalogue_load.get_untracked() == Load::Ready {
            return;
        }
        self.catalogue_load.set(Load::Waiting);
        spawn_local(async move {
            let lang = self.lang.get_untracked();
            let answer = api::catalogue(lang).await;
            if self.lang.get_untracked() != lang {
                return;
            }
            match answer {
                Ok(catalogue) => {
                    self.catalogue.set(catalogue);
                    self.catalogue_load.set(Load::Ready);
                }
                Err(error) => self.catalogue_load.set(Load::Failed(error)),
            }
        });
    }

    /// Fetches what the forms offer.
    pub(crate) fn need_options(self) {
        self.offered.need();
    }
}
