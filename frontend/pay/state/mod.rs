//! What outlives a screen: what the server offers, the payment in the making, the receipt looked for.

pub(crate) mod journey;
pub(crate) mod pay;
pub(crate) mod records;

use crate::api;
use crate::routes::Route;
use core::ops::Deref;
use frontend::state::{Load, Page};
use leptos::prelude::*;
use leptos::task::spawn_local;
use pay::Pay;
use shared::api::catalogue::{BillerOption, CardOption, Catalogue, ChargeOption, CityOption, Options};

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
    /// Whether `options` are there.
    pub(crate) options_load: RwSignal<Load>,
    /// What the forms offer.
    pub(crate) options: RwSignal<Options>,
    /// The payment in the making.
    pub(crate) pay: Pay,
    /// The receipt looked for.
    pub(crate) finder: Finder,
}

impl Deref for Signals {
    type Target = Page;

    fn deref(&self) -> &Page {
        &self.page
    }
}

/// The receipt looked for: what was typed and what was found.
pub(crate) struct Finder {
    /// Number, as typed.
    pub(crate) number: RwSignal<String>,
    /// Code, as typed.
    pub(crate) code: RwSignal<String>,
    /// What was found.
    pub(crate) found: RwSignal<Option<shared::api::payments::PaymentView>>,
    /// Payments kept on this device.
    pub(crate) kept: RwSignal<Vec<pay::PaidRecord>>,
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
            options_load: RwSignal::new(Load::Waiting),
            options: RwSignal::new(Options::default()),
            pay: Pay::new(page),
            finder: Finder {
                number: RwSignal::new(String::new()),
                code: RwSignal::new(String::new()),
                found: RwSignal::new(None),
                kept: RwSignal::new(Vec::new()),
            },
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

    /// Fetches what the forms offer, unless it is there in this language.
    pub(crate) fn need_options(self) {
        if self.options_load.get_untracked() == Load::Ready {
            return;
        }
        self.options_load.set(Load::Waiting);
        spawn_local(async move {
            let lang = self.lang.get_untracked();
            let answer = api::options(lang).await;
            if self.lang.get_untracked() != lang {
                return;
            }
            match answer {
                Ok(options) => {
                    self.options.set(options);
                    self.options_load.set(Load::Ready);
                }
                Err(error) => self.options_load.set(Load::Failed(error)),
            }
        });
    }

    /// The city of an identifier.
    #[must_use]
    pub(crate) fn city(self, id: &str) -> Option<CityOption> {
        self.options.with(|options| options.cities.iter().find(|city| city.id == id).cloned())
    }

    /// The biller of an identifier.
    #[must_use]
    pub(crate) fn biller(self, id: &str) -> Option<BillerOption> {
        self.options.with(|options| options.billers.iter().find(|biller| biller.id == id).cloned())
    }

    /// A biller's kind of charge.
    #[must_use]
    pub(crate) fn charge(self, biller: &str, id: &str) -> Option<ChargeOption> {
        self.options.with(|options| options.charges.iter().find(|charge| charge.biller == biller && charge.id == id).cloned())
    }

    /// A card type.
    #[must_use]
    pub(crate) fn card(self, id: &str) -> Option<CardOption> {
        self.options.with(|options| options.cards.iter().find(|card| card.id == id).cloned())
    }
}
