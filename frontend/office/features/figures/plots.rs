//! The plots, as drawings in the page: what they show is also in their description and in the table beneath.

use crate::i18n::{Key, keys, t};
use crate::words;
use frontend::ui::drawing::{axis, framed, rect, rows, text};
use frontend::ui::plot::{self, BOTTOM, HEIGHT, TOP, WIDTH};
use leptos::prelude::*;
use shared::api::office::{DashboardDay, HoursBand, StageCount};

/// Labels that have room below a plot.
const LABELS: usize = 10;
/// The series of the first plot, by their class and name.
const SERIES: [(&str, Key); 3] = [("sent", keys::FIGURES_SENT), ("issued", keys::FIGURES_ISSUED), ("rejected", keys::FIGURES_REJECTED)];

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
    framed("plot-days", (t(keys::FIGURES_BY_DAY), t(keys::FIGURES_BY_DAY_ABOUT)), HEIGHT, parts)
}

/// How many are at each stage.
pub(super) fn by_stage(stages: &[StageCount]) -> AnyView {
    let bars = stages.iter().map(|one| (t(words::stage(one.stage)).to_owned(), one.count, one.count.to_string())).collect();
    rows("plot-stages", (t(keys::FIGURES_BY_STAGE), t(keys::FIGURES_BY_STAGE_ABOUT)), "sent", bars)
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
    framed("plot-hours", (t(keys::FIGURES_HOW_LONG), t(keys::FIGURES_HOW_LONG_ABOUT)), HEIGHT, parts)
}
