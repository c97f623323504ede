//! Files that are added: what they are is judged by their bytes before they are sent, as the server judges them after.

use crate::api::{self, ApiError};
use crate::forms::{self, Issue};
use crate::i18n::{Key, fill, keys, t};
use crate::platform;
use crate::state::App;
use crate::ui::{self, live, nothing};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::application::Attachment;
use shared::application::answers::{ATTACHMENT_BYTES_MAX, ATTACHMENTS_MAX, file_kind};
use shared::id::Id;
use shared::validation::{Code, FieldError};

/// The input's element.
pub(crate) const FILE: &str = "file";

/// What is done to the files of a form.
pub(crate) type Change<'a> = dyn FnMut(&mut Vec<Attachment>) + 'a;

/// Where the files of a form are kept.
#[derive(Clone, Copy)]
pub(crate) struct Shelf {
    /// What is asked for.
    pub(crate) label: Key,
    /// What is there; tracked.
    pub(crate) get: fn(App) -> Vec<Attachment>,
    /// Changes it.
    pub(crate) change: fn(App, &mut Change<'_>),
}

/// The field, what is on its way and what is there.
pub(crate) fn field(app: App, shelf: Shelf) -> AnyView {
    let sending = RwSignal::new(None::<(String, u32)>);
    let chosen = move |_| {
        if sending.get_untracked().is_none() && !platform::file_name(FILE).is_empty() {
            spawn_local(add(app, shelf, sending));
        }
    };
    let wrong = move || app.issues.with(|all| all.iter().any(|issue| issue.id == FILE));
    let described = move || if wrong() { "file-hint file-error" } else { "file-hint" };
    let full = move || (shelf.get)(app).len() >= ATTACHMENTS_MAX;
    view! {
        <div class=move || if wrong() { "field wrong" } else { "field" }>
            <label for=FILE>{t(shelf.label)}</label>
            <p class="hint" id="file-hint">{t(keys::APPLY_FILE_HINT)}</p>
            {forms::message(app.issues, FILE)}
            <div class="whole add-file">
                <label class="btn ghost" for=FILE>{t(keys::APPLY_FILE_CHOOSE)}</label>
                <input id=FILE class="drop" type="file" accept=".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png" title=""
                    aria-describedby=described aria-invalid=move || if wrong() { "true" } else { "false" } disabled=full on:change=chosen />
            </div>
            {on_its_way(sending)}
            {there(app, shelf)}
        </div>
    }
    .into_any()
}

fn on_its_way(sending: RwSignal<Option<(String, u32)>>) -> AnyView {
    let name = Memo::new(move |_| sending.get().map(|(name, _)| name));
    let words = live(move || match name.get() {
        Some(name) => {
            let per_cent = move || sending.get().map_or(0, |(_, per_cent)| per_cent).to_string();
            let words = fill(keys::APPLY_FILE_SENDING, &[("name", &name)]);
            view! { <p class="hint">{words}</p><progress max="100" value=per_cent aria-label=t(keys::APPLY_FILE_PROGRESS)></progress> }
                .into_any()
        }
        None => nothing(),
    });
    view! { <div class="sending" aria-live="polite">{words}</div> }.into_any()
}

fn there(app: App, shelf: Shelf) -> AnyView {
    live(move || {
        let files = (shelf.get)(app);
        if files.is_empty() {
            return nothing();
        }
        let row = |file: Attachment| {
            let (id, name) = (file.id, file.name);
            let remove = move || (shelf.change)(app, &mut |files| files.retain(|file| file.id != id));
            let named = view! { <span class="file-name">{name.clone()}</span> }.into_any();
            ui::entry("", vec![named, ui::button_with("btn quiet", t(keys::APPLY_FILE_REMOVE), name, remove)])
        };
        ui::list("files", files.into_iter().map(row).collect())
    })
}

async fn add(app: App, shelf: Shelf, sending: RwSignal<Option<(String, u32)>>) {
    let name = platform::file_name(FILE);
    if let Err(error) = judge(platform::file_size(FILE), &platform::file_head(FILE).await) {
        return refuse(app, shelf, error);
    }
    app.issues.update(|all| all.retain(|issue| issue.id != FILE));
    app.fault.set(None);
    _ = sending.try_set(Some((name.clone(), 0)));
    let told = name.clone();
    let answer = api::attach(FILE, move |per_cent| _ = sending.try_set(Some((told.clone(), per_cent)))).await;
    _ = sending.try_set(None);
    platform::file_forget(FILE);
    match app.heard(answer) {
        Ok(file) => {
            let Some(id) = Id::parse(&file.id) else { return };
            (shelf.change)(app, &mut |files| files.push(Attachment { id: id.clone(), name: file.name.clone() }));
        }
        Err(error) => failed(app, shelf, error),
    }
}

fn failed(app: App, shelf: Shelf, error: ApiError) {
    if let ApiError::Problem(problem) = &error
        && let Some(said) = problem.fields.first()
    {
        return refuse(app, shelf, FieldError { code: said.code, limit: said.limit });
    }
    app.fault.set(Some(error));
    platform::focus("title");
}

fn refuse(app: App, shelf: Shelf, error: FieldError) {
    platform::file_forget(FILE);
    forms::refuse(app.issues, vec![Issue::new(FILE, shelf.label, error)]);
}

/// A file's size and first bytes.
fn judge(size: usize, head: &[u8]) -> Result<(), FieldError> {
    if size > ATTACHMENT_BYTES_MAX {
        return Err(Code::FileSize.into());
    }
    file_kind(head)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_judged_by_its_bytes_and_its_size() {
        assert_eq!(judge(10, b"%PDF-1.7\n"), Ok(()));
        assert_eq!(judge(10, b"MZ"), Err(Code::FileKind.into()));
        assert_eq!(judge(0, b""), Err(Code::FileKind.into()));
        assert_eq!(judge(ATTACHMENT_BYTES_MAX + 1, b"%PDF-1.7\n"), Err(Code::FileSize.into()));
    }
}
