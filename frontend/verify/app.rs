//! The app: which screen an address shows, what it needs, and what happens when the page is seen again.

use crate::features;
use crate::i18n::{Key, keys};
use crate::routes::Route;
use crate::state::App;
use frontend::app::Screens;
use frontend::parts::frame::Frame;
use frontend::parts::not_found;
use frontend::platform::Event;
use frontend::state::Page;
use leptos::prelude::*;
use shared::bundle::Bundle;

impl Screens for App {
    type Route = Route;

    const BUNDLE: Bundle = Bundle::Verify;

    const FRAME: Frame = Frame {
        home: "/certificate",
        top: &[("/track", keys::NAV_TRACK)],
        bottom: &[
            ("/certificate", keys::NAV_CERTIFICATE),
            ("/track", keys::NAV_TRACK),
            ("/verify", keys::SHELL_HEADING),
            ("/services", keys::NAV_SERVICES),
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

    /// Nothing of whoever checks is kept on the device.
    async fn open(self) {}

    fn screen(self, route: &Route) -> AnyView {
        match route {
            Route::Start => features::start(self),
            Route::Scan => features::scan(self),
            Route::Result | Route::Code(_) => features::result(self),
            Route::NotFound => not_found("/verify"),
        }
    }

    fn enter(self, route: &Route) {
        match route {
            Route::Start => features::prepare(self),
            Route::Scan => features::look(self),
            Route::Code(text) => features::by_code(self, text.clone()),
            Route::Result | Route::NotFound => {}
        }
    }

    /// A result that is not in its address does not come back after a reload.
    fn instead(self, route: &Route) -> Option<Route> {
        (*route == Route::Result && !self.verify.has_paper()).then_some(Route::Start)
    }

    fn leave(self) {
        features::close();
    }

    fn happened(self, event: Event) {
        let scans = self.route.get_untracked() == Route::Scan;
        match event {
            Event::Hidden if scans => features::close(),
            Event::Seen if scans => features::look(self),
            _ => {}
        }
    }

    fn offline(self, _route: &Route) -> Key {
        keys::VERIFY_OFFLINE
    }
}
