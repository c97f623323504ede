//! The app: which screen an address shows, what it needs, and what happens when the page is left and seen again.

use crate::api;
use crate::features::{figures, kiosks, one, queue};
use crate::i18n::keys;
use crate::parts::{not_found, session};
use crate::routes::Route;
use crate::state::App;
use crate::state::session::{Access, may_see};
use crate::ui::{self, Tone, live};
use frontend::app::{Names, Screens};
use frontend::parts::frame::Frame;
use frontend::parts::session as signed;
use frontend::platform::Event;
use frontend::state::{Page, drafts};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::bundle::Bundle;
use shared::format::Lang;

impl Screens for App {
    type Route = Route;

    const BUNDLE: Bundle = Bundle::Office;

    const FRAME: Frame = Frame { home: "/office", top: &[], bottom: &[("/privacy", keys::NAV_PRIVACY)] };

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
        self.session.ask().await;
        spawn_local(self.keep_time());
    }

    fn screen(self, route: &Route) -> AnyView {
        let route = route.clone();
        let screen = live(move || match self.session.access.get() {
            _ if route == Route::NotFound => not_found("/office"),
            Access::In if may_see(self, &route) => inside(self, &route),
            Access::In | Access::Forbidden => session::forbidden(self),
            Access::Out(offered) => session::start(offered),
            Access::Waiting => ui::skeleton(crate::i18n::t(keys::WAIT)),
            Access::Failed(error) => {
                let again = ui::button("btn", crate::i18n::t(keys::TRY_AGAIN), move || spawn_local(again(self)));
                view! { <div role="alert">{ui::notice(Tone::Bad, api::explain(&error), vec![again])}</div> }.into_any()
            }
        });
        ui::parts(vec![signed::warning(self.session, move || self.sign_out()), screen])
    }

    /// An operator has no queue: the office begins with what there is.
    fn instead(self, route: &Route) -> Option<Route> {
        let begins = matches!(route, Route::Queue(_)) && !may_see(self, route);
        (self.session.is_in() && begins).then_some(Route::Kiosks)
    }

    fn enter(self, route: &Route) {
        if !self.session.is_in() || !may_see(self, route) {
            return;
        }
        match route {
            Route::Queue(show) => self.need_queue(*show),
            Route::One(number) => {
                self.need_options();
                self.need_one(number);
            }
            Route::Figures(days) => self.need_figures(*days),
            Route::Kiosks => self.need_kiosks(),
            Route::NotFound => {}
        }
    }

    fn leave(self) {
        spawn_local(self.save_typed());
    }

    fn happened(self, event: Event) {
        match event {
            Event::Hidden => {
                self.seen.set(false);
                spawn_local(self.save_typed());
            }
            Event::Seen => {
                self.seen.set(true);
                self.queue_used();
                self.queue_tick();
                self.kiosks_tick();
            }
            _ => {}
        }
    }

    fn account(self) -> AnyView {
        signed::account(self.session, move || self.sign_out())
    }

    /// Templates and the application's own words come in the language asked for; what does not come stays as it was.
    async fn names(self, lang: Lang) -> Names {
        if !self.session.is_in() {
            return Box::new(|| ());
        }
        let options = api::options(lang).await;
        Box::new(move || {
            if let Ok(options) = options {
                self.options.set(options);
            }
            if matches!(self.route.get_untracked(), Route::One(_)) {
                self.one_again();
            }
        })
    }
}

async fn again(app: App) {
    app.session.ask().await;
    app.stay_or_move();
    app.enter(&app.route.get_untracked());
}

fn inside(app: App, route: &Route) -> AnyView {
    match route {
        Route::Queue(show) => queue::queue(app, *show),
        Route::One(_) => one::one(app),
        Route::Figures(days) => figures::figures(app, *days),
        Route::Kiosks => kiosks::kiosks(app),
        Route::NotFound => not_found("/office"),
    }
}
