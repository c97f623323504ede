//! `/applications`: one's own, newest first.

use crate::api;
use crate::i18n::{fill, keys, t};
use crate::parts::{fault, names, shown, title, waiting};
use crate::routes::Route;
use crate::state::App;
use crate::ui::{self, nothing};
use frontend::app::Address;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::applications::{ApplicationList, ApplicationRow};

/// Asks for the first page, anew at every visit.
pub(crate) fn need(app: App, after: &str) {
    let after = after.to_owned();
    app.list.ask(app, move || api::applications(&after), |_| ());
}

/// The screen.
pub(crate) fn list(app: App) -> AnyView {
    let again = |app: App| need(app, "");
    ui::group("narrow", vec![fault(app.fault), title(t(keys::TRACK_MINE)), waiting::waiting(app), shown(app.list, app, again, rows)])
}

fn rows(app: App, list: &ApplicationList) -> AnyView {
    let anew = ui::link("btn ghost", Route::Start.path(), t(keys::TRACK_APPLY));
    if list.applications.is_empty() {
        return ui::parts(vec![ui::para("lead", t(keys::TRACK_NONE)), anew]);
    }
    let all = list.applications.iter().map(row).collect();
    let more = list
        .next
        .clone()
        .map_or_else(nothing, |next| ui::button("btn ghost", t(keys::TRACK_MORE), move || spawn_local(more(app, next.clone()))));
    ui::parts(vec![ui::list("rows applications", all), ui::group("row", vec![more, anew])])
}

fn row(row: &ApplicationRow) -> AnyView {
    let about = [t(names::class(row.class)), " · ", &row.account, " · ", &names::moment(&row.sent_at)].concat();
    let certificate =
        row.certificate.as_ref().map_or_else(nothing, |number| ui::para("about", fill(keys::TRACK_CERTIFICATE_IS, &[("number", number)])));
    ui::entry(
        "row-link",
        vec![
            ui::link("", Route::Application(row.number.clone()).path(), row.number.clone()),
            ui::para("about", about),
            certificate,
            ui::para(names::tag(row.stage), t(names::stage(row.stage))),
        ],
    )
}

async fn more(app: App, after: String) {
    match app.heard(api::applications(&after).await) {
        Ok(next) => {
            let mut list = app.list.known().unwrap_or_default();
            list.applications.extend(next.applications);
            list.next = next.next;
            app.list.take(list);
        }
        Err(error) => app.fault.set(Some(error)),
    }
}
