//! The app: which screen an address shows, what it needs, and what happens when the page is left and seen again.

use crate::features::start;
use crate::i18n::keys;
use crate::parts::not_found;
use crate::routes::Route;
use crate::state::App;
use frontend::app::Screens;
use frontend::parts::frame::Frame;
use frontend::state::Page;
use leptos::prelude::*;
use shared::bundle::Bundle;

impl Screens for App {
    type Route = Route;

    const BUNDLE: Bundle = Bundle::Certificate;

    const FRAME: Frame = Frame {
        home: "/certificate",
        top: &[("/services", keys::NAV_SERVICES)],
        bottom: &[("/services", keys::NAV_SERVICES), ("/privacy", keys::NAV_PRIVACY)],
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
            Route::NotFound => not_found("/certificate"),
        }
    }
}
