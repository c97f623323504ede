//! `/operator/alarms/{id}`: one alarm case: what happened, who has it, and the ways out of it.

mod act;

use crate::i18n::{date_time, fill, keys, money, t};
use crate::parts::{self, fetched, headed, line, numbered, said, section, short, tag};
use crate::routes::Route;
use crate::state::App;
use crate::ui::{self, Tone, live, nothing};
use crate::words;
use frontend::app::Address;
use frontend::parts::age::since;
use leptos::prelude::*;
use shared::api::operator::{Alarm, AlarmNote, AlarmTrailRow};

/// The screen.
pub(crate) fn alarm(app: App, id: &str) -> AnyView {
    ui::parts(vec![
        parts::ways(app, ""),
        ui::link("back", "/operator/alarms".to_owned(), t(keys::ALARM_BACK)),
        headed(app, numbered(keys::ALARM_TITLE, &short(id)), app.alarm.at_ms, App::look),
        said(app),
        fetched(app.alarm.load, App::look, app, whole),
    ])
}

/// Each part follows the case by itself: what is typed beside it stays.
fn whole(app: App) -> AnyView {
    let of = move |make: fn(App, &Alarm) -> AnyView| {
        live(move || app.alarm.value.with(|case| case.as_ref().map_or_else(nothing, |case| make(app, case))))
    };
    let facts = vec![of(facts), of(notes), of(trail)];
    let decide = vec![of(resolution), act::acts(app)];
    view! {
        {of(head)}
        <div class="office-two">
            <div class="facts">{facts}</div>
            <div class="decide" id="actions" tabindex="-1">{decide}</div>
        </div>
    }
    .into_any()
}

fn head(app: App, case: &Alarm) -> AnyView {
    let row = &case.row;
    // Nobody waits for one that is resolved, and nobody has it.
    if row.state == "resolved" {
        return ui::group("head", vec![tag(words::alarm_state(&row.state))]);
    }
    let age = fill(keys::ALARM_SINCE, &[("time", &since(&row.raised_at, app.session.now()))]);
    let has = fill(keys::ALARM_HAS, &[("name", &words::taken(row.taken_by.as_deref(), row.mine))]);
    ui::group("head", vec![tag(words::alarm_state(&row.state)), ui::para("", age), ui::para("", has)])
}

fn facts(_: App, case: &Alarm) -> AnyView {
    let row = &case.row;
    let about = match row.kind.as_str() {
        "payment" => ui::link("", Route::Payment(row.about.clone()).path(), words::about(&row.kind, &short(&row.about))),
        "refund" => ui::link("", Route::Case(row.about.clone()).path(), words::about(&row.kind, &short(&row.about))),
        kind => ui::link("", ["/office/applications/", &row.about].concat(), words::about(kind, &row.about)),
    };
    let about = view! { <div><dt>{t(keys::COL_ABOUT)}</dt><dd>{about}</dd></div> }.into_any();
    let mut lines = vec![
        line(keys::COL_CAUSE, words::cause(&row.cause)),
        about,
        line(keys::ALARM_RAISED, date_time(&row.raised_at)),
        line(keys::ALARM_TIMES, row.times.to_string()),
    ];
    if let Some(state) = &case.payment_state {
        lines.push(line(keys::ALARM_PAYMENT_STATE, words::payment_state(state).1));
    }
    section("facts", keys::ALARM_FACTS, vec![ui::lines(lines)])
}

/// The way out that was asked for, and whose turn it is.
fn resolution(_: App, case: &Alarm) -> AnyView {
    let Some(asked) = &case.resolution else { return nothing() };
    let mut lines = vec![line(keys::RESOLUTION, t(words::resolution(&asked.resolution).0))];
    if asked.amount_minor > 0 {
        lines.push(line(keys::COL_SUM, money(asked.amount_minor)));
    }
    lines.push(line(keys::REASON, asked.reason.clone()));
    lines.push(line(keys::COL_ASKED_BY, [&asked.requested_by, " · ", &date_time(&asked.requested_at)].concat()));
    let end = match (&asked.approved_by, asked.mine) {
        (Some(by), _) => {
            let at = asked.approved_at.as_deref().map(date_time).unwrap_or_default();
            lines.push(line(keys::DECIDED_BY, [by.as_str(), " · ", &at].concat()));
            nothing()
        }
        (None, true) if case.row.state == "resolving" => {
            ui::notice(Tone::Calm, t(keys::OWN_RESOLUTION), vec![ui::para("", t(keys::OWN_RESOLUTION_WHY))])
        }
        _ => nothing(),
    };
    section("resolution", keys::RESOLUTION_TITLE, vec![ui::lines(lines), end])
}

fn notes(_: App, case: &Alarm) -> AnyView {
    let one = |note: &AlarmNote| {
        ui::entry("", vec![ui::para("own", note.text.clone()), ui::para("hint", [&note.by, " · ", &date_time(&note.at)].concat())])
    };
    let content = match case.notes.is_empty() {
        true => ui::para("hint", t(keys::NOTES_NONE)),
        false => ui::list("notes", case.notes.iter().map(one).collect()),
    };
    section("notes", keys::NOTES_TITLE, vec![content])
}

fn trail(_: App, case: &Alarm) -> AnyView {
    let one = |row: &AlarmTrailRow| {
        let by = row.by.clone().unwrap_or_else(|| t(keys::THE_SYSTEM).to_owned());
        let text = if row.what == "raised" { words::details(&row.text).join(" · ") } else { row.text.clone() };
        let text = if text.is_empty() { nothing() } else { ui::para("own", text) };
        view! { <li>{words::trail(&row.what)}<small>{ui::words(&[date_time(&row.at), by].join(" · "))}</small>{text}</li> }.into_any()
    };
    let rows: Vec<AnyView> = case.trail.iter().map(one).collect();
    section("trail", keys::TRAIL_TITLE, vec![view! { <ol class="trail" role="list">{rows}</ol> }.into_any()])
}
