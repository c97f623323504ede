//! Files: opened in a new tab, or fetched and saved.

use super::section;
use crate::api;
use crate::i18n::{fill, keys, t};
use crate::state::App;
use crate::ui::{self, unseen};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::applications::AttachmentView;
use shared::api::office::OfficeApplication;

/// What the citizen added.
pub(super) fn files(app: App, view: &OfficeApplication) -> AnyView {
    let all = &view.sent.attachments;
    if all.is_empty() {
        return section("files", t(keys::FILES_TITLE), vec![ui::para("hint", t(keys::FILES_NONE))]);
    }
    let one = |one: &AttachmentView| {
        let (kind, kilobytes) = (kind_name(&one.kind), ((one.size + 1023) / 1024).to_string());
        let about = fill(keys::FILES_SIZE, &[("kind", kind), ("n", &kilobytes)]);
        file(app, (one.name.clone(), one.name.clone()), about, api::attachment_path(&view.number, &one.id), media_type(&one.kind))
    };
    section("files", t(keys::FILES_TITLE), vec![ui::list("files", all.iter().map(one).collect())])
}

/// The three kinds that are taken; anything else is saved as bytes.
fn media_type(kind: &str) -> &'static str {
    ["application/pdf", "image/jpeg", "image/png"].into_iter().find(|known| *known == kind).unwrap_or("application/octet-stream")
}

fn kind_name(kind: &str) -> &'static str {
    match kind {
        "application/pdf" => "PDF",
        "image/jpeg" => "JPEG",
        "image/png" => "PNG",
        _ => "?",
    }
}

/// A file: what it is called on the page and when saved, and what is known of it.
pub(super) fn file(app: App, (shown, saved): (String, String), about: String, path: String, kind: &'static str) -> AnyView {
    let open = path.clone();
    let save = ui::button_with("btn quiet", t(keys::FILES_SAVE), shown.clone(), move || {
        let (path, saved) = (path.clone(), saved.clone());
        app.fault.set(None);
        spawn_local(async move {
            if let Err(error) = app.heard(api::save(&path, kind, &saved).await) {
                app.fault.set(Some(error));
                crate::platform::focus("said");
            }
        });
    });
    let named = [&shown, " ", t(keys::FILES_NEW_TAB)].concat();
    view! {
        <li><span class="file-name">{shown}<small>{about}</small></span>
            <a href=open target="_blank" rel="noopener">{t(keys::FILES_OPEN)}{unseen(named)}</a>{save}</li>
    }
    .into_any()
}
