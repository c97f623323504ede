//! The app: which screen an address shows.

use crate::features::display::display;
use crate::features::drafts::list;
use crate::i18n::keys;
use crate::routes::Route;
use crate::state::App;
use frontend::app::Screens;
use frontend::parts::frame::Frame;
use frontend::parts::not_found;
use frontend::platform::Event;
use frontend::state::{Page, drafts};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::bundle::Bundle;

impl Screens for App {
    type Route = Route;

    const BUNDLE: Bundle = Bundle::Device;

    const FRAME: Frame = Frame {
        home: "/",
        top: &[("/services", keys::NAV_SERVICES)],
        bottom: &[("/services", keys::NAV_SERVICES), ("/drafts", keys::NAV_DRAFTS), ("/privacy", keys::NAV_PRIVACY)],
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
        drafts::open().await;
    }

    fn screen(self, route: &Route) -> AnyView {
        match route {
            Route::Drafts => list::list(self),
            Route::Display => display(self),
            Route::NotFound => not_found("/"),
        }
    }

    fn enter(self, route: &Route) {
        if *route == Route::Drafts {
            spawn_local(list::read(self));
        }
    }

    fn happened(self, event: Event) {
        if event != Event::Hidden {
            spawn_local(list::read(self));
        }
    }
}
