//! The app: which screen an address shows, what it needs, and what happens when the page is seen again.

use crate::features::{display, drafts, privacy, receipts, transfer, verify};
use crate::i18n::{Key, keys};
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
            ("/verify", keys::VERIFY_TITLE),
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
        store::open().await;
    }

    fn screen(self, route: &Route) -> AnyView {
        match route {
            Route::Display => display::display(self),
            Route::Drafts => drafts::list(self),
            Route::Move(_) => transfer::send::send(self),
            Route::Take(_) => transfer::take::take(self),
            Route::Privacy => privacy::privacy(self),
            Route::Receipts(..) => receipts::receipts(self),
            Route::Verify => verify::start(self),
            Route::VerifyScan => verify::scan(self),
            Route::VerifyResult | Route::VerifyCode(_) => verify::result(self),
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
            Route::Verify => verify::prepare(self),
            Route::VerifyScan => verify::look(self),
            Route::VerifyCode(text) => verify::by_code(self, text.clone()),
            Route::VerifyResult | Route::Privacy | Route::Display | Route::NotFound => {}
        }
    }

    /// A result that is not in its address does not come back after a reload.
    fn instead(self, route: &Route) -> Option<Route> {
        (*route == Route::VerifyResult && !self.verify.has_paper()).then_some(Route::Verify)
    }

    fn leave(self) {
        verify::close();
    }

    /// Another tab may have typed on, sent, or paid.
    fn happened(self, event: Event) {
        match (self.route.get_untracked(), event) {
            (Route::VerifyScan, Event::Hidden) => verify::close(),
            (Route::VerifyScan, Event::Seen) => verify::look(self),
            (_, Event::Hidden) => {}
            (Route::Drafts, _) => spawn_local(drafts::read(self)),
            (Route::Receipts(..), _) => receipts::seen(self),
            _ => {}
        }
    }

    fn offline(self, route: &Route) -> Key {
        match route {
            Route::Verify | Route::VerifyScan | Route::VerifyResult | Route::VerifyCode(_) => keys::VERIFY_OFFLINE,
            _ => keys::OFFLINE,
        }
    }

    /// Only what a receipt names is the server's.
    async fn names(self, lang: Lang) -> Names {
        if self.offered.load.get_untracked() == Load::Ready { Box::new(self.offered.names(lang).await) } else { Box::new(|| ()) }
    }
}
