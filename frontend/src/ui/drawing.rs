//! Plots as drawings in the page: what one shows is also in its description and in a table beneath.

use super::plot::{Bar, LEFT, NAMES, RIGHT, ROW, Tick, WIDTH, across};
use leptos::prelude::*;

/// A drawing that is wider than a phone is scrolled, by keys too.
pub fn framed(id: &'static str, (heading, about): (&'static str, &'static str), height: i64, children: Vec<AnyView>) -> AnyView {
    let size = ["0 0 ", &WIDTH.to_string(), " ", &height.to_string()].concat();
    let (title_id, desc_id) = ([id, "-title"].concat(), [id, "-desc"].concat());
    let named = [&title_id, " ", &desc_id].concat();
    view! {
        <div class="plot" tabindex="0" role="group" aria-label=heading>
            <svg viewBox=size role="img" aria-labelledby=named>
                <title id=title_id>{heading}</title>
                <desc id=desc_id>{about}</desc>
                {children}
            </svg>
        </div>
    }
    .into_any()
}

/// Words in a drawing.
pub fn text(class: &'static str, x: i64, y: i64, words: String) -> AnyView {
    view! { <text class=class x=x y=y>{words}</text> }.into_any()
}

/// A bar of a drawing.
pub fn rect(class: &'static str, bar: Bar) -> AnyView {
    view! { <rect class=class x=bar.x y=bar.y width=bar.w height=bar.h></rect> }.into_any()
}

/// The lines across a drawing, with their numbers.
pub fn axis(ticks: &[Tick]) -> Vec<AnyView> {
    let tick = |tick: &Tick| {
        let line = view! { <line class="grid" x1=LEFT x2=RIGHT y1=tick.at y2=tick.at></line> }.into_any();
        [line, text("end", LEFT - 14, tick.at + 9, tick.value.to_string())]
    };
    ticks.iter().flat_map(tick).collect()
}

/// Bars one below the other: each with its name before it and what stands after it.
pub fn rows(id: &'static str, about: (&'static str, &'static str), class: &'static str, bars: Vec<(String, i64, String)>) -> AnyView {
    let ends = across(&bars.iter().map(|(_, value, _)| *value).collect::<Vec<_>>());
    let mut parts = Vec::new();
    let mut y = 0;
    for ((name, _, value), end) in bars.into_iter().zip(ends) {
        parts.push(text("end", NAMES - 16, y + ROW / 2 + 10, name));
        parts.push(rect(class, Bar { x: NAMES, y: y + 12, w: end - NAMES, h: ROW - 24, series: 0 }));
        parts.push(text("", end + 14, y + ROW / 2 + 10, value));
        y += ROW;
    }
    framed(id, about, y.max(ROW), parts)
}
