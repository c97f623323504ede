//! `/office/figures`: how many, how long, at which stage. Each plot has its numbers in a table beneath.

mod plots;

use crate::i18n::{Key, counted, fill, keys, t};
use crate::parts::{fetched, title};
use crate::routes::{DAYS, Route};
use crate::state::App;
use crate::ui;
use crate::words;
use frontend::app::Address;
use leptos::prelude::*;
use shared::api::office::{Dashboard, HoursBand};

/// The screen.
pub(crate) fn figures(app: App, days: u32) -> AnyView {
    ui::parts(vec![
        crate::parts::session::ways(app, "/office/figures"),
        title(t(keys::FIGURES_TITLE)),
        periods(days),
        fetched(app.figures.load, App::figures_again, app, |app| all(&app.figures.all.get_untracked())),
    ])
}

fn periods(now: u32) -> AnyView {
    let period = |days: u32| {
        let current = (days == now).then_some("page");
        let words = counted(keys::FIGURES_DAYS_FEW, usize::try_from(days).unwrap_or(0));
        view! { <li><a href=Route::Figures(days).path() aria-current=current>{words}</a></li> }.into_any()
    };
    let periods: Vec<AnyView> = DAYS.into_iter().map(period).collect();
    view! { <nav class="tabs" aria-label=t(keys::FIGURES_PERIOD)><ul role="list">{periods}</ul></nav> }.into_any()
}

fn all(figures: &Dashboard) -> AnyView {
    ui::parts(vec![by_day(figures), by_stage(figures), how_long(figures)])
}

fn section(id: &'static str, heading: Key, about: Key, children: Vec<AnyView>) -> AnyView {
    view! {
        <section class="figure" aria-labelledby=id><h2 id=id>{t(heading)}</h2>{ui::para("hint", t(about))}{children}</section>
    }
    .into_any()
}

/// A table of numbers: its columns, its rows, each with a name.
fn numbers(caption: &str, columns: Vec<&'static str>, rows: Vec<(String, Vec<i64>)>) -> AnyView {
    let head: Vec<AnyView> = columns.into_iter().map(|column| view! { <th scope="col">{column}</th> }.into_any()).collect();
    let row = |(name, values): (String, Vec<i64>)| {
        let values: Vec<AnyView> = values.into_iter().map(|value| view! { <td>{value}</td> }.into_any()).collect();
        view! { <tr><th scope="row">{name}</th>{values}</tr> }.into_any()
    };
    let rows: Vec<AnyView> = rows.into_iter().map(row).collect();
    let caption = caption.to_owned();
    view! {
        <table class="numbers"><caption class="unseen">{caption}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>
    }
    .into_any()
}

fn by_day(figures: &Dashboard) -> AnyView {
    let mut rows: Vec<(String, Vec<i64>)> =
        figures.days.iter().rev().map(|day| (shared::format::iso_date(&day.day), vec![day.sent, day.issued, day.rejected])).collect();
    let total = |of: fn(&shared::api::office::DashboardDay) -> i64| figures.days.iter().map(of).sum();
    rows.insert(0, (t(keys::FIGURES_TOTAL).to_owned(), vec![total(|d| d.sent), total(|d| d.issued), total(|d| d.rejected)]));
    let columns = vec![t(keys::FIGURES_DAY), t(keys::FIGURES_SENT), t(keys::FIGURES_ISSUED), t(keys::FIGURES_REJECTED)];
    let table = numbers(t(keys::FIGURES_BY_DAY), columns, rows);
    let table = ui::more("", t(keys::FIGURES_TABLE_DAYS), vec![table]);
    section("by-day", keys::FIGURES_BY_DAY, keys::FIGURES_BY_DAY_ABOUT, vec![plots::legend(), plots::by_day(&figures.days), table])
}

fn by_stage(figures: &Dashboard) -> AnyView {
    let rows = figures.stages.iter().map(|one| (t(words::stage(one.stage)).to_owned(), vec![one.count])).collect();
    let table = numbers(t(keys::FIGURES_BY_STAGE), vec![t(keys::COL_STAGE), t(keys::FIGURES_COUNT)], rows);
    section("by-stage", keys::FIGURES_BY_STAGE, keys::FIGURES_BY_STAGE_ABOUT, vec![plots::by_stage(&figures.stages), table])
}

fn how_long(figures: &Dashboard) -> AnyView {
    let (Some(median), Some(p90)) = (figures.median_minutes, figures.p90_minutes) else {
        let none = ui::para("empty", t(keys::FIGURES_NONE));
        return section("how-long", keys::FIGURES_HOW_LONG, keys::FIGURES_HOW_LONG_ABOUT, vec![none]);
    };
    let late_class = if figures.late > 0 { "tag bad" } else { "tag" };
    let late = view! { <span class=late_class>{fill(keys::FIGURES_LATE, &[("n", &figures.late.to_string())])}</span> }.into_any();
    let facts = vec![
        ui::entry("", vec![ui::para("", fill(keys::FIGURES_MEDIAN_IS, &[("time", &words::span(median))]))]),
        ui::entry("", vec![ui::para("", fill(keys::FIGURES_P90_IS, &[("time", &words::span(p90))]))]),
        ui::entry("", vec![late]),
    ];
    let rows = figures.hours.iter().map(|one| (band(one), vec![one.count])).collect();
    let table = numbers(t(keys::FIGURES_HOW_LONG), vec![t(keys::FIGURES_TOOK), t(keys::FIGURES_COUNT)], rows);
    let plot = plots::how_long(&figures.hours, median, p90);
    section("how-long", keys::FIGURES_HOW_LONG, keys::FIGURES_HOW_LONG_ABOUT, vec![ui::list("facts", facts), plot, table])
}

/// `Up to 24 h`.
fn band(band: &HoursBand) -> String {
    match band.up_to {
        0 => t(keys::FIGURES_LONGER).to_owned(),
        hours => fill(keys::FIGURES_UP_TO, &[("n", &hours.to_string())]),
    }
}
