//! From the page's start to its screens, alike in every bundle: which screen an address shows, what happens when the
//! reader goes, leaves the page and sees it again, and what changes with the language.

use crate::api::{self, ApiError};
use crate::i18n::words::{self, Words};
use crate::i18n::{self, Key};
use crate::parts::frame::{self, Frame};
use crate::platform::{self, Event};
use crate::state::Page;
use crate::ui::{self, live, nothing};
use core::future::Future;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::Router;
use shared::bundle::Bundle;
use shared::format::Lang;

/// A bundle's addresses. Pure: a path becomes a screen and a screen its path.
pub trait Address: Clone + PartialEq + Send + Sync + 'static {
    /// Anything that has no screen.
    const NOT_FOUND: Self;

    /// Reads path, query and fragment.
    fn parse(address: &str) -> Self;

    /// The address to show. What must not stay in it (a code, a token) is not in it.
    fn path(&self) -> String;
}

/// Puts the server's names in place.
pub type Names = Box<dyn FnOnce()>;

/// A bundle's app: a handle of its signals, and which screen is shown when.
pub trait Screens: Copy + Send + Sync + 'static {
    /// Its addresses.
    type Route: Address;

    /// Which bundle it is: links to another's addresses load that one's page.
    const BUNDLE: Bundle;

    /// What its frame leads to.
    const FRAME: Frame;

    /// Nothing loaded, nowhere yet. Made inside `<Router>`.
    fn new() -> Self;

    /// What every bundle has.
    fn page(self) -> Page;

    /// The screen that is shown.
    fn route(self) -> RwSignal<Self::Route>;

    /// Makes a screen.
    fn screen(self, route: &Self::Route) -> AnyView;

    /// What must be there before the first screen: what is kept on the device.
    fn open(self) -> impl Future<Output = ()>;

    /// A screen is visited: what it needs is asked for.
    fn enter(self, _route: &Self::Route) {}

    /// The screen that is right instead of this one, judged by what is kept.
    fn instead(self, _route: &Self::Route) -> Option<Self::Route> {
        None
    }

    /// A screen is left: what was typed is saved.
    fn leave(self) {}

    /// What was typed is saved when this ends: the page is about to be loaded anew.
    fn keep(self) -> impl Future<Output = ()> {
        async {}
    }

    /// Something happened to the page; what is known of the network is kept already.
    fn happened(self, _event: Event) {}

    /// What a screen can and cannot do without a network.
    fn offline(self, _route: &Self::Route) -> Key {
        i18n::keys::OFFLINE
    }

    /// Who has signed in, in the bar on top.
    fn account(self) -> AnyView {
        nothing()
    }

    /// A dialogue that may open over any screen.
    fn dialog(self) -> AnyView {
        nothing()
    }

    /// Fetches the server's names in another language, where any are shown; they change together with the texts.
    fn names(self, _lang: Lang) -> impl Future<Output = Names> {
        async { Box::new(|| ()) as Names }
    }

    /// Goes to a screen, which may say some news.
    fn go(self, route: &Self::Route, news: Option<Key>) {
        self.leave();
        self.page().news.set(news);
        show(self, route.clone(), false, None);
    }

    /// Goes to a screen in place of this one.
    fn swap(self, route: &Self::Route) {
        show(self, route.clone(), true, None);
    }

    /// Another address for the screen that is there.
    fn rename(self, route: &Self::Route) {
        self.page().place.write(&route.path(), true);
    }

    /// Stays, unless what is kept says that another screen is right now.
    fn stay_or_move(self) {
        if let Some(route) = self.instead(&self.route().get_untracked()) {
            self.swap(&route);
        }
    }

    /// Switches the language; the screen and what was typed stay.
    fn speak(self, lang: Lang) {
        if lang != self.page().lang.get_untracked() {
            spawn_local(speak(self, lang));
        }
    }
}

/// Takes the page's language and texts, `count` of them, the bundle's own words for codes, and mounts the app. `<Router>` holds location, history and
/// links. Which screen it is says [`Address::parse`], not `<Routes>`: an address is judged against what is kept before its
/// screen is made, and every link in the app is written by the same type that reads it.
pub fn begin<A: Screens>(count: usize, words: Words) {
    let lang = Lang::from_tag(&platform::page_lang()).unwrap_or_default();
    i18n::expect(count);
    words::set_own(words);
    i18n::set(lang, api::inline_texts(lang).unwrap_or_default());
    platform::guide_links(|path| Bundle::of(path) == Some(A::BUNDLE));
    mount_to_body(|| view! { <Router>{root(A::new())}</Router> });
}

/// Mounts a program beside the page's own one, with texts of its own: a kiosk's layer. The page carries them under
/// `kiosk-texts`; on its own page the layer's are the page's.
pub fn begin_beside(count: usize, view: fn() -> AnyView) {
    let lang = Lang::from_tag(&platform::page_lang()).unwrap_or_default();
    i18n::expect(count);
    let texts = api::texts_in("kiosk-texts", lang);
    let own = texts.is_none();
    i18n::set(lang, texts.or_else(|| api::inline_texts(lang)).unwrap_or_default());
    mount_to_body(view);
    if own {
        platform::remove_shell();
    }
}

/// Another language for a program beside the page's own.
pub async fn speak_beside(lang: Lang) -> bool {
    let block = if platform::inline("kiosk-assets").is_empty() { "assets" } else { "kiosk-assets" };
    i18n::set(lang, api::texts_named(block, lang).await.unwrap_or_default())
}

/// The shell stays until what was kept on the device is there.
fn root<A: Screens>(app: A) -> AnyView {
    let ready = RwSignal::new(false);
    spawn_local(async move {
        app.open().await;
        // Before the first screen: entering it may find that a new version waits.
        platform::listen(move |event| happened(app, event));
        arrive(app);
        ready.set(true);
        platform::remove_shell();
    });
    // Goes where the reader goes.
    let follow = live(move || {
        if app.page().place.moved() && ready.get_untracked() {
            arrive(app);
        }
        nothing()
    });
    ui::parts(vec![follow, live(move || if ready.get() { body(app) } else { nothing() })])
}

fn body<A: Screens>(app: A) -> AnyView {
    live(move || {
        app.page().lang.track();
        let screen = live(move || app.screen(&app.route().get()));
        view! {
            {frame::top(app)}
            {frame::network(app)}
            <main id="main">{screen}</main>
            {frame::bottom(A::FRAME)}
        }
        .into_any()
    })
}

fn happened<A: Screens>(app: A, event: Event) {
    match event {
        Event::Update => app.page().update.set(Some(i18n::keys::UPDATE_READY)),
        Event::Stale => update(app),
        Event::Outdated => app.page().update.set(Some(i18n::keys::UPDATE_NEEDED)),
        // Told anew while it lasts; spoken once.
        Event::Offline if app.page().offline.get_untracked() => {}
        Event::Offline => app.page().offline.set(true),
        _ => {
            if event == Event::Online {
                app.page().offline.set(false);
            }
            app.happened(event);
        }
    }
}

/// Goes over to the new version; what was typed is saved before.
pub fn update<A: Screens>(app: A) {
    app.page().update.set(Some(i18n::keys::WAIT));
    spawn_local(async move {
        app.keep().await;
        platform::update();
    });
}

/// Shows what the address says: at the start, after Back, Forward and links.
fn arrive<A: Screens>(app: A) {
    app.leave();
    app.page().news.set(None);
    let address = app.page().place.address();
    // Back and Forward have made the bar's entry already; a link's is still to be made.
    let replace = platform::here() == address;
    show(app, A::Route::parse(&address), replace, Some(address));
}

/// Shows a screen, or the one that is right instead, under its own address: what must not stay in the one it came by goes.
/// One that is not found keeps the address it was sought by.
fn show<A: Screens>(app: A, route: A::Route, replace: bool, sought: Option<String>) {
    let route = app.instead(&route).unwrap_or(route);
    let sought = sought.filter(|_| route == A::Route::NOT_FOUND);
    let page = app.page();
    page.place.write(&sought.unwrap_or_else(|| route.path()), replace);
    page.issues.set(Vec::new());
    page.fault.set(None);
    page.visit.update(|visit| *visit += 1);
    app.route().set(route.clone());
    platform::to_top();
    platform::focus("title");
    // Nobody is typing now: the time to speak of another version.
    platform::entered();
    app.enter(&route);
}

async fn speak<A: Screens>(app: A, lang: Lang) {
    let texts = api::texts(lang).await.unwrap_or_default();
    let rename = app.names(lang).await;
    if !i18n::set(lang, texts) {
        app.page().fault.set(Some(ApiError::NoAnswer));
        return;
    }
    platform::set_lang(lang.tag());
    app.page().lang.set(lang);
    rename();
}
