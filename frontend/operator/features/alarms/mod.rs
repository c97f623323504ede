//! `/operator/alarms`: alarm cases; those that wait, the oldest first.

use crate::forms;
use crate::i18n::{Key, keys, t};
use crate::parts::table::{Cells, list, row_link};
use crate::parts::{self, fault, fetched, tag, title};
use crate::routes::{ALARMS, Route};
use crate::state::App;
use crate::ui;
use crate::words;
use frontend::app::{Address, Screens};
use frontend::parts::age::since;
use leptos::prelude::*;
use shared::api::operator::AlarmRow;

const COLUMNS: [Key; 5] = [keys::COL_CAUSE, keys::COL_ABOUT, keys::COL_SINCE, keys::COL_STATE, keys::COL_TAKEN_BY];

fn name(show: &str) -> Key {
    match show {
        "open" => keys::ALARMS_OPEN,
        "free" => keys::ALARMS_FREE,
        "mine" => keys::ALARMS_MINE,
        "waiting" => keys::ALARMS_WAITING,
        "resolved" => keys::ALARMS_RESOLVED,
        _ => keys::ALARMS_ALL,
    }
}

/// The screen.
pub(crate) fn alarms(app: App, show: &str, cause: &str) -> AnyView {
    let address = |one: &str| Route::Alarms(one.to_owned(), cause.to_owned()).path();
    let all = ALARMS.map(|one| (address(one), t(name(one)))).to_vec();
    let causes = words::CAUSES.iter().map(|(code, key)| ((*code).to_owned(), t(*key).to_owned()));
    let causes = core::iter::once((String::new(), t(keys::ANY).to_owned())).chain(causes).collect();
    let shown = show.to_owned();
    let cause = forms::select_field(app.issues, ("cause", keys::COL_CAUSE), causes, cause, move |cause| {
        app.go(&Route::Alarms(shown.clone(), cause), None);
    });
    ui::parts(vec![
        parts::ways(app, "/operator/alarms"),
        title(t(keys::ALARMS_TITLE)),
        parts::tabs(keys::ALARMS_TITLE, all, &app.route.get_untracked().path()),
        ui::group("filter", vec![cause]),
        fault(app.fault),
        fetched(
            app.alarms.load,
            |app: App| app.alarms_ask(false),
            app,
            |app| list(app, app.alarms, (keys::ALARMS_TITLE, &COLUMNS, keys::ALARMS_NONE), cells, |app| app.alarms_ask(true)),
        ),
    ])
}

fn cells(app: App, index: usize, row: &AlarmRow) -> Cells {
    vec![
        ("number wraps", row_link(index, Route::Alarm(row.id.clone()).path(), words::cause(&row.cause))),
        ("short", words::about(&row.kind, &parts::short(&row.about)).into_any()),
        ("short", since(&row.raised_at, app.session.now()).into_any()),
        ("tags", tag(words::alarm_state(&row.state))),
        ("", words::taken(row.taken_by.as_deref(), row.mine).into_any()),
    ]
}
