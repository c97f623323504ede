//! The app: which screen an address shows, what it needs, and what happens when the page is left and seen again.

use crate::features::{apply, follow, signed_out, start};
use crate::i18n::keys;
use crate::parts::{account, gate, not_found};
use crate::routes::Route;
use crate::state::session::Gate;
use crate::state::{App, journey, queue};
use frontend::app::{Names, Screens};
use frontend::parts::frame::Frame;
use frontend::platform::{self, Event};
use frontend::state::draft::Form;
use frontend::state::{Page, drafts};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::application::journey::Step;
use shared::bundle::Bundle;
use shared::format::Lang;

impl Screens for App {
    type Route = Route;

    const BUNDLE: Bundle = Bundle::Certificate;

    const FRAME: Frame = Frame {
        home: "/certificate",
        top: &[("/track", keys::NAV_TRACK)],
        bottom: &[
            ("/certificate", keys::NAV_CERTIFICATE),
            ("/track", keys::NAV_TRACK),
            ("/verify", keys::NAV_VERIFY),
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

    /// Who is signed in is asked for while the first screen is there already.
    async fn open(self) {
        let kept = drafts::open().await;
        self.draft.saved.update(|saved| saved.0 = kept);
        spawn_local(self.look());
        queue::keep_going(self);
    }

    fn screen(self, route: &Route) -> AnyView {
        match route {
            Route::Start => start::start(self),
            Route::Step(Step::Class, _) => gate::step(self, 1, apply::class::class),
            Route::Step(Step::Person, _) => gate::step(self, 2, apply::person::person),
            Route::Step(Step::Details, _) => gate::step(self, 3, apply::details::details),
            Route::Step(Step::Contact, _) => gate::step(self, 4, apply::contact::contact),
            Route::Step(Step::Check, _) => gate::step(self, 5, apply::check::check),
            Route::Step(Step::Sent, _) => gate::step(self, 6, apply::sent::sent),
            Route::Applications => gate::personal(self, follow::list::list),
            Route::Application(_) => gate::personal(self, follow::one::one),
            Route::Track(_) => follow::track::track(self),
            Route::Documents(_) => follow::documents::documents(self),
            Route::SignedOut(why) => signed_out::signed_out(self, why),
            Route::NotFound => not_found("/certificate"),
        }
    }

    fn enter(self, route: &Route) {
        if route.is_personal() && !self.session.gate.with_untracked(Gate::lets_in) {
            return;
        }
        match route {
            Route::Step(step, _) => apply::enter(self, *step),
            Route::Applications => follow::list::need(self, ""),
            Route::Application(number) => follow::one::watch(self, number),
            Route::Track(number) => follow::track::enter(self, number),
            Route::Documents(token) => follow::documents::need(self, token),
            // Nothing to go on with in this tab: perhaps there is another.
            Route::Start => {
                if self.session.gate.get_untracked() == Gate::Open && self.draft.record.with_untracked(Form::has_ended) {
                    spawn_local(self.draft.adopt());
                }
            }
            Route::SignedOut(_) | Route::NotFound => {}
        }
    }

    /// A step that the answers do not allow.
    fn instead(self, route: &Route) -> Option<Route> {
        let judge = || self.draft.record.with_untracked(|record| journey::instead(record, &self.options(), route));
        if self.is_ready() { judge() } else { None }
    }

    fn leave(self) {
        self.draft.flush();
        follow::correct::stash(self);
    }

    async fn keep(self) {
        self.draft.flushed().await;
        follow::correct::keep(self).await;
    }

    /// Another tab may have signed in or out, typed on, sent the application.
    fn happened(self, event: Event) {
        match event {
            Event::Hidden => {
                self.draft.flush();
                follow::correct::stash(self);
            }
            Event::Draft => spawn_local(async move {
                if self.draft.load().await {
                    self.page.redraw();
                }
                self.stay_or_move();
            }),
            _ => {
                apply::seen(self);
                spawn_local(self.look());
                self.queue.wake();
            }
        }
    }

    fn account(self) -> AnyView {
        account::account(self)
    }

    fn dialog(self) -> AnyView {
        account::warning(self)
    }

    /// What the server names comes in the new language by itself; until then the old names stay.
    async fn names(self, _lang: Lang) -> Names {
        Box::new(move || {
            if self.session.gate.with_untracked(Gate::lets_in) {
                self.need_form();
            }
            if let Route::Application(_) = self.route.get_untracked() {
                follow::one::need(self);
            }
        })
    }
}

impl App {
    /// Somebody is signed in now: what the screen needs is asked for.
    pub(crate) fn opened(self) {
        self.need_form();
        let route = self.route.get_untracked();
        self.enter(&route);
        self.stay_or_move();
        if route.is_personal() {
            platform::focus("title");
        }
    }
}
