//! `/documents`: what a link from a message leads to. The token came in the address's fragment and is not kept there.

use crate::api;
use crate::i18n::{fill, keys, t};
use crate::parts::course::course;
use crate::parts::{fault, shown, title};
use crate::platform;
use crate::routes::Route;
use crate::state::App;
use crate::state::asked::Standing;
use crate::ui::{self, Tone, live, nothing};
use frontend::app::Address;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::applications::{DocumentFile, DocumentSet};
use shared::api::problem::ProblemCode;
use shared::format::Lang;

/// Asks for the set of a link; without a token, for that of the link opened before.
pub(crate) fn need(app: App, token: &str) {
    if !token.is_empty() && app.set.0.get_untracked() != token {
        app.set.1.forget();
        app.set.0.set(token.to_owned());
    }
    if !app.set.0.get_untracked().is_empty() {
        again(app);
    }
}

fn again(app: App) {
    let (token, lang) = (app.set.0.get_untracked(), app.lang.get_untracked());
    app.set.1.ask(app, move || api::documents(&token, lang), |_| ());
}

/// The screen.
pub(crate) fn documents(app: App) -> AnyView {
    let gone = move || {
        let refused = |standing: &Standing| matches!(standing, Standing::Refused(error) if matches!(error.code(), Some(ProblemCode::NotFound | ProblemCode::Invalid)));
        app.set.0.with(String::is_empty) || app.set.1.course.standing.with(refused)
    };
    let body = live(move || {
        if !gone() {
            return shown(app.set.1, app, again, whole);
        }
        let mine = ui::link("btn", Route::Applications.path(), t(keys::TRACK_MINE));
        ui::parts(vec![ui::notice(Tone::Warn, t(keys::DOCUMENTS_GONE), vec![ui::para("", t(keys::DOCUMENTS_GONE_ABOUT))]), mine])
    });
    ui::group("narrow", vec![fault(app.fault), title(t(keys::DOCUMENTS_TITLE)), body])
}

fn whole(app: App, set: &DocumentSet) -> AnyView {
    let files = set.files.iter().map(|file| row(app, file)).collect();
    ui::parts(vec![
        ui::para("lead", fill(keys::DOCUMENTS_LEAD, &[("number", &set.number)])),
        ui::list("rows documents-set", files),
        view! { <section class="paper printed"><h2>{t(keys::TRACK_STAGES)}</h2>{course(&set.track)}</section> }.into_any(),
        ui::group("row", vec![ui::link("more", "/verify".to_owned(), t(keys::TRACK_VERIFY))]),
    ])
}

/// What a file is, in words; an attachment is called by its own name.
fn name_of(file: &DocumentFile) -> String {
    match file.id.split_once('-') {
        Some(("certificate", lang)) => {
            let lang = Lang::from_tag(lang).unwrap_or_default();
            fill(keys::TRACK_CERTIFICATE_PDF, &[("lang", t(crate::parts::names::lang(lang)))])
        }
        _ if file.id == "application" => t(keys::DOCUMENTS_APPLICATION).to_owned(),
        _ => file.name.clone(),
    }
}

/// `12 KB`; nothing for what is made on request.
fn size_of(bytes: i64) -> String {
    match bytes {
        ..=0 => String::new(),
        1..=1023 => "1 KB".to_owned(),
        bytes if bytes < 1024 * 1024 => [&(bytes / 1024).to_string(), " KB"].concat(),
        bytes => [&(bytes / (1024 * 1024)).to_string(), " MB"].concat(),
    }
}

fn row(app: App, file: &DocumentFile) -> AnyView {
    let name = name_of(file);
    let about = size_of(file.size);
    let about = if about.is_empty() { nothing() } else { ui::para("about", about) };
    let file = file.clone();
    let get = move || {
        let (file, token) = (file.clone(), app.set.0.get_untracked());
        app.fault.set(None);
        spawn_local(async move {
            if let Err(error) = api::document(&token, app.lang.get_untracked(), &file).await {
                app.fault.set(Some(error));
                platform::to_top();
            }
        });
    };
    let named = view! { <p><strong>{name.clone()}</strong></p> }.into_any();
    ui::entry("file-row", vec![ui::group("", vec![named, about]), ui::button_with("btn ghost", t(keys::TRACK_DOWNLOAD), name, get)])
}

#[cfg(test)]
mod tests {
    use super::size_of;

    #[test]
    fn a_size_is_told_in_round_numbers() {
        assert_eq!((size_of(0), size_of(5), size_of(2048), size_of(3 << 20)), (String::new(), "1 KB".into(), "2 KB".into(), "3 MB".into()));
    }
}
