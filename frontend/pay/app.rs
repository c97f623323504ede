//! The app: which screen an address shows, what it needs, and what happens when the page is left and seen again.

use crate::features::{catalogue, pay};
use crate::i18n::{Key, keys};
use crate::parts::not_found;
use crate::platform::Event;
use crate::routes::Route;
use crate::state::pay::{PayRecord, WHOSE};
use crate::state::{App, journey};
use frontend::app::{Names, Screens};
use frontend::parts::frame::Frame;
use frontend::state::{Load, Page, drafts};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::bundle::Bundle;
use shared::format::Lang;

impl Screens for App {
    type Route = Route;

    const BUNDLE: Bundle = Bundle::Pay;

    const FRAME: Frame = Frame {
        home: "/",
        top: &[("/services", keys::NAV_SERVICES)],
        bottom: &[
            ("/services", keys::NAV_SERVICES),
            ("/receipts", keys::NAV_RECEIPTS),
            ("/drafts", keys::NAV_DRAFTS),
            ("/privacy", keys::NAV_PRIVACY),
        ],
    };

    fn new() -> Self {
        Self::of_router()
    }

    fn page(self) -> Page {
        self.page
    }

    fn route(self) -> RwSignal<Route> {
        self.route
    }

    async fn open(self) {
        let kept = drafts::open().await;
        self.pay.saved.update(|saved| saved.0 = kept);
        self.pay.draft.open(WHOSE).await;
    }

    fn screen(self, route: &Route) -> AnyView {
        match route {
            Route::Home => catalogue::home::home(self),
            Route::Services(words) => catalogue::services::services(self, words),
            Route::Organisation(org) => catalogue::services::organisation(self, org),
            Route::Service(org, service) => catalogue::service::service(self, org, service),
            Route::Number => pay::number::number(self),
            Route::Account => frontend::ui::skeleton(frontend::i18n::t(keys::WAIT)),
            Route::Bills => pay::bills::bills(self),
            Route::Card => pay::card::card(self),
            Route::Check => pay::check::check(self),
            Route::Start => pay::payment::starting(self),
            Route::Payment(_) => pay::payment::payment(self),
            Route::NotFound => not_found(),
        }
    }

    fn enter(self, route: &Route) {
        match route {
            Route::Home => {
                self.find_unfinished();
                if self.only.is_some() {
                    self.need_catalogue();
                }
            }
            Route::NotFound => {}
            Route::Services(_) | Route::Organisation(_) | Route::Service(..) => self.need_catalogue(),
            Route::Number => {
                self.begin_anew();
                self.need_options();
            }
            Route::Card | Route::Check => self.need_options(),
            Route::Account => spawn_local(pay::take_over(self)),
            Route::Bills => {
                self.need_options();
                pay::look_up(self, false);
            }
            Route::Start => {
                self.need_options();
                pay::start(self);
            }
            Route::Payment(reference) => {
                self.need_options();
                pay::watch(self, reference.clone());
            }
        }
    }

    fn instead(self, route: &Route) -> Option<Route> {
        self.pay.record.with_untracked(|record| journey::instead(record, route))
    }

    fn leave(self) {
        self.pay.draft.flush();
    }

    async fn keep(self) {
        self.pay.draft.flushed().await;
    }

    fn happened(self, event: Event) {
        match event {
            Event::Hidden => self.pay.draft.flush(),
            Event::Online => {
                self.ask_again();
                pay::revisit(self);
            }
            _ => pay::revisit(self),
        }
    }

    fn offline(self, route: &Route) -> Key {
        match route {
            Route::Bills => keys::BILLS_OFFLINE,
            _ => keys::OFFLINE,
        }
    }

    /// What does not come stays as it was.
    async fn names(self, lang: Lang) -> Names {
        let names = self.offered.names(lang).await;
        Box::new(move || {
            names();
            if self.catalogue_load.get_untracked() == Load::Ready {
                self.catalogue_load.set(Load::Waiting);
                self.need_catalogue();
            }
        })
    }
}

impl App {
    /// The network is back: what did not come is asked for once more.
    fn ask_again(self) {
        let failed = |load: RwSignal<Load>| load.with_untracked(|load| matches!(load, Load::Failed(_)));
        if failed(self.offered.load) {
            self.need_options();
        }
        if failed(self.catalogue_load) {
            self.need_catalogue();
        }
        if self.route.get_untracked() == Route::Bills && failed(self.pay.load) {
            pay::look_up(self, true);
        }
    }

    /// The first step after an attempt that has ended, or after a code that was handed over.
    fn begin_anew(self) {
        if self.pay.record.with_untracked(|record| record.done || !record.back.is_empty()) {
            let before = self.pay.draft.id.get_untracked();
            let fresh = self.pay.record.with_untracked(journey::fresh);
            let is_empty = fresh == PayRecord::default();
            self.pay.begin(fresh);
            spawn_local(async move {
                if !is_empty {
                    self.pay.save().await;
                }
                drafts::delete(&before).await;
            });
        }
    }

    /// Nothing to go on with in this tab: perhaps there is another.
    fn find_unfinished(self) {
        if self.pay.record.with_untracked(|record| record.done || *record == PayRecord::default()) {
            spawn_local(async move {
                self.pay.draft.adopt().await;
                self.pay.unknown();
            });
        }
    }
}
