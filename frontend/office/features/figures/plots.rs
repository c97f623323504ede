//! The plots, as drawings in the page: what they show is also in their description and in the table beneath.

use crate::i18n::{Key, keys, t};
use crate::logic::plot::{self, BOTTOM, Bar, HEIGHT, LEFT, NAMES, RIGHT, ROW, TOP, Tick, WIDTH};
use crate::words;
use leptos::prelude::*;
use shared::api::office::{DashboardDay, HoursBand, StageCount};

/// Labels that have room below a plot.
const LABELS: usize = 10;
/// The series of the first plot, by their class and name.
const SERIES: [(&str, Key); 3] = [("sent", keys::FIGURES_SENT), ("issued", keys::FIGURES_ISSUED), ("rejected", keys::FIGURES_REJECTED)];

/// A drawing that is wider than a phone is scrolled, by keys too.
fn framed(id: &'static str, (heading, about): (Key, Key), height: i64, children: Vec<AnyView>) -> AnyView {
    let size = ["0 0 ", &WIDTH.to_string(), " ", &height.to_string()].concat();
    let (title_id, desc_id) = ([id, "-title"].concat(), [id, "-desc"].concat());
    let named = [&title_id, " ", &desc_id].concat();
    view! {
        <div class="plot" tabindex="0" role="group" aria-label=t(heading)>
            <svg viewBox=size role="img" aria-labelledby=named>
                <title id=title_id>{t(heading)}</title>
                <desc id=desc_id>{t(about)}</desc>
                {children}
            </svg>
        </div>
    }
    .into_any()
}

fn text(class: &'static str, x: i64, y: i64, words: String) -> AnyView {
    view! { <text class=class x=x y=y>{words}</text> }.into_any()
}

fn rect(class: &'static str, bar: Bar) -> AnyView {
    view! { <rect class=class x=bar.x y=bar.y width=bar.w height=bar.h></rect> }.into_any()
}

fn axis(ticks: &[Tick]) -> Vec<AnyView> {
    let tick = |tick: &Tick| {
        let line = view! { <line class="grid" x1=LEFT x2=RIGHT y1=tick.at y2=tick.at></line> }.into_any();
        [line, text("end", LEFT - 14, tick.at + 9, tick.value.to_string())]
    };
    ticks.iter().flat_map(tick).collect()
}

/// What the colours mean.
pub(super) fn legend() -> AnyView {
    let one = |(class, key): (&'static str, Key)| {
        view! { <li><svg class="key" viewBox="0 0 16 16" aria-hidden="true"><rect class=class x="0" y="0" width="16" height="16"></rect></svg>{t(key)}</li> }
            .into_any()
    };
    let all: Vec<AnyView> = SERIES.into_iter().map(one).collect();
    view! { <ul class="legend" role="list">{all}</ul> }.into_any()
}

/// Sent, issued and rejected, day by day.
pub(super) fn by_day(days: &[DashboardDay]) -> AnyView {
    let values: Vec<[i64; 3]> = days.iter().map(|day| [day.sent, day.issued, day.rejected]).collect();
    let drawn = plot::groups(&values);
    let mut parts = axis(&drawn.ticks);
    parts.extend(drawn.bars.iter().map(|bar| rect(SERIES.get(bar.series).map_or("", |(class, _)| class), *bar)));
    let labelled = drawn.middles.iter().zip(days).enumerate().filter(|(index, _)| plot::is_labelled(*index, days.len(), LABELS));
    // `21.11.2026` → `21.11`
    parts.extend(labelled.map(|(_, (x, day))| {
        let day = shared::format::iso_date(&day.day);
        text("mid", *x, BOTTOM + 40, day.get(..5).unwrap_or(&day).to_owned())
    }));
    framed("plot-days", (keys::FIGURES_BY_DAY, keys::FIGURES_BY_DAY_ABOUT), HEIGHT, parts)
}

/// How many are at each stage.
pub(super) fn by_stage(stages: &[StageCount]) -> AnyView {
    let ends = plot::across(&stages.iter().map(|one| one.count).collect::<Vec<_>>());
    let mut parts = Vec::new();
    let mut y = 0;
    for (one, end) in stages.iter().zip(ends) {
        parts.push(text("end", NAMES - 16, y + ROW / 2 + 10, t(words::stage(one.stage)).to_owned()));
        parts.push(rect("sent", Bar { x: NAMES, y: y + 12, w: end - NAMES, h: ROW - 24, series: 0 }));
        parts.push(text("", end + 14, y + ROW / 2 + 10, one.count.to_string()));
        y += ROW;
    }
    framed("plot-stages", (keys::FIGURES_BY_STAGE, keys::FIGURES_BY_STAGE_ABOUT), y.max(ROW), parts)
}

/// How long it took, with the median and the ninth decile.
pub(super) fn how_long(bands: &[HoursBand], median: i64, p90: i64) -> AnyView {
    let drawn = plot::groups(&bands.iter().map(|band| [band.count]).collect::<Vec<_>>());
    let mut parts = axis(&drawn.ticks);
    parts.extend(drawn.bars.iter().map(|bar| rect("sent", *bar)));
    parts.extend(drawn.middles.iter().zip(bands).map(|(x, band)| text("mid", *x, BOTTOM + 40, super::band(band))));
    let bounds: Vec<i64> = bands.iter().map(|band| band.up_to).collect();
    let marks = [(plot::mark(median, &bounds), keys::FIGURES_MEDIAN, 0), (plot::mark(p90, &bounds), keys::FIGURES_P90, 1)];
    for (x, key, line) in marks {
        let Some(x) = x else { continue };
        parts.push(view! { <line class="mark" x1=x x2=x y1=TOP - 40 y2=BOTTOM></line> }.into_any());
        // One above the other: they may lie close together.
        let (class, x) = if x > WIDTH / 2 { ("end strong", x - 8) } else { ("strong", x + 8) };
        parts.push(text(class, x, 28 + line * 34, t(key).to_owned()));
    }
    framed("plot-hours", (keys::FIGURES_HOW_LONG, keys::FIGURES_HOW_LONG_ABOUT), HEIGHT, parts)
}
