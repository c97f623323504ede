//! Officers' notes.

use super::section;
use crate::api;
use crate::forms::{self, Issue};
use crate::i18n::{date_time, keys, t};
use crate::state::App;
use crate::state::one::Said;
use crate::ui::{self, live, nothing};
use leptos::prelude::*;
use shared::api::office::{Decision, Note};
use shared::validation::Code;

/// Longest text, in characters; the server's own bound.
pub(super) const TEXT_MAX: usize = 1000;

/// The part.
pub(super) fn notes(app: App) -> AnyView {
    let all = live(move || {
        let notes = app.one.view.with(|view| view.as_ref().map(|view| view.notes.clone()).unwrap_or_default());
        if notes.is_empty() {
            return ui::para("hint", t(keys::NOTES_NONE));
        }
        ui::list("notes", notes.iter().map(note).collect())
    });
    let may = Memo::new(move |_| app.one.view.with(|view| view.as_ref().is_some_and(|view| view.may.iter().any(|may| may == "note"))));
    let form = live(move || if may.get() { form(app) } else { nothing() });
    section("notes", t(keys::NOTES_TITLE), vec![ui::para("hint", t(keys::NOTES_ABOUT)), all, form])
}

fn note(note: &Note) -> AnyView {
    let about = [&note.by, " · ", &date_time(&note.at)].concat();
    ui::entry("", vec![ui::para("own", note.text.clone()), ui::para("hint", about)])
}

fn form(app: App) -> AnyView {
    // The field is made anew when the note was sent; while it is typed, it is left alone.
    let is_empty = Memo::new(move |_| app.one.typed.with(|typed| typed.note.is_empty()));
    let field = live(move || {
        is_empty.track();
        let value = app.one.typed.with_untracked(|typed| typed.note.clone());
        forms::area_field(app.issues, ("note", keys::NOTES_TEXT, String::new()), value, TEXT_MAX, move |text| {
            app.type_in(|typed| typed.note = text);
        })
    });
    let add = view! { <button type="submit" class="btn ghost">{t(keys::NOTES_ADD)}</button> }.into_any();
    ui::form(vec![field, add], move || send(app))
}

fn send(app: App) {
    let text = app.one.typed.with_untracked(|typed| typed.note.trim().to_owned());
    if text.is_empty() {
        app.issues.set(vec![Issue::new("note", keys::NOTES_TEXT, Code::Empty)]);
        crate::platform::focus("note");
        return;
    }
    app.issues.set(Vec::new());
    let version = app.one.view.with_untracked(|view| view.as_ref().map_or(0, |view| view.version));
    let Ok(body) = api::body(&Decision { text, version, ..Decision::default() }) else { return };
    let number = app.one.number.get_untracked();
    app.send(api::decision_path(&number, "note"), body, move || {
        app.type_in(|typed| typed.note.clear());
        app.one.said.set(Some(Said::Noted));
    });
}
