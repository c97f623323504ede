//! `/operator/events`: security events, for the auditor. What is sought may be somebody's FIN: it is in no address.

use crate::forms::{self, TextField};
use crate::i18n::{Key, date_time, fill, keys, t};
use crate::parts::table::{Cells, list, row_id_only};
use crate::parts::{self, fault, fetched, short, tag, title};
use crate::state::App;
use crate::state::events::Field;
use crate::ui;
use crate::words;
use leptos::prelude::*;
use shared::api::events::EventRow;
use shared::security::EventKind;

const COLUMNS: [Key; 6] = [keys::COL_AT, keys::LOG_KIND, keys::LOG_WHO, keys::LOG_ABOUT, keys::LOG_OUTCOME, keys::LOG_ROUTE];

/// The screen.
pub(crate) fn events(app: App) -> AnyView {
    ui::parts(vec![
        parts::ways(app, "/operator/events"),
        title(t(keys::LOG_TITLE)),
        ui::para("lead", t(keys::LOG_LEAD)),
        filters(app),
        fault(app.fault),
        fetched(
            app.events.load,
            |app: App| app.events_ask(false),
            app,
            |app| list(app, app.events, (keys::LOG_TITLE, &COLUMNS, keys::LOG_NONE), cells, |app| app.events_ask(true)),
        ),
    ])
}

fn filters(app: App) -> AnyView {
    let kinds = EventKind::ALL.iter().map(|kind| (kind.as_str().to_owned(), words::events::kind(kind.as_str())));
    let kinds = core::iter::once((String::new(), t(keys::ANY).to_owned())).chain(kinds).collect();
    let chosen = app.sought.of(Field::Kind);
    let kind = forms::select_field(app.issues, ("kind", keys::LOG_KIND), kinds, &chosen, move |kind| app.sought.set(Field::Kind, kind));
    let go = view! { <button type="submit" class="btn">{t(keys::FIND_GO)}</button> }.into_any();
    let clear = ui::button("btn quiet", t(keys::FIND_CLEAR), move || app.events_clear());
    let fields = vec![
        field(app, Field::From, "date", (keys::LOG_FROM, None)),
        field(app, Field::To, "date", (keys::LOG_TO, None)),
        kind,
        field(app, Field::Who, "text", (keys::LOG_WHO, Some(keys::LOG_WHO_HINT))),
        field(app, Field::About, "text", (keys::LOG_ABOUT, Some(keys::LOG_ABOUT_HINT))),
        ui::group("row", vec![go, clear]),
    ];
    let form = ui::form(fields, move || app.events_ask(false));
    view! { <div class="filters log" role="search">{form}</div> }.into_any()
}

fn field(app: App, which: Field, kind: &'static str, (label, hint): (Key, Option<Key>)) -> AnyView {
    let field = TextField {
        id: which.id().to_owned(),
        label,
        hint: hint.map(|hint| t(hint).to_owned()).unwrap_or_default(),
        value: app.sought.of(which),
        entry: (kind, "text", "off", "search"),
        class: "input",
    };
    forms::text_field(app.issues, field, move |typed| app.sought.set(which, typed))
}

fn cells(app: App, index: usize, row: &EventRow) -> Cells {
    let times = if row.times > 1 { ui::para("hint", fill(keys::LOG_TIMES, &[("n", &row.times.to_string())])) } else { ui::nothing() };
    let detail = words::events::detail(&row.detail);
    let detail = if detail.is_empty() { ui::nothing() } else { ui::para("hint", detail) };
    let at = date_time(&row.at);
    vec![
        ("short", row_id_only(index, at)),
        ("", ui::parts(vec![words::events::kind(&row.kind).into_any(), detail, times])),
        ("", who(app, row)),
        ("wraps", about(app, row)),
        ("tags", ui::parts(vec![tag(words::events::outcome(&row.outcome)), reason(row)])),
        ("wraps", row.route.clone().into_any()),
    ]
}

fn reason(row: &EventRow) -> AnyView {
    if row.reason.is_empty() { ui::nothing() } else { ui::para("hint", row.reason.clone()) }
}

/// Digests tell people apart, not who they are: pressing one seeks all that it stands for.
fn seek(app: App, which: Field, digest: &str) -> AnyView {
    let (name, digest) = (short(digest), digest.to_owned());
    let all = fill(keys::LOG_ALL_OF, &[("id", &name)]);
    let press = move |_| {
        app.sought.set(which, digest.clone());
        app.redraw();
        app.events_ask(false);
    };
    view! { <button type="button" class="digest number" aria-label=all on:click=press>{name}</button> }.into_any()
}

fn who(app: App, row: &EventRow) -> AnyView {
    let person = match row.actor.as_str() {
        "" if row.kind == EventKind::Command.as_str() => ui::nothing(),
        "" => ui::para("", t(keys::LOG_NOBODY)),
        actor => seek(app, Field::Who, actor),
    };
    let roles = words::events::roles(&row.roles);
    let roles = if roles.is_empty() { ui::nothing() } else { ui::para("hint", roles) };
    let client = match row.client.as_str() {
        "" => ui::nothing(),
        client => ui::para("hint", fill(keys::LOG_CLIENT, &[("id", &short(client))])),
    };
    ui::parts(vec![person, roles, client])
}

/// A number of ours in full, a digest by its beginning.
fn about(app: App, row: &EventRow) -> AnyView {
    let is_digest = row.subject.len() == 32 && row.kind == EventKind::Search.as_str();
    match row.subject.as_str() {
        "" => t(keys::NO_VALUE).into_any(),
        digest if is_digest => seek(app, Field::About, digest),
        subject => subject.to_owned().into_any(),
    }
}
