//! The app: which screen an address shows, what it needs, and what happens when the page is left and seen again.

use crate::features::{start, verify};
use crate::i18n::{Key, keys};
use crate::parts::not_found;
use crate::routes::Route;
use crate::state::App;
use frontend::app::Screens;
use frontend::parts::frame::Frame;
use frontend::platform::Event;
use frontend::state::Page;
use leptos::prelude::*;
use shared::bundle::Bundle;

impl Screens for App {
    type Route = Route;

    const BUNDLE: Bundle = Bundle::Certificate;

    const FRAME: Frame = Frame {
        home: "/certificate",
        top: &[("/services", keys::NAV_SERVICES)],
        bottom: &[("/services", keys::NAV_SERVICES), ("/verify", keys::VERIFY_TITLE), ("/privacy", keys::NAV_PRIVACY)],
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

    async fn open(self) {}

    fn screen(self, route: &Route) -> AnyView {
        match route {
            Route::Start => start::start(),
            Route::Verify => verify::start(self),
            Route::VerifyScan => verify::scan(self),
            Route::VerifyResult | Route::VerifyCode(_) => verify::result(self),
            Route::NotFound => not_found("/certificate"),
        }
    }

    fn enter(self, route: &Route) {
        match route {
            Route::Verify => verify::prepare(self),
            Route::VerifyScan => verify::look(self),
            Route::VerifyCode(text) => verify::by_code(self, text.clone()),
            Route::Start | Route::VerifyResult | Route::NotFound => {}
        }
    }

    /// A result that is not in its address does not come back after a reload.
    fn instead(self, route: &Route) -> Option<Route> {
        (*route == Route::VerifyResult && !self.verify.has_paper()).then_some(Route::Verify)
    }

    fn leave(self) {
        verify::close();
    }

    fn happened(self, event: Event) {
        if self.route.get_untracked() == Route::VerifyScan {
            match event {
                Event::Hidden => verify::close(),
                Event::Seen => verify::look(self),
                _ => {}
            }
        }
    }

    fn offline(self, route: &Route) -> Key {
        match route {
            Route::Verify | Route::VerifyScan | Route::VerifyResult | Route::VerifyCode(_) => keys::VERIFY_OFFLINE,
            _ => keys::OFFLINE,
        }
    }
}
