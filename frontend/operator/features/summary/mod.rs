//! `/operator`: what is open, how much is held, what waits for a person. It refreshes by itself.

use crate::i18n::{Key, date_time, fill, keys, money, t};
use crate::parts::table::table;
use crate::parts::{self, fetched, headed, section, title};
use crate::routes::{ALARMS, CASES, Route};
use crate::state::App;
use crate::ui::{self, live, nothing};
use crate::words;
use frontend::app::Address;
use frontend::parts::age::since;
use frontend::ui::drawing::rows;
use leptos::prelude::*;
use shared::api::operator::{AuditRun, CauseCount, OpenPayments, Summary};
use shared::time::Timestamp;

/// The screen.
pub(crate) fn summary(app: App) -> AnyView {
    ui::parts(vec![
        parts::ways(app, "/operator"),
        headed(app, title(t(keys::SUMMARY_TITLE)), app.summary.at_ms, App::look),
        fetched(app.summary.load, App::look, app, all),
    ])
}

fn all(app: App) -> AnyView {
    live(move || app.summary.value.with(|summary| summary.as_ref().map_or_else(nothing, |summary| whole(app, summary))))
}

fn whole(app: App, summary: &Summary) -> AnyView {
    let now = Timestamp::from_rfc3339(&summary.now).unwrap_or_else(|| app.session.now());
    ui::parts(vec![tiles(summary), open(summary, now), alarms(summary, now), audit(summary.last_audit.as_ref())])
}

/// The four figures that a day begins with. Two of them lead to what waits for a person.
fn tiles(summary: &Summary) -> AnyView {
    let open: i64 = summary.open.iter().map(|one| one.count).sum();
    let alarms: i64 = summary.alarms.iter().map(|one| one.count).sum();
    let waiting = Route::Cases(CASES[0].to_owned()).path();
    let tiles = vec![
        tile("", keys::SUMMARY_HELD, money(summary.held_minor), None),
        tile("", keys::SUMMARY_OPEN, open.to_string(), Some((Route::Payments("open".to_owned()).path(), keys::SUMMARY_SHOW))),
        tile(bad(alarms), keys::SUMMARY_ALARMS, alarms.to_string(), Some(("/operator/alarms".to_owned(), keys::SUMMARY_SHOW))),
        tile(
            warn(summary.refunds_waiting),
            keys::SUMMARY_REFUNDS,
            summary.refunds_waiting.to_string(),
            Some((waiting, keys::SUMMARY_SHOW)),
        ),
        tile(
            warn(summary.alarms_waiting),
            keys::SUMMARY_RESOLUTIONS,
            summary.alarms_waiting.to_string(),
            Some((Route::Alarms(ALARMS[3].to_owned(), String::new()).path(), keys::SUMMARY_SHOW)),
        ),
        tile(warn(summary.unanswered), keys::SUMMARY_UNANSWERED, summary.unanswered.to_string(), None),
    ];
    ui::list("tiles", tiles)
}

const fn bad(count: i64) -> &'static str {
    if count > 0 { "bad" } else { "" }
}

const fn warn(count: i64) -> &'static str {
    if count > 0 { "warn" } else { "" }
}

fn tile(class: &'static str, name: Key, figure: String, link: Option<(String, Key)>) -> AnyView {
    let link = link.map(|(href, key)| ui::link_with("more", href, t(key), t(name).to_owned())).unwrap_or_else(nothing);
    view! { <li class=["tile ", class].concat()><p class="tile-name">{t(name)}</p><p class="tile-figure">{figure}</p>{link}</li> }
        .into_any()
}

const OPEN: [Key; 4] = [keys::COL_STATE, keys::COL_COUNT, keys::COL_SUM, keys::COL_OLDEST];

fn open(summary: &Summary, now: Timestamp) -> AnyView {
    if summary.open.is_empty() {
        return section("open", keys::OPEN_TITLE, vec![ui::para("empty", t(keys::OPEN_NONE))]);
    }
    let bar = |one: &OpenPayments| (words::payment_state(&one.state).1, one.count, one.count.to_string());
    let plot = rows("plot-open", (t(keys::OPEN_TITLE), t(keys::OPEN_ABOUT)), "sent", summary.open.iter().map(bar).collect());
    let row = |one: &OpenPayments| {
        let link = ui::link("", Route::Payments(one.state.clone()).path(), words::payment_state(&one.state).1);
        vec![
            ("number wraps", link),
            ("sum-cell", one.count.to_string().into_any()),
            ("sum-cell", money(one.amount_minor).into_any()),
            ("", since(&one.oldest_at, now).into_any()),
        ]
    };
    let counted = ui::para("hint", fill(keys::COUNTED_AT, &[("at", &date_time(&summary.counted_at))]));
    let about = ui::para("hint", t(keys::OPEN_ABOUT));
    section("open", keys::OPEN_TITLE, vec![about, plot, table(keys::OPEN_TITLE, &OPEN, summary.open.iter().map(row).collect()), counted])
}

const CAUSES: [Key; 3] = [keys::COL_CAUSE, keys::COL_COUNT, keys::COL_OLDEST];

fn alarms(summary: &Summary, now: Timestamp) -> AnyView {
    if summary.alarms.is_empty() {
        return section("alarms", keys::ALARMS_TITLE, vec![ui::para("empty", t(keys::ALARMS_NONE))]);
    }
    let row = |one: &CauseCount| {
        let link = ui::link("", Route::Alarms(ALARMS[0].to_owned(), one.cause.clone()).path(), words::cause(&one.cause));
        vec![("number wraps", link), ("sum-cell", one.count.to_string().into_any()), ("", since(&one.oldest_at, now).into_any())]
    };
    section("alarms", keys::ALARMS_TITLE, vec![table(keys::ALARMS_TITLE, &CAUSES, summary.alarms.iter().map(row).collect())])
}

fn audit(run: Option<&AuditRun>) -> AnyView {
    let Some(run) = run else { return section("audit", keys::AUDIT_TITLE, vec![ui::para("hint", t(keys::AUDIT_NEVER))]) };
    let counts = fill(keys::AUDIT_COUNTS, &[("n", &run.findings.to_string()), ("m", &run.unanswered.to_string())]);
    let head = ui::group("head", vec![parts::tag(words::audit(&run.result)), ui::para("", date_time(&run.at)), ui::para("", counts)]);
    section("audit", keys::AUDIT_TITLE, vec![head])
}
