//! The app: which screen an address shows, what it needs, and what happens when the page is left and seen again.

use crate::features::{catalogue, pay, plain, receipts};
use crate::parts::{frame, not_found};
use crate::platform::{self, Event};
use crate::routes::Route;
use crate::state::App;
use crate::ui::{self, live, nothing};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::Router;

/// Mounts the app. `<Router>` holds location, history and links. Which screen it is says `Route::parse`, not `<Routes>`:
/// an address is judged against what is kept of the payment before its screen is made, and every link in the app is
/// written by the same `Route` that reads it.
pub(crate) fn begin() {
    platform::keep_jumps();
    mount_to_body(|| view! { <Router>{root()}</Router> });
}

/// The shell stays until what was kept on the device is there.
fn root() -> AnyView {
    let app = App::new(enter);
    let ready = RwSignal::new(false);
    spawn_local(async move {
        let kept = crate::state::drafts::open().await;
        app.pay.saved.update(|saved| saved.0 = kept);
        app.pay.load().await;
        app.arrive();
        ready.set(true);
        platform::remove_shell();
        platform::listen(move |event| happened(app, event));
    });
    let follow = live(move || {
        app.follow(ready);
        nothing()
    });
    ui::parts(vec![follow, live(move || if ready.get() { body(app) } else { nothing() })])
}

fn body(app: App) -> AnyView {
    live(move || {
        app.lang.track();
        let screen = live(move || screen(app, &app.route.get()));
        view! {
            {frame::top(app)}
            {frame::network(app)}
            <main id="main">{screen}</main>
            {frame::bottom()}
        }
        .into_any()
    })
}

fn screen(app: App, route: &Route) -> AnyView {
    match route {
        Route::Home => catalogue::home::home(app),
        Route::Services(words) => catalogue::services::services(app, words),
        Route::Organisation(org) => catalogue::services::organisation(app, org),
        Route::Service(org, service) => catalogue::service::service(app, org, service),
        Route::Number => pay::number::number(app),
        Route::Bills => pay::bills::bills(app),
        Route::Card => pay::card::card(app),
        Route::Check => pay::check::check(app),
        Route::Start => pay::payment::starting(app),
        Route::Payment(_) => pay::payment::payment(app),
        Route::Receipts(..) => receipts::find::find(app),
        Route::Privacy => plain::privacy(app),
        Route::NotFound => not_found(),
    }
}

/// What a screen needs is asked for when it is visited.
fn enter(app: App, route: &Route) {
    match route {
        Route::Home | Route::Privacy | Route::NotFound => {}
        Route::Services(_) | Route::Organisation(_) | Route::Service(..) => app.need_catalogue(),
        Route::Number | Route::Card | Route::Check => app.need_options(),
        Route::Bills => {
            app.need_options();
            pay::look_up(app, false);
        }
        Route::Start => {
            app.need_options();
            pay::start(app);
        }
        Route::Payment(reference) => {
            app.need_options();
            pay::watch(app, reference.clone());
        }
        Route::Receipts(number, code) => {
            app.need_options();
            app.finder.found.set(None);
            if !number.is_empty() {
                app.finder.number.set(number.clone());
                app.finder.code.set(code.clone());
            }
            receipts::find::need_kept(app);
        }
    }
}

fn happened(app: App, event: Event) {
    match event {
        Event::Seen | Event::Draft => pay::revisit(app),
        Event::Hidden => app.pay.flush(),
        Event::Online => app.offline.set(false),
        Event::Offline => app.offline.set(true),
    }
}
