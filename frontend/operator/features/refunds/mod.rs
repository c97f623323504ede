//! `/operator/refunds`: refund cases, the newest first.

use crate::i18n::{Key, date_time, keys, money, t};
use crate::parts::table::{Cells, list, row_link};
use crate::parts::{self, fault, fetched, tag, title};
use crate::routes::{CASES, Route};
use crate::state::App;
use crate::ui::{self, nothing};
use crate::words;
use frontend::app::Address;
use leptos::prelude::*;
use shared::api::refunds::RefundView;

const COLUMNS: [Key; 5] = [keys::COL_RECEIPT, keys::COL_AT, keys::COL_SUM, keys::COL_STATE, keys::COL_ASKED_BY];

fn name(show: &str) -> Key {
    match show {
        "approval" => keys::CASES_APPROVAL,
        "open" => keys::CASES_OPEN,
        _ => keys::CASES_ALL,
    }
}

/// The screen.
pub(crate) fn refunds(app: App, show: &str) -> AnyView {
    let all = CASES.map(|one| (Route::Cases(one.to_owned()).path(), t(name(one)))).to_vec();
    ui::parts(vec![
        parts::ways(app, "/operator/refunds"),
        title(t(keys::REFUNDS_TITLE)),
        parts::tabs(keys::REFUNDS_TITLE, all, &Route::Cases(show.to_owned()).path()),
        fault(app.fault),
        fetched(
            app.cases.load,
            |app: App| app.cases_ask(false),
            app,
            |app| list(app, app.cases, (keys::REFUNDS_TITLE, &COLUMNS, keys::CASES_NONE), cells, |app| app.cases_ask(true)),
        ),
    ])
}

fn cells(_: App, index: usize, case: &RefundView) -> Cells {
    let alarm = if case.alarmed { tag(("tag bad", t(keys::HAS_ALARM).to_owned())) } else { nothing() };
    vec![
        ("number", row_link(index, Route::Case(case.id.clone()).path(), case.receipt.clone())),
        ("short", date_time(&case.requested_at).into_any()),
        ("sum-cell", money(case.total_minor).into_any()),
        ("tags", ui::parts(vec![tag(words::refund_state(case.state)), alarm])),
        ("", case.requested_by.clone().into_any()),
    ]
}
