//! What outlives a screen: the address, the language, what the server offers, the payment in the making.

pub(crate) mod drafts;
pub(crate) mod journey;
pub(crate) mod pay;
mod place;
pub(crate) mod records;

use crate::api::{self, ApiError};
use crate::forms::Issue;
use crate::i18n;
use crate::platform;
use crate::routes::Route;
use core::ops::Deref;
use leptos::prelude::*;
use leptos::task::spawn_local;
use pay::{Load, Pay};
use place::Place;
use shared::api::catalogue::{BillerOption, CardOption, Catalogue, ChargeOption, CityOption, Options};
use shared::format::Lang;

/// The app, as every screen and task is given it: a handle, so that a closure that keeps it keeps four bytes.
#[derive(Clone, Copy)]
pub(crate) struct App(&'static Signals);

impl Deref for App {
    type Target = Signals;

    fn deref(&self) -> &Signals {
        self.0
    }
}

/// The app's signals. Made once, never disposed of.
pub(crate) struct Signals {
    /// The address.
    place: Place,
    /// The screen.
    pub(crate) route: RwSignal<Route>,
    /// Counts visits of screens: a task started by one knows when another has come.
    pub(crate) visit: RwSignal<u32>,
    /// The language; screens are rendered anew when it changes.
    pub(crate) lang: RwSignal<Lang>,
    /// Whether `catalogue` is there.
    pub(crate) catalogue_load: RwSignal<Load>,
    /// Organisations and services.
    pub(crate) catalogue: RwSignal<Catalogue>,
    /// Whether `options` are there.
    pub(crate) options_load: RwSignal<Load>,
    /// What the forms offer.
    pub(crate) options: RwSignal<Options>,
    /// What is wrong with the form on the screen, since it was last sent.
    pub(crate) issues: RwSignal<Vec<Issue>>,
    /// What is wrong besides: a call that failed, in the screen's summary.
    pub(crate) fault: RwSignal<Option<ApiError>>,
    /// Something the next screen says once.
    pub(crate) news: RwSignal<Option<i18n::Key>>,
    /// The browser says that there is no network.
    pub(crate) offline: RwSignal<bool>,
    /// The payment in the making.
    pub(crate) pay: Pay,
    /// The receipt looked for.
    pub(crate) finder: Finder,
    /// Asks for what a screen needs.
    enter: fn(App, &Route),
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
    pub(crate) fn new(enter: fn(App, &Route)) -> Self {
        Self(Box::leak(Box::new(Signals {
            place: Place::of_router(),
            route: RwSignal::new(Route::Home),
            visit: RwSignal::new(0),
            lang: RwSignal::new(i18n::lang()),
            catalogue_load: RwSignal::new(Load::Waiting),
            catalogue: RwSignal::new(Catalogue::default()),
            options_load: RwSignal::new(Load::Waiting),
            options: RwSignal::new(Options::default()),
            issues: RwSignal::new(Vec::new()),
            fault: RwSignal::new(None),
            news: RwSignal::new(None),
            offline: RwSignal::new(false),
            pay: Pay::new(),
            finder: Finder {
                number: RwSignal::new(String::new()),
                code: RwSignal::new(String::new()),
                found: RwSignal::new(None),
                kept: RwSignal::new(Vec::new()),
            },
            enter,
        })))
    }

    /// Goes to a screen, which may say some news.
    pub(crate) fn go(self, route: &Route, news: Option<i18n::Key>) {
        self.pay.flush();
        self.news.set(news);
        self.show(route, false);
    }

    /// Goes to a screen in place of this one.
    pub(crate) fn swap(self, route: &Route) {
        self.show(route, true);
    }

    /// Another address for the screen that is there.
    pub(crate) fn rename(self, route: &Route) {
        self.place.write(&route.path(), true);
    }

    /// Goes where the reader goes: to be run in an effect.
    pub(crate) fn follow(self, ready: RwSignal<bool>) {
        if self.place.moved() && ready.get_untracked() {
            self.arrive();
        }
    }

    /// Shows what the address says: at the start, after Back, Forward and links.
    pub(crate) fn arrive(self) {
        self.pay.flush();
        self.news.set(None);
        let address = self.place.address();
        // Back and Forward have made the bar's entry already; a link's is still to be made.
        let replace = platform::here() == address;
        match Route::parse(&address) {
            Route::NotFound => {
                self.place.write(&address, replace);
                self.put(&Route::NotFound);
            }
            // The bank's hints and a receipt's code do not stay in the address.
            route => self.show(&route, replace),
        }
    }

    /// Stays, unless what is kept says that another screen is right now.
    pub(crate) fn stay_or_move(self) {
        let route = self.route.get_untracked();
        let instead = self.pay.record.with_untracked(|record| journey::instead(record, &route));
        if let Some(route) = instead {
            self.swap(&route);
        }
    }

    /// Shows a screen, or the one that is right instead, under its own address.
    fn show(self, route: &Route, replace: bool) {
        let instead = self.pay.record.with_untracked(|record| journey::instead(record, route));
        let route = instead.unwrap_or_else(|| route.clone());
        self.place.write(&route.path(), replace);
        if route == Route::Number && self.pay.record.with_untracked(|record| record.done) {
            self.pay.reset(self.pay.record.with_untracked(journey::fresh));
            spawn_local(self.pay.save());
        }
        self.put(&route);
    }

    fn put(self, route: &Route) {
        self.issues.set(Vec::new());
        self.fault.set(None);
        self.visit.update(|visit| *visit += 1);
        self.route.set(route.clone());
        platform::to_top();
        platform::focus("title");
        (self.enter)(self, route);
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

    /// Switches the language; the step and what was typed stay.
    pub(crate) fn speak(self, lang: Lang) {
        if lang == self.lang.get_untracked() {
            return;
        }
        spawn_local(async move {
            let texts = api::texts(lang).await.unwrap_or_default();
            // The names change together with the texts; one that does not come stays as it was.
            let options = api::options(lang).await;
            if !i18n::set(lang, texts) {
                self.fault.set(Some(ApiError::NoAnswer));
                return;
            }
            platform::set_lang(lang.tag());
            if let Ok(options) = options {
                self.options.set(options);
                self.options_load.set(Load::Ready);
            }
            self.lang.set(lang);
            if self.catalogue_load.get_untracked() == Load::Ready {
                self.catalogue_load.set(Load::Waiting);
                self.need_catalogue();
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
