//! `/drafts`: each record that is kept, and a way to remove it.

use crate::i18n::{clock, fill, keys, t};
use crate::state::App;
use crate::ui::{self, live};
use frontend::parts::title;
use frontend::state::drafts::{self, Entry};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Reads what is kept.
pub(crate) async fn read(app: App) {
    app.kept.set(drafts::list().await);
}

/// The screen.
pub(crate) fn list(app: App) -> AnyView {
    let records = live(move || match app.kept.get() {
        none if none.is_empty() => ui::para("", t(keys::DRAFTS_NONE)),
        some => ui::list("drafts", some.into_iter().map(|entry| one(app, entry)).collect()),
    });
    ui::group("narrow", vec![title(t(keys::DRAFTS_TITLE)), records])
}

fn one(app: App, entry: Entry) -> AnyView {
    let saved = ui::para("", fill(keys::SAVED_AT, &[("time", &clock(entry.saved_ms))]));
    let delete = ui::button("btn ghost", t(keys::DRAFT_DELETE), move || {
        let id = entry.id.clone();
        spawn_local(async move {
            drafts::delete(&id).await;
            read(app).await;
        });
    });
    ui::entry("", vec![saved, delete])
}
