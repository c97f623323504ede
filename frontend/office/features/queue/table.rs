//! The rows. Roles are named: on a phone the rows are cards, and a table drawn otherwise is none to assistive technology.

use crate::i18n::{Key, keys, t};
use crate::logic::rows::Shown;
use crate::routes::Route;
use crate::state::App;
use crate::ui::{self, live, nothing};
use crate::words;
use frontend::app::Address;
use leptos::prelude::*;

const COLUMNS: [Key; 8] = [
    keys::COL_NUMBER,
    keys::COL_NAME,
    keys::COL_CLASS,
    keys::COL_ACCOUNT,
    keys::COL_STAGE,
    keys::COL_DUE,
    keys::COL_AGE,
    keys::COL_OFFICER,
];

/// The table and the way to more.
pub(super) fn table(app: App) -> AnyView {
    let empty = live(move || {
        if !app.queue.rows.with(Vec::is_empty) {
            return nothing();
        }
        let words = if app.queue.find.with(String::is_empty) { keys::QUEUE_NONE } else { keys::QUEUE_NONE_FOUND };
        ui::para("empty", t(words))
    });
    let rows = live(move || {
        let all = app.queue.rows.get();
        if all.is_empty() {
            return nothing();
        }
        let head: Vec<AnyView> =
            COLUMNS.iter().map(|key| view! { <th scope="col" role="columnheader">{t(*key)}</th> }.into_any()).collect();
        // Rows are made anew in their places: nothing moves under the pointer, and what has the focus keeps it.
        let rows: Vec<AnyView> = all.into_iter().map(|shown| row(app, shown)).collect();
        view! {
            <table class="cards-table" role="table" aria-label=t(keys::QUEUE_TITLE)>
                <thead role="rowgroup"><tr role="row">{head}</tr></thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        }
        .into_any()
    });
    let more = live(move || match app.queue.next.with(Option::is_some) {
        true => ui::group("row", vec![ui::button("btn ghost", t(keys::QUEUE_MORE), move || app.queue_more())]),
        false => nothing(),
    });
    ui::parts(vec![empty, rows, more])
}

fn cell(key: Key, class: &'static str, content: AnyView) -> AnyView {
    view! { <td role="cell" class=class data-label=t(key)>{content}</td> }.into_any()
}

fn tag(class: &'static str, text: String) -> AnyView {
    view! { <span class=class>{text}</span> }.into_any()
}

fn row(app: App, shown: Shown) -> AnyView {
    let Shown { row, gone } = shown;
    let now = app.now();
    let (due_class, due) = words::deadline(row.stage, &row.due_at, now);
    let gone_words = if gone { ui::para("hint", t(keys::QUEUE_GONE)) } else { nothing() };
    let number = view! { <a href=Route::One(row.number.clone()).path()>{row.number.clone()}</a>{gone_words} }.into_any();
    let stage = tag(words::stage_tag(row.stage), t(words::place((row.stage, row.second))).to_owned());
    let cells = vec![
        cell(keys::COL_NUMBER, "number", number),
        cell(keys::COL_NAME, "", row.name.into_any()),
        cell(keys::COL_CLASS, "", t(words::class(row.class)).into_any()),
        cell(keys::COL_ACCOUNT, "short", row.account.into_any()),
        cell(keys::COL_STAGE, "", stage),
        cell(keys::COL_DUE, "", tag(due_class, due)),
        cell(keys::COL_AGE, "short", words::since(&row.sent_at, now).into_any()),
        cell(keys::COL_OFFICER, "short", words::officer(row.officer.as_deref(), row.mine).into_any()),
    ];
    view! { <tr role="row" class=if gone { "gone" } else { "" }>{cells}</tr> }.into_any()
}
