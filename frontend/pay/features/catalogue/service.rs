//! `/services/{organisation}/{service}`: a service's own page, to be bookmarked.

use crate::i18n::{keys, t};
use crate::parts::{fetched, title};
use crate::routes::Route;
use crate::state::App;
use crate::ui::{self, Tone};
use frontend::app::Address;
use leptos::prelude::*;

/// The screen.
pub(crate) fn service(app: App, org: &str, id: &str) -> AnyView {
    let (org, id) = (org.to_owned(), id.to_owned());
    let body = fetched(app.catalogue_load, App::need_catalogue, app, move |app| {
        let all = app.catalogue.get().organisations;
        let found = all.iter().find(|o| o.id == org).and_then(|o| Some((o, o.services.iter().find(|s| s.id == id)?)));
        let Some((org, service)) = found else { return crate::parts::not_found() };
        let action = match &service.start {
            Some(start) => ui::link("btn", start.clone(), t(keys::START)),
            None => ui::notice(Tone::Calm, t(keys::NOT_YET), vec![ui::para("", t(keys::NOT_YET_ABOUT))]),
        };
        ui::parts(vec![
            ui::link("back", Route::Organisation(org.id.clone()).path(), org.name.clone()),
            title(service.name.clone()),
            ui::para("lead", service.about.clone()),
            action,
        ])
    });
    ui::group("narrow", vec![body])
}
