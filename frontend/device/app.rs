//! The app: which screen an address shows, what it needs, and what happens when the page is seen again.

use crate::features::{display, drafts, privacy, receipts, transfer};
use crate::i18n::keys;
use crate::routes::Route;
use crate::state::App;
use frontend::app::{Names, Screens};
use frontend::parts::frame::Frame;
use frontend::parts::not_found;
use frontend::platform::Event;
use frontend::state::{Load, Page, drafts as store};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::bundle::Bundle;
use shared::format::Lang;

impl Screens for App {
    type Route = Route;

    const BUNDLE: Bundle = Bundle::Device;

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
        self.store.set(store::open().await);
    }

    fn screen(self, route: &Route) -> AnyView {
        match route {
            Route::Display => display::display(self),
            Route::Drafts => drafts::list(self),
            Route::Move(_) => transfer::send::send(self),
            Route::Take(_) => transfer::take::take(self),
            Route::Privacy => privacy::privacy(self),
            Route::Receipts(..) => receipts::receipts(self),
            Route::NotFound => not_found("/"),
        }
    }

    fn enter(self, route: &Route) {
        self.asked.set(String::new());
        match route {
            Route::Drafts => spawn_local(drafts::read(self)),
            Route::Move(id) => transfer::send::begin(self, id.clone()),
            Route::Take(link) => transfer::take::begin(self, link),
            Route::Receipts(number, code) => receipts::enter(self, number, code),
            Route::Privacy | Route::Display | Route::NotFound => {}
        }
    }

    /// Another tab may have typed on, sent, or paid.
    fn happened(self, event: Event) {
        match (self.route.get_untracked(), event) {
            (_, Event::Hidden) => {}
            (Route::Drafts, _) => spawn_local(drafts::read(self)),
            (Route::Receipts(..), _) => receipts::seen(self),
            _ => {}
        }
    }

    /// Only what a receipt names is the server's.
    async fn names(self, lang: Lang) -> Names {
        if self.offered.load.get_untracked() == Load::Ready { Box::new(self.offered.names(lang).await) } else { Box::new(|| ()) }
    }
}
