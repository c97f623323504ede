//! Actions that are written, looked at and sent: their panel.

use crate::forms;
use crate::i18n::{Key, keys, t};
use crate::platform;
use crate::state::App;
use crate::ui::{self, live, nothing};
use leptos::prelude::*;

/// Longest reason or note, in characters; the server's own bound.
pub(crate) const TEXT_MAX: usize = 500;

/// The buttons of what may be done now, or the panel of the action that was begun.
pub(crate) fn acts(
    app: App,
    may: Vec<&'static str>,
    button: fn(App, &'static str) -> AnyView,
    panel: fn(App, &'static str) -> AnyView,
) -> AnyView {
    let may = StoredValue::new(may);
    live(move || match app.form.panel.get() {
        "" => ui::group("acts", may.get_value().into_iter().map(|act| button(app, act)).collect()),
        act => panel(app, act),
    })
}

/// Opens an action's panel.
pub(crate) fn open(app: App, act: &'static str) {
    app.form.said.set(None);
    app.fault.set(None);
    app.issues.set(Vec::new());
    app.form.panel.set(act);
    platform::focus("panel");
}

fn close(app: App) {
    app.form.panel.set("");
    app.issues.set(Vec::new());
    platform::focus("actions");
}

/// The panel of an action: its heading, its parts, the button that sends it and the one that closes it.
pub(crate) fn panel(
    app: App,
    heading: Key,
    parts: Vec<AnyView>,
    (class, send): (&'static str, Key),
    act: impl Fn() + Send + 'static,
) -> AnyView {
    let send = view! { <button type="submit" class=class>{t(send)}</button> }.into_any();
    let buttons = ui::group("row", vec![send, ui::button("btn ghost", t(keys::CLOSE), move || close(app))]);
    let mut all = vec![forms::summary(app.issues)];
    all.extend(parts);
    all.push(buttons);
    let form = ui::form(all, act);
    view! { <div class="panel" id="panel" tabindex="-1" role="group" aria-label=t(heading)><h3>{t(heading)}</h3>{form}</div> }.into_any()
}

/// A field of some lines, kept as it is typed.
pub(crate) fn text(app: App, id: &'static str, label: Key, hint: Key) -> AnyView {
    forms::area_field(app.issues, (id, label, t(hint).to_owned()), app.form.peek(id), TEXT_MAX, move |text| app.form.set(id, text))
}

/// While something is on its way, said to those who listen too.
pub(crate) fn sending(app: App) -> AnyView {
    let words = live(move || if app.form.busy.get() { ui::para("asking", t(keys::SENDING)) } else { nothing() });
    view! { <div role="status">{words}</div> }.into_any()
}

/// The text of a field, trimmed; what is shorter than `min` characters is an issue.
pub(crate) fn written(app: App, id: &'static str, label: Key, min: usize) -> Option<String> {
    let text = app.form.peek(id).trim().to_owned();
    let wrong = text.chars().count() < min;
    let code = if text.is_empty() { shared::validation::Code::Empty } else { shared::validation::Code::TooShort };
    let found = if wrong { vec![forms::Issue::new(id, label, code)] } else { vec![] };
    (!forms::refuse(app.issues, found)).then_some(text)
}
