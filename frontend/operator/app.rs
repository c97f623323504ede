//! The app: which screen an address shows, what it needs, and what happens when the page is left and seen again.

use crate::api;
use crate::features::{alarm, alarms, events, payment, payments, refund, refunds, summary};
use crate::i18n::{keys, t};
use crate::parts::not_found;
use crate::routes::Route;
use crate::state::App;
use crate::state::session::Access;
use crate::ui::{self, Tone, live};
use frontend::app::{Address, Names, Screens};
use frontend::parts::frame::Frame;
use frontend::parts::session;
use frontend::platform::Event;
use frontend::state::{Page, drafts};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::bundle::Bundle;
use shared::format::Lang;

impl Screens for App {
    type Route = Route;

    const BUNDLE: Bundle = Bundle::Operator;

    const FRAME: Frame = Frame { home: "/operator", top: &[], bottom: &[("/privacy", keys::NAV_PRIVACY)] };

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
            _ if route == Route::NotFound => not_found("/operator"),
            Access::In if !self.may(&route) => session::forbidden(self.session, move || self.sign_out(), own(self)),
            Access::In => inside(self, &route),
            Access::Forbidden => session::forbidden(self.session, move || self.sign_out(), elsewhere()),
            Access::Out(offered) => session::start((t(keys::SHELL_HEADING), t(keys::SHELL_LEAD)), offered, vec![]),
            Access::Waiting => ui::skeleton(t(keys::WAIT)),
            Access::Failed(error) => {
                let again = ui::button("btn", t(keys::TRY_AGAIN), move || spawn_local(again(self)));
                view! { <div role="alert">{ui::notice(Tone::Bad, api::explain(&error), vec![again])}</div> }.into_any()
            }
        });
        ui::parts(vec![session::warning(self.session, move || self.sign_out()), screen])
    }

    fn enter(self, route: &Route) {
        if self.session.is_in() {
            self.visit(route);
        }
    }

    fn leave(self) {
        self.form.said.set(None);
        spawn_local(self.save_typed());
    }

    fn happened(self, event: Event) {
        match event {
            Event::Hidden => {
                self.seen.set(false);
                spawn_local(self.save_typed());
            }
            Event::Seen => self.seen.set(true),
            _ => {}
        }
    }

    fn account(self) -> AnyView {
        session::account(self.session, move || self.sign_out())
    }

    /// The billers' and charges' names come in the language asked for; what does not come stays as it was.
    async fn names(self, lang: Lang) -> Names {
        if !self.session.is_in() {
            return Box::new(|| ());
        }
        let rename = self.offered.names(lang).await;
        Box::new(rename)
    }
}

fn elsewhere() -> AnyView {
    ui::link("more", "/office".to_owned(), t(keys::NAV_OFFICE))
}

/// Where somebody may go who has a role for other screens of these.
fn own(app: App) -> AnyView {
    match app.audits() {
        true => ui::link("more", Route::Events.path(), t(keys::NAV_EVENTS)),
        false => ui::link("more", Route::Summary.path(), t(keys::NAV_SUMMARY)),
    }
}

async fn again(app: App) {
    app.session.ask().await;
    app.enter(&app.route.get_untracked());
}

fn inside(app: App, route: &Route) -> AnyView {
    match route {
        Route::Summary => summary::summary(app),
        Route::Payments(state) => payments::payments(app, state),
        Route::Payment(_) => payment::payment(app),
        Route::Refund(reference) => refund::request(app, reference.clone()),
        Route::Cases(show) => refunds::refunds(app, show),
        Route::Case(id) => refund::case(app, id),
        Route::Alarms(show, cause) => alarms::alarms(app, show, cause),
        Route::Alarm(id) => alarm::alarm(app, id),
        Route::Events => events::events(app),
        Route::NotFound => not_found("/operator"),
    }
}
