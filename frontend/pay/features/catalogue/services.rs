//! `/services` and `/services/{organisation}`: who offers what, and a search over all of it.

use crate::i18n::{counted, keys, t};
use crate::parts::{fetched, title};
use crate::platform;
use crate::routes::Route;
use crate::state::{App, Screens};
use crate::ui::{self, live};
use frontend::app::Address;
use leptos::prelude::*;
use shared::api::catalogue::{Organisation, Service};

/// Every organisation, with a search whose words are in the address.
pub(crate) fn services(app: App, words: &str) -> AnyView {
    let sought = RwSignal::new(words.to_owned());
    let field = crate::forms::TextField {
        id: "search".to_owned(),
        label: keys::SERVICES_SEARCH,
        hint: String::new(),
        value: words.to_owned(),
        entry: ("search", "search", "off", "search"),
        class: "input",
    };
    let typed = move |text: String| {
        let route = Route::Services(text.clone());
        app.rename(&route);
        app.route.update_untracked(|shown| *shown = route);
        sought.set(text);
    };
    let search = crate::forms::text_field(app.issues, field, typed);
    let load = app.catalogue_load;
    let found = live(move || {
        let words = sought.get();
        fetched(load, App::need_catalogue, app, move |app| found(app, &words))
    });
    ui::parts(vec![title(t(keys::NAV_SERVICES)), ui::form(vec![search], || ()), ui::group("found", vec![found])])
}

/// What is found; how much it is, is heard too.
fn found(app: App, words: &str) -> AnyView {
    let all = app.catalogue.get().organisations;
    if words.trim().is_empty() {
        return ui::list("rows", all.iter().map(organisation_row).collect());
    }
    let hits: Vec<AnyView> = all
        .iter()
        .flat_map(|org| org.services.iter().map(move |service| (org, service)))
        .filter(|(org, service)| [&service.name, &service.about, &org.name].into_iter().any(|text| matches(text, words)))
        .map(|(org, service)| service_row(org, service))
        .collect();
    let count = counted(keys::SERVICES_FOUND_FEW, hits.len());
    platform::say(&count);
    ui::parts(vec![ui::para("number-found", count), ui::list("rows", hits)])
}

/// Every word sought is in the text, whatever the case and the keyboard.
fn matches(text: &str, words: &str) -> bool {
    let (text, words) = (platform::fold(text), platform::fold(words));
    words.split_whitespace().all(|word| text.contains(word))
}

fn organisation_row(org: &Organisation) -> AnyView {
    let href = Route::Organisation(org.id.clone()).path();
    let count = counted(keys::SERVICES_COUNT_FEW, org.services.len());
    ui::entry("row-link", vec![ui::link("", href, org.name.clone()), ui::para("count", count)])
}

fn service_row(org: &Organisation, service: &Service) -> AnyView {
    let href = Route::Service(org.id.clone(), service.id.clone()).path();
    let mut parts = vec![ui::link("", href, service.name.clone()), ui::para("about", service.about.clone())];
    if service.start.is_none() {
        parts.push(ui::para("tag calm", t(keys::NOT_YET)));
    }
    ui::entry("row-link", parts)
}

/// One organisation's services.
pub(crate) fn organisation(app: App, id: &str) -> AnyView {
    let id = id.to_owned();
    let back = ui::link("back", "/services".to_owned(), t(keys::NAV_SERVICES));
    let load = app.catalogue_load;
    let body = fetched(load, App::need_catalogue, app, move |app| rows(app, &id, true));
    ui::parts(vec![back, body])
}

/// A brand's services, below another heading.
pub(super) fn services_of(app: App, id: &'static str) -> AnyView {
    fetched(app.catalogue_load, App::need_catalogue, app, move |app| rows(app, id, false))
}

fn rows(app: App, id: &str, named: bool) -> AnyView {
    let all = app.catalogue.get().organisations;
    let Some(org) = all.iter().find(|org| org.id == id) else { return crate::parts::not_found() };
    let rows = org.services.iter().map(|service| service_row(org, service)).collect();
    let heading = if named { title(org.name.clone()) } else { ui::nothing() };
    ui::parts(vec![heading, ui::list("rows", rows)])
}
